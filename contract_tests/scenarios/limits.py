"""What must not be made: too many variations, a wrong base, a bulk of which one part is bad."""

from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.scenarios.app import DUSK, EMPTIED, ENHANCED, LIVING, PHOTO, App
from contract_tests.targets import CHARGES, Server

MANY = 11  # more than servers might look at when they look at the first few


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
