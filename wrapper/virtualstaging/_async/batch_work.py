"""The work of a run of a batch: workers that send, wait and download."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from virtualstaging._core.drivers import awork
from virtualstaging._core.steps import Sleep
from virtualstaging._operations.reads import get_render
from virtualstaging.batch._board import Board
from virtualstaging.batch._data import Job, Result
from virtualstaging.batch._fetching import Fetcher
from virtualstaging.batch._opening import Options
from virtualstaging.batch._running import AsyncChanges, AsyncWorkers, StoppableClock
from virtualstaging.batch._sending import Sender
from virtualstaging.errors import NotFoundError, VirtualStagingError, WaitTimeoutError

from .engine import AsyncEngine

if TYPE_CHECKING:
    from virtualstaging._core.steps import Flow
    from virtualstaging.batch._journal import Journal
    from virtualstaging_api.models import Render

_ROUND = 30.0
"""Seconds for which the same renders are waited for before new ones join them."""

_FETCHERS = 4


class AsyncBatchWork:
    """The workers of a run, and what they share.

    Args:
        engine: The client's.
        as_completed: The client's.
        journal: Of the run.
        options: How it is run.
    """

    def __init__(
        self,
        engine: AsyncEngine,
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
        self._changes: AsyncChanges = AsyncChanges()
        self._workers: AsyncWorkers = AsyncWorkers()
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

    async def news(self, seen: int) -> list[tuple[int, Result]]:
        """The next rows that this run is done with, each with its number; none if it has ended."""
        return await self._changes.until(partial(self._board.news, seen))

    async def stop(self) -> None:
        """Begin nothing any more, and wait until what is under way has ended."""
        await self._changes.make(self._board.stop)
        await self._workers.join()

    def _hire(self, work: Callable[[], Any], *, harmless: bool = False) -> None:
        board = self._board
        board.enter()

        async def worker() -> None:
            failure: BaseException | None = None
            try:
                await work()
            except BaseException as error:  # noqa: BLE001 - it is raised where the run is used
                failure = error
            await self._changes.make(partial(board.leave, failure))

        self._workers.start(worker, harmless=harmless)

    async def _send(self, claim: Callable[[], list[Job] | None]) -> None:
        """Send jobs until there are none."""
        while jobs := await self._changes.until(claim):
            pause = await self._changes.until(self._board.pause)
            failure: BaseException | None = None
            try:
                await self._run(_paused(pause, self._sender.carry_out(jobs[0])))
            except Exception as error:  # noqa: BLE001 - the board decides what becomes of the run
                failure = error
            await self._changes.make(partial(self._board.released, jobs[0], failure))

    async def _send_away(self, url: str) -> None:
        """Give jobs to workers on other machines, and take in what has become of them."""
        from virtualstaging.batch.distributed.away import Away

        board, journal = self._board, self._journal
        name, owner = await awork(journal.run_name), journal.meta("owner") or ""
        away = await awork(Away, url, name, owner, self._clock.sleep)
        try:
            while not board.stopped:
                jobs = board.claim_begun() or board.claim()
                if jobs:
                    await awork(journal.hand_over, jobs[0])
                    await awork(away.hand_over, jobs[0])
                    await self._changes.make(partial(board.handed_over, jobs[0]))
                elif away.any:
                    await self._run(_paused(1.0, _nothing()))
                    for job, outcome in await awork(away.outcomes):
                        await self._take_in(job, outcome)
                elif jobs is not None:
                    return
        finally:
            away.close()

    async def _take_in(self, job: Job, outcome: Any) -> None:
        """What has become of a job that a worker had."""
        failure: BaseException | None = None
        if isinstance(outcome, VirtualStagingError):
            await awork(self._journal.withdraw, job)
            failure = outcome
        else:
            await awork(self._journal.settle, job, outcome)
        await self._changes.make(partial(self._board.released, job, failure))

    async def _wait(self) -> None:
        """Wait for renders until there are none."""
        while ids := await self._changes.until(self._board.unfinished):
            for one in ids:
                self._engine.session.ledger.note_totals([self._journal.ordered(one)], [one])
            missing = set(ids)
            try:
                async for render in self._as_completed(ids, timeout=_ROUND):
                    self._board.check()
                    missing.discard(render.id)
                    await self._hand_over(render)
            except WaitTimeoutError:
                pass
            except NotFoundError:
                for one in missing:
                    await self._look_at(one)

    async def _hand_over(self, render: "Render") -> None:
        await self._changes.until(self._board.has_room)
        await self._changes.make(partial(self._board.ended, render))

    async def _look_at(self, render_id: str) -> None:
        """One that may be gone."""
        flow = get_render(self._engine.session, render_id, False, 20, None, "asc")
        try:
            await self._run(flow)
        except NotFoundError:
            await self._run(self._fetcher.gone(render_id))

    async def _fetch(self) -> None:
        """Download results until there are none."""
        while renders := await self._changes.until(self._board.take):
            await self._run(self._fetcher.fetch(renders[0]))
            await self._changes.make(partial(self._board.fetched, renders[0]))

    async def _run(self, flow: Any) -> Any:
        return await self._engine.run("batch", flow, self._clock)


def _paused(seconds: float, flow: "Flow[None]") -> "Flow[None]":
    if seconds > 0:
        yield Sleep(seconds)
    yield from flow


def _nothing() -> "Flow[None]":
    return
    yield
