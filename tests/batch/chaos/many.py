"""A batch with several workers on PostgreSQL, of which some are killed, and one is frozen."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dbos import DBOSClient
from sqlalchemy.exc import DBAPIError

from tests.batch.chaos.postgres import Postgres
from tests.batch.chaos.proxy import Proxy, serving
from tests.batch.chaos.slot import run_plan, run_slot
from tests.batch.chaos.trial import GRACE, KEY, Counts, count, written_plan
from virtualstaging.batch.distributed.away import take_over
from virtualstaging.batch.distributed.names import Json
from virtualstaging.batch.distributed.worker import Slot
from virtualstaging_mock import running

LEASE = 3.0
"""Seconds."""

_LOST = 75
"""How a worker ends that has lost its lease, or the database."""

_PATIENCE = 120
"""Seconds until a process that does not come to its end has failed."""


class Many:
    """Workers, and the process that holds the plan.

    Args:
        path: A folder of its own.
        seed: Of the instants and of what the proxy does.
        rows: How many photos.
        journal: URL of the workers' database.
    """

    def __init__(self, path: Path, seed: int, rows: int, journal: str) -> None:
        self._plan, self._out = path / "plan.csv", path / "out"
        self._journal = journal
        self._seed = seed
        self._random = random.Random(seed)
        self._digests = written_plan(self._plan, seed, rows)
        self._processes: list[Any] = []
        self._renders: Callable[[], int] = lambda: 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.batch.chaos.slot"])

    def killed(self, workers: int, kills: int) -> Counts:
        """Workers die right before and after requests. Besides, random ones are killed, or the
        process with the plan, at random instants.
        """
        counts = Counts()
        with self._world(counts) as address:
            slots = {one: self._slot(address, one, deadly=True) for one in range(workers)}
            plan = self._holder(address)
            while counts.kills < kills and plan.is_alive():
                time.sleep(self._random.uniform(0.2, 1.5))
                victim = self._random.choice([plan, *slots.values()])
                victim.kill()
                victim.join()
                self._start_again(counts, slots, address, deadly=True)
                if victim is plan:
                    counts.kills += 1
                    plan = self._holder(address)
            self._end(counts, plan, slots, address)
        return counts

    def frozen(self) -> Counts:
        """Freeze a worker between its intent and the request, let another take over, thaw it."""
        counts = Counts()
        with self._world(counts) as address:
            first = self._slot(address, 0, freezes=True)
            plan = self._holder(address)
            _until(lambda: _state(first.pid) == "T")
            second = self._slot(address, 1)
            take_over(self._journal, "slot-0")
            self._end(counts, plan, {1: second}, address)
            os.kill(first.pid, signal.SIGCONT)
            first.join(60)
            assert first.exitcode == _LOST, "it went on, though its lease was lost"
        return counts

    def restarted(self, server: Postgres) -> Counts:
        """Stop PostgreSQL while requests are under way, as in a crash, and start all again."""
        counts = Counts()
        with self._world(counts) as address:
            slots = {number: self._slot(address, number) for number in range(2)}
            plan = self._holder(address)
            _until(lambda: bool(self._renders()))
            server.stop()
            try:
                for one in slots.values():
                    one.join(_PATIENCE)
                    assert one.exitcode == _LOST, f"a worker ended with {one.exitcode}"
            finally:
                server.start()
            self._end(counts, plan, slots, address)
        return counts

    def _begun(self, number: int) -> bool:
        """Whether a worker was killed between an intent and its outcome."""
        with suppress(DBAPIError):  # no worker has made the tables so far
            client = DBOSClient(system_database_url=self._journal, serializer=Json())
            try:
                found = client.list_workflows(status="PENDING", executor_id=f"slot-{number}")
                steps = [client.list_workflow_steps(one.workflow_id) for one in found]
            finally:
                client.destroy()
            return any([one["function_name"] for one in some] == ["intent"] for some in steps)
        return False

    @contextmanager
    def _world(self, counts: Counts) -> Iterator[str]:
        with running(duration=0.004, failure_rate=0.0) as server:
            accounts = server.mock.backend.accounts
            self._renders = lambda: sum(len(one.renders) for one in accounts.values())
            proxy = Proxy(server.base_url, self._seed)
            with serving(proxy) as address:
                try:
                    yield address
                finally:
                    for one in self._processes:
                        one.kill()
                        one.join()
            counts.planted = proxy.planted
            count(counts, server.mock, self._out, self._digests)
            # Only the workers know how often they sent.
            counts.sent_again = proxy.planted.total() - len(self._digests)

    def _start_again(
        self, counts: Counts, slots: dict[int, Any], address: str, *, deadly: bool = False
    ) -> None:
        """Start workers that died or, on a slow machine, lost their lease."""
        for number, one in slots.items():
            if _is_gone(one):
                counts.kills += one.exitcode == -signal.SIGKILL
                counts.in_between += self._begun(number)
                slots[number] = self._slot(address, number, deadly=deadly)

    def _end(self, counts: Counts, plan: Any, slots: dict[int, Any], address: str) -> None:
        """Wait until all is done."""

        def is_over() -> bool:
            self._start_again(counts, slots, address)
            return not plan.is_alive()

        _until(is_over)
        assert plan.exitcode == 0, f"the process with the plan ended with {plan.exitcode}"

    def _slot(
        self, address: str, number: int, *, freezes: bool = False, deadly: bool = False
    ) -> Any:
        # Another thread could be frozen between the check of its lease and the first byte.
        at_once = 1 if freezes else 4
        slot = Slot(self._journal, f"slot-{number}", at_once, grace=GRACE, lease=LEASE)
        more = {"freezes": freezes, "dies": self._random.randint(1, 4) if deadly else 0}
        return self._started(run_slot, (slot, address, KEY), more)

    def _holder(self, address: str) -> Any:
        arguments = (str(self._plan), str(self._out), address, KEY, self._journal)
        return self._started(run_plan, arguments, {})

    def _started(self, target: Any, arguments: tuple[Any, ...], more: dict[str, Any]) -> Any:
        process = self._context.Process(target=target, args=arguments, kwargs=more)
        process.start()
        self._processes.append(process)
        return process


def _until(reached: Callable[[], bool]) -> None:
    ends = time.monotonic() + _PATIENCE
    while not reached():
        assert time.monotonic() < ends, "it does not come to that"
        time.sleep(0.1)


def _is_gone(process: Any) -> bool:
    """Whether a worker has ended, as it may."""
    assert process.exitcode in (None, -signal.SIGKILL, _LOST), f"it ended with {process.exitcode}"
    return process.exitcode is not None


def _state(pid: int) -> str:
    """Of a process, as Linux shows it."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[0]
