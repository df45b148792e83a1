"""The client's methods that wait for renders, and those that create one and wait for it."""

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack, overload

import virtualstaging as vs
from virtualstaging import configs
from virtualstaging._core.secret import discreet
from virtualstaging_api import models

from .engine import AsyncEngine
from .renders import AsyncRenders

if TYPE_CHECKING:
    from virtualstaging._core.steps import Flow
    from virtualstaging._waiting.tasks import AsyncWaiting

W = TypeVar("W", "vs.Render", "vs.Variation")


class WaitOptions(TypedDict, total=False):
    """The options of `wait`, for type checkers."""

    timeout: float | None
    on_update: "vs.OnUpdate | None"
    raise_on_error: bool


@discreet
class AsyncWaits:
    """For `AsyncVirtualStaging`."""

    renders: AsyncRenders

    def __init__(self, engine: AsyncEngine, price: float) -> None:
        self._engine = engine
        self._price = price
        self._waits: AsyncWaiting | None = None

    async def stage(
        self,
        photo: "vs.Photo | tuple[vs.Photo, ...] | list[vs.Photo]",
        *,
        room_type: "models.RoomType",
        style: "models.Style",
        remove_furniture: "models.RemovalMode | None" = None,
        variation_count: int = 1,
        timeout: float | None = None,
    ) -> "vs.Render":
        """Furnish a room: create a render and wait until it has ended.

        Creating charges one photo of the plan's quota. What `renders.create` and `wait` raise is
        raised here, too.

        Args:
            photo: URL, data URL, path, bytes or open binary file.
                Two photos of one room, as a tuple: multi-view staging (beta).
            room_type: The kind of room, as "living"; see `staging`.
            style: The style of the furniture, as "modern"; see `staging`.
            remove_furniture: Whether what stands there is removed first: "on", "off", "auto".
            variation_count: How many variations, 1 to 20.
            timeout: Seconds to wait at most, 900 if None. The work goes on after that.
        """
        config = configs.staging(
            room_type=room_type, style=style, remove_furniture=remove_furniture
        )
        return await self._create_and_wait(photo, config, variation_count, timeout)

    async def declutter(
        self,
        photo: "vs.Photo",
        *,
        mode: "models.RemovalMode" = "on",
        variation_count: int = 1,
        timeout: float | None = None,
    ) -> "vs.Render":
        """Remove the furniture of a room. All else is as with `stage`.

        Args:
            mode: "on", "off", or "auto" to decide by the photo.
        """
        config = configs.declutter(mode=mode)
        return await self._create_and_wait(photo, config, variation_count, timeout)

    async def dusk(
        self,
        photo: "vs.Photo",
        *,
        sky_style: "models.SkyStyle" = "dusk",
        variation_count: int = 1,
        timeout: float | None = None,
    ) -> "vs.Render":
        """Turn a photo taken by day to dusk. All else is as with `stage`.

        Args:
            sky_style: dusk, golden or blue.
        """
        config = configs.dusk(sky_style=sky_style)
        return await self._create_and_wait(photo, config, variation_count, timeout)

    async def enhance(
        self,
        photo: "vs.Photo",
        *,
        variation_count: int = 1,
        timeout: float | None = None,
    ) -> "vs.Render":
        """Improve the light and colour of a photo. All else is as with `stage`."""
        config = configs.enhancement()
        return await self._create_and_wait(photo, config, variation_count, timeout)

    async def _create_and_wait(
        self,
        photo: Any,
        config: "vs.Config",
        variation_count: int,
        timeout: float | None,
    ) -> "vs.Render":
        from virtualstaging._waiting.wait import naming, wait_seconds

        wait_seconds(timeout)  # a timeout that can't be used is refused before anything is charged
        render = await self.renders.create(photo, config, variation_count=variation_count)
        with naming(render.id):
            return await self.wait(render, timeout=timeout)

    @overload
    async def wait(self, item: W, /, **options: "Unpack[WaitOptions]") -> W: ...

    @overload
    async def wait(self, item: str, /, **options: "Unpack[WaitOptions]") -> "vs.Render": ...

    @overload
    async def wait(
        self, items: list[W] | tuple[W, ...], /, **options: "Unpack[WaitOptions]"
    ) -> list[W]: ...

    @overload
    async def wait(
        self, items: list[str] | tuple[str, ...], /, **options: "Unpack[WaitOptions]"
    ) -> "list[vs.Render]": ...

    @overload
    async def wait(
        self, first: W, second: W, /, *others: W, **options: "Unpack[WaitOptions]"
    ) -> list[W]: ...

    async def wait(
        self,
        *items: Any,
        timeout: float | None = None,
        on_update: "vs.OnUpdate | None" = None,
        raise_on_error: bool = True,
    ) -> Any:
        """Wait until renders, or variations, have ended.

        One poller serves all waits of this client: it looks when looking is likely to pay, at up
        to 100 renders with one request.

        Args:
            items: One or several: renders, ids of renders, variations; or one list of them.
            timeout: Seconds to wait at most, 900 if None.
            on_update: Called with a render or variation when its state has changed; may be async.
            raise_on_error: Whether `VariationError` is raised for a render with nothing done,
                or for an awaited variation that failed; otherwise look at `status`.

        Returns:
            What was handed in as it is now, renders with their variations: one for one, otherwise
            a list in the same order.

        Raises:
            WaitTimeoutError: Not all ended in time; with those done and those pending.
            VariationError: Nothing of a render is done, or an awaited variation failed.
            NotFoundError: A render is no longer there.
        """
        return await self._waiting.wait(
            items, timeout=timeout, on_update=on_update, raise_on_error=raise_on_error
        )

    @overload
    def as_completed(
        self,
        items: "Iterable[W]",
        *,
        timeout: float | None = None,
        on_update: "vs.OnUpdate | None" = None,
    ) -> "AsyncIterator[W]": ...

    @overload
    def as_completed(
        self,
        items: "Iterable[W | str]",
        *,
        timeout: float | None = None,
        on_update: "vs.OnUpdate | None" = None,
    ) -> "AsyncIterator[W | vs.Render]": ...

    def as_completed(
        self,
        items: "Iterable[Any]",
        *,
        timeout: float | None = None,
        on_update: "vs.OnUpdate | None" = None,
    ) -> "AsyncIterator[Any]":
        """Wait for many, and give each when it has ended, also one with a failed variation.

        Args:
            items: Renders, ids of renders, or variations.
            timeout: Seconds to wait at most for all, 900 if None.
            on_update: Called with a render or variation when its state has changed; may be async.

        Raises:
            WaitTimeoutError: Not all ended in time.
            NotFoundError: A render is no longer there; after all others.
        """
        return self._waiting.as_completed(items, timeout=timeout, on_update=on_update)

    def receive_event(self, event: Any) -> None:
        """Use a webhook event, as `webhooks.unwrap` returns it: the wait for its variation ends
        without a request. The render is read once if its variations are not known yet.

        Args:
            event: The event. Events that come before their wait begins are kept, for the last
                4096 renders.
        """
        self._waiting.receive_event(event)

    @property
    def _waiting(self) -> "AsyncWaiting":
        engine = self._engine
        with engine.lock:
            if self._waits is None:
                from virtualstaging._waiting.tasks import AsyncWaiting

                async def run(flow: "Flow[Any]") -> Any:
                    return await engine.run("wait", flow)

                self._waits = AsyncWaiting(engine.session, self._price, run, engine.clock)
            return self._waits
