"""Jobs whose states go wrong ways, and results that come too early, too late, or not at all."""

from contract_tests.faults.layers import At, Json, on_answers, on_variations

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
def a_rendering_variation_is_queued_again(v: Json, at: At) -> None:
    """After three looks a rendering variation goes back to the queue."""
    if v["status"] == "rendering" and at.count(v["id"]) > 3:
        v["status"] = "queued"


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


@on_variations("states")
def rendering_is_never_shown(v: Json, at: At) -> None:
    """A variation is queued until it is done."""
    if v["status"] == "rendering":
        v["status"] = "queued"


@on_variations("states", "list_renders")
def lists_show_older_states(v: Json, at: At) -> None:
    """In a list, what is done still shows as rendering."""
    if v["status"] == "done":
        _back_to(v, "rendering")


@on_variations("states", "get_render")
def a_render_shows_older_states(v: Json, at: At) -> None:
    """Within a render, what is rendering still shows as queued."""
    if v["status"] == "rendering":
        v["status"] = "queued"


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
def done_without_a_result(v: Json, at: At) -> None:
    """A done variation has no result."""
    if v["status"] == "done":
        v.pop("result", None)


@on_variations("states", "list_renders")
def done_without_a_result_in_lists(v: Json, at: At) -> None:
    """In a list, a done variation has no result."""
    v.pop("result", None)


@on_variations("states", "get_render")
def done_without_a_result_within_a_render(v: Json, at: At) -> None:
    """Within a render, a done variation has no result."""
    v.pop("result", None)


@on_variations("states")
def result_is_null_while_pending(v: Json, at: At) -> None:
    """result is null, rather than absent, until the variation is done."""
    v.setdefault("result", None)


@on_variations("states")
def result_is_an_empty_array(v: Json, at: At) -> None:
    """A done variation has an empty array of results."""
    if v["status"] == "done":
        v["result"] = []


@on_variations("states")
def one_result_comes_as_an_array(v: Json, at: At) -> None:
    """The result of one photo is an array with one item."""
    if isinstance(v.get("result"), dict):
        v["result"] = [v["result"]]


@on_variations("states")
def two_views_give_one_result(v: Json, at: At) -> None:
    """A multi-view variation has one result object."""
    if isinstance(v.get("result"), list):
        v["result"] = v["result"][0]


@on_variations("states")
def the_second_view_is_lost(v: Json, at: At) -> None:
    """A multi-view variation has an array with one result."""
    if isinstance(v.get("result"), list):
        v["result"] = v["result"][:1]


@on_variations("states")
def both_views_are_the_same(v: Json, at: At) -> None:
    """Both results of a multi-view variation are the first one."""
    if isinstance(v.get("result"), list):
        v["result"] = [v["result"][0]] * 2


@on_variations("states")
def all_variations_share_a_result(v: Json, at: At) -> None:
    """Every done variation shows the result of the first one."""
    if isinstance(v.get("result"), dict):
        v["result"] = at.memory.setdefault("result", v["result"])


@on_variations("states")
def unknown_status_processing(v: Json, at: At) -> None:
    """rendering is spelled processing."""
    if v["status"] == "rendering":
        v["status"] = "processing"


@on_variations("states")
def status_in_capitals(v: Json, at: At) -> None:
    """The status is spelled in capitals."""
    v["status"] = v["status"].upper()


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
