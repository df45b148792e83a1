# Made from _async/batch_work.py by scripts/unasync.py (make fix): edit that one.

"""The work of a run of a batch: workers that send, wait and download."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from virtualstaging._core.drivers import work
from virtualstaging._core.steps import Sleep
from virtualstaging._operations.reads import get_render
from virtualstaging.batch._board import Board
from virtualstaging.batch._data import Job, Result
from virtualstaging.batch._fetching import Fetcher
from virtualstaging.batch._opening import Options
from virtualstaging.batch._running import Changes, StoppableClock, Workers
from virtualstaging.batch._sending import Sender
from virtualstaging.errors import NotFoundError, VirtualStagingError, WaitTimeoutError

from .engine import Engine

if TYPE_CHECKING:
    from virtualstaging._core.steps import Flow
    from virtualstaging.batch._journal import Journal
    from virtualstaging_api.models import Render

_ROUND = 30.0
"""Seconds for which the same renders are waited for before new ones join them."""

_FETCHERS = 4


class BatchWork:
    """The workers of a run, and what they share.

    Args:
        engine: The client's.
        as_completed: The client's.
        journal: Of the run.
        options: How it is run.
    """

    def __init__(
        self,
        engine: Engine,
        as_completed: Callable[..., Any],
        journal: "Journal",
        options: Options,
    ) -> None:
        session = engine.session
        session.ledger.close("", journal.known_ids())
        board = Board(journal, engine.clock.monotonic, options.timeout, options.rate)
        self._engine = engine
        self._as_completed = as_completed
        self._journal = journal
        self._options = options
        self._board = board
        self._changes: Changes = Changes()
        self._workers: Workers = Workers()
        self._clock = StoppableClock(engine.clock, board.check)
        self._sender = Sender(
            session,
            journal,
            options.grace,
            board.check,
            options.webhook_url,
            journal.named_by_event,
        )
        self._fetcher = Fetcher(session, journal, options.out, lambda: board.stopped)

    @property
    def error(self) -> BaseException | None:
        """What has ended the work before its time."""
        return self._board.error

    def start(self) -> None:
        """Set all workers to work."""
        board = self._board
        if self._options.journal is not None:
            self._hire(partial(self._send_away, self._options.journal))
        else:
            for _ in range(self._journal.counts().get("sending", 0)):
                self._hire(partial(self._send, board.claim_begun))
            for _ in range(self._options.concurrency):
                self._hire(partial(self._send, board.claim))
        self._hire(self._wait, harmless=True)
        for _ in range(_FETCHERS):
            self._hire(self._fetch)

    def news(self, seen: int) -> list[tuple[int, Result]]:
        """The next rows that this run is done with, each with its number; none if it has ended."""
        return self._changes.until(partial(self._board.news, seen))

    def stop(self) -> None:
        """Begin nothing any more, and wait until what is under way has ended."""
        self._changes.make(self._board.stop)
        self._workers.join()

    def _hire(self, work: Callable[[], Any], *, harmless: bool = False) -> None:
        board = self._board
        board.enter()

        def worker() -> None:
            failure: BaseException | None = None
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - it is raised where the run is used
                failure = error
            self._changes.make(partial(board.leave, failure))

        self._workers.start(worker, harmless=harmless)

    def _send(self, claim: Callable[[], list[Job] | None]) -> None:
        """Send jobs until there are none."""
        while jobs := self._changes.until(claim):
            pause = self._changes.until(self._board.pause)
            failure: BaseException | None = None
            try:
                self._run(_paused(pause, self._sender.carry_out(jobs[0])))
            except Exception as error:  # noqa: BLE001 - the board decides what becomes of the run
                failure = error
            self._changes.make(partial(self._board.released, jobs[0], failure))

    def _send_away(self, url: str) -> None:
        """Give jobs to workers on other machines, and take in what has become of them."""
        from virtualstaging.batch.distributed.away import Away

        board, journal = self._board, self._journal
        name, owner = work(journal.run_name), journal.meta("owner") or ""
        away = work(Away, url, name, owner, self._clock.sleep)
        try:
            while not board.stopped:
                jobs = board.claim_begun() or board.claim()
                if jobs:
                    work(journal.hand_over, jobs[0])
                    work(away.hand_over, jobs[0])
                    self._changes.make(partial(board.handed_over, jobs[0]))
                elif away.any:
                    self._run(_paused(1.0, _nothing()))
                    for job, outcome in work(away.outcomes):
                        self._take_in(job, outcome)
                elif jobs is not None:
                    return
        finally:
            away.close()

    def _take_in(self, job: Job, outcome: Any) -> None:
        """What has become of a job that a worker had."""
        failure: BaseException | None = None
        if isinstance(outcome, VirtualStagingError):
            work(self._journal.withdraw, job)
            failure = outcome
        else:
            work(self._journal.settle, job, outcome)
        self._changes.make(partial(self._board.released, job, failure))

    def _wait(self) -> None:
        """Wait for renders until there are none."""
        while ids := self._changes.until(self._board.unfinished):
            for one in ids:
                self._engine.session.ledger.note_totals([self._journal.ordered(one)], [one])
            missing = set(ids)
            try:
                for render in self._as_completed(ids, timeout=_ROUND):
                    self._board.check()
                    missing.discard(render.id)
                    self._hand_over(render)
            except WaitTimeoutError:
                pass
            except NotFoundError:
                for one in missing:
                    self._look_at(one)

    def _hand_over(self, render: "Render") -> None:
        self._changes.until(self._board.has_room)
        self._changes.make(partial(self._board.ended, render))

    def _look_at(self, render_id: str) -> None:
        """One that may be gone."""
        flow = get_render(self._engine.session, render_id, False, 20, None, "asc")
        try:
            self._run(flow)
        except NotFoundError:
            self._run(self._fetcher.gone(render_id))

    def _fetch(self) -> None:
        """Download results until there are none."""
        while renders := self._changes.until(self._board.take):
            self._run(self._fetcher.fetch(renders[0]))
            self._changes.make(partial(self._board.fetched, renders[0]))

    def _run(self, flow: Any) -> Any:
        return self._engine.run("batch", flow, self._clock)


def _paused(seconds: float, flow: "Flow[None]") -> "Flow[None]":
    if seconds > 0:
        yield Sleep(seconds)
    yield from flow


def _nothing() -> "Flow[None]":
    return
    yield
