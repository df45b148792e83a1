"""The generated client, driven by calls of the spec."""

import asyncio
import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Literal

import httpx

import virtualstaging_api.api
from contract_tests.client.calls import BASE_URL, KEY, SpecCall
from virtualstaging_api import models
from virtualstaging_api.client import AuthenticatedClient

Style = Literal["sync_detailed", "asyncio_detailed"]
STYLES: tuple[Style, ...] = ("sync_detailed", "asyncio_detailed")
Handler = Callable[[httpx.Request], httpx.Response]


@cache
def modules() -> dict[str, Any]:
    """The generated module of each operation, by the operation's id."""
    names = [
        one.name
        for one in pkgutil.walk_packages(virtualstaging_api.api.__path__, "virtualstaging_api.api.")
    ]
    return {name.rpartition(".")[2]: import_module(name) for name in names if name.count(".") == 3}


def arguments(call: SpecCall) -> dict[str, Any]:
    """A call in the words of the generated functions."""
    found: dict[str, Any] = {**call.ids, **call.query}
    if call.body_name is not None:
        found["body"] = getattr(models, call.body_name).from_dict(call.body)
    return found


def client(handler: Handler, **options: Any) -> AuthenticatedClient:
    """A client whose requests go to a function."""
    transport = httpx.MockTransport(handler)
    return AuthenticatedClient(BASE_URL, KEY, httpx_args={"transport": transport}, **options)


def made(call: SpecCall, style: Style, handler: Handler, **options: Any) -> Any:
    """The `Response` of a call."""
    with_key = client(handler, **options)
    function = getattr(modules()[call.operation.id], style)
    if style == "sync_detailed":
        return function(client=with_key, **arguments(call))
    return asyncio.run(function(client=with_key, **arguments(call)))


def captured(call: SpecCall, style: Style) -> httpx.Request:
    """The one request that a call leads to."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(599)

    made(call, style, answer)
    [request] = requests
    return request
