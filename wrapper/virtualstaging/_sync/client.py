# Made from _async/client.py by scripts/unasync.py (make fix): edit that one.

"""The client: names, signatures, docstrings. What the calls do is in `_operations` and below."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import virtualstaging as vs
from virtualstaging._core.secret import discreet
from virtualstaging._core.session import Unpicklable, new_session
from virtualstaging._core.settings import DEFAULT_TIMEOUT, checked_poll, settle
from virtualstaging._recovery.ledger import Ledger

from .account import AccountResource
from .downloads import Downloads
from .engine import Engine
from .images import Images
from .renders import Renders
from .variations import Variations
from .waits import Waits

__all__ = ["VirtualStaging"]


@discreet
class VirtualStaging(Waits, Downloads, Unpicklable):
    """A client of the Virtual Staging AI API v2.

    Make one and share it, among threads or tasks. In a forked child, and in each event loop, it
    opens connections of its own; do not fork while a call is under way. It holds a key and
    connections, so it is neither pickled nor copied.

    Each call may raise AuthenticationError (401), RateLimitError (429 that asks for a longer pause
    than 120 s, or too often), ServerError (5xx, after repetitions), APIConnectionError (no answer
    came, after repetitions), UnexpectedResponseError (the answer is not the spec's) and
    ValidationError (an argument breaks the spec and nothing was sent; or 400). Methods list what
    they raise beyond these.

    Args:
        api_key: The key; otherwise that of the environment's VIRTUALSTAGING_API_KEY. It is sent in
            the header `Authorization: Api-Key {key}`, to the API's host alone.
        base_url: With the version, as https://api.virtualstagingai.app/v2; otherwise that of the
            environment's VIRTUALSTAGING_BASE_URL, otherwise production. With production, calls
            that wait for completion go to the API's second host, made for them.
        timeout: Seconds that an answer may take once its request has been sent, 60 by default. A
            connection may take 10, a call that waits for completion 900, sending a photo 900.
        max_retries: How often a call is repeated at most, where that cannot charge twice.
        poll: How eagerly `wait` looks: "low-latency", "balanced" or "frugal"; or seconds of waiting
            that one look is worth, 0.001 to 1000 (0.25 for "balanced").
        http_client: An `httpx.Client` to send through, for proxies and the like. Its own
            headers, cookies and auth are not used, nothing of the API's is left in it, and it is
            not closed. It belongs to one process and event loop: elsewhere it is refused.
        allow_insecure_http: Allow a base_url with http that is not this machine's own: the key then
            travels in the clear. Otherwise what the environment's
            VIRTUALSTAGING_ALLOW_INSECURE_HTTP says, 1 or 0.
        clock: Measures time and pauses; for tests, see `virtualstaging.testing`.
        jitter: Gives numbers from 0 to 1 by which pauses before repetitions are spread; for tests.

    Raises:
        ConfigurationError: No key, or one that cannot be sent; a base_url, a poll or another
            setting that cannot be used.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = 3,
        poll: "vs.Poll | float" = "balanced",
        http_client: "vs.HttpClient | None" = None,
        allow_insecure_http: bool | None = None,
        clock: "vs.Clock | None" = None,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        settings = settle(
            api_key, base_url, timeout, max_retries, allow_insecure_http=allow_insecure_http
        )
        engine = Engine(new_session(settings, Ledger(), jitter), clock, http_client)
        super().__init__(engine, checked_poll(poll))
        self.renders: Renders = Renders(self._engine)
        self.variations: Variations = Variations(self._engine)
        self.images: Images = Images(self._engine)
        self.account: AccountResource = AccountResource(self._engine)

    def status(self) -> None:
        """Check that the API runs and takes the key: `GET /status`. Returns nothing if so."""
        from virtualstaging._operations.reads import get_status

        return self._engine.run("get_status", get_status(self._engine.session))

    def batch(
        self,
        plan: "vs.batch.PlanLike",
        *,
        out: "str | os.PathLike[str]",
        concurrency: int = 4,
        rate: float | None = None,
        skip_bad: bool = False,
        timeout: float = 3600.0,
        grace: float = 120.0,
        journal: str | None = None,
        webhook_url: str | None = None,
    ) -> "vs.BatchRun":
        """Carry out a plan of many photos, so that nothing is lost and nothing is paid twice,
        whenever it is stopped: the same call goes on from there. See docs/batch.md.

        Enter what this returns: all rows are checked, and `cost` holds the price. Iterate over it:
        that sends, waits and downloads. Several things to do with one photo are one render.

        Args:
            plan: As of `batch.read` or `batch.folder`; or `batch.Row` objects.
            out: The directory of the results, with the journal. One process at a time works in it.
            concurrency: How many requests that create are under way at once, 1 to 64. Of equal
                orders only one is, whatever this says.
            rate: How many of them are begun in a second, at most. Not with `journal`: each worker
                has its own.
            skip_bad: Whether rows that can't be carried out are left out, not an error.
            timeout: Seconds without any news after which what has not ended is left to the next
                run.
            grace: Seconds after which what is not to be seen at the API was not made; for tests.
            journal: URL of a PostgreSQL database from which workers take the requests, on this
                machine or others (`virtualstaging[distributed]`); by default they are sent here.
            webhook_url: Where the API is to send events. Each request has a mark of its own there,
                so `batch.receive_event` settles which render is whose. Not with `journal`.

        Raises:
            ValidationError: An argument can't be used. Entering the run raises `batch.PlanError`
                (rows can't be carried out), `batch.InUseError` (another process works in `out`),
                `batch.JournalError`, and what `account.get` raises; nothing was sent then.
        """
        from virtualstaging.batch._opening import Options, checked_options
        from virtualstaging.batch._plan import plan_of

        from .batch import BatchRun

        options = Options(
            Path(out), concurrency, rate, skip_bad, timeout, grace, journal, webhook_url
        )
        return BatchRun(self._engine, self.as_completed, plan_of(plan), checked_options(options))

    def reconcile(self, error: "vs.UnknownOutcomeError") -> Any:
        """Look again for what a call of unknown outcome has made.

        Args:
            error: The error that the call ended in; also one that was pickled in another process.

        Returns:
            What that call would have returned; or None if it has made nothing, so that it may be
            made again. None is only returned when two minutes have passed since it was over, by
            the server's clock; if no answer had a `Date`, this waits for so long.

        Raises:
            UnknownOutcomeError: It is still not known, with the candidates as of now; or it is
                too early to say that nothing was made, see its `retry_after`.
        """
        from virtualstaging._recovery.creating import reconcile

        return self._engine.run("reconcile", reconcile(self._engine.session, error))

    def unknown_outcomes(self) -> "list[vs.UnknownOutcomeError]":
        """The calls of this client that may have created something without returning it.

        Those that raised `UnknownOutcomeError`, and those that were cut off while their request was
        under way: a cancelled task, an `asyncio.timeout`, Ctrl-C. Give each to `reconcile`; it is
        listed here until its outcome is known.
        """
        from virtualstaging._recovery.outcome import unknown_outcomes

        return unknown_outcomes(self._engine.session)

    def close(self) -> None:
        """Close the connections. Leaving the client's `with` does it, too."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"VirtualStaging(base_url={self._engine.session.settings.base_url!r})"
