"""Configs, ids and types that do not come back as they went in."""

from contract_tests.exchange import Request
from contract_tests.faults.layers import (
    At,
    Json,
    on_answers,
    on_renders,
    on_requests,
    on_variations,
    with_body,
)

ROOMS = {"living": "bed", "bed": "living"}


@on_variations("echo")
def config_is_not_told(v: Json, at: At) -> None:
    """A variation does not tell its config."""
    v.pop("config", None)


@on_variations("echo", "get_variation")
def config_is_not_told_by_a_variation_itself(v: Json, at: At) -> None:
    """Read by itself a variation does not tell its config."""
    v.pop("config", None)


@on_variations("echo", "list_renders")
def config_is_not_told_in_lists(v: Json, at: At) -> None:
    """In a list a variation does not tell its config."""
    v.pop("config", None)


@on_variations("echo")
def config_is_null(v: Json, at: At) -> None:
    """A variation's config is null."""
    v["config"] = None


@on_variations("echo")
def config_is_always_the_first_one(v: Json, at: At) -> None:
    """Every variation tells the config of the first one seen."""
    v["config"] = at.memory.setdefault("config", v.get("config"))


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
def watermark_is_dropped(v: Json, at: At) -> None:
    """add_virtually_staged_watermark does not come back."""
    v.get("config", {}).pop("add_virtually_staged_watermark", None)


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
def resolution_is_dropped(v: Json, at: At) -> None:
    """output_resolution does not come back."""
    v.get("config", {}).pop("output_resolution", None)


@on_variations("echo")
def resolution_becomes_default(v: Json, at: At) -> None:
    """output_resolution 1536 comes back as default."""
    if "output_resolution" in v.get("config", {}):
        v["config"]["output_resolution"] = "default"


@on_variations("echo")
def resolution_becomes_a_text(v: Json, at: At) -> None:
    """output_resolution comes back as a text."""
    if "output_resolution" in v.get("config", {}):
        v["config"]["output_resolution"] = str(v["config"]["output_resolution"])


@on_variations("echo")
def removal_mode_becomes_auto(v: Json, at: At) -> None:
    """remove_furniture comes back with mode auto."""
    if "remove_furniture" in v.get("config", {}):
        v["config"]["remove_furniture"]["mode"] = "auto"


@on_variations("echo")
def removal_mode_is_a_boolean(v: Json, at: At) -> None:
    """on and off come back as booleans, as YAML 1.1 reads them."""
    removal = v.get("config", {}).get("remove_furniture", {})
    if removal.get("mode") in ("on", "off"):
        removal["mode"] = removal["mode"] == "on"


@on_variations("echo")
def mask_is_dropped(v: Json, at: At) -> None:
    """mask_url does not come back."""
    v.get("config", {}).get("remove_furniture", {}).pop("mask_url", None)


@on_variations("echo")
def removal_is_dropped_from_configs(v: Json, at: At) -> None:
    """remove_furniture does not come back where furniture is added, too."""
    if "add_furniture" in v.get("config", {}):
        v["config"].pop("remove_furniture", None)


@on_variations("echo")
def sky_is_always_dusk(v: Json, at: At) -> None:
    """sky_style always comes back as dusk."""
    if "sky_style" in v.get("config", {}):
        v["config"]["sky_style"] = "dusk"


@on_variations("echo")
def enhancement_comes_back_as_staging(v: Json, at: At) -> None:
    """An enhancement's config is told as an unknown type."""
    if v.get("config", {}).get("type") == "enhancement":
        v["config"]["type"] = "enhance"


@on_variations("echo")
def type_is_always_staging(v: Json, at: At) -> None:
    """Every variation is of type staging."""
    v["type"] = "staging"


@on_variations("echo")
def type_of_removals_is_staging(v: Json, at: At) -> None:
    """Removal variations are of type staging."""
    if v.get("type") == "removal":
        v["type"] = "staging"


@on_variations("echo")
def type_of_dusk_is_its_long_name(v: Json, at: At) -> None:
    """Variations of daytodusk are of type day_to_dusk."""
    if v.get("type") == "daytodusk":
        v["type"] = "day_to_dusk"


@on_variations("echo")
def type_changes_when_done(v: Json, at: At) -> None:
    """A done removal is of type staging."""
    if v.get("type") == "removal" and v["status"] == "done":
        v["type"] = "staging"


@on_variations("echo")
def base_is_not_told(v: Json, at: At) -> None:
    """base_variation_id is missing."""
    v.pop("base_variation_id", None)


@on_variations("echo")
def base_is_null(v: Json, at: At) -> None:
    """base_variation_id is null where there is none."""
    v.setdefault("base_variation_id", None)


@on_variations("echo")
def base_is_the_variation_itself(v: Json, at: At) -> None:
    """base_variation_id names the variation itself."""
    if "base_variation_id" in v:
        v["base_variation_id"] = v["id"]


@on_variations("echo")
def base_is_of_another_render(v: Json, at: At) -> None:
    """base_variation_id is always that of the first one seen."""
    if "base_variation_id" in v:
        v["base_variation_id"] = at.memory.setdefault("base", v["base_variation_id"])


@on_variations("echo")
def base_stands_on_dusk_too(v: Json, at: At) -> None:
    """Variations of daytodusk name themselves as a base."""
    if v.get("type") == "daytodusk":
        v["base_variation_id"] = v["id"]


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


@on_variations("echo")
def render_id_is_the_variations_own(v: Json, at: At) -> None:
    """render_id repeats the variation's id."""
    v["render_id"] = v["id"]


@on_variations("echo", "list_renders")
def render_id_is_wrong_in_lists(v: Json, at: At) -> None:
    """In a list render_id is that of the first render seen."""
    v["render_id"] = at.memory.setdefault("render", v["render_id"])


@on_answers("ids", "get_render")
def the_newest_render_comes_for_any_id(body: Json, at: At) -> Json:
    """A render read by id is always the newest one."""
    newest = at.ask("/renders", limit=1)["items"][0]
    if "variations" not in body:
        newest.pop("variations")
    return newest


@on_renders("ids", "create_render")
def the_answer_tells_another_id(r: Json, at: At) -> None:
    """The answer to a creation tells an id that cannot be read."""
    r["id"] += "0"


@on_renders("ids")
def ids_are_numbers(r: Json, at: At) -> None:
    """A render's id is a number."""
    r["id"] = 17


@on_variations("ids")
def ids_of_variations_are_positions(v: Json, at: At) -> None:
    """Variations are numbered within their render, so that ids repeat."""
    names = at.memory.setdefault(v["render_id"], [])
    if v["id"] not in names:
        names.append(v["id"])
    v["id"] = f"v_{names.index(v['id'])}"


@on_answers("ids", "analyze_image")
def every_analysis_has_the_same_id(body: Json, at: At) -> None:
    """All analyses share an id."""
    body["id"] = "a_1"


@on_answers("ids", "analyze_image")
def an_analysis_has_the_id_of_a_render(body: Json, at: At) -> None:
    """An analysis takes the id of the newest render."""
    items = at.ask("/renders", limit=1)["items"]
    body["id"] = items[0]["id"] if items else body["id"]
