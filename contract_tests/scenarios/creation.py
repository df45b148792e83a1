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
    ENHANCED,
    FULL,
    LIVING,
    PHOTO,
    REFURNISHED,
    App,
)
from contract_tests.scenarios.images import photo
from contract_tests.targets import CHARGES, Server


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
    removal mode with each watermark and resolution."""
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
