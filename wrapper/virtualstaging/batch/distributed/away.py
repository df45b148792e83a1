"""The side of a distributed batch that holds the plan: orders go out, outcomes come in."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from dbos import DBOS, DBOSClient, EnqueueOptions, error as dbos_error
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from virtualstaging.batch._data import Job, Outcome, wants_text
from virtualstaging.errors import VirtualStagingError

from .names import QUEUE, VERSION, WORKFLOW, Json, out_of_reach, short

_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_AT_ONCE = 500

_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between attempts while the database does not answer."""

T = TypeVar("T")


class WithdrawnError(VirtualStagingError):
    """A worker could not send. Nothing was made."""


class Away:
    """Orders that workers have.

    Args:
        url: Of the PostgreSQL database.
        run: A name of the batch that no other has.
        owner: Whose renders they are.
        pause: Lets some seconds pass, as the database does not answer.

    Raises:
        JournalError: The database can't be reached.
    """

    def __init__(self, url: str, run: str, owner: str, pause: Callable[[float], object]) -> None:
        self._run = run
        self._owner = owner
        self._pause = pause
        self._jobs: dict[str, Job] = {}
        with _as_journal_error():
            DBOS.migrate(url)
            self._client = _client(url)

    @property
    def any(self) -> bool:
        """Whether workers have some."""
        return bool(self._jobs)

    def hand_over(self, job: Job) -> None:
        """Give an order to the workers. The same order again is the same workflow."""
        name = self._name(job)
        self._jobs[name] = job
        data = {
            "photo": job.photo,
            "digest": job.digest,
            "wants": job.wants,
            # Orders whose renders may be taken for each other's are not under way together.
            "lock": f"added to {job.render_id}" if job.render_id else min(job.order.keys),
            "render_id": job.render_id,
            "owner": self._owner,
        }
        options: EnqueueOptions = {
            "queue_name": QUEUE,
            "workflow_name": WORKFLOW,
            "workflow_id": name,
            "app_version": VERSION,
            "queue_partition_key": short(f"{self._owner} {data['lock']}"),
        }
        self._asked(partial(self._client.enqueue, options, data))

    def outcomes(self) -> list[tuple[Job, Outcome | WithdrawnError]]:
        """What has become of some since this was asked last."""
        ended: list[tuple[Job, Outcome | WithdrawnError]] = []
        for names in _in_pieces(self._jobs):
            ask = partial(
                self._client.list_workflows, workflow_ids=names, status=_ENDED, load_input=False
            )
            found = self._asked(ask)
            for one in found:
                job = self._jobs.pop(one.workflow_id)
                outcome = _outcome(one.status, one.output)
                if not isinstance(outcome, Outcome) or outcome.state == "refused":
                    # It is sent anew, by another run.
                    self._asked(partial(self._client.delete_workflow, one.workflow_id))
                ended.append((job, outcome))
        return ended

    def close(self) -> None:
        """End the connections."""
        self._client.destroy()

    def _asked(self, ask: Callable[[], T]) -> T:
        """Ask the database. All that is asked may be asked twice."""
        with _as_journal_error():
            for seconds in _PAUSES:
                try:
                    return ask()
                except DBAPIError:
                    self._pause(seconds)
            return ask()

    def _name(self, job: Job) -> str:
        content = f"{job.digest} {wants_text(job.wants)} {job.render_id}"
        return f"{self._run}-{short(content)}"


@contextmanager
def _as_journal_error() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, dbos_error.DBOSException) as error:
        raise out_of_reach(error) from None


def _client(url: str) -> DBOSClient:
    """One that raises if the database does not answer, instead of waiting for ever."""
    return DBOSClient(system_database_url=url, serializer=Json(), retry_connection_errors=False)


def take_over(url: str, slot: str) -> int:
    """Let other workers go on with what a dead one has begun. Returns how many that are.

    What a worker that lives after all has begun, nobody else sends: its leases hold.

    Raises:
        JournalError: The database can't be used.
    """
    with _as_journal_error():
        client = _client(url)
        try:
            found = client.list_workflows(status="PENDING", executor_id=slot, load_input=False)
            ids = [one.workflow_id for one in found]
            if ids:
                client.resume_workflows(ids, queue_name=QUEUE)
            return len(ids)
        finally:
            client.destroy()


def _outcome(status: str, output: Any) -> Outcome | WithdrawnError:
    if status != "SUCCESS" or not isinstance(output, dict):
        return Outcome("doubt", reason=f"Its workflow ended as {status}; see the worker's log.")
    if output["state"] == "withdrawn":
        return WithdrawnError(output["reason"])
    return Outcome(**{**output, "candidates": tuple(output["candidates"])})


def _in_pieces(names: Iterable[str]) -> Iterator[list[str]]:
    listed = list(names)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
