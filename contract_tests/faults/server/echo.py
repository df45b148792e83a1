"""Configs, ids and types that do not come back as they went in."""

from contract_tests.exchange import Request
from contract_tests.faults.layers import At, on_answers, on_requests, on_variations
from contract_tests.faults.messages import Json, with_body

ROOMS = {"living": "bed", "bed": "living"}


@on_variations("echo")
def style_is_normalized(v: Json, at: At) -> None:
    """Deprecated styles come back as modern."""
    add = v.get("config", {}).get("add_furniture", {})
    if add.get("style") in ("hamptons", "american", "southwestern"):
        add["style"] = "modern"


@on_variations("echo")
def rooms_are_mixed_up(v: Json, at: At) -> None:
    """living comes back as bed, and bed as living."""
    add = v.get("config", {}).get("add_furniture", {})
    if "room_type" in add:
        add["room_type"] = ROOMS.get(add["room_type"], add["room_type"])


@on_variations("echo")
def bathroom_becomes_kids_room(v: Json, at: At) -> None:
    """bathroom comes back as kids_room."""
    add = v.get("config", {}).get("add_furniture", {})
    if add.get("room_type") == "bathroom":
        add["room_type"] = "kids_room"


@on_variations("echo")
def watermark_is_inverted(v: Json, at: At) -> None:
    """add_virtually_staged_watermark comes back inverted."""
    config = v.get("config", {})
    if "add_virtually_staged_watermark" in config:
        config["add_virtually_staged_watermark"] = not config["add_virtually_staged_watermark"]


@on_variations("echo")
def watermark_is_on_by_default(v: Json, at: At) -> None:
    """A watermark is added that nobody asked for."""
    config = v.get("config", {})
    if config.get("type") == "staging":
        config.setdefault("add_virtually_staged_watermark", True)


@on_variations("echo")
def removal_mode_is_a_boolean(v: Json, at: At) -> None:
    """on and off come back as booleans, as YAML 1.1 reads them."""
    removal = v.get("config", {}).get("remove_furniture", {})
    if removal.get("mode") in ("on", "off"):
        removal["mode"] = removal["mode"] == "on"


@on_requests("echo", "create_variations", "create_render")
def base_is_dropped_from_requests(request: Request, at: At) -> Request:
    """A base_variation_id that was asked for is forgotten."""
    body = at.body
    config = body.get("config", {}) if isinstance(body, dict) else {}
    add = config.get("add_furniture") if isinstance(config, dict) else None
    if not isinstance(add, dict) or "base_variation_id" not in add:
        return request
    return with_body(
        request,
        {
            **body,
            "config": {
                **config,
                "add_furniture": {k: v for k, v in add.items() if k != "base_variation_id"},
            },
        },
    )


@on_requests("echo", "create_render", "create_variations")
def removal_is_dropped_from_requests(request: Request, at: At) -> Request:
    """Furniture is not removed before it is added."""
    config = at.body.get("config") if isinstance(at.body, dict) else None
    if (
        isinstance(config, dict)
        and isinstance(config.get("add_furniture"), dict)
        and "remove_furniture" in config
    ):
        mode = (
            config["remove_furniture"].get("mode")
            if isinstance(config["remove_furniture"], dict)
            else None
        )
        if mode == "on":
            return with_body(
                request,
                {**at.body, "config": {k: v for k, v in config.items() if k != "remove_furniture"}},
            )
    return request


@on_answers("ids", "get_render")
def the_newest_render_comes_for_any_id(body: Json, at: At) -> Json:
    """A render read by id is always the newest one."""
    newest = at.ask("/renders", limit=1)["items"][0]
    if "variations" not in body:
        newest.pop("variations")
    return newest


@on_variations("ids")
def ids_of_variations_are_positions(v: Json, at: At) -> None:
    """Variations are numbered within their render, so that ids repeat."""
    names = at.memory.setdefault(v["render_id"], [])
    if v["id"] not in names:
        names.append(v["id"])
    v["id"] = f"v_{names.index(v['id'])}"


@on_answers("ids", "analyze_image")
def an_analysis_has_the_id_of_a_render(body: Json, at: At) -> None:
    """An analysis takes the id of the newest render."""
    items = at.ask("/renders", limit=1)["items"]
    body["id"] = items[0]["id"] if items else body["id"]
