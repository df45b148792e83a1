"""A creating call without an answer: its render is found, or its outcome is said to be unknown."""

import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.wrapper.support import PHOTO, Api, answer, bare, feed, new_client, new_session, variation
from virtualstaging import (
    BulkRender,
    BulkVariation,
    UnexpectedResponseError,
    UnknownOutcomeError,
    VirtualStaging,
    counted,
    declutter,
    dusk,
    staging,
)
from virtualstaging._core.operations import create_render
from virtualstaging._core.steps import NoAnswer
from virtualstaging._recovery.order import Fit, fit, order
from virtualstaging.testing import VirtualClock

MODERN = staging(room_type="living", style="modern")
COASTAL = staging(room_type="living", style="coastal")

Fault = Callable[[httpx.Request, Callable[[], httpx.Response]], httpx.Response]


def lost_after(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
    """The server acts, and its answer is lost."""
    act()
    raise httpx.ReadTimeout("", request=request)


def lost_before(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
    """The request is lost on its way."""
    raise httpx.ReadError("", request=request)


def failed_after(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
    """The server acts, then fails."""
    act()
    return httpx.Response(500, json={"message": "Unexpected server error."})


def cut_after(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
    """The server acts; its answer is cut, id and all, at a place where it still looks whole."""
    act()
    return httpx.Response(202, content=b'{"id')


AFTER = [lost_after, failed_after, cut_after]


class Setting:
    """A client, a server, and a fault in the next POST."""

    def __init__(self, **api: Any) -> None:
        self.clock = VirtualClock()
        self.api = Api(self.clock, **api)
        self.fault: Fault | None = None
        self.client = new_client(self.handle, self.clock)

    def handle(self, request: httpx.Request) -> httpx.Response:
        if self.fault is not None and request.method == "POST":
            fault, self.fault = self.fault, None
            return fault(request, lambda: self.api(request))
        return self.api(request)


@pytest.fixture
def setting() -> Setting:
    return Setting()


@pytest.mark.parametrize("fault", AFTER)
def test_the_one_render_that_fits_is_taken(setting: Setting, fault: Fault) -> None:
    setting.fault = fault
    render = setting.client.renders.create(PHOTO, MODERN, variation_count=3)
    assert render.id == setting.api.renders[0]["id"]
    assert len(setting.api.renders) == 1


@pytest.mark.parametrize("ahead", [-3600.0, 0.0, 3600.0])
def test_times_are_compared_by_the_servers_clock(ahead: float) -> None:
    setting = Setting(ahead=ahead)
    setting.api.make({"config": MODERN.to_dict(), "variation_count": 1})
    setting.clock.advance(60)
    setting.fault = lost_after
    assert setting.client.renders.create(PHOTO, MODERN).id == setting.api.renders[1]["id"]


def test_without_a_date_the_clock_is_learnt_from_what_was_created() -> None:
    setting = Setting(ahead=-3600.0, dated=False)
    setting.client.renders.create(PHOTO, COASTAL)
    setting.clock.advance(60)
    setting.fault = lost_after
    assert setting.client.renders.create(PHOTO, MODERN).id == setting.api.renders[1]["id"]


def test_nothing_made_is_an_unknown_outcome_and_never_a_second_post(setting: Setting) -> None:
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    assert caught.value.candidates == ()
    assert [one.method for one in setting.api.requests] == ["GET"] * 5  # one before the call
    with pytest.raises(UnknownOutcomeError, match="too early") as early:
        setting.client.reconcile(caught.value)
    setting.clock.advance(early.value.retry_after or 0)
    assert setting.client.reconcile(early.value) is None


def test_the_grace_counts_from_the_end_of_a_call_not_from_its_beginning(setting: Setting) -> None:
    def slow(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        setting.clock.advance(300)  # as an upload over a slow line takes
        raise httpx.WriteError("", request=request)

    setting.fault = slow
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    with pytest.raises(UnknownOutcomeError, match="too early") as early:
        setting.client.reconcile(caught.value)
    assert early.value.retry_after is not None
    setting.clock.advance(early.value.retry_after)
    assert setting.client.reconcile(early.value) is None


def test_the_grace_of_an_interrupted_call_counts_from_the_first_look(setting: Setting) -> None:
    def interrupted(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        raise KeyboardInterrupt

    setting.fault = interrupted
    with pytest.raises(KeyboardInterrupt):
        setting.client.renders.create(PHOTO, MODERN)
    setting.clock.advance(500)
    (error,) = setting.client.unknown_outcomes()
    with pytest.raises(UnknownOutcomeError, match="too early") as early:
        setting.client.reconcile(error)
    setting.clock.advance(early.value.retry_after or 0)
    assert setting.client.reconcile(error) is None  # the first error does as well


def test_a_removal_that_the_api_makes_by_itself_is_not_one_that_was_ordered() -> None:
    cleared = staging(room_type="living", style="modern", remove_furniture="on").to_dict()
    removed = declutter().to_dict()
    ordered = order([(cleared, 1), (removed, 1)])
    made = [{"config": cleared, "type": "staging"}, {"config": removed, "type": "removal"}]
    assert fit(made, ordered) == Fit.EXACTLY
    assert fit([*made, made[1]], ordered) == Fit.EXACTLY
    assert fit([*made, made[1], made[1]], ordered) == Fit.NO
    assert fit([made[1], made[1]], order([(removed, 1)])) == Fit.NO


def test_what_is_made_late_is_found_by_a_later_look() -> None:
    setting = Setting()
    setting.fault = lost_before
    order = {"config": MODERN.to_dict(), "variation_count": 1}
    setting.clock = clock = VirtualClock(
        on_sleep=lambda _: clock.monotonic() >= 3 and not setting.api.renders and late()
    )
    setting.api.clock = clock

    def late() -> bool:
        setting.api.make(order)
        return True

    client = new_client(setting.handle, clock)
    assert client.renders.create(PHOTO, MODERN).id == "r1"


@pytest.mark.parametrize(
    "order",
    [
        {"config": COASTAL.to_dict(), "variation_count": 1},
        {"config": MODERN.to_dict(), "variation_count": 2},
        {"config": dusk().to_dict(), "variation_count": 1},
        {"config": declutter().to_dict(), "variation_count": 1},
        {"configs": [counted(MODERN, 1).to_dict(), counted(COASTAL, 1).to_dict()]},
    ],
)
def test_another_programs_render_of_another_kind_is_not_taken(
    setting: Setting, order: dict[str, Any]
) -> None:
    def fault(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        setting.api.make(order)
        raise httpx.ReadTimeout("", request=request)

    setting.fault = fault
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    assert caught.value.candidates == ()


def test_of_two_that_fit_none_is_taken(setting: Setting) -> None:
    def fault(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        setting.api.make({"config": MODERN.to_dict(), "variation_count": 1})
        act()
        raise httpx.ReadTimeout("", request=request)

    setting.fault = fault
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    assert set(caught.value.candidates) == {"r1", "r3"}
    with pytest.raises(UnknownOutcomeError):
        setting.client.reconcile(caught.value)


def test_an_echo_with_defaults_and_a_removal_made_by_the_api_still_fits(setting: Setting) -> None:
    config = staging(room_type="bed", style="luxury", remove_furniture="on")

    def fault(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        act()
        render = setting.api.renders[0]
        for one in render["variations"]["items"]:
            one["config"]["output_resolution"] = "default"
            one["config"]["add_virtually_staged_watermark"] = False
            one["config"]["add_furniture"]["base_variation_id"] = "v9"
        removal = variation("v9", render["id"], setting.api.now(), declutter().to_dict())
        render["variations"]["items"].insert(0, {**removal, "type": "removal"})
        raise httpx.ReadTimeout("", request=request)

    setting.fault = fault
    assert setting.client.renders.create(PHOTO, config, variation_count=2).id == "r1"


def test_a_render_whose_variations_tell_no_config_is_a_candidate_only(setting: Setting) -> None:
    def fault(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        act()
        for one in setting.api.renders[0]["variations"]["items"]:
            del one["config"]
        raise httpx.ReadTimeout("", request=request)

    setting.fault = fault
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    assert caught.value.candidates == ("r1",)


def test_an_unreadable_item_may_be_it_so_nothing_else_is_taken(setting: Setting) -> None:
    def fault(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        act()
        setting.api.renders.append({"id": "r9", "created_at": "soon"})
        raise httpx.ReadTimeout("", request=request)

    setting.fault = fault
    with pytest.raises(UnknownOutcomeError):
        setting.client.renders.create(PHOTO, MODERN)


def test_it_is_found_behind_hundreds_of_later_ones(setting: Setting) -> None:
    def fault(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        act()
        for _ in range(250):
            setting.api.make({"config": COASTAL.to_dict(), "variation_count": 1})
        raise httpx.ReadTimeout("", request=request)

    setting.fault = fault
    assert setting.client.renders.create(PHOTO, MODERN).id == "r1"


def test_a_bulk_is_found_whole_and_in_order(setting: Setting) -> None:
    setting.fault = lost_after
    orders = [BulkRender(PHOTO, COASTAL), BulkRender(PHOTO, [counted(MODERN, 2), dusk()])]
    assert [one.id for one in setting.client.renders.create_bulk(orders)] == ["r1", "r3"]


def test_of_two_equal_orders_in_a_bulk_it_cannot_be_told_whose_photo_is_whose(
    setting: Setting,
) -> None:
    setting.fault = lost_after
    orders = [BulkRender(PHOTO, MODERN), BulkRender(PHOTO + "?2", MODERN)]
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create_bulk(orders)
    assert set(caught.value.candidates) == {"r1", "r3"}


def test_variations_are_found_and_those_made_just_before_are_not_taken(setting: Setting) -> None:
    render = setting.client.renders.create(PHOTO, MODERN, variation_count=2)  # v2, v3
    earlier = setting.client.variations.create(render.id, MODERN)  # v4
    setting.fault = lost_after
    found = setting.client.variations.create(render.id, MODERN, variation_count=2)
    assert [one.id for one in earlier] == ["v4"]
    assert [one.id for one in found] == ["v5", "v6"]


def test_variations_that_were_not_made_are_not_mistaken_for_those_of_the_render(
    setting: Setting,
) -> None:
    render = setting.client.renders.create(PHOTO, MODERN, variation_count=2)
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError):
        setting.client.variations.create(render.id, MODERN, variation_count=2)


def test_variations_in_bulk_are_found_in_the_order_of_the_request(setting: Setting) -> None:
    setting.api.make({"config": MODERN.to_dict(), "variation_count": 1})
    setting.clock.advance(60)
    setting.fault = lost_after
    orders = [
        BulkVariation(render_id="r1", config=MODERN, variation_count=1),
        BulkVariation(render_id="r1", config=COASTAL, variation_count=1),
        BulkVariation(render_id="r1", config=MODERN, variation_count=1),
    ]
    found = setting.client.variations.create_bulk(orders)
    assert [one.id for one in found] == ["v3", "v4", "v5"]


def test_an_analysis_cannot_be_looked_up(setting: Setting) -> None:
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.images.analyze(PHOTO)
    assert setting.api.requests == []
    with pytest.raises(UnknownOutcomeError):
        setting.client.reconcile(caught.value)


def test_another_process_can_decide_later(setting: Setting) -> None:
    order = {"config": MODERN.to_dict(), "variation_count": 1}
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    setting.api.make(order)
    other = new_client(setting.handle, setting.clock)
    assert other.reconcile(error).id == "r1"
    setting.clock.advance(120)
    assert error.reconcile(other) is None or pytest.fail("one render was taken twice")


def test_a_render_is_taken_once(setting: Setting) -> None:
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    setting.api.make({"config": MODERN.to_dict(), "variation_count": 1})
    assert setting.client.reconcile(caught.value).id == "r1"
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError) as again:
        setting.client.renders.create(PHOTO, MODERN)
    assert again.value.candidates == ()


def test_while_an_equal_call_is_in_doubt_nothing_is_taken(setting: Setting) -> None:
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError):
        setting.client.renders.create(PHOTO, MODERN)
    # The server may yet carry that call out, and no one could tell the two renders apart.
    setting.fault = lost_after
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO + "?2", MODERN)
    assert caught.value.candidates == ("r1",)


def test_an_equal_call_that_ends_meanwhile_keeps_its_render() -> None:
    clock = VirtualClock()
    api = Api(clock)

    def second_call(_: float) -> None:
        if len(api.renders) == 1:
            assert client.renders.create(PHOTO + "?2", MODERN).id == "r3"

    clock = VirtualClock(on_sleep=second_call)
    api.clock = clock
    lost = [True]

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and lost.pop() if lost else False:
            api.make({"config": COASTAL.to_dict(), "variation_count": 1})
            raise httpx.ReadTimeout("", request=request)
        return api(request)

    client: VirtualStaging = new_client(handle, clock)
    with pytest.raises(UnknownOutcomeError) as caught:
        client.renders.create(PHOTO, MODERN)
    assert caught.value.candidates == ()  # r3 fits, but is known to be the other call's


def test_an_interrupted_call_counts_as_one_in_doubt(setting: Setting) -> None:
    def interrupted(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        act()
        raise KeyboardInterrupt

    setting.fault = interrupted
    with pytest.raises(KeyboardInterrupt):
        setting.client.renders.create(PHOTO, MODERN)
    setting.fault = lost_before
    with pytest.raises(UnknownOutcomeError) as caught:
        setting.client.renders.create(PHOTO + "?2", MODERN)
    assert caught.value.candidates == ("r1",)


def test_an_answer_that_breaks_the_spec_but_names_its_render_is_kept(setting: Setting) -> None:
    def odd(request: httpx.Request, act: Callable[[], httpx.Response]) -> httpx.Response:
        act()
        data = bare(setting.api.renders[0])
        return httpx.Response(202, json={**data, "created_at": None})

    setting.fault = odd
    with pytest.raises(UnexpectedResponseError) as caught:
        setting.client.renders.create(PHOTO, MODERN)
    assert caught.value.render_ids == ("r1",)
    assert caught.value.status == 202
    assert caught.value.body is not None
    assert '"r1"' in caught.value.body


NOTHING_THERE = answer(200, {"items": [], "next_cursor": None})


def test_a_cut_answer_still_tells_its_id() -> None:
    flow = create_render(new_session(0), PHOTO, MODERN, 1, None, False)
    with pytest.raises(UnexpectedResponseError, match="r77") as caught:
        feed(flow, NOTHING_THERE, answer(202, b'{"id":"r77","created_at":17356896'))
    assert caught.value.render_ids == ("r77",)


def test_looking_that_fails_is_an_unknown_outcome() -> None:
    flow = create_render(new_session(0), PHOTO, MODERN, 1, None, False)
    with pytest.raises(UnknownOutcomeError, match="Looking for it failed"):
        feed(flow, NOTHING_THERE, NoAnswer("reset"), *[answer(500)] * 4)
