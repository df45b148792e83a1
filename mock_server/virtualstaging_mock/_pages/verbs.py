"""The JSON paths under `/_mock`, by which tests and other programs control a running mock."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from virtualstaging_mock._clock import ClockError
from virtualstaging_mock._faults.rules import FaultRuleError
from virtualstaging_mock._state.state_file import SnapshotError
from virtualstaging_mock.mock import Mock

from .guard import refused

_MOST_BYTES = 1024 * 1024
_MOST_STATE_BYTES = 512 * 1024 * 1024


class BadRequest(ValueError):  # noqa: N818 (named after the answer that it becomes)
    """What was sent cannot be done; the message says why."""


Verb = Callable[[Mock, Request], Any]
"""Returns what is answered in JSON, or an awaitable of it."""


async def read_json(request: Request, most: int = _MOST_BYTES) -> Any:
    """The body of a request, decoded.

    Raises:
        BadRequest: it is larger than `most` bytes, or no JSON.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise BadRequest(f"The body is larger than {most} bytes.")
    try:
        return orjson.loads(bytes(body) or b"{}")
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not valid JSON: {error}.") from None


def answer(data: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    body = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, status, media_type="application/json")


async def _object(request: Request, *names: str) -> dict[str, Any]:
    data = await read_json(request)
    if not isinstance(data, dict):
        raise BadRequest(f"Send an object with {', '.join(names)}.")
    unknown = [name for name in data if name not in names]
    if unknown:
        raise BadRequest(f"There is no field {unknown[0]!r}; send {', '.join(names)}.")
    return data


async def _in_thread(call: Callable[[], Any]) -> Any:
    """Run in a thread what may send webhooks or draw pictures, so that the event loop is free."""
    return await anyio.to_thread.run_sync(call)


async def reset(mock: Mock, _request: Request) -> Any:
    """Forget everything."""
    mock.reset()
    return time_of(mock)


async def advance(mock: Mock, request: Request) -> Any:
    """Let the mock's time pass."""
    data = await _object(request, "seconds", "until")
    if data.get("until") == "idle":
        await _in_thread(mock.run_until_idle)
        return time_of(mock)
    seconds = data.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise BadRequest('Send {"seconds": a number} or {"until": "idle"}.')
    await _in_thread(functools.partial(mock.advance, float(seconds)))
    return time_of(mock)


async def set_time(mock: Mock, request: Request) -> Any:
    """Change the clock's mode."""
    data = await _object(request, "clock", "speed")
    mode, speed = data.get("clock", "wall"), data.get("speed", 1.0)
    if not isinstance(mode, str) or isinstance(speed, bool) or not isinstance(speed, int | float):
        raise BadRequest('Send {"clock": "wall", "manual", "instant" or "polls=N", "speed": 1}.')
    await _in_thread(functools.partial(mock.set_clock, mode, speed=float(speed)))
    return time_of(mock)


def time_of(mock: Mock) -> dict[str, Any]:
    """What the clock shows, as plain data."""
    clock = mock.clock
    return {
        "now_ms": clock.now_ms(),
        "mode": clock.mode,
        "speed": clock.speed,
        "polls": clock.polls,
    }


async def put_faults(mock: Mock, request: Request) -> Any:
    """Plant these faults in place of all others."""
    mock.faults.replace(_rules(await read_json(request)))
    return _faults(mock)


async def post_faults(mock: Mock, request: Request) -> Any:
    """Plant these faults beside the others."""
    mock.faults.add(_rules(await read_json(request)))
    return _faults(mock)


async def delete_faults(mock: Mock, request: Request) -> Any:
    """Take all faults away, or the one of this number."""
    number = request.path_params.get("number")
    if number is None:
        mock.faults.clear()
    elif not mock.faults.remove(int(number)):
        return refused(404, f"There is no fault {number}.")
    return _faults(mock)


def _faults(mock: Mock) -> dict[str, Any]:
    """The planted faults, with their counters."""
    return {"faults": mock.faults.as_json()}


def _rules(data: Any) -> Any:
    return data["faults"] if isinstance(data, dict) and set(data) == {"faults"} else data


async def get_state(mock: Mock, _request: Request) -> Any:
    """The whole state, as it can be put back."""
    return await _in_thread(mock.dump_state)


async def put_state(mock: Mock, request: Request) -> Any:
    """Put a state in place of the present one."""
    data = await read_json(request, _MOST_STATE_BYTES)
    await _in_thread(functools.partial(mock.load_state, data))
    return time_of(mock)


async def resend(mock: Mock, request: Request) -> Any:
    """Send a delivery again."""
    name = request.path_params["delivery_id"]
    delivery = await _in_thread(functools.partial(mock.deliveries.resend, name))
    if delivery is None:
        return refused(404, f"There is no delivery {name[:40]!r}.")
    return delivery.as_json()


async def fail(mock: Mock, request: Request) -> Any:
    """Let a variation, or all of a render's that are under way, end in an error."""
    data = await _object(request, "render_id", "variation_id", "message")
    message = data.get("message", "Failed by hand.")
    names = [data.get("variation_id")]
    if isinstance(data.get("render_id"), str):
        found = mock.backend.find_render(data["render_id"])
        if found is None:
            return refused(404, "There is no such render.")
        with mock.exclusively():
            names = list(found.variations)
    if not isinstance(message, str) or not all(isinstance(name, str) for name in names):
        raise BadRequest('Send {"render_id": …} or {"variation_id": …}, both texts.')

    def run() -> int:
        return sum(mock.fail(name, message) for name in names if isinstance(name, str))

    failed = await _in_thread(run)
    if not failed:
        return refused(404, "Nothing of this is under way.")
    return {"failed": failed}


_VERBS: tuple[tuple[str, str, Verb], ...] = (
    ("GET", "/_mock/health", lambda _mock, _request: {"status": "ok"}),
    ("POST", "/_mock/reset", reset),
    ("POST", "/_mock/advance", advance),
    ("GET", "/_mock/time", lambda mock, _request: time_of(mock)),
    ("POST", "/_mock/time", set_time),
    ("GET", "/_mock/requests", lambda mock, _request: {"requests": [*map(asdict, mock.requests)]}),
    ("GET", "/_mock/faults", lambda mock, _request: _faults(mock)),
    ("PUT", "/_mock/faults", put_faults),
    ("POST", "/_mock/faults", post_faults),
    ("DELETE", "/_mock/faults", delete_faults),
    ("DELETE", "/_mock/faults/{number:int}", delete_faults),
    ("GET", "/_mock/state", get_state),
    ("PUT", "/_mock/state", put_state),
    ("GET", "/_mock/webhooks", lambda mock, _request: {"webhooks": mock.deliveries.log()}),
    ("POST", "/_mock/webhooks/{delivery_id}/resend", resend),
    (
        "GET",
        "/_mock/checks",
        lambda mock, _request: {"findings": [*map(asdict, mock.checks.findings())]},
    ),
    ("POST", "/_mock/fail", fail),
    ("GET", "/_mock/openapi.json", lambda mock, _request: mock.spec.document),
)


def routes(mock: Mock) -> list[Route]:
    """The verbs of one mock."""
    return [Route(path, _endpoint(mock, verb), methods=[method]) for method, path, verb in _VERBS]


def _endpoint(mock: Mock, verb: Verb) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            data = verb(mock, request)
            data = await data if inspect.isawaitable(data) else data
        except (BadRequest, FaultRuleError, ClockError, SnapshotError) as error:
            return refused(400, str(error))
        return data if isinstance(data, Response) else answer(data)

    return endpoint
