"""A run of a batch: its workers, and what the caller sees of them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from virtualstaging._core.drivers import awork
from virtualstaging._core.secret import discreet
from virtualstaging._core.session import Unpicklable
from virtualstaging._operations.reads import get_render, get_user
from virtualstaging.batch._data import Cost, Result
from virtualstaging.batch._database import JournalError
from virtualstaging.batch._opening import Opened, Options
from virtualstaging.batch._plan import Plan, Problem
from virtualstaging.batch._report import write_report
from virtualstaging.errors import (
    DownloadError,
    ValidationError,
)

from .batch_work import AsyncBatchWork
from .engine import AsyncEngine

if TYPE_CHECKING:
    from virtualstaging.batch._journal import Journal


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
        self._work: AsyncBatchWork | None = None
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
            if self._work is not None:
                await self._work.stop()
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
        work = self._start()
        seen = 0
        while True:
            found = await work.news(seen)
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
        if work.error is not None:
            raise work.error

    def _start(self) -> "AsyncBatchWork":
        if self._options.scratch:
            raise ValidationError("This run was rehearsed: it sends nothing.")
        if self._work is not None:
            raise ValidationError("A run can be iterated over once. Call client.batch() again.")
        self._work = AsyncBatchWork(self._engine, self._as_completed, self._journal, self._options)
        self._work.start()
        return self._work

    @property
    def _journal(self) -> "Journal":
        assert self._opened is not None, "the run was not entered"
        return self._opened.journal


def _id(row: str | Result) -> str:
    return row.id if isinstance(row, Result) else row
