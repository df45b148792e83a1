"""A worker: takes orders out of the database and sends them, with any number of others."""

import logging
import os
import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from dbos import DBOS, DBOSConfig

from virtualstaging._core.drivers import drive
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow
from virtualstaging._operations.reads import get_user
from virtualstaging._recovery.ledger import Ledger
from virtualstaging._recovery.order import GRACE, Doubt
from virtualstaging.batch._data import Job, Outcome, doubt_of, doubt_text
from virtualstaging.batch._opening import owner_of
from virtualstaging.batch._running import Pace
from virtualstaging.batch._sending import Sender
from virtualstaging.errors import VirtualStagingError

from .leases import Leases
from .names import QUEUE, VERSION, WORKFLOW, Json, short

if TYPE_CHECKING:
    from virtualstaging import VirtualStaging

LEASE = 60.0
"""Seconds that a lease holds without being renewed."""

_ASK_AGAIN = 60.0
"""Seconds until the API is asked again what was made, after a quarter of an hour in vain."""

_logger: logging.Logger = logging.getLogger("virtualstaging")


@dataclass(frozen=True, slots=True)
class Slot:
    """How a worker works.

    Args:
        journal: URL of the PostgreSQL database.
        name: Of the worker; what it has begun is gone on with when it starts again.
        concurrency: How many orders it sends at once.
        rate: How many it begins in a second, at most.
        grace: Seconds after which what is not to be seen was not made.
        lease: Seconds that its leases hold without being renewed.
    """

    journal: str = field(repr=False)  # with a password
    name: str
    concurrency: int = 4
    rate: float | None = None
    grace: float = GRACE
    lease: float = LEASE


def work(client: "VirtualStaging", slot: Slot, ended: threading.Event) -> None:
    """Work until asked to end.

    Args:
        client: Sends the requests.
        slot: How.
        ended: Set when it is to end.
    """
    config: DBOSConfig = {
        "name": "virtualstaging",
        "system_database_url": slot.journal,
        "executor_id": slot.name,
        "application_version": VERSION,
        "serializer": Json(),
        "log_level": "WARNING",
        "notification_listener_polling_interval_sec": 1.0,
        # A frozen worker keeps the locks of the engine no longer than its leases.
        "sys_db_idle_transaction_timeout_sec": slot.lease,
    }
    DBOS(config=config)
    worker = _Worker(client, slot)

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1_000_000)
    def order(data: dict[str, Any]) -> dict[str, Any]:
        return worker.order(data)

    DBOS.listen_queues([QUEUE])
    DBOS.launch()
    try:
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=slot.concurrency,
            partition_concurrency=1,
            polling_interval_sec=0.5,
        )
        ended.wait()
    finally:
        DBOS.destroy()  # what is under way keeps its leases until the process ends


class _Worker:
    def __init__(self, client: "VirtualStaging", slot: Slot) -> None:
        self._engine = client._engine  # noqa: SLF001 - its own
        self._grace = slot.grace
        self._pace = Pace(self._engine.clock.monotonic, slot.rate)
        self._pacing = threading.Lock()
        account = self._run(get_user(self._engine.session))
        self._owner = owner_of(self._engine.session.settings.base_url, account)
        self._leases = Leases(slot.journal, slot.lease, _end_at_once, self._engine.clock.monotonic)

    def order(self, data: dict[str, Any]) -> dict[str, Any]:
        """The workflow: from an order to its outcome. What is raised in it becomes its outcome."""
        job = job_of(data)
        workflow, lock, holder = (
            str(DBOS.workflow_id),
            short(f"{data['owner']} {job.lock}"),
            uuid.uuid4().hex,
        )
        with self._pacing:
            pause = self._pace.pause()
        self._engine.clock.sleep(pause)
        while not self._leases.acquire(lock, workflow, holder):
            self._engine.clock.sleep(1.0)
        # Other workers make renders, too: nothing that this one has seen before counts.
        session = Session(self._engine.session.settings, self._engine.session.policy, Ledger())
        noted = _Noted()
        sender = Sender(session, noted, self._grace, lambda: self._leases.check(lock, holder))
        fresh: list[Doubt] = []
        outcome: dict[str, Any] = DBOS.run_step(
            {"name": "intent"}, lambda: self._begun(sender, job, data["owner"], fresh)
        )
        if "doubt" in outcome:
            doubt = fresh[0] if fresh else doubt_of(outcome["doubt"], job.order)
            flow = sender.first_sent(job, doubt) if fresh else sender.found_out(job, doubt)
            outcome = DBOS.run_step(
                {"name": "settle"}, lambda: self._settled(flow, sender, job, doubt, noted)
            )
        self._leases.release(lock, holder)
        return outcome

    def _begun(self, sender: Sender, job: Job, owner: str, fresh: list[Doubt]) -> dict[str, Any]:
        """The step that is kept before anything is sent. When it ran here, its doubt is fresh."""
        if owner != self._owner:
            return _withdrawn("The worker has the key of another account, or another server.")
        try:
            doubt = self._run(sender.anchored(job))
        except VirtualStagingError as error:
            return _withdrawn(str(error))
        fresh.append(doubt)
        return {"doubt": doubt_text(doubt)}

    def _settled(
        self, flow: Flow[Outcome], sender: Sender, job: Job, doubt: Doubt, noted: "_Noted"
    ) -> dict[str, Any]:
        """The step that sends, and is kept with the outcome.

        Only what has surely made nothing is given back. While the API does not show what was made,
        as when it does not answer or refuses the key, nothing is: it is asked again.
        """
        while True:
            try:
                return asdict(self._run(flow))
            except VirtualStagingError as error:
                if noted.withdrawn:
                    return _withdrawn(str(error))
                _logger.warning("It is not known so far what an order has made: %s", error)
            self._engine.clock.sleep(_ASK_AGAIN)
            flow = sender.found_out(job, doubt)

    def _run(self, flow: Flow[Any]) -> Any:
        return drive(flow, self._engine.transport, self._engine.clock)


class _Noted:
    """Steps write everything down. What they can't see is whether an order was given back."""

    def __init__(self) -> None:
        self.withdrawn = False

    def intend(self, job: Job, doubt: Doubt) -> None:
        """Written as the outcome of the step `intent`."""

    def send_again(self, job: Job) -> None:
        """Whether it was sent once or more often changes nothing."""

    def withdraw(self, job: Job) -> None:  # noqa: ARG002 - there is one job
        """It has surely made nothing."""
        self.withdrawn = True

    def settle(self, job: Job, outcome: Outcome) -> None:
        """Written as the outcome of the step `settle`."""


def _withdrawn(reason: str) -> dict[str, Any]:
    return {"state": "withdrawn", "reason": reason}


def job_of(data: Mapping[str, Any]) -> Job:
    """The job of a workflow's data."""
    wants = tuple((config, count) for config, count in data["wants"])
    return Job(0, data["photo"], data["digest"], wants, data["lock"], data["render_id"])


def _end_at_once(reason: str) -> NoReturn:
    """Another may have taken an order over. What this worker has begun is gone on with when it
    starts again.
    """
    os.write(2, f"This worker ends, as {reason}. Start it again: it goes on.\n".encode())
    os._exit(75)
