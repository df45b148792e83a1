"""Jobs whose states go wrong ways, and results that come too early, too late, or not at all."""

from contract_tests.faults.layers import At, on_answers, on_variations
from contract_tests.faults.messages import Json

RESULT = {
    "url": "https://images.example.com/x.jpg?s=1",
    "optimized_url": None,
    "thumbnail_url": None,
}


def _back_to(v: Json, status: str) -> None:
    v["status"], v["eta"] = status, None
    v.pop("result", None)


@on_variations("states")
def a_done_variation_renders_again(v: Json, at: At) -> None:
    """Every fifth look at a done variation finds it rendering."""
    if v["status"] == "done" and at.count(v["id"]) % 5 == 0:
        _back_to(v, "rendering")


@on_variations("states")
def a_done_variation_turns_into_an_error(v: Json, at: At) -> None:
    """A done variation is an error from the fourth look on."""
    if v["status"] == "done" and at.count(v["id"]) > 3:
        _back_to(v, "error")


@on_variations("states")
def a_failed_variation_is_done_later(v: Json, at: At) -> None:
    """A variation in error is done from the third look on."""
    if v["status"] == "error" and at.count(v["id"]) > 2:
        v.update(status="done", result={**RESULT, "url": RESULT["url"] + v["id"]})


@on_variations("states")
def a_done_variation_is_deleted(v: Json, at: At) -> None:
    """A done variation is deleted by itself soon after."""
    if v["status"] == "done" and at.count(v["id"]) > 4:
        _back_to(v, "deleted")


@on_variations("states")
def nothing_is_ever_done(v: Json, at: At) -> None:
    """Jobs are rendering for ever."""
    if v["status"] in ("done", "error"):
        _back_to(v, "rendering")


@on_variations("states")
def the_third_variation_is_never_done(v: Json, at: At) -> None:
    """Of all variations, the third one stays in the queue."""
    order = at.memory.setdefault("order", [])
    if v["id"] not in order:
        order.append(v["id"])
    if order.index(v["id"]) == 2:
        _back_to(v, "queued")


@on_variations("states")
def dusk_is_never_done(v: Json, at: At) -> None:
    """Variations of daytodusk stay rendering."""
    if v.get("type") == "daytodusk" and v["status"] == "done":
        _back_to(v, "rendering")


@on_variations("states", "list_renders")
def lists_show_older_states(v: Json, at: At) -> None:
    """In a list, what is done still shows as rendering."""
    if v["status"] == "done":
        _back_to(v, "rendering")


@on_variations("states", "get_variation")
def a_variation_read_by_itself_is_done_early(v: Json, at: At) -> None:
    """Read by itself a rendering variation is done already."""
    if v["status"] == "rendering":
        v.update(status="done", eta=None, result={**RESULT, "url": RESULT["url"] + v["id"]})


@on_variations("states")
def a_result_comes_while_rendering(v: Json, at: At) -> None:
    """A preview stands in result before the variation is done."""
    if v["status"] == "rendering":
        v["result"] = dict(RESULT)


@on_variations("states")
def a_result_comes_with_an_error(v: Json, at: At) -> None:
    """A failed variation has a result."""
    if v["status"] == "error":
        v["result"] = dict(RESULT)


@on_variations("states")
def jobs_without_furniture_fail_silently(v: Json, at: At) -> None:
    """Enhancements end in status deleted."""
    if v.get("type") == "enhancement" and v["status"] == "done":
        _back_to(v, "deleted")


@on_answers("states", "list_renders")
def a_done_render_is_forgotten(body: Json, at: At) -> None:
    """Renders whose variations are all done vanish from the list."""
    body["items"] = [
        r
        for r in body["items"]
        if any(v["status"] in ("queued", "rendering") for v in r["variations"]["items"])
    ]


@on_variations("states")
def staging_is_done_before_its_removal(v: Json, at: At) -> None:
    """A variation that builds on a removal is done while that one still renders, and the removal
    fails."""
    if (
        v.get("type") == "removal"
        and v["status"] == "done"
        and "add_furniture" not in v.get("config", {})
    ):
        _back_to(v, "error")
