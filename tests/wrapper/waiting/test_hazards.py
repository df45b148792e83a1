"""What makes waiting at a list go wrong, each as a server that does it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.wrapper.waiting.simulated import SimulatedApi, SimulatedRender, model, waiting
from virtualstaging import errors
from virtualstaging._core.reading import _named
from virtualstaging._core.steps import NoAnswer, Request
from virtualstaging._waiting.threads import Waiting
from virtualstaging.testing import VirtualClock
from virtualstaging_api.models import Render, Variation


def made(api: SimulatedApi, number: int = 5, **how: Any) -> list[SimulatedRender]:
    renders = []
    for index in range(number):
        renders.append(api.create(30.0 + index, eta=30.0, **how))
        api.clock.advance(0.05)
    return renders


def models(api: SimulatedApi, renders: list[SimulatedRender]) -> list[Render]:
    return [model(api, one) for one in renders]


def operations(api: SimulatedApi) -> list[str]:
    return [request.operation for _, request in api.requests]


def states(render: Render) -> list[str]:
    assert render.variations
    return [one.status for one in render.variations.items]


def test_new_renders_push_ours_down(api: SimulatedApi, waits: Waiting) -> None:
    """A page begins at an id, so what comes later does not hide ours."""
    ours = made(api)

    def flood(request: Request) -> None:
        for _ in range(150):
            api.create(900.0, eta=900.0)

    api.fault = flood
    done = waits.wait(models(api, ours))
    assert [one.id for one in done] == [one.id for one in ours]
    late = api.clock.monotonic() - 34
    assert late < 5
    assert len(api.requests) < 40


def test_the_row_that_pages_begin_at_is_deleted(api: SimulatedApi, waits: Waiting) -> None:
    """The server refuses the cursor; ours are asked for by name, and the wait goes on."""
    newest = api.create(900.0, eta=900.0)
    ours = made(api, age=5.0)
    everything = models(api, [newest, *ours])
    api.delete(newest.id)
    api.create(900.0)
    found = {one.id for one in _until_error(waits, everything)}
    assert found == {one.id for one in ours}
    cursors = [dict(request.query or {}).get("cursor") for _, request in api.requests]
    assert cursors.count(newest.id) == 1


def _until_error(waits: Waiting, renders: list[Render]) -> list[Render]:
    """What comes before the error for the one that is gone."""
    found: list[Render] = []
    coming = waits.as_completed(renders)
    with pytest.raises(errors.NotFoundError):
        _collect(coming, found)
    return found


def _collect(coming: Iterator[Render], found: list[Render]) -> None:
    while True:
        found.append(next(coming))


def test_a_deleted_render_ends_in_an_error(api: SimulatedApi, waits: Waiting) -> None:
    """It is missing from a page, is asked for by name, and is not waited for any longer."""
    ours = made(api)
    given = models(api, ours)
    api.delete(ours[2].id)
    found = _until_error(waits, given)
    assert {one.id for one in found} == {one.id for one in ours} - {ours[2].id}
    (named,) = [at for at, request in api.requests if request.path == f"/renders/{ours[2].id}"]
    pages = [at for at, request in api.requests if request.operation == "list_renders"]
    assert named - pages[0] < 1  # as soon as a page did not show it


def test_a_render_that_the_list_never_shows(api: SimulatedApi, waits: Waiting) -> None:
    """It is there when asked for by name, so it is no error."""
    ours = made(api)
    ours[1].listed = False
    assert len(waits.wait(models(api, ours))) == 5
    assert api.clock.monotonic() < 45


def test_a_list_that_shows_only_some_variations(api: SimulatedApi, waits: Waiting) -> None:
    """Done is what is done by all pages of variations."""
    ours = made(api, 3, variations=3)

    def cut(request: Request, data: Any) -> Any:
        pages = [one["variations"] for one in data["items"]] if "items" in data else []
        for page in pages:
            page["items"], page["next_cursor"] = page["items"][:2], page["items"][1]["id"]
        return data

    api.edit = cut
    for render in waits.wait(models(api, ours)):
        assert states(render) == ["done"] * 3
    assert "get_render" in operations(api)


def test_a_render_whose_variations_fill_several_pages(api: SimulatedApi, waits: Waiting) -> None:
    """They are read to the end."""
    (render,) = made(api, 1, variations=6)

    def paged(request: Request, data: Any) -> Any:
        cursor = dict(request.query or {}).get("variations_cursor")
        items = data["variations"]["items"]
        start = [one["id"] for one in items].index(cursor) + 1 if cursor else 0
        page = items[start : start + 2]
        more = start + 2 < len(items)
        data["variations"] |= {"items": page, "next_cursor": page[-1]["id"] if more else None}
        return data

    api.edit = paged
    assert states(waits.wait([render.id])) == ["done"] * 6


def test_pages_of_variations_that_never_end_do_not_hang(api: SimulatedApi, waits: Waiting) -> None:
    """A cursor that comes back is a failed look; the wait ends in time."""
    (render,) = made(api, 1)

    def endless(request: Request, data: Any) -> Any:
        data["variations"]["next_cursor"] = "again"
        return data

    api.edit = endless
    with pytest.raises(errors.WaitTimeoutError, match="no end"):
        waits.wait([render.id], timeout=60)


def test_variations_added_to_old_renders(api: SimulatedApi, waits: Waiting) -> None:
    """Deep in the list, so each is asked for by name."""
    old = [api.create(1.0, age=86_400.0 + index) for index in range(3)]
    for _ in range(300):
        api.create(900.0)
    api.clock.advance(1.0)
    added = []
    for render in old:
        (variation,) = api.create(20.0, eta=20.0).variations
        render.variations.append(variation)
        added.append(Variation.from_dict(api.variation_data(render, variation)))
    done = waits.wait(added)
    assert [one.id for one in done] == [one.id for one in added]
    assert {one.status for one in done} == {"done"}
    assert set(operations(api)) == {"get_render"}


def test_a_variation_that_is_gone(api: SimulatedApi, waits: Waiting) -> None:
    """Its render no longer shows it, and neither is it there by name."""
    render = api.create(30.0, eta=30.0, variations=2)
    first, second = (
        Variation.from_dict(api.variation_data(render, one)) for one in render.variations
    )
    del render.variations[0]
    with pytest.raises(errors.NotFoundError):
        waits.wait([first])
    assert waits.wait([second]).status == "done"


def test_a_bad_item_does_not_hide_the_others(api: SimulatedApi, waits: Waiting) -> None:
    """Rows that are no renders, renders without ids or with odd fields."""
    ours = made(api)
    half = {"id": "x", "created_at": "soon", "variations": {"items": [1, None]}}
    odd: list[Any] = [None, 7, [], {}, {"id": 5}, half]

    def spoil(request: Request, data: Any) -> Any:
        if "items" in data:
            for one in data["items"]:
                one["variations"]["items"] += [{"id": "odd", "status": ["done"], "eta": {}}]
            data["items"] = odd + data["items"]
        return data

    api.edit = spoil
    assert len(waits.wait(models(api, ours))) == 5


def test_a_state_never_heard_of(
    api: SimulatedApi, waits: Waiting, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not final, and is logged once."""
    _named.discard("polishing")
    ours = made(api, 3)
    for one in ours:
        one.variations[0].status = "polishing"

    def finish(request: Request) -> None:
        if api.clock.monotonic() > 60:
            for one in ours:
                one.variations[0].status = None

    api.fault = finish
    with caplog.at_level(logging.WARNING, "virtualstaging"):
        done = waits.wait(models(api, ours))
    assert [states(one) for one in done] == [["done"]] * 3
    assert [record.args for record in caplog.records] == [("polishing",)]


def test_an_api_that_is_away_for_a_minute(api: SimulatedApi, waits: Waiting) -> None:
    """The pauses between looks grow, and the wait goes on when it is back."""
    ours = made(api)
    down = NoAnswer("the connection broke")
    api.fault = lambda request: down if 20 < api.clock.monotonic() < 80 else None
    assert len(waits.wait(models(api, ours))) == 5
    failed = [at for at, _ in api.requests if 20 < at < 80]
    assert len(failed) < 12
    assert api.clock.monotonic() < 115


def test_a_list_that_lags_behind(api: SimulatedApi, waits: Waiting) -> None:
    """Done without a result is confirmed by name, and gives the result."""
    ours = made(api, 3)

    def lag(request: Request, data: Any) -> Any:
        for one in data.get("items", []):
            for item in one["variations"]["items"]:
                item.pop("result", None)
        return data

    api.edit = lag
    for render in waits.wait(models(api, ours)):
        assert render.variations
        assert render.variations.items[0].result


def test_a_slow_list_gets_smaller(api: SimulatedApi, waits: Waiting) -> None:
    """When a page takes far longer than a look by name, pages hold fewer renders."""
    ours = [api.create(25.0 + index / 4, eta=30.0) for index in range(120)]
    alone = api.create(5.0, eta=5.0)
    waits.wait([model(api, alone)])

    def slow(request: Request) -> None:
        if request.operation == "list_renders":
            api.clock.advance(2.0)

    api.fault = slow
    waits.wait(models(api, ours))
    limits = [
        int(dict(r.query or {})["limit"]) for _, r in api.requests if r.query and "limit" in r.query
    ]
    assert limits[0] > 50
    assert min(limits) <= 25


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("skew", [-600.0, -20.0, 20.0, 600.0])
def test_clocks_that_differ(skew: float, dated: bool, api: SimulatedApi) -> None:
    """An eta is the server's time; with our clock wrong by minutes, it costs a look or two."""
    api.skew, api.dated = skew, dated
    waits = waiting(api)
    waits.wait(models(api, made(api)))  # what is learnt, stays
    start, before = api.clock.monotonic(), len(api.requests)
    ours = made(api)
    waits.wait(models(api, ours))
    assert api.clock.monotonic() - start < 34 + 5
    assert len(api.requests) - before < 25


def test_the_date_of_answers_shows_the_servers_time(api: SimulatedApi) -> None:
    """A clock of ours that is 20 s fast costs no more looks than one that is right."""

    def looks(skew: float) -> int:
        other = SimulatedApi(VirtualClock(), skew=skew)
        waits = waiting(other)
        waits.wait(models(other, made(other)))
        before = len(other.requests)
        waits.wait(models(other, made(other)))
        return len(other.requests) - before

    assert looks(-20.0) <= looks(0.0) + 1


def test_the_eta_of_a_render_is_that_of_its_first_variation(
    api: SimulatedApi, waits: Waiting
) -> None:
    """All of it is expected when the last variation is."""
    render = api.create(100.0, eta=100.0, variations=2)
    render.variations[0].ends = api.now + 5
    render.variations[0].eta = api.now + 5
    waits.wait([model(api, render)])
    early = [at for at, _ in api.requests if at < 50]
    assert len(early) <= 2  # one each half a minute, at most


def test_etas_that_come_late(api: SimulatedApi, waits: Waiting) -> None:
    """Promised nothing at first; what is promised later counts from then on."""
    render = api.create(300.0)

    def promise(request: Request) -> None:
        render.variations[0].eta = render.created + 300.0

    api.fault = promise
    waits.wait([model(api, render)])
    between = [at for at, _ in api.requests if 60 < at < 200]
    assert len(between) <= 5
    assert api.clock.monotonic() < 310


def test_ids_alone(api: SimulatedApi, waits: Waiting) -> None:
    """Where they lie in the list is found with one page."""
    ours = made(api, 20)
    done = waits.wait([one.id for one in ours])
    assert [one.id for one in done] == [one.id for one in ours]
    first = api.requests[0][1]
    assert (first.operation, dict(first.query or {})["limit"]) == ("list_renders", "40")


def test_a_removal_after_which_nothing_comes(api: SimulatedApi, waits: Waiting) -> None:
    """It is waited for half a minute, not for ever."""
    render = api.create(20.0, eta=20.0)
    render.variations[0].more = {
        "type": "removal",
        "config": {"type": "staging", "add_furniture": {"room_type": "bed", "style": "modern"}},
    }
    assert states(waits.wait([model(api, render)])) == ["done"]
    assert 50 < api.clock.monotonic() < 60
