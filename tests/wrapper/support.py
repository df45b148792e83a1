"""Clients whose server is a function."""

from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from virtualstaging import AsyncVirtualStaging, VirtualStaging
from virtualstaging.testing import VirtualClock

KEY = "vsai-pk-5ecre7-5ecre7-5ecre7"
BASE = "http://127.0.0.1:9/v2"
PHOTO = "https://photos.example.com/room.jpg"

Handler = Callable[[httpx.Request], httpx.Response]
AsyncHandler = Callable[[httpx.Request], Coroutine[Any, Any, httpx.Response]]


def new_client(
    handler: Handler, clock: VirtualClock | None = None, **arguments: Any
) -> VirtualStaging:
    """A client whose server is a function."""
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    return VirtualStaging(
        KEY,
        base_url=arguments.pop("base_url", BASE),
        http_client=http_client,
        clock=clock or VirtualClock(),
        jitter=lambda: 1.0,
        **arguments,
    )


def new_async_client(
    handler: Handler | AsyncHandler, clock: VirtualClock | None = None, **arguments: Any
) -> AsyncVirtualStaging:
    """The same for asyncio."""
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return AsyncVirtualStaging(
        KEY,
        base_url=arguments.pop("base_url", BASE),
        http_client=http_client,
        clock=clock or VirtualClock(),
        jitter=lambda: 1.0,
        **arguments,
    )
