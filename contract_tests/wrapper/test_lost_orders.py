"""Orders of every kind whose answers are lost are found again, and no other one is."""

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.between import foreign, lost
from contract_tests.wrapper.world import (
    PHOTO,
    World,
    living,
    ordered,
    settled,
    world,
)
from virtualstaging import (
    BulkRender,
    UnknownOutcomeError,
    counted,
    declutter,
    dusk,
    enhancement,
    staging,
)
from virtualstaging_api.models import BulkVariation

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
VIEWS = ("https://photos.example.com/a.jpg", "https://photos.example.com/b.jpg")
Order = Callable[[str, str], tuple[str, wrapped.Use]]


def cleared(mask: str | None = None) -> Any:
    """Furniture is removed before other is added: the API makes a variation for each."""
    return staging(room_type="bed", style="modern", remove_furniture="on", mask_url=mask)


def made_of(config: Any, **more: Any) -> Order:
    """An order of one render."""
    return lambda *_: ("create_render", lambda c: c.renders.create(PHOTO, config, **more))


ORDERS: dict[str, Order] = {
    "one": made_of(living()),
    "with all that can be said": made_of(
        staging(room_type="bed", style="luxury", watermark=True, output_resolution=1536)
    ),
    "with what means nothing": made_of(
        staging(room_type="bed", style="luxury", watermark=False, output_resolution="default")
    ),
    "several with numbers": made_of([counted(living(), 3), counted(dusk(), 2)]),
    "several without numbers": made_of([living(), living("coastal")], variation_count=2),
    "the same twice": made_of([counted(living(), 1), counted(living(), 2)]),
    "removal first": made_of(cleared(), variation_count=2),
    "removal alone": made_of(declutter(), variation_count=2),
    "dusk": made_of(dusk(sky_style="golden")),
    "enhancement": made_of(enhancement()),
    "multi-view": lambda *_: ("create_render", lambda c: c.renders.create(VIEWS, living())),
    "mask": lambda _, mask: ("create_render", lambda c: c.renders.create(PHOTO, cleared(mask))),
    "bulk": lambda *_: (
        "create_renders_bulk",
        lambda c: c.renders.create_bulk(
            [
                BulkRender(PHOTO, dusk(), 2),
                BulkRender(PHOTO, [counted(living(), 2), living("coastal")], 3),
                BulkRender(PHOTO, enhancement()),
            ]
        ),
    ),
    "variations": lambda render_id, _: (
        "create_variations",
        lambda c: c.variations.create(render_id, dusk(), variation_count=2),
    ),
    "variations after a removal": lambda render_id, _: (
        "create_variations",
        lambda c: c.variations.create(render_id, cleared()),
    ),
    "bulk of variations": lambda render_id, _: (
        "create_variations_bulk",
        lambda c: c.variations.create_bulk(
            [
                BulkVariation(render_id=render_id, config=dusk(), variation_count=1),
                BulkVariation(render_id=render_id, config=living("luxury"), variation_count=2),
            ]
        ),
    ),
}


@each_kind
@pytest.mark.parametrize("name", ORDERS)
def test_an_order_of_any_kind_is_found_again(name: str, kind: wrapped.Kind) -> None:
    """Alone, and with looks that work, it is as if its answer had come."""
    with world(kind) as there:
        first = there.do(lambda c: ordered(c, style="coastal"))
        mask = there.do(lambda c: c.images.analyze(PHOTO)).result_url
        there.clock.advance(60)
        operation, use = ORDERS[name](first.id, mask)
        expected = sound(there, use)
        there.clock.advance(600)
        before = held(there, first.id)
        there.plant(operation, "reset", phase="after")
        found = there.do(use)
        made = [one for one in held(there, first.id) if one not in before]
        found_ids = [one.id for one in (found if isinstance(found, list) else [found])]
        assert set(found_ids) <= set(made)
        assert len(found_ids) == expected, "not as many as an answer names"


def sound(there: World, use: wrapped.Use) -> int:
    """How many things the answer to an order names when nothing goes wrong."""
    found = there.do(use)
    return len(found) if isinstance(found, list) else 1


def held(there: World, render_id: str) -> list[str]:
    """The ids of all renders, and of one render's variations."""
    return there.renders() + there.variations(render_id)


@each_kind
def test_variations_that_came_with_a_render_are_not_taken_for_added_ones(
    kind: wrapped.Kind,
) -> None:
    """The same configuration and number, in the same second; the call never arrived."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        there.plant("create_variations", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, living(), variation_count=2))
        assert settled(there, caught.value) is None
        there.clock.advance(60)
        there.plant("create_variations", "reset", phase="after")
        added = there.do(lambda c: c.variations.create(render.id, dusk(), variation_count=2))
        assert [one.id for one in added] == there.variations(render.id)[2:]


@each_kind
def test_variations_that_were_there_before_are_not_taken(kind: wrapped.Kind) -> None:
    """Another program has added equal ones a moment ago."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 1, "luxury"))
        equal = {"config": living().to_dict(), "variation_count": 2}
        there.ask("POST", f"/renders/{render.id}/variations", equal)
        there.plant("create_variations", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, living(), variation_count=2))
        assert not caught.value.candidates
        assert settled(there, caught.value) is None


@each_kind
def test_variations_of_several_renders_are_found_again(kind: wrapped.Kind) -> None:
    """Added in one call, in the order of the request."""
    with world(kind) as there:
        first = there.do(lambda c: ordered(c, 1, "modern"))
        second = there.do(lambda c: ordered(c, 1, "luxury"))
        there.clock.advance(60)
        items = [
            BulkVariation(render_id=one.id, config=dusk(), variation_count=count)
            for one, count in ((second, 2), (first, 1))
        ]
        there.plant("create_variations_bulk", "reset", phase="after")
        added = there.do(lambda c: c.variations.create_bulk(items))
        assert [one.id for one in added] == [
            *there.variations(second.id)[1:],
            *there.variations(first.id)[1:],
        ]


@each_kind
def test_what_a_later_call_has_seen_is_still_found(kind: wrapped.Kind) -> None:
    """Before it is sent it looks what is there: that may be what the call in doubt has made."""
    with world(kind) as there:
        error = lost(there, made=True)
        there.clock.advance(60)
        there.do(lambda c: ordered(c, 1, "coastal"))
        found = there.do(lambda c: c.reconcile(error))
        assert [found.id] == there.renders()[:1]
        there.clock.advance(60)
        there.plant("create_variations", "reset", phase="after")
        there.plant("get_render", {"kind": "status", "status": 500}, nth=2, times=None)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(found.id, dusk(), variation_count=2))
        there.heal()
        there.clock.advance(60)
        there.do(lambda c: c.variations.create(found.id, enhancement()))
        there.clock.advance(1)
        added = there.do(caught.value.reconcile)
        assert [one.id for one in added] == there.variations(found.id)[2:4]


@each_kind
def test_what_another_program_made_seconds_before_is_not_taken(kind: wrapped.Kind) -> None:
    """Since the last call of this client, which showed what was there then."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 1, "luxury"))
        there.clock.advance(3)
        there.ask("POST", "/renders", foreign("modern"))
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert settled(there, caught.value) is None
        there.do(lambda c: c.variations.create(render.id, dusk()))
        there.clock.advance(3)
        equal = {"config": living().to_dict(), "variation_count": 2}
        there.ask("POST", f"/renders/{render.id}/variations", equal)
        there.plant("create_variations", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, living(), variation_count=2))
        assert settled(there, caught.value) is None
