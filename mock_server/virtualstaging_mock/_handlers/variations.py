"""Variations: read one, add some to a render or to several."""

from collections import Counter

from virtualstaging_mock._spec.spec import Json
from virtualstaging_mock._spec.validation import Refused
from virtualstaging_mock._state.jobs import Variation
from virtualstaging_mock._state.views import View

from .call import Call, Handled, Result, answer_created
from .creating import Order, make_variations
from .renders import find_render
from .rules import check_base, check_room


def get_variation(call: Call) -> Handled:
    """One variation; once it is done, with freshly signed links."""
    render = find_render(call, call.path["render_id"])
    variation = render.variations.get(call.path["variation_id"])
    if variation is None:
        raise Refused(404, "The render has no variation with this id.")
    call.backend.look(call.account, render, [variation])
    return Result(200, call.view().variation(variation))


def create_variations(call: Call) -> Handled:
    """Further variations of one render, free of charge (observed)."""
    render = find_render(call, call.path["render_id"])
    order = Order.read(call.body)
    check_room(render, order.count, "variation_count")
    order.base = check_base(render, order.config, order.field)
    return _answer(call, make_variations(call.backend, call.account, render, order))


def create_variations_bulk(call: Call) -> Handled:
    """Further variations of several renders; all or none (assumed)."""
    orders = []
    asked: Counter[str] = Counter()
    for i, node in enumerate(call.body["variations"]):
        render = find_render(call, node["render_id"])
        order = Order.read(node, f"variations[{i}].config")
        asked[render.id] += order.count
        check_room(render, asked[render.id], f"variations[{i}].variation_count")
        order.base = check_base(render, order.config, order.field)
        orders.append((render, order))
    made: list[Variation] = []
    for render, order in orders:
        made += make_variations(call.backend, call.account, render, order)
    return _answer(call, made)


def _answer(call: Call, made: list[Variation]) -> Handled:
    def body(view: View, _ended: bool) -> Json:
        return {"variations": [view.variation(one) for one in made]}

    return answer_created(call, made, body)
