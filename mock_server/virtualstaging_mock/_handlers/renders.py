"""Renders: create one or several, list, read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._spec.spec import Json
from virtualstaging_mock._spec.validation import Refused
from virtualstaging_mock._state.jobs import Render, Variation
from virtualstaging_mock._state.views import View

from .call import Call, Handled, Result, answer_created
from .creating import Order, make_variations
from .rules import charge, check_base, check_room, judge_pair


@dataclass(slots=True)
class _NewRender:
    """One render as it was asked for."""

    orders: Sequence[Order]
    image_urls: Sequence[str]

    @property
    def count(self) -> int:
        """How many variations are asked for."""
        orders = self.orders
        return orders[0].count if len(orders) == 1 else sum(order.count for order in orders)

    @property
    def charged_as(self) -> str:
        """For which kind of photo: one with any staging config counts as staging (assumed)."""
        for order in self.orders:
            if order.config["type"] == "staging":
                return "staging"
        return "imageEditing"


def list_renders(call: Call) -> Handled:
    """One page of the key's renders, in order of creation."""
    account, query = call.account, call.query
    after = None
    if query["cursor"] is not None:
        after = account.renders.get(query["cursor"])
        if after is None:
            raise Refused(400, "Query parameter cursor: no render has this id.", "cursor")
    renders, more = account.renders.page(after, query["limit"], query["order"] == "desc")
    for render in renders:
        call.backend.look(account, render)
    return Result(200, call.view().renders(account, renders, more))


def get_render(call: Call) -> Handled:
    """One render; with a page of its variations if asked for."""
    backend, query = call.backend, call.query
    render = find_render(call, call.path["render_id"])
    after = None
    if query["variations_cursor"] is not None:
        after = render.variations.get(query["variations_cursor"])
        if after is None:
            raise Refused(
                400,
                "Query parameter variations_cursor: no variation of this render has this id.",
                "variations_cursor",
            )
    backend.look(call.account, render)
    view = call.view()
    if not query["include_variations"]:
        return Result(200, view.render(render))
    page = view.variations(
        render,
        after=after,
        limit=query["variations_limit"],
        newest_first=query["variations_order"] == "desc",
    )
    return Result(200, view.render(render, page))


def create_render(call: Call) -> Handled:
    """One render: one photo charged, whatever the number of variations (observed)."""
    new = _read(call.body)
    _check(call, new, "")
    charge(call, {new.charged_as: 1})
    weight = _weight(call.body_bytes, new)
    render, made = _make(call, new, call.body.get("webhook_url"), weight)
    return answer_created(call, made, lambda view, _ended: view.new_render(render, made))


def create_renders_bulk(call: Call) -> Handled:
    """Several renders, one photo charged for each; all or none (assumed).

    They carry their variations where these have ended (assumed).
    """
    body = call.body
    wanted = [_read(node) for node in body["renders"]]
    for i, new in enumerate(wanted):
        _check(call, new, f"renders[{i}].")
    charge(call, Counter(new.charged_as for new in wanted))
    made: list[tuple[Render, list[Variation]]] = []
    for new in wanted:
        weight = _weight(call.body_bytes // len(wanted), new)
        made.append(_make(call, new, body.get("webhook_url"), weight))

    def shown(view: View, ended: bool) -> Json:
        if ended:
            return {"renders": [view.new_render(*one) for one in made]}
        return {"renders": [view.render(render) for render, _ in made]}

    return answer_created(call, [one for _, its_own in made for one in its_own], shown)


def find_render(call: Call, render_id: str) -> Render:
    """The key's render with this id, or a 404."""
    render = call.account.renders.get(render_id)
    if render is None:
        raise Refused(404, "No render has this id.")
    return render


def _read(node: Mapping[str, Any]) -> _NewRender:
    """Which form the request has: a config with its count, or configs that carry theirs."""
    if "image_urls" in node:
        return _NewRender([Order.read(node)], node["image_urls"])
    if "config" in node:
        return _NewRender([Order.read(node)], [node["image_url"]])
    orders = [
        Order.read_counted(config, f"configs[{i}]") for i, config in enumerate(node["configs"])
    ]
    return _NewRender(orders, [node["image_url"]])


def _check(call: Call, new: _NewRender, prefix: str) -> None:
    """Refuse what the document allows and the API does not; `prefix` is the field's path."""
    field = "variation_count" if new.orders[0].field == "config" else "configs"
    check_room(None, new.count, prefix + field)
    for order in new.orders:
        check_base(None, order.config, prefix + order.field)
    if len(new.image_urls) > 1:
        _check_pair(call, new.image_urls, f"{prefix}image_urls")


def _check_pair(call: Call, image_urls: Sequence[str], field: str) -> None:
    """Refuse two photos that cannot be staged together, as far as that can be seen here."""
    photos = call.backend.photos
    first, second = (photos.take(url) for url in image_urls)
    _, impossible, reason = judge_pair(
        (photos.size_of(first), photos.size_of(second)), (first, second)
    )
    if impossible and not (first.broken or second.broken):
        raise Refused(400, f"{field}: {reason}", field)


def _make(
    call: Call, new: _NewRender, webhook_url: str | None, weight: int
) -> tuple[Render, list[Variation]]:
    backend, account = call.backend, call.account
    render = backend.add_render(account, new.image_urls, webhook_url, host=call.host, weight=weight)
    made: list[Variation] = []
    for order in new.orders:
        made += make_variations(backend, account, render, order)
    return render, made


def _weight(body_bytes: int, new: _NewRender) -> int:
    """Bytes that a render keeps in memory; photos in data URLs are kept and bounded elsewhere."""
    for url in new.image_urls:
        if url.startswith("data:"):
            body_bytes -= len(url)
    return max(0, body_bytes) + 1000 * new.count
