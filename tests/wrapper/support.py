"""A model of the API for the wrapper's tests: small, and of another hand than the mock server."""

import json
from collections.abc import Callable
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs

import httpx

from virtualstaging import AsyncVirtualStaging, VirtualStaging
from virtualstaging._core.session import RetryPolicy, Session
from virtualstaging._core.settings import Secret, Settings
from virtualstaging._core.steps import Answer, Flow, Moment, Now, Request, Send, Sleep, Work
from virtualstaging.testing import VirtualClock

KEY = "vsai-pk-5ecre7-5ecre7-5ecre7"
BASE = "http://127.0.0.1:9/v2"
PHOTO = "https://photos.example.com/room.jpg"

Handler = Callable[[httpx.Request], httpx.Response]


class Api:
    """Renders and variations in memory.

    Args:
        clock: The client's clock.
        ahead: Seconds by which the server's clock is ahead of it.
        dated: Whether answers carry a `Date`.
    """

    def __init__(self, clock: VirtualClock, *, ahead: float = 0.0, dated: bool = True) -> None:
        self.clock = clock
        self.ahead = ahead
        self.dated = dated
        self.renders: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.count = 0

    def now(self) -> float:
        return (self.clock.time() + self.ahead) * 1000

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self._route(request)
        if self.dated:
            response.headers["date"] = formatdate(self.now() // 1000, usegmt=True)
        return response

    def _route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v2")
        body: Any = json.loads(request.content) if request.content else None
        match (request.method, path.strip("/").split("/")):
            case ("GET", ["status"]):
                return httpx.Response(200)
            case ("GET", ["renders"]):
                query = parse_qs(request.url.query.decode())
                return httpx.Response(200, json=self._page(query))
            case ("POST", ["renders"]):
                return httpx.Response(202, json=bare(self.make(body)))
            case ("POST", ["renders", "bulk"]):
                made = [bare(self.make(one)) for one in body["renders"]]
                return httpx.Response(202, json={"renders": made})
            case ("POST", ["renders", "variations", "bulk"]):
                added = []
                for one in body["variations"]:
                    added += self.add(self.find(one["render_id"]), configs_of(one))
                return httpx.Response(202, json={"variations": added})
            case ("POST", ["renders", render_id, "variations"]):
                added = self.add(self.find(render_id), configs_of(body))
                return httpx.Response(202, json={"variations": added})
            case ("GET", ["renders", render_id]):
                return httpx.Response(200, json=self.find(render_id))
        return httpx.Response(404, json={"message": "Not found."})

    def find(self, render_id: str) -> dict[str, Any]:
        return next(one for one in self.renders if one["id"] == render_id)

    def make(self, body: dict[str, Any]) -> dict[str, Any]:
        """Carry out an order, as the server does."""
        self.count += 1
        render: dict[str, Any] = {
            "id": f"r{self.count}",
            "created_at": self.now(),
            "eta": None,
            "variations": {"total_count": 0, "next_cursor": None, "items": []},
        }
        self.renders.append(render)
        self.add(render, configs_of(body))
        return render

    def add(
        self, render: dict[str, Any], configs: list[tuple[dict[str, Any], int]]
    ) -> list[dict[str, Any]]:
        added = []
        for config, number in configs:
            for _ in range(number):
                self.count += 1
                echo = {name: value for name, value in config.items() if name != "variation_count"}
                added.append(variation(f"v{self.count}", render["id"], self.now(), echo))
        render["variations"]["items"] += added
        return added

    def _page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        limit = int(query.get("limit", ["20"])[0])
        newest_first = query.get("order", ["desc"])[0] == "desc"
        ordered = self.renders[::-1] if newest_first else self.renders
        start = 0
        if "cursor" in query:
            ids = [one["id"] for one in ordered]
            start = ids.index(query["cursor"][0]) + 1
        items = ordered[start : start + limit]
        more = start + limit < len(ordered)
        return {"items": items, "next_cursor": items[-1]["id"] if more else None}


def configs_of(body: dict[str, Any]) -> list[tuple[dict[str, Any], int]]:
    if "configs" in body:
        return [(one, one["variation_count"]) for one in body["configs"]]
    return [(body["config"], body["variation_count"])]


def bare(render: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in render.items() if name != "variations"}


def variation(
    variation_id: str, render_id: str, created_at: float, config: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": variation_id,
        "type": "staging",
        "render_id": render_id,
        "created_at": created_at,
        "status": "queued",
        "eta": None,
        "config": config,
    }


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
    handler: Handler, clock: VirtualClock | None = None, **arguments: Any
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


def new_session(max_retries: int = 3) -> Session:
    settings = Settings(Secret(KEY), BASE, BASE, max_retries=max_retries)
    return Session(settings, RetryPolicy(max_retries, lambda: 1.0))


def feed(flow: Flow[Any], *outcomes: Answer | Exception) -> tuple[Any, list[Request], list[float]]:
    """The result of a flow that meets these outcomes; with what it sent and how long it paused."""
    left = list(outcomes)
    sent: list[Request] = []
    pauses: list[float] = []
    now = 1000.0
    try:
        step = next(flow)
        while True:
            match step:
                case Now():
                    step = flow.send(Moment(now, 1_767_225_600_000 + now * 1000))
                case Sleep(seconds):
                    pauses.append(seconds)
                    now += seconds
                    step = flow.send(None)
                case Work(function):
                    step = flow.send(function())
                case Send(request):
                    sent.append(request)
                    outcome = left.pop(0)
                    if isinstance(outcome, Exception):
                        step = flow.throw(outcome)
                    else:
                        step = flow.send(outcome)
                case _:
                    raise AssertionError(step)
    except StopIteration as stop:
        assert not left, "not all was asked for"
        return stop.value, sent, pauses


def answer(status: int = 200, body: object = None, **headers: str) -> Answer:
    """An answer; a body that is no bytes becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): text for name, text in headers.items()}, content)
