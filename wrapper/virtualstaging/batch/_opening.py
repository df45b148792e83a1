"""The beginning of a run: its directory, its plan, its account, its price."""

import importlib.util
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from virtualstaging._core.paths import expanded
from virtualstaging._downloads import try_place
from virtualstaging._recovery.order import GRACE
from virtualstaging.errors import DownloadError, ValidationError
from virtualstaging_api.models import Account

from ._checks import Wanted, checked
from ._data import Cost
from ._database import FileLock, JournalError
from ._journal import Journal
from ._marks import check_webhook_url
from ._plan import Plan, PlanError, Problem

_LOCK = ".batch.lock"
_PART = re.compile(r"\.[0-9a-f]{16}\.part")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch is run; see `VirtualStaging.batch`."""

    out: Path
    concurrency: int = 4
    rate: float | None = None
    skip_bad: bool = False
    timeout: float = 3600.0
    grace: float = GRACE
    journal: str | None = field(default=None, repr=False)  # with a password
    webhook_url: str | None = field(default=None, repr=False)  # it may hold a token
    scratch: bool = False


def checked_options(options: Options) -> Options:
    """The same, or `ValidationError`."""
    if type(options.concurrency) is not int or not 1 <= options.concurrency <= 64:
        raise ValidationError("concurrency must be a whole number, 1 to 64.")
    if options.rate is not None and not options.rate > 0:
        raise ValidationError("rate must be above 0: requests a second.")
    if options.rate is not None and options.journal is not None:
        raise ValidationError("With a journal the workers send: give each its rate, not the plan.")
    if options.journal is not None:
        check_journal(options.journal)
    if options.webhook_url is not None:
        check_webhook_url(options.webhook_url)
        if options.journal is not None:
            raise ValidationError("webhook_url and journal can't be used together.")
    if not options.timeout > 0:
        raise ValidationError("timeout must be above 0 seconds.")
    return replace(options, out=expanded(str(options.out)).absolute())


def check_packages() -> None:
    """`ValidationError` if what workers on several machines need is not installed."""
    if importlib.util.find_spec("dbos") is None:
        raise ValidationError(
            "Workers on several machines need more packages: pip install "
            "'virtualstaging[distributed]'."
        )


def check_journal(url: str) -> None:
    """`ValidationError` if workers can't share what is behind this URL."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValidationError("journal must be the URL of a PostgreSQL database: postgresql://…")
    check_packages()


class Opened:
    """A directory that is this process's alone, with its journal.

    Args:
        options: Those of the run.

    Raises:
        InUseError: Another process works on it.
        JournalError: It can't be written to.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self._lock = None if options.scratch else FileLock(options.out / _LOCK)
        try:
            if not options.scratch:
                try_place(options.out)
                _remove_parts(options.out)
            self.journal = Journal(options.out, scratch=options.scratch)
        except BaseException as error:
            self._release()
            if isinstance(error, DownloadError):
                raise JournalError(str(error)) from None
            raise

    def load(self, plan: Plan) -> tuple[Problem, ...]:
        """Check all rows and let the plan hold. Returns what is wrong with those left out.

        Raises:
            PlanError: Rows are wrong, and none is to be left out; or all are.
        """
        problems = list(plan.unreadable)

        def good() -> Iterator[Wanted]:
            for one in checked(plan, self.journal.known_digest):
                if isinstance(one, Wanted):
                    yield one
                else:
                    problems.append(one)
            _refuse(problems, skip_bad=self.options.skip_bad)

        self.journal.load(good())
        problems.sort(key=lambda one: one.line)
        if not self.journal.counts():
            raise PlanError(
                "The plan has no row that can be carried out. Nothing was sent.",
                problems=tuple(problems),
            )
        return tuple(problems)

    def belongs_to(self, base_url: str, account: Account) -> None:
        """Note whose renders it holds.

        Raises:
            JournalError: They are another account's: what was begun could not be found again.
        """
        owner = owner_of(base_url, account)
        known = self.journal.meta("owner")
        if known is not None and known != owner:
            raise JournalError(
                f"{self.options.out} holds the batch of another account or server. Use the key "
                "and the base URL that it was begun with, or another directory."
            )
        self.journal.note("owner", owner)
        self._keep_to("elsewhere" if self.options.journal else "here")

    def _keep_to(self, place: str) -> None:
        """What was begun by workers is found out by workers, and the other way round."""
        known = self.journal.meta("sent")
        if known not in (None, place) and self.journal.costs()[-1]:
            how = "with the same --journal" if known == "elsewhere" else "without --journal"
            raise JournalError(
                f"Requests of {self.options.out} are under way that were begun {how}. Let that "
                "run come to its end first."
            )
        self.journal.note("sent", place)

    def cost(self, account: Account) -> Cost:
        """What the run will charge."""
        limit, used = account.photo_limit, account.photos_used_this_period
        return Cost(
            *self.journal.costs(),
            limit.staging - used.staging,
            limit.image_editing - used.image_editing,
        )

    def close(self) -> None:
        """Let another process have it."""
        self.journal.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def owner_of(base_url: str, account: Account) -> str:
    """Whose renders they are."""
    return f"{account.user.uid} at {base_url}"


def _refuse(problems: list[Problem], *, skip_bad: bool) -> None:
    if problems and not skip_bad:
        problems.sort(key=lambda one: one.line)
        named = "\n".join(f"  {one}" for one in problems[:_NAMED])
        more = f"\n  … and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
        raise PlanError(
            f"{len(problems)} rows can't be carried out. Nothing was sent. Mend them, or leave "
            f"them out (skip_bad):\n{named}{more}",
            problems=tuple(problems),
        )


def _remove_parts(out: Path) -> None:
    """What a killed process was downloading: nobody else does so here."""
    for path in out.rglob(".*.part"):
        if _PART.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()
