"""Renders and variations are made as asked for: so many, of these configs, in this order, and no
others."""

from itertools import product
from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure
from contract_tests.scenarios.app import (
    BEDROOM,
    CONFIGS,
    DUSK,
    EMPTIED,
    ENHANCED,
    FULL,
    LIVING,
    PHOTO,
    REFURNISHED,
    App,
)
from contract_tests.scenarios.images import photo
from contract_tests.targets import CHARGES, Server

MANY = 11  # more than servers might look at when they look at the first few


@check("model", CHARGES)
def each_config_is_made_as_asked(server: Server, strength: Strength) -> None:
    """One render of each config and of several counts, read back at each place."""
    app = App(server, strength)
    for config in strength.some(CONFIGS, 4):
        for count in strength.some((1, 3), 1):
            app.create(config, count)
    app.create(LIVING, 20)
    app.create(
        {**LIVING, "output_resolution": "default", "add_virtually_staged_watermark": False}, 2
    )
    app.create({**LIVING, "remove_furniture": {"mode": "off"}}, 2)
    app.read_everything()


@check("model", CHARGES)
def several_configs_are_all_made(server: Server, strength: Strength) -> None:
    """Each config of one render gets its own number of variations."""
    app = App(server, strength)
    app.create_several((LIVING, 2), (BEDROOM, 1), (DUSK, 3))
    app.create_several((ENHANCED, 1))
    app.create_several((REFURNISHED, 2), (LIVING, 1), (FULL, 1))
    app.create_several((LIVING, 10), (LIVING, 10))
    app.create_several(*[(config, 1) for config in (LIVING, DUSK, BEDROOM, ENHANCED) * 5])
    app.read_everything()


@check("model", CHARGES)
def every_room_comes_in_every_style(server: Server, strength: Strength) -> None:
    """Values of one property do not exclude those of another: each room in each style, each
    removal with each way to tell of the result."""
    app = App(server, strength)
    spec = app.oracle.spec
    rooms, styles, modes = (
        spec.component(name).schema["enum"] for name in ("RoomType", "Style", "RemovalMode")
    )
    furnished: list[dict[str, Any]] = [
        {"type": "staging", "add_furniture": {"room_type": room, "style": style}}
        for room, style in product(rooms, styles)
    ]
    emptied: list[dict[str, Any]] = [
        {
            "type": "staging",
            "remove_furniture": {"mode": mode},
            "add_virtually_staged_watermark": marked,
            "output_resolution": size,
        }
        for mode, marked, size in product(modes, (True, False), (1536, "default"))
    ]
    both = [
        {**config, "add_furniture": furnished[7 * number]["add_furniture"]}
        for number, config in enumerate(emptied)
    ]
    for configs in (furnished, emptied, both):
        for start in strength.some(range(0, len(configs), 20), 2):
            app.create_several(*[(config, 1) for config in configs[start : start + 20]])


@check("model", CHARGES, waits=True)
def views_are_staged_alike(server: Server, strength: Strength) -> None:
    """Two photos of a room make one render whose results are arrays."""
    app = App(server, strength)
    app.create_views(BEDROOM, 2)
    app.create_views(LIVING, 1)
    app.read_everything()
    app.until_ended()


@check("model", CHARGES)
def a_photo_may_come_along(server: Server, strength: Strength) -> None:
    """A photo of some hundred kilobytes, as a data URL, is taken wherever a photo is."""
    app = App(server, strength)
    whole = photo(640, 420, noise=strength.seed)
    app.create(LIVING, 1, image_url=whole)
    app.bulk({"config": DUSK, "variation_count": 1, "image_url": whole})
    app.analyze(whole)
    app.call("POST", "/multi-view-compatibility", body={"image_urls": [whole, whole]})
    app.read_everything()


@check("model", CHARGES)
def bulk_makes_every_render_in_order(server: Server, strength: Strength) -> None:
    """All renders of a bulk are made, whole and in the order asked for."""
    app = App(server, strength)
    one = {"config": LIVING, "variation_count": 2, "image_url": PHOTO}
    several = {
        "configs": [{**DUSK, "variation_count": 1}, {**BEDROOM, "variation_count": 2}],
        "image_url": PHOTO,
    }
    removing = {"config": REFURNISHED, "variation_count": 2, "image_url": PHOTO}
    app.bulk(one)
    app.bulk(one, several, removing)
    app.bulk(several, one, webhook_url=None, wait_for_completion=None)
    app.bulk(
        *[
            {"config": c, "variation_count": 1 + i % 3, "image_url": PHOTO}
            for i, c in enumerate(strength.some(CONFIGS * 2, 6))
        ]
    )
    app.read_everything()


@check("model", CHARGES)
def variations_are_added_as_asked(server: Server, strength: Strength) -> None:
    """Variations come on top of those that are there, on this render and on no other."""
    app = App(server, strength)
    first, second = app.create(LIVING, 1), app.create_several((DUSK, 1), (LIVING, 1))
    for config in strength.some(CONFIGS, 3):
        app.add(first, config, 2)
        app.add(second, config, 1)
    app.read_everything()
    third = app.create(ENHANCED, 1)
    app.add_bulk((third, LIVING, 2), (second, DUSK, 1), (third, ENHANCED, 1))
    app.add_bulk((second, BEDROOM, 1))
    app.read_everything()


@check("model", CHARGES)
def a_render_holds_twenty_variations(server: Server, strength: Strength) -> None:
    """The twentieth is made, the twenty-first is refused, by every way in; a refusal makes none
    at all."""
    app = App(server, strength)
    full, other = app.create(LIVING, 19), app.create(DUSK, 18)
    app.add(full, LIVING, 2)
    app.add(full, LIVING, 1)
    app.add(full, LIVING, 1)
    app.add_bulk((full, LIVING, 1))
    app.add_bulk((other, LIVING, 2), (other, DUSK, 1))
    app.add_bulk((other, LIVING, 1), (full, DUSK, 1))
    app.add_bulk((other, LIVING, 1), (other, DUSK, 1))
    app.add_bulk((other, ENHANCED, 1))
    twenty_one = {
        "configs": [{**LIVING, "variation_count": 11}, {**DUSK, "variation_count": 10}],
        "image_url": PHOTO,
    }
    app.call("POST", "/renders", body=twenty_one)
    fine = {"config": LIVING, "variation_count": 1, "image_url": PHOTO}
    app.call("POST", "/renders/bulk", body={"renders": [fine, twenty_one]})
    app.read_everything()


@check("model", CHARGES, waits=True)
def a_base_is_a_removal_of_the_same_render(server: Server, strength: Strength) -> None:
    """Staging builds on a removal variation of its own render, and on nothing else."""
    app = App(server, strength)
    emptied, other, furnished = (
        app.create(EMPTIED, 2),
        app.create(EMPTIED, 1),
        app.create(LIVING, 1),
    )

    def on(base: str) -> dict[str, object]:
        return {
            "type": "staging",
            "add_furniture": {"room_type": "bed", "style": "modern", "base_variation_id": base},
        }

    app.add(emptied, on(emptied.variations[1].id), 2)
    app.add_bulk((emptied, on(emptied.variations[0].id), 1), (other, on(other.variations[0].id), 1))
    app.add(emptied, on(other.variations[0].id))
    app.add(furnished, on(emptied.variations[0].id))
    app.add(furnished, on(furnished.variations[0].id))
    app.add(emptied, on("v_unknown"))
    app.add(emptied, on(emptied.id))
    app.add_bulk((emptied, LIVING, 1), (emptied, on(other.variations[0].id), 1))
    app.call(
        "POST",
        "/renders",
        body={"config": on(emptied.variations[0].id), "variation_count": 1, "image_url": PHOTO},
    )
    app.until_ended()
    app.add(emptied, on(emptied.variations[0].id), 1)
    app.read_everything()


def _with_one(good: Any, position: int, wrong: Any) -> list[Any]:
    """Many good items with a wrong one among them."""
    items = [good] * MANY
    return [*items[:position], wrong, *items[position:]]


@check("model", CHARGES)
def a_bulk_is_made_whole_or_not_at_all(server: Server, strength: Strength) -> None:
    """One bad item among several, at any position, leaves nothing of the others."""
    app = App(server, strength)
    render = app.create(LIVING, 1)
    good = {"config": LIVING, "variation_count": 1, "image_url": PHOTO}
    add = {"render_id": render.id, "config": DUSK, "variation_count": 1}
    one = {**DUSK, "variation_count": 1}
    for position in strength.some((0, 1, 2, 3, 5, 10, MANY), 2):
        for wrong in ({**good, "variation_count": 0}, {**good, "config": {"type": "none"}}):
            body: dict[str, Any] = {"renders": _with_one(good, position, wrong)}
            app.call("POST", "/renders/bulk", body=body)
        for wrong in ({**add, "render_id": "r_unknown"}, {**add, "variation_count": 21}):
            body = {"variations": _with_one(add, position, wrong)}
            app.call("POST", "/renders/variations/bulk", body=body)
        for wrong in ({**one, "variation_count": 0}, {**one, "sky_style": "noon"}):
            body = {"configs": _with_one(one, position, wrong), "image_url": PHOTO}
            app.call("POST", "/renders", body=body)
    app.read_everything()


@check("model", CHARGES)
def ids_of_one_thing_do_not_open_another(server: Server, strength: Strength) -> None:
    """A variation is read under its own render only; unknown ids are not found anywhere."""
    app = App(server, strength)
    first, second = app.create(LIVING, 2), app.create(DUSK, 2)
    for render, other in ((first, second), (second, first)):
        app.call("GET", f"/renders/{render.id}/variations/{other.variations[0].id}")
        app.call("GET", f"/renders/{render.variations[0].id}")
        app.call("GET", f"/renders/{render.id}/variations/{render.id}")
        app.call("GET", f"/renders/{render.variations[0].id}/variations/{render.variations[0].id}")
        app.call("GET", f"/renders/{render.id}x")
        app.call("GET", f"/renders/{render.id[:-1]}")
        app.call(
            "POST",
            f"/renders/{render.id}x/variations",
            body={"config": LIVING, "variation_count": 1},
        )
    app.read_everything()


@check("model", CHARGES)
def the_same_request_twice_makes_two(server: Server, strength: Strength) -> None:
    """Equal calls are calls of their own: two renders, two analyses, twice the variations."""
    app = App(server, strength)
    ids = {app.create(LIVING, 1).id for _ in range(3)}
    if len(ids) < 3:
        raise Failure("three calls make three renders", str(ids))
    for _ in range(2):
        app.add(app.renders[-1], DUSK, 1)
        app.analyze(PHOTO)
    app.read_everything()
