"""A server whose renders take time on a virtual clock, and waits played against it."""

import json
import math
import random
from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote

from virtualstaging._core.drivers import drive
from virtualstaging._core.secret import Secret
from virtualstaging._core.session import RetryPolicy, Session
from virtualstaging._core.settings import Settings
from virtualstaging._core.steps import Answer, Fetch, Moment, Request
from virtualstaging._recovery.ledger import Ledger
from virtualstaging._waiting.listing import Look, One
from virtualstaging._waiting.render_state import Inbox
from virtualstaging._waiting.threads import Waiting
from virtualstaging._waiting.wait import Wait
from virtualstaging._waiting.waits import Waits
from virtualstaging.testing import VirtualClock
from virtualstaging_api.models import Render

ROUND_TRIP = 0.15
"""Seconds; the server looks at its state half way."""

Fault = Callable[[Request], Answer | Exception | None]


def session() -> Session:
    """A client's memory, without a client."""
    key = Secret("vsai-pk-test")
    settings = Settings(key, "https://api.test/v2", "https://long.test/v2")
    return Session(settings, RetryPolicy(3, lambda: 0.5), Ledger())


@dataclass(eq=False)
class SimulatedVariation:
    """Ends at a time (server seconds since the epoch)."""

    id: str
    ends: float
    eta: float | None
    ending: str = "done"
    created: float = 0.0
    result: bool = True
    status: str | None = None  # said whatever the time is
    more: dict[str, Any] = field(default_factory=dict)

    def state(self, now: float) -> str:
        """Where it stands."""
        if self.status is not None:
            return self.status
        return self.ending if now >= self.ends else "rendering"


@dataclass(eq=False)
class SimulatedRender:
    """A render."""

    id: str
    created: float
    variations: list[SimulatedVariation]
    listed: bool = True

    @property
    def ends(self) -> float:
        """When all of it has ended."""
        return max((one.ends for one in self.variations), default=math.inf)


class SimulatedApi:
    """Answers requests as the API would, at a round trip of virtual time each."""

    def __init__(
        self, clock: VirtualClock, *, skew: float = 0.0, round_trip: float = ROUND_TRIP
    ) -> None:
        self.clock = clock
        self.skew = skew
        self.round_trip = round_trip
        self.dated = True
        self.page_size = 100
        self.fault: Fault | None = None
        self.edit: Callable[[Request, Any], Any] | None = None
        self.requests: list[tuple[float, Request]] = []
        self.made = 0
        self.shown: list[str] = []
        """Ids of the renders in the last answer."""
        self.renders: dict[str, SimulatedRender] = {}
        self._order: list[tuple[float, int, str]] = []

    @property
    def now(self) -> float:
        """The server's seconds since the epoch."""
        return self.clock.time() + self.skew

    def create(
        self,
        seconds: float = 30.0,
        *,
        eta: float | None = None,
        variations: int = 1,
        age: float = 0.0,
        name: str | None = None,
    ) -> SimulatedRender:
        """Make a render.

        Args:
            seconds: How long it takes from its creation.
            eta: Seconds from its creation that are promised; None for no promise.
            variations: How many; all end within the last tenth.
            age: Seconds ago at which it was made.
            name: Its id.
        """
        number = self.made
        self.made += 1
        render_id = name or f"r_{number:06d}"
        created = self.now - age
        render = SimulatedRender(render_id, created, [])
        for index in range(variations):
            share = 1 - 0.1 * (variations - 1 - index) / max(variations, 1)
            promised = None if eta is None else created + eta * share
            variation = SimulatedVariation(
                f"v_{number:06d}_{index}", created + seconds * share, promised
            )
            variation.created = created
            render.variations.append(variation)
        self.renders[render_id] = render
        insort(self._order, (created, number, render_id))
        return render

    def delete(self, render_id: str) -> None:
        """Take a render away."""
        del self.renders[render_id]
        self._order = [one for one in self._order if one[2] != render_id]

    def send(self, request: Request) -> Answer:
        """As `Transport.send`."""
        self.requests.append((self.clock.monotonic(), request))
        self.clock.advance(self.round_trip / 2)
        answer = self._failed(request) or self._answer(request)
        self.clock.advance(self.round_trip / 2)
        return answer

    async def asend(self, request: Request) -> Answer:
        """The same for tasks."""
        import asyncio

        await asyncio.sleep(0)
        return self.send(request)

    def fetch(self, step: Fetch) -> Answer:
        """Nothing is downloaded here."""
        raise AssertionError("no file is wanted")

    def data(self, render: SimulatedRender, *, variations: bool = True) -> dict[str, Any]:
        """A render's JSON, as of now."""
        now = self.now
        open_etas = [v.eta for v in render.variations if v.eta is not None and now < v.ends]
        data: dict[str, Any] = {
            "id": render.id,
            "created_at": round(render.created * 1000),
            "eta": round(min(open_etas) * 1000) if open_etas else None,
        }
        if variations:
            items = [self.variation_data(render, one) for one in render.variations]
            ended = sum(one["status"] == "done" for one in items)
            data["variations"] = {"total_count": ended, "next_cursor": None, "items": items}
        return data

    def variation_data(self, render: SimulatedRender, one: SimulatedVariation) -> dict[str, Any]:
        """A variation's JSON, as of now."""
        state = one.state(self.now)
        ended = state in ("done", "error", "deleted")
        data: dict[str, Any] = {
            "id": one.id,
            "type": "staging",
            "render_id": render.id,
            "created_at": round(one.created * 1000),
            "status": state,
            "eta": None if ended or one.eta is None else round(one.eta * 1000),
            "config": {"type": "enhancement"},
            **one.more,
        }
        if state == "done" and one.result:
            link = f"https://images.test/{one.id}.jpg?signature=secret"
            data["result"] = {"url": link, "optimized_url": None, "thumbnail_url": None}
        return data

    def _failed(self, request: Request) -> Answer | None:
        outcome = self.fault(request) if self.fault is not None else None
        if isinstance(outcome, Exception):
            self.clock.advance(self.round_trip / 2)
            raise outcome
        return outcome

    def _answer(self, request: Request) -> Answer:
        parts = [unquote(part) for part in request.path.strip("/").split("/")]
        render = self.renders.get(parts[1]) if len(parts) > 1 else None
        if len(parts) == 1:
            return self._page(request)
        if render is None:
            return self.json({"message": "No such render."}, 404)
        self.shown = [render.id]
        if len(parts) == 2:
            return self._edited(request, self.data(render))
        found = [one for one in render.variations if one.id == parts[3]]
        if not found:
            return self.json({"message": "No such variation."}, 404)
        return self._edited(request, self.variation_data(render, found[0]))

    def _page(self, request: Request) -> Answer:
        query = dict(request.query or {})
        limit = min(int(query.get("limit", 20)), self.page_size)
        order = [name for _, _, name in reversed(self._order) if self.renders[name].listed]
        start = 0
        if "cursor" in query:
            if query["cursor"] not in order:
                return self.json({"message": "No such cursor."}, 400)
            start = order.index(query["cursor"]) + 1
        names = order[start : start + limit]
        more = start + limit < len(order)
        self.shown = names
        page = {
            "next_cursor": names[-1] if more and names else None,
            "items": [self.data(self.renders[name]) for name in names],
        }
        return self._edited(request, page)

    def _edited(self, request: Request, data: Any) -> Answer:
        return self.json(data if self.edit is None else self.edit(request, data))

    def json(self, data: Any, status: int = 200) -> Answer:
        """An answer with this body."""
        headers = {"content-type": "application/json"}
        if self.dated:
            headers["date"] = formatdate(math.floor(self.now), usegmt=True)
        return Answer(status, headers, json.dumps(data).encode())


def waiting(api: SimulatedApi) -> Waiting:
    """The waits of a client used by threads."""
    return Waiting(session(), 0.25, lambda flow: drive(flow, api, api.clock), api.clock)


def model(api: SimulatedApi, render: SimulatedRender, *, variations: bool = True) -> Render:
    """What `renders.create` returns."""
    return Render.from_dict(api.data(render, variations=variations))


@dataclass(frozen=True)
class Arrival:
    """A render that is made, and waited for, at some time of a play (seconds)."""

    at: float
    seconds: float
    eta: float | None
    ours: bool = True
    variations: int = 4


def arrivals(
    number: int,
    seed: int,
    *,
    a_second: float = 20.0,
    eta_error: float = 0.2,
    eta_factor: float = 1.0,
    etas: bool = True,
    foreign: int = 0,
    stragglers: float = 0.0,
    variations: int = 4,
) -> list[Arrival]:
    """Renders with lognormal durations (median 30 s, sigma 0.6) and etas that err lognormally.

    Args:
        number: How many are ours.
        seed: Of their durations and errors.
        a_second: How many of ours are made a second.
        eta_error: The sigma of the etas' error.
        eta_factor: Stretches all etas.
        etas: Whether there are any.
        foreign: How many that are not ours lie between two of ours.
        stragglers: The share that takes ten times as long.
        variations: Of each render.
    """
    chance = random.Random(seed)
    made: list[Arrival] = []
    for index in range(number):
        seconds = chance.lognormvariate(math.log(30), 0.6)
        eta = seconds * chance.lognormvariate(0, eta_error) * eta_factor if etas else None
        if chance.random() < stragglers:
            seconds *= 10
        at = index / a_second
        made.append(Arrival(at, seconds, eta, variations=variations))
        for between in range(foreign):
            later = at + (between + 1) / (foreign + 1) / a_second
            made.append(Arrival(later, seconds, eta, ours=False, variations=variations))
    return made


@dataclass
class Outcome:
    """What a play has shown."""

    requests: int
    lags: list[float]
    peak: int
    shortest_pause: float
    pages: int

    @property
    def per_render(self) -> float:
        """Requests for each render."""
        return self.requests / len(self.lags)

    @property
    def lag(self) -> float:
        """Mean seconds from the end of a render until the client knows."""
        return sum(self.lags) / len(self.lags)

    @property
    def merit(self) -> float:
        """Requests × (lag − half a round trip): the less, the better."""
        return self.per_render * (self.lag - ROUND_TRIP / 2)


def play(
    made: Iterable[Arrival], *, price: float = 0.25, api: SimulatedApi | None = None
) -> Outcome:
    """Make renders as time goes on, and wait for each of ours, all on one client."""
    api = api or SimulatedApi(VirtualClock())
    clock, waits = api.clock, Waits(session(), price, Inbox())
    todo = sorted(made, key=lambda one: one.at)
    start, first = clock.monotonic(), len(api.requests)
    open_waits: dict[Wait, SimulatedRender] = {}
    lags: list[float] = []
    seen: dict[str, float] = {}
    shortest = math.inf

    def now() -> Moment:
        return Moment(clock.monotonic(), clock.time() * 1000)

    while todo or open_waits:
        passed = clock.monotonic() - start
        while todo and todo[0].at <= passed + 1e-6:
            one = todo.pop(0)
            late = max(passed - one.at, 0.0)
            render = api.create(one.seconds, eta=one.eta, variations=one.variations, age=late)
            if one.ours:
                wait = Wait([model(api, render)], 1e6, None, clock)
                waits.enter(wait, now())
                open_waits[wait] = render
        arrives = next((one.at for one in todo if one.ours), math.inf) - passed
        step = waits.next(now())
        if step is None or isinstance(step, float):
            clock.advance(max(min(arrives, math.inf if step is None else step), 0.0))
            continue
        outcome = drive(step, api, clock)
        waits.apply(outcome, now())
        for name in api.shown:
            if name in expected(outcome.look):
                shortest = min(shortest, clock.monotonic() - seen.get(name, -math.inf))
            seen[name] = clock.monotonic()
        for wait in [one for one in open_waits if not one.pending]:
            lags.append(api.now - open_waits.pop(wait).ends)
    sent = api.requests[first:]
    pages = sum(request.operation == "list_renders" for _, request in sent)
    return Outcome(len(sent), lags, _peak([at for at, _ in sent]), shortest, pages)


def expected(look: Look) -> tuple[str, ...]:
    """What a look is for."""
    return (look.id,) if isinstance(look, One) else look.expected


def _peak(times: list[float]) -> int:
    """The most requests within a second."""
    most, first = 0, 0
    for last, at in enumerate(times):
        while at - times[first] > 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def fixed(made: Iterable[Arrival], pause: float = 3.0) -> Outcome:
    """The same renders, each asked for by name again and again, with a fixed pause."""
    lags: list[float] = []
    requests = 0
    for one in made:
        if one.ours:
            asked = 0.0
            while True:
                asked += pause
                requests += 1
                if asked + ROUND_TRIP / 2 >= one.seconds:
                    break
                asked += ROUND_TRIP
            lags.append(asked + ROUND_TRIP - one.seconds)
    return Outcome(requests, lags, 0, pause, 0)
