"""No call is charged twice, whatever happens on its way, and each call ends in something true."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.strength import chosen
from contract_tests.wrapper.between import Meanwhile, foreign
from contract_tests.wrapper.world import PHOTO, World, living, ordered, settled, world
from virtualstaging import (
    APIConnectionError,
    APIStatusError,
    BulkRender,
    UnexpectedResponseError,
    UnknownOutcomeError,
    VirtualStagingError,
    dusk,
)
from virtualstaging_api.models import BulkVariation

# What may go wrong, with whether the server has acted by then. A status is no proof that it has
# not: gateways answer any of them after the server behind them has acted.
FAULTS: dict[str, tuple[Any, str]] = {
    "none": ({"kind": "latency", "seconds": 0}, "before"),
    "reset": ("reset", "before"),
    "empty": ("empty", "before"),
    "hang": ("hang", "before"),
    "400": ({"kind": "status", "status": 400}, "before"),
    "403": ({"kind": "status", "status": 403}, "before"),
    "408": ({"kind": "status", "status": 408}, "before"),
    "418": ({"kind": "status", "status": 418}, "before"),
    "429": ({"kind": "status", "status": 429}, "before"),
    "429 in 3 s": ({"kind": "status", "status": 429, "retry_after": 3}, "before"),
    "429 in an hour": ({"kind": "status", "status": 429, "retry_after": 3600}, "before"),
    "500": ({"kind": "status", "status": 500}, "before"),
    "502 web page": ({"kind": "html", "status": 502}, "before"),
    "503": ({"kind": "status", "status": 503}, "before"),
    "503 in 2 s": ({"kind": "status", "status": 503, "retry_after": 2}, "before"),
    "503 at a date": (
        {"kind": "status", "status": 503, "retry_after": 4, "retry_after_form": "date"},
        "before",
    ),
    "504": ({"kind": "status", "status": 504}, "before"),
    "520": ({"kind": "status", "status": 520}, "before"),
    "late": ({"kind": "latency", "seconds": 1000}, "after"),
    "reset, made": ("reset", "after"),
    "empty, made": ("empty", "after"),
    "hang, made": ("hang", "after"),
    "cut, made": ("cut", "after"),
    "408, made": ({"kind": "status", "status": 408}, "after"),
    "500, made": ({"kind": "status", "status": 500}, "after"),
    "502 web page, made": ({"kind": "html", "status": 502}, "after"),
    "503, made": ({"kind": "status", "status": 503}, "after"),
    "504, made": ({"kind": "status", "status": 504}, "after"),
    "599, made": ({"kind": "status", "status": 599}, "after"),
    "302, made": ({"kind": "status", "status": 302}, "after"),
    "303, made": ({"kind": "status", "status": 303}, "after"),
    "304, made": ({"kind": "status", "status": 304}, "after"),
    "307, made": ({"kind": "status", "status": 307}, "after"),
    "308, made": ({"kind": "status", "status": 308}, "after"),
    "402, made": ({"kind": "status", "status": 402}, "after"),
    "409, made": ({"kind": "status", "status": 409}, "after"),
    "418, made": ({"kind": "status", "status": 418}, "after"),
    "425, made": ({"kind": "status", "status": 425}, "after"),
    "429 web page, made": ({"kind": "html", "status": 429}, "after"),
    "499, made": ({"kind": "status", "status": 499}, "after"),
    "503 at once, made": ({"kind": "status", "status": 503, "retry_after": 0}, "after"),
    "503 in 1 s, made": ({"kind": "status", "status": 503, "retry_after": 1}, "after"),
    "503 at a date, made": (
        {"kind": "status", "status": 503, "retry_after": 4, "retry_after_form": "date"},
        "after",
    ),
    "web page, made": ({"kind": "html", "status": 200}, "after"),
    "half JSON, made": ("malformed_json", "after"),
    "no id, made": ({"kind": "null_field", "field": "id"}, "after"),
    "no time, made": ({"kind": "null_field", "field": "created_at"}, "after"),
    "new field, made": ("extra_field", "after"),
    "text, made": ({"kind": "content_type", "content_type": "text/plain"}, "after"),
}
LOOKS_TOO = ("none", "reset", "500", "429", "cut, made", "half JSON, made", "hang")
"""What may happen to the looks for what was made, too."""


@pytest.mark.parametrize("kind", wrapped.KINDS)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", ["create_render", "create_renders_bulk", "create_variations"])
def test_a_fault_charges_nothing_twice(operation: str, fault: str, kind: wrapped.Kind) -> None:
    """One call of each kind under each fault, alone: what was made is found, or was never made."""
    with world(kind) as there:
        there.do(lambda c: ordered(c, style="coastal"))
        there.clock.advance(60)
        call = Calls(there)
        call.make(operation, fault, "none")
        assert not call.unsettled, "alone, and with looks that work, nothing stays in doubt"
        if fault == "400":  # planted, so it says nothing of the request
            there.mock.checks.reset()


class Calls:
    """Makes calls under faults, and holds each outcome against what the server holds."""

    def __init__(self, there: World) -> None:
        self.there = there
        self.first = there.renders()[:1]
        self.most = len(there.renders())
        self.given: set[str] = set()
        self.unsettled: list[UnknownOutcomeError] = []

    def make(self, operation: str, fault: str, look: str, style: str = "modern") -> None:
        """Make one call and check how it ended."""
        there = self.there
        use, most = self._use(operation, style)
        before = self._held()
        self._plant(operation, fault, look)
        try:
            result = there.do(use)
        except VirtualStagingError as error:
            outcome: Any = error
        else:
            outcome = result if isinstance(result, list) else [result]
        there.heal()
        made = [one for one in self._held() if one not in before]
        self.most += most if operation != "create_variations" else 0
        assert len(made) in (0, most), f"{made} of one call of {most}"
        self._check(operation, outcome, made)

    def _plant(self, operation: str, fault: str, look: str) -> None:
        effect, phase = FAULTS[fault]
        if fault != "none":
            self.there.plant(operation, effect, phase=phase)
        if look != "none":
            for reading in ("list_renders", "get_render"):
                effect, phase = FAULTS[look]
                self.there.plant(reading, effect, phase=phase, times=4)

    def _use(self, operation: str, style: str) -> tuple[wrapped.Use, int]:
        if operation == "create_render":
            return (lambda c: ordered(c, 2, style)), 1
        if operation == "create_renders_bulk":
            orders = [
                BulkRender(PHOTO, living(style), 3),
                BulkRender(PHOTO, dusk(sky_style="blue")),
            ]
            return (lambda c: c.renders.create_bulk(orders)), 2
        render_id = self.first[0]
        if operation == "create_variations":
            return (lambda c: c.variations.create(render_id, living(style), variation_count=1)), 1
        items = [BulkVariation(render_id=render_id, config=living(style), variation_count=1)]
        return (lambda c: c.variations.create_bulk(items)), 1

    def _held(self) -> list[str]:
        return self.there.renders() + self.there.variations(self.first[0])

    def _check(self, operation: str, outcome: Any, made: list[str]) -> None:
        if isinstance(outcome, list):
            assert [one.id for one in outcome] == made, "it returned what it has not made"
            assert not self.given & set(made), "two calls were given the same"
            self.given |= set(made)
            return
        check_error(outcome, operation)
        if isinstance(outcome, UnexpectedResponseError):
            assert list(outcome.render_ids) == made, "a charged render is not named"
            self.given |= set(made)
        elif isinstance(outcome, UnknownOutcomeError):
            self._reconcile(outcome, made)
        else:
            assert isinstance(outcome, APIStatusError | APIConnectionError), f"{outcome!r}"
            assert not made, f"{outcome!r}, but {made} was made"

    def _reconcile(self, error: UnknownOutcomeError, made: list[str]) -> None:
        """Asked again on a good day, it says what is true, or that it is not known."""
        assert set(error.candidates) <= set(self._held()), "candidates that are not there"
        self.there.clock.advance(30)
        try:
            found = self.there.do(error.reconcile)
        except UnknownOutcomeError as error_again:
            still = error_again
        else:
            self._check_found(found, made)
            return
        if still.retry_after is not None:
            assert not made, f"{made} was made, but it is said to be too early to know"
            self.there.clock.advance(still.retry_after)
            assert self.there.do(still.reconcile) is None
            return
        self.unsettled.append(still)
        assert set(made) <= {*still.candidates}, "what was made is not among the candidates"

    def _check_found(self, found: Any, made: list[str]) -> None:
        if found is None:
            assert not made, f"{made} was made, but nothing was found"
            return
        listed = found if isinstance(found, list) else [found]
        assert [one.id for one in listed] == made
        assert not self.given & set(made)
        self.given |= set(made)


class Charges(RuleBasedStateMachine):
    """Calls under faults, one after another, with renders of other programs in between."""

    kind: wrapped.Kind = "sync"

    def __init__(self) -> None:
        super().__init__()
        self._world = world(self.kind)
        self.there = self._world.__enter__()

    @initialize()
    def begin(self) -> None:
        """A render to add variations to."""
        self.there.do(lambda c: ordered(c, style="coastal"))
        self.there.clock.advance(20)
        self.calls = Calls(self.there)

    @rule(
        operation=st.sampled_from(
            [
                "create_render",
                "create_render",
                "create_renders_bulk",
                "create_variations",
                "create_variations_bulk",
            ]
        ),
        fault=st.sampled_from(sorted(FAULTS)),
        look=st.sampled_from(LOOKS_TOO) | st.just("none"),
        style=st.sampled_from(["modern", "luxury"]),
    )
    def call(self, operation: str, fault: str, look: str, style: str) -> None:
        """One call."""
        if (
            operation.startswith("create_variations")
            and len(self.there.variations(self.calls.first[0])) >= 18
        ):
            operation = "create_render"
        self.calls.make(operation, fault, look, style)

    @rule(seconds=st.sampled_from([11, 90]), style=st.sampled_from(["modern", "luxury"]))
    def another_program(self, seconds: float, style: str) -> None:
        """Another program of the same account makes an equal render, and time passes."""
        self.there.ask("POST", "/renders", foreign(style))
        self.calls.most += 1
        self.there.clock.advance(seconds)

    @rule(seconds=st.sampled_from([0.5, 5, 600]))
    def time(self, seconds: float) -> None:
        """Time passes."""
        self.there.clock.advance(seconds)

    @invariant()
    def no_more_is_charged_than_was_ordered(self) -> None:
        """Renders made, and photos charged, are at most those that calls asked for."""
        if hasattr(self, "calls"):
            renders = self.there.renders()
            assert len(renders) <= self.calls.most
            assert self.there.photos_charged() == len(renders)

    def teardown(self) -> None:
        """Close the client and look at its conduct. Equal calls after each other are meant here."""
        try:
            self.there.check_conduct("repeated_create", "request_refused", "polled_too_fast")
        finally:
            self.there.mock.checks.reset()
            self._world.__exit__(None, None, None)


class AsyncCharges(Charges):
    """The same for the async client."""

    kind: wrapped.Kind = "async"


@pytest.mark.parametrize("machine", [Charges, AsyncCharges])
def test_charges_as_a_state_machine(machine: type[Charges]) -> None:
    """Any sequence of calls and faults."""
    run_state_machine_as_test(machine, settings=chosen(40, steps=16))


@pytest.mark.parametrize("kind", wrapped.KINDS)
@pytest.mark.parametrize("count", [1, 2, 20])
def test_what_is_like_it_but_older_is_never_taken_for_it(kind: wrapped.Kind, count: int) -> None:
    """Another program has made equal renders before; the call itself never arrived."""
    with world(kind) as there:
        for _ in range(3):
            there.ask("POST", "/renders", {**foreign("modern"), "variation_count": count})
        there.clock.advance(30)
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, count))
        assert not caught.value.candidates
        assert settled(there, caught.value) is None
        assert len(there.renders()) == 3


@pytest.mark.parametrize("kind", wrapped.KINDS)
@pytest.mark.parametrize(
    "other",
    [
        {"variation_count": 3},
        {"config": {"type": "staging", "add_furniture": {"room_type": "bed", "style": "modern"}}},
        {"config": {"type": "daytodusk", "sky_style": "blue"}},
    ],
)
def test_what_is_of_another_kind_is_never_taken_for_it(kind: wrapped.Kind, other: Any) -> None:
    """Another program makes an unlike render while the call is on its way and fails."""
    with world(kind) as there:
        there.do(lambda c: ordered(c, style="coastal"))
        there.clock.advance(30)
        there.plant("create_render", "reset")
        there.plant("list_renders", {"kind": "status", "status": 500})
        order = {**foreign("modern"), **other}
        Meanwhile(there, lambda: there.ask("POST", "/renders", order))
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        there.clock.advance(5)
        assert settled(there, caught.value) is None


@pytest.mark.parametrize("kind", wrapped.KINDS)
def test_of_two_that_fit_none_is_taken(kind: wrapped.Kind) -> None:
    """It was made, and so was an equal one of another program: which is whose is not known."""
    with world(kind) as there:
        there.do(lambda c: ordered(c, style="coastal"))
        there.clock.advance(30)
        there.plant("create_render", "reset", phase="after")
        Meanwhile(there, lambda: there.ask("POST", "/renders", foreign("modern")))
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert sorted(caught.value.candidates) == sorted(there.renders()[1:])
        check_error(caught.value, "create_render")
