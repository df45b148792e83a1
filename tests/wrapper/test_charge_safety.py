"""However connections and servers fail: no call makes two renders, and each call ends well.

Well: with its render, with a refusal (the server made nothing), with `UnknownOutcomeError`, or with
an error that names its render.
"""

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.wrapper.support import KEY, PHOTO, Api, new_client
from virtualstaging import (
    APIConnectionError,
    APIStatusError,
    UnexpectedResponseError,
    UnknownOutcomeError,
    VirtualStaging,
    staging,
)
from virtualstaging.testing import VirtualClock

STYLES = ("modern", "coastal")


def _raise(kind: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    def failing(request: httpx.Request) -> httpx.Response:
        raise kind("", request=request)

    return failing


def _status(status: int, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    def failing(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, json={"message": "no"})

    return failing


# What happens instead of the answer. `True`: only before the server acts, as it says so itself.
FAULTS: dict[str, tuple[Callable[[httpx.Request], httpx.Response], bool]] = {
    "no connection": (_raise(httpx.ConnectError), True),
    "no connection in time": (_raise(httpx.ConnectTimeout), True),
    "too many": (_status(429), True),
    "too many, later": (_status(429, **{"retry-after": "3"}), True),
    "busy, later": (_status(503, **{"retry-after": "3"}), False),
    "moved": (_status(302, location="https://example.com/"), False),
    "unchanged": (_status(304), False),
    "refused": (_status(400), True),
    "read timeout": (_raise(httpx.ReadTimeout), False),
    "reset": (_raise(httpx.ReadError), False),
    "write error": (_raise(httpx.WriteError), False),
    "ended early": (_raise(httpx.RemoteProtocolError), False),
    "failed": (_status(500), False),
    "bad gateway": (_status(502), False),
    "busy": (_status(503), False),
    "gateway timeout": (_status(504), False),
}

fault = st.tuples(st.sampled_from(sorted(FAULTS)), st.booleans(), st.booleans())
"""Its name; whether it comes after the server acted; whether the server acts later still."""


class ChargeSafety(RuleBasedStateMachine):
    """Calls, one after the other and two at once, through a connection that fails as planned."""

    @initialize(ahead=st.sampled_from([-600.0, 0.0, 600.0]))
    def begin(self, ahead: float) -> None:
        self.lock = threading.RLock()
        self.clock = VirtualClock(on_sleep=lambda _: self.act_late())
        self.api = Api(self.clock, ahead=ahead)
        self.client: VirtualStaging = new_client(self.handle, self.clock)
        self.plan: list[tuple[str, bool, bool]] = []
        self.late: list[httpx.Request] = []
        self.calls = 0
        self.owner: dict[str, str] = {}  # render id -> the photo it was made of
        self.taken: dict[str, str] = {}  # render id -> the photo of the call that returned it
        self.unknown: list[tuple[str, UnknownOutcomeError]] = []

    def act_late(self) -> None:
        with self.lock:
            for request in self.late:
                self.act(request)
            self.late.clear()

    def act(self, request: httpx.Request) -> httpx.Response:
        made = len(self.api.renders)
        response = self.api(request)
        for render in self.api.renders[made:]:
            self.owner[render["id"]] = photo_of(request)
        return response

    def handle(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            if not self.plan or (request.method == "GET" and len(self.plan) % 3):
                return self.act(request)
            name, after, later = self.plan.pop(0)
            effect, only_before = FAULTS[name]
            creates = request.method == "POST"
            if after and not only_before:
                response = self.act(request)
                if name == "ended early" and creates:
                    cut = response.content[: len(response.content) // 3]
                    return httpx.Response(response.status_code, content=cut)
            elif later and creates and not only_before:
                self.late.append(request)
            return effect(request)

    def call(self, style: str, photo: str) -> None:
        """Make one call, and judge how it ended."""
        with self.lock:
            self.calls += 1
        try:
            render = self.client.renders.create(photo, staging(room_type="bed", style=style))
        except UnknownOutcomeError as error:
            self.unknown.append((photo, error))
            return
        except UnexpectedResponseError as error:
            named: tuple[str, ...] | None = error.render_ids
        except (APIStatusError, APIConnectionError):
            named = None
        else:
            named = (render.id,)
        if named is None:
            with self.lock:
                assert photo not in self.owner.values(), "refused, and made all the same"
            return
        assert len(named) == 1
        self.take(named[0], photo)

    def take(self, render_id: str, photo: str) -> None:
        with self.lock:
            assert self.owner[render_id] == photo, "a call was given another call's render"
            assert render_id not in self.taken, "two calls were given one render"
            self.taken[render_id] = photo

    @rule(style=st.sampled_from(STYLES), faults=st.lists(fault, max_size=6))
    def one_call(self, style: str, faults: list[tuple[str, bool, bool]]) -> None:
        self.plan = list(faults)
        self.call(style, f"{PHOTO}?{self.calls}")

    @rule(
        styles=st.lists(st.sampled_from(STYLES), min_size=2, max_size=3),
        faults=st.lists(fault, max_size=6),
    )
    def several_at_once(self, styles: list[str], faults: list[tuple[str, bool, bool]]) -> None:
        self.plan = list(faults)
        photos = [f"{PHOTO}?{self.calls}-{number}" for number in range(len(styles))]
        failures: list[BaseException] = []

        def work(style: str, photo: str) -> None:
            try:
                self.call(style, photo)
            except BaseException as error:  # noqa: BLE001 - told by the main thread
                failures.append(error)

        threads = [threading.Thread(target=work, args=pair) for pair in zip(styles, photos)]  # noqa: B905
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    @rule()
    def ask_again(self) -> None:
        self.plan = []
        for photo, error in self.unknown[-2:]:
            try:
                found: Any = self.client.reconcile(error)
            except UnknownOutcomeError:
                continue
            if found is not None:
                self.take(found.id, photo)
                self.unknown.remove((photo, error))

    @rule(seconds=st.sampled_from([1.0, 60.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def the_slow_server_acts(self) -> None:
        self.act_late()

    @invariant()
    def no_more_renders_than_calls(self) -> None:
        assert len(self.api.renders) <= self.calls
        assert len(set(self.owner.values())) == len(self.owner), "one call made two renders"


def photo_of(request: httpx.Request) -> str:
    photo: str = json.loads(request.content)["image_url"]
    assert KEY not in photo
    return photo


ChargeSafety.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)
TestChargeSafety = ChargeSafety.TestCase
