"""A run of a batch: its workers, and what the caller sees of them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from virtualstaging._core.drivers import awork
from virtualstaging._core.secret import discreet
from virtualstaging._core.session import Unpicklable
from virtualstaging._core.steps import Sleep
from virtualstaging._operations.reads import get_render, get_user
from virtualstaging.batch._board import Board
from virtualstaging.batch._data import Cost, Job, Result
from virtualstaging.batch._database import JournalError
from virtualstaging.batch._fetching import Fetcher
from virtualstaging.batch._opening import Opened, Options
from virtualstaging.batch._plan import Plan, Problem
from virtualstaging.batch._report import write_report
from virtualstaging.batch._running import AsyncChanges, AsyncWorkers, StoppableClock
from virtualstaging.batch._sending import Sender
from virtualstaging.errors import (
    DownloadError,
    NotFoundError,
    ValidationError,
    VirtualStagingError,
    WaitTimeoutError,
)

from .engine import AsyncEngine

if TYPE_CHECKING:
    from virtualstaging._core.steps import Flow
    from virtualstaging.batch._journal import Journal
    from virtualstaging_api.models import Render

_ROUND = 30.0
"""Seconds for which the same renders are waited for before new ones join them."""

_FETCHERS = 4


@discreet
class AsyncBatchRun(Unpicklable):
    """A run of a batch, as of `client.batch`. Enter it, look at its `cost`, then iterate over it:
    that sends, waits and downloads, and gives each row when this run is done with it.

    Leaving it early sends nothing more; another run goes on from there.
    """

    def __init__(
        self, engine: AsyncEngine, as_completed: Callable[..., Any], plan: Plan, options: Options
    ) -> None:
        self._engine = engine
        self._as_completed = as_completed
        self._plan: Plan | None = plan
        self._options = options
        self._opened: Opened | None = None
        self._board: Board | None = None
        self._changes: AsyncChanges = AsyncChanges()
        self._workers: AsyncWorkers = AsyncWorkers()
        self._cost: Cost | None = None
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with the rows that were left out."""

    def rehearse(self) -> None:
        """Before it is entered: keep nothing of it. It can't be iterated over then."""
        self._options = replace(self._options, scratch=True)

    @property
    def cost(self) -> Cost:
        """What this run was to charge when it was entered, and what the account had left then."""
        assert self._cost is not None, "the run was not entered"
        return self._cost

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are in each state by now."""
        return self._journal.counts()

    @property
    def doubts(self) -> list[Result]:
        """The rows that a person must decide about, each with its `candidates`."""
        return self._journal.in_doubt()

    async def adopt(self, row: str | Result, render_id: str) -> None:
        """Decide that a render is that of a row in doubt. The next run fetches its results.

        Args:
            row: The row or its id.
            render_id: Its render.

        Raises:
            NotFoundError: 404, no such render.
            ValidationError: There is no such row, or it is not in doubt.
        """
        flow = get_render(self._engine.session, render_id, False, 20, None, "asc")
        await self._engine.run("get_render", flow)
        await awork(self._journal.decide, _id(row), "made", render_id)

    async def abandon(self, row: str | Result, *, again: bool = False) -> None:
        """Decide that none of the candidates is that of a row in doubt.

        Args:
            row: The row or its id.
            again: Whether the next run sends it again, which charges; otherwise it is given up.

        Raises:
            ValidationError: There is no such row, or it is not in doubt.
        """
        await awork(self._journal.decide, _id(row), "planned" if again else "abandoned", None)

    async def __aenter__(self) -> Self:
        if self._plan is None:
            raise ValidationError("A run can be entered once. Call client.batch() again.")
        self._opened = await awork(Opened, self._options)
        try:
            self.problems = await awork(self._opened.load, self._plan)
            self._plan = None  # the journal holds it
            account = await self._engine.run("get_user", get_user(self._engine.session))
            await awork(self._opened.belongs_to, self._engine.session.settings.base_url, account)
            self._cost = await awork(self._opened.cost, account)
        except BaseException:
            self._opened.close()
            raise
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        assert self._opened is not None
        try:
            if self._board is not None:
                await self._changes.tell(self._board.stop)
                await self._workers.join()
                await self._report(raising=kind is None)
        finally:
            self._opened.close()

    async def _report(self, *, raising: bool) -> None:
        try:
            await awork(write_report, self._journal, self._options.out)
        except (DownloadError, JournalError):  # as on a full disk, which ended the run
            if raising:
                raise

    async def __aiter__(self) -> AsyncIterator[Result]:
        board = self._start()
        seen = 0
        while True:
            found = await self._changes.until(partial(board.news, seen))
            for number, result in found:
                seen = number
                yield result
            if not found:
                break
        last = 0
        while left := self._journal.results(last, 100, unsettled=True):
            for result in left:
                last = result.number
                yield result
        if board.error is not None:
            raise board.error

    def _start(self) -> Board:
        if self._options.scratch:
            raise ValidationError("This run was rehearsed: it sends nothing.")
        if self._board is not None:
            raise ValidationError("A run can be iterated over once. Call client.batch() again.")
        clock, options, session = self._engine.clock, self._options, self._engine.session
        journal = self._journal
        board = Board(journal, clock.monotonic, options.timeout, options.rate)
        session.ledger.close("", journal.known_ids())
        self._board = board
        self._clock = StoppableClock(clock, board.check)
        self._sender = Sender(
            session,
            journal,
            options.grace,
            board.check,
            options.webhook_url,
            journal.named_by_event,
        )
        self._fetcher = Fetcher(session, journal, options.out, lambda: board.stopped)
        if options.journal is not None:
            self._hire(partial(self._send_away, options.journal))
        else:
            for _ in range(journal.counts().get("sending", 0)):
                self._hire(partial(self._send, board.claim_begun))
            for _ in range(options.concurrency):
                self._hire(partial(self._send, board.claim))
        self._hire(self._wait, harmless=True)
        for _ in range(_FETCHERS):
            self._hire(self._fetch)
        return board

    @property
    def _journal(self) -> "Journal":
        assert self._opened is not None, "the run was not entered"
        return self._opened.journal

    def _hire(self, work: Callable[[], Any], *, harmless: bool = False) -> None:
        board = self._board
        assert board is not None
        board.enter()

        async def worker() -> None:
            failure: BaseException | None = None
            try:
                await work()
            except BaseException as error:  # noqa: BLE001 - it is raised where the run is used
                failure = error
            await self._changes.tell(partial(board.leave, failure))

        self._workers.start(worker, harmless=harmless)

    async def _send(self, claim: Callable[[], list[Job] | None]) -> None:
        """Send jobs until there are none."""
        assert self._board is not None
        while jobs := await self._changes.until(claim):
            pause = await self._changes.until(self._board.pause)
            failure: BaseException | None = None
            try:
                await self._run(_paused(pause, self._sender.carry_out(jobs[0])))
            except Exception as error:  # noqa: BLE001 - the board decides what becomes of the run
                failure = error
            await self._changes.tell(partial(self._board.released, jobs[0], failure))

    async def _send_away(self, url: str) -> None:
        """Give jobs to workers on other machines, and take in what has become of them."""
        from virtualstaging.batch.distributed.away import Away

        assert self._board is not None
        board, journal = self._board, self._journal
        name, owner = await awork(journal.run_name), journal.meta("owner") or ""
        away = await awork(Away, url, name, owner, self._clock.sleep)
        try:
            while not board.stopped:
                jobs = board.claim_begun() or board.claim()
                if jobs:
                    await awork(journal.hand_over, jobs[0])
                    await awork(away.hand_over, jobs[0])
                    await self._changes.tell(partial(board.handed_over, jobs[0]))
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
        assert self._board is not None
        failure: BaseException | None = None
        if isinstance(outcome, VirtualStagingError):
            await awork(self._journal.withdraw, job)
            failure = outcome
        else:
            await awork(self._journal.settle, job, outcome)
        await self._changes.tell(partial(self._board.released, job, failure))

    async def _wait(self) -> None:
        """Wait for renders until there are none."""
        assert self._board is not None
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
        assert self._board is not None
        await self._changes.until(self._board.has_room)
        await self._changes.tell(partial(self._board.ended, render))

    async def _look_at(self, render_id: str) -> None:
        """One that may be gone."""
        flow = get_render(self._engine.session, render_id, False, 20, None, "asc")
        try:
            await self._run(flow)
        except NotFoundError:
            await self._run(self._fetcher.gone(render_id))

    async def _fetch(self) -> None:
        """Download results until there are none."""
        assert self._board is not None
        while renders := await self._changes.until(self._board.take):
            await self._run(self._fetcher.fetch(renders[0]))
            await self._changes.tell(partial(self._board.fetched, renders[0]))

    async def _run(self, flow: Any) -> Any:
        return await self._engine.run("batch", flow, self._clock)


def _paused(seconds: float, flow: "Flow[None]") -> "Flow[None]":
    if seconds > 0:
        yield Sleep(seconds)
    yield from flow


def _nothing() -> "Flow[None]":
    return
    yield


def _id(row: str | Result) -> str:
    return row.id if isinstance(row, Result) else row
