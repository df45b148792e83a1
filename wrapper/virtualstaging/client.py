"""The two clients: names, signatures, docstrings. What they do is in `_core` and its neighbours."""

import os
from collections.abc import AsyncIterable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

from virtualstaging._core.engine import AsyncEngine, Engine, new_session
from virtualstaging._core.settings import DEFAULT_TIMEOUT, settle
from virtualstaging._resources.account import AccountResource, AsyncAccountResource
from virtualstaging._resources.images import AsyncImages, Images
from virtualstaging._resources.renders import AsyncRenders, Renders
from virtualstaging._resources.variations import AsyncVariations, Variations

if TYPE_CHECKING:
    from virtualstaging._core.clock import Clock
    from virtualstaging._core.transports import AsyncHttpClient, HttpClient
    from virtualstaging._downloads import Which
    from virtualstaging.errors import UnknownOutcomeError
    from virtualstaging_api.models import Render, Variation

__all__ = ["AsyncVirtualStaging", "VirtualStaging"]


class VirtualStaging:
    """A client of the Virtual Staging AI API v2.

    Safe for threads: make one and share it. In a forked child it opens connections of its own; do
    not fork while a call is under way, and use no http_client of your own across a fork. It holds
    a key and connections, so it is neither pickled nor copied.

    Args:
        api_key: The key; otherwise that of the environment's VIRTUALSTAGING_API_KEY. It is sent in
            the header `Authorization: Api-Key {key}`, to the API's host alone.
        base_url: With the version, as https://api.virtualstagingai.app/v2; otherwise that of the
            environment's VIRTUALSTAGING_BASE_URL, otherwise production. With production, calls
            that wait for completion go to the API's second host, made for them.
        timeout: Seconds that an answer may take, 60 by default. A connection may take 10, a call
            that waits for completion 900.
        max_retries: How often a call is repeated at most, where that cannot charge twice.
        http_client: An `httpx.Client` to send through, for proxies and the like. Its own headers,
            cookies and auth are not used, nothing of the API's is left in it, and it is not closed.
        allow_insecure_http: Allow a base_url with http that is not this machine's own: the key then
            travels in the clear.
        clock: What tells and spends time; for tests, see `virtualstaging.testing`.
        jitter: Gives numbers from 0 to 1 by which pauses before repetitions are spread; for tests.

    Raises:
        ConfigurationError: No key, or one that cannot be sent; a base_url that cannot be used.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = 3,
        http_client: "HttpClient | None" = None,
        allow_insecure_http: bool = False,
        clock: "Clock | None" = None,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        settings = settle(
            api_key, base_url, timeout, max_retries, allow_insecure_http=allow_insecure_http
        )
        self._engine = Engine(new_session(settings, jitter), clock, http_client)
        self.renders = Renders(self._engine)
        self.variations = Variations(self._engine)
        self.images = Images(self._engine)
        self.account = AccountResource(self._engine)

    def status(self) -> None:
        """Check that the API runs and takes the key: `GET /status`. Returns nothing if so.

        Raises:
            AuthenticationError: 401.
            ServerError: 5xx, after repetitions.
            APIConnectionError: No answer came, after repetitions.
        """
        from virtualstaging._core.operations import get_status

        return self._engine.run("get_status", get_status(self._engine.session))

    @overload
    def download(
        self,
        what: "Render",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
    ) -> list[Path]: ...

    @overload
    def download(
        self,
        what: "Variation",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
    ) -> Path | list[Path]: ...

    def download(
        self,
        what: "Render | Variation",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
    ) -> Path | list[Path]:
        """Download the result of a variation, or all results of a render that are done.

        Whole files or none: an image grows under another name, is resumed where the host can, and
        takes its name when it is complete. Its link is renewed if it has expired. The key is not
        sent with it.

        Args:
            what: A variation or a render.
            destination: A directory, where the image is named by its variation; or, for one image,
                a path.
            which: "best" for the full result, "optimized" or "thumbnail".
            overwrite: Whether a file of that name may be replaced; otherwise another is taken.

        Returns:
            The path of the image; several for a render, and for a variation staged in multi-view.

        Raises:
            DownloadError: It could not be downloaded whole; no half-written file is left.
            VariationError: The variation has ended in error.
        """
        from virtualstaging._downloads import download

        flow = download(self._engine.session, what, destination, which, overwrite)
        return self._engine.run("download", flow)

    def download_all(
        self,
        items: "Iterable[Render | Variation]",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
        concurrency: int = 8,
    ) -> list[Path]:
        """Download the results of many variations or renders, several at once.

        Args:
            items: Variations or renders; also an iterator, as of `as_completed`.
            destination: A directory.
            which: "best" for the full result, "optimized" or "thumbnail".
            overwrite: Whether a file of that name may be replaced; otherwise another is taken.
            concurrency: How many downloads at once, at most.

        Raises:
            DownloadError: Some could not be downloaded; the others are there.
        """
        from virtualstaging._downloads import download
        from virtualstaging._downloads.many import download_all

        return download_all(
            lambda flow: self._engine.run("download", flow),
            items,
            lambda what, stopped: download(
                self._engine.session, what, destination, which, overwrite, stopped
            ),
            concurrency,
        )

    def reconcile(self, error: "UnknownOutcomeError") -> Any:
        """Look again for what a call of unknown outcome has made.

        Args:
            error: The error that the call ended in; also one that was pickled in another process.

        Returns:
            What that call would have returned; or None if nothing is to be seen that it may have
            made. A server that is very slow may still make it: some minutes after the call, None
            can be relied on.

        Raises:
            UnknownOutcomeError: It still cannot be told; with the candidates as of now.
        """
        from virtualstaging._core.operations import reconcile

        return self._engine.run("reconcile", reconcile(self._engine.session, error))

    def close(self) -> None:
        """Close the connections. Leaving the client's `with` does it, too."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"VirtualStaging(base_url={self._engine.session.settings.base_url!r})"


class AsyncVirtualStaging:
    """A client of the Virtual Staging AI API v2, for asyncio. Use it in one event loop.

    Its methods are those of `VirtualStaging`, to be awaited. It holds a key and connections, so it
    is neither pickled nor copied.

    Args:
        api_key: The key; otherwise that of the environment's VIRTUALSTAGING_API_KEY. It is sent in
            the header `Authorization: Api-Key {key}`, to the API's host alone.
        base_url: With the version, as https://api.virtualstagingai.app/v2; otherwise that of the
            environment's VIRTUALSTAGING_BASE_URL, otherwise production. With production, calls
            that wait for completion go to the API's second host, made for them.
        timeout: Seconds that an answer may take, 60 by default. A connection may take 10, a call
            that waits for completion 900.
        max_retries: How often a call is repeated at most, where that cannot charge twice.
        http_client: An `httpx.AsyncClient` to send through, for proxies and the like. Its own
            headers, cookies and auth are not used, and it is not closed.
        allow_insecure_http: Allow a base_url with http that is not this machine's own: the key then
            travels in the clear.
        clock: What tells and spends time; for tests, see `virtualstaging.testing`.
        jitter: Gives numbers from 0 to 1 by which pauses before repetitions are spread; for tests.

    Raises:
        ConfigurationError: No key, or one that cannot be sent; a base_url that cannot be used.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = 3,
        http_client: "AsyncHttpClient | None" = None,
        allow_insecure_http: bool = False,
        clock: "Clock | None" = None,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        settings = settle(
            api_key, base_url, timeout, max_retries, allow_insecure_http=allow_insecure_http
        )
        self._engine = AsyncEngine(new_session(settings, jitter), clock, http_client)
        self.renders = AsyncRenders(self._engine)
        self.variations = AsyncVariations(self._engine)
        self.images = AsyncImages(self._engine)
        self.account = AsyncAccountResource(self._engine)

    async def status(self) -> None:
        """Check that the API runs and takes the key: `GET /status`. Returns nothing if so.

        Raises:
            AuthenticationError: 401.
            ServerError: 5xx, after repetitions.
            APIConnectionError: No answer came, after repetitions.
        """
        from virtualstaging._core.operations import get_status

        return await self._engine.run("get_status", get_status(self._engine.session))

    @overload
    async def download(
        self,
        what: "Render",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
    ) -> list[Path]: ...

    @overload
    async def download(
        self,
        what: "Variation",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
    ) -> Path | list[Path]: ...

    async def download(
        self,
        what: "Render | Variation",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
    ) -> Path | list[Path]:
        """Download the result of a variation, or all results of a render that are done.

        Whole files or none: an image grows under another name, is resumed where the host can, and
        takes its name when it is complete. Its link is renewed if it has expired. The key is not
        sent with it.

        Args:
            what: A variation or a render.
            destination: A directory, where the image is named by its variation; or, for one image,
                a path.
            which: "best" for the full result, "optimized" or "thumbnail".
            overwrite: Whether a file of that name may be replaced; otherwise another is taken.

        Returns:
            The path of the image; several for a render, and for a variation staged in multi-view.

        Raises:
            DownloadError: It could not be downloaded whole; no half-written file is left.
            VariationError: The variation has ended in error.
        """
        from virtualstaging._downloads import download

        flow = download(self._engine.session, what, destination, which, overwrite)
        return await self._engine.run("download", flow)

    async def download_all(
        self,
        items: "Iterable[Render | Variation] | AsyncIterable[Render | Variation]",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "Which" = "best",
        overwrite: bool = False,
        concurrency: int = 8,
    ) -> list[Path]:
        """Download the results of many variations or renders, several at once.

        Args:
            items: Variations or renders; also an iterator, as of `as_completed`.
            destination: A directory.
            which: "best" for the full result, "optimized" or "thumbnail".
            overwrite: Whether a file of that name may be replaced; otherwise another is taken.
            concurrency: How many downloads at once, at most.

        Raises:
            DownloadError: Some could not be downloaded; the others are there.
        """
        from virtualstaging._downloads import download
        from virtualstaging._downloads.many import adownload_all

        return await adownload_all(
            lambda flow: self._engine.run("download", flow),
            items,
            lambda what, stopped: download(
                self._engine.session, what, destination, which, overwrite, stopped
            ),
            concurrency,
        )

    async def reconcile(self, error: "UnknownOutcomeError") -> Any:
        """Look again for what a call of unknown outcome has made.

        Args:
            error: The error that the call ended in; also one that was pickled in another process.

        Returns:
            What that call would have returned; or None if nothing is to be seen that it may have
            made. A server that is very slow may still make it: some minutes after the call, None
            can be relied on.

        Raises:
            UnknownOutcomeError: It still cannot be told; with the candidates as of now.
        """
        from virtualstaging._core.operations import reconcile

        return await self._engine.run("reconcile", reconcile(self._engine.session, error))

    async def close(self) -> None:
        """Close the connections. Leaving the client's `async with` does it, too."""
        await self._engine.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncVirtualStaging(base_url={self._engine.session.settings.base_url!r})"
