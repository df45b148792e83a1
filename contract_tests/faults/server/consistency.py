"""What is right in itself, and disagrees with what stands beside it or was said before."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    instead,
    on_answers,
    on_renders,
    on_variations,
    variants,
)
from contract_tests.faults.messages import Json, error, pages_in, parsed, with_body, with_json

HOUR = 3_600_000
MAKING = ("create_render", "create_renders_bulk")


@on_answers("consistency")
def all_clocks_are_an_hour_late(body: Json, at: At) -> None:
    """All times of creation are those of the time zone to the west."""

    def shift(value: Json) -> None:
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict | list):
                shift(item)
        if isinstance(value, dict):
            for name in ("created_at", "queued_at"):
                if value.get(name):
                    value[name] -= HOUR

    shift(body)


@on_answers("consistency", "analyze_image")
def analyses_are_made_yesterday(body: Json, at: At) -> None:
    """An analysis is a day older than it is."""
    body["created_at"] -= 24 * HOUR


@on_renders("consistency", "get_render")
def part_of_a_render_has_its_own_eta(r: Json, at: At) -> None:
    """With a page of variations a render tells the eta of those on the page only."""
    page = r.get("variations", {})
    if page.get("next_cursor") and r["eta"]:
        r["eta"] = max((i["eta"] for i in page["items"] if i["eta"]), default=r["eta"]) + 1


@on_renders("consistency")
def removals_by_themselves_show_enhancement(r: Json, at: At) -> None:
    """A removal that the server made shows the config of an enhancement."""
    items = r.get("variations", {}).get("items", [])
    bases = {v.get("base_variation_id") for v in items if "remove_furniture" in v.get("config", {})}
    for v in items:
        if v["id"] in bases:
            v["config"] = {"type": "enhancement"}


@on_answers("consistency", "list_renders")
def cursors_inside_lists_lead_nowhere(body: Json, at: At) -> None:
    """The next cursor of a page of variations within a list is of another form."""
    for item in body["items"]:
        for page in pages_in(item.get("variations", {})):
            if page.get("next_cursor"):
                page["next_cursor"] = "page-2-" + page["next_cursor"]


@instead("consistency", "create_render")
def farmhouse_kitchens_are_refused(request: Request, server: Calling, at: At) -> Answer:
    """One room cannot be had in one style."""
    configs = at.body.get("configs")
    for config in [at.body.get("config"), *(configs if isinstance(configs, list) else [])]:
        added = config.get("add_furniture") if isinstance(config, dict) else None
        if added == {"room_type": "kitchen", "style": "farmhouse"}:
            return error(400)
    return server(request)


@on_variations("consistency")
def outdoor_is_never_coastal(v: Json, at: At) -> None:
    """Coastal furniture outdoors is told as modern."""
    added = v.get("config", {}).get("add_furniture", {})
    if added.get("room_type") == "outdoor" and added.get("style") == "coastal":
        added["style"] = "modern"


@on_variations("consistency")
def marked_small_results_are_told_unmarked(v: Json, at: At) -> None:
    """With a resolution of 1536, a watermark is not told when furniture is removed as well."""
    config = v.get("config", {})
    if config.get("output_resolution") == 1536 and config.get("remove_furniture"):
        config.pop("add_virtually_staged_watermark", None)


def _checked(name: str, sentence: str, operation: str, items: str, most: int) -> None:
    def answered(request: Request, server: Calling, at: At) -> Answer:
        answer, asked = server(request), at.body.get(items)
        if answer.status in (400, 404) and isinstance(asked, list) and len(asked) > most:
            return server(with_body(request, {**at.body, items: asked[:most]}))
        return answer

    variants(instead("consistency", operation), name, sentence, answered)


_checked(
    "only three configs are checked",
    "From the fourth one on, a bad config is left out in silence.",
    "create_render",
    "configs",
    3,
)
_checked(
    "only five of a bulk are checked",
    "From the sixth one on, a bad render of a bulk is answered like the fifth.",
    "create_renders_bulk",
    "renders",
    5,
)
_checked(
    "only three orders are checked",
    "From the fourth one on, a bad order of variations is left out in silence.",
    "create_variations_bulk",
    "variations",
    3,
)


@instead("consistency", "get_render")
def a_render_read_twice_is_the_one_before(request: Request, server: Calling, at: At) -> Answer:
    """Two renders read in turn swap their variations when they have equally many."""
    answer = server(request)
    page = parsed(answer).get("variations") if answer.status == 200 else None
    if page is None or page["next_cursor"] or not page["items"]:
        return answer
    ids = at.memory.setdefault(len(page["items"]), {})
    ids[at.ids["render_id"]] = page["items"]
    if len(ids) == 2 and at.count("reads") % 7 == 0:
        other = next(items for name, items in ids.items() if name != at.ids["render_id"])
        return with_json(answer, {**parsed(answer), "variations": {**page, "items": other}})
    return answer


@instead("consistency", *MAKING)
def who_waits_for_a_failure_gets_a_500(request: Request, server: Calling, at: At) -> Answer:
    """A call that waits answers 500 when a job has failed."""
    answer = server(request)
    if answer.status == 200 and at.operation == "create_render":
        render = at.ask(f"/renders/{parsed(answer)['id']}", include_variations="true")
        if any(v["status"] == "error" for v in render["variations"]["items"]):
            return error(500)
    return answer


@on_renders("consistency", "list_renders")
def views_are_listed_with_one_image(r: Json, at: At) -> None:
    """In lists a result of two views is the first one only."""
    for v in r.get("variations", {}).get("items", []):
        if isinstance(v.get("result"), list):
            v["result"] = v["result"][:1]


@on_answers("consistency", "list_renders")
def the_last_limit_becomes_the_default(body: Json, at: At) -> None:
    """A list without a limit is as long as the one before it with one."""
    if "limit" in at.query:
        at.memory[at.key] = int(at.query["limit"])
    elif len(body["items"]) > at.memory.get(at.key, 100):
        body["items"] = body["items"][: at.memory[at.key]]
        body["next_cursor"] = body["items"][-1]["id"]


@on_renders("consistency", "get_render")
def twenty_variations_lose_their_last_config(r: Json, at: At) -> None:
    """Of a full render the last variation shows no config."""
    items = r.get("variations", {}).get("items", [])
    if len(items) == 20:
        items[-1].pop("config", None)
