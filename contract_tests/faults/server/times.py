"""Times in the wrong unit, on the wrong side of now, or that move."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    Json,
    instead,
    on_answers,
    on_renders,
    on_variations,
    parsed,
    with_json,
)

PENDING = ("queued", "rendering")


@on_variations("time")
def eta_in_seconds(v: Json, at: At) -> None:
    """A variation's eta is in seconds."""
    v["eta"] = v["eta"] and v["eta"] // 1000


@on_variations("time")
def eta_in_microseconds(v: Json, at: At) -> None:
    """A variation's eta is in microseconds."""
    v["eta"] = v["eta"] and v["eta"] * 1000


@on_variations("time")
def eta_is_what_is_left(v: Json, at: At) -> None:
    """A variation's eta is the time left, in milliseconds."""
    v["eta"] = v["eta"] and v["eta"] - v["created_at"]


@on_variations("time")
def eta_is_a_text(v: Json, at: At) -> None:
    """A variation's eta is an ISO time."""
    v["eta"] = v["eta"] and "2026-01-01T00:00:00Z"


@on_variations("time")
def eta_lies_in_the_past(v: Json, at: At) -> None:
    """A pending variation's eta is the time at which it was made."""
    v["eta"] = v["eta"] and v["created_at"]


@on_variations("time")
def eta_is_before_creation(v: Json, at: At) -> None:
    """A pending variation's eta is a minute before it was made."""
    v["eta"] = v["eta"] and v["created_at"] - 60_000


@on_variations("time")
def eta_stays_after_done(v: Json, at: At) -> None:
    """A done variation keeps its last eta."""
    if v["eta"] is None and v["status"] == "done":
        v["eta"] = v["created_at"] + 20_000


@on_variations("time")
def eta_stays_after_an_error(v: Json, at: At) -> None:
    """A failed variation keeps its last eta."""
    if v["eta"] is None and v["status"] == "error":
        v["eta"] = v["created_at"] + 20_000


@on_variations("time")
def eta_is_zero_when_done(v: Json, at: At) -> None:
    """A done variation's eta is 0."""
    if v["eta"] is None:
        v["eta"] = 0


@on_variations("time")
def eta_is_lost_while_rendering(v: Json, at: At) -> None:
    """Once a variation renders its eta is null."""
    if v["status"] == "rendering":
        v["eta"] = None


@on_variations("time")
def no_eta_is_ever_told(v: Json, at: At) -> None:
    """A variation's eta is always null."""
    v["eta"] = None


@on_variations("time")
def eta_is_missing_when_done(v: Json, at: At) -> None:
    """A done variation has no eta property."""
    if v["status"] == "done":
        v.pop("eta")


@on_variations("time")
def eta_moves_at_each_look(v: Json, at: At) -> None:
    """Each look at a pending variation makes its eta a second later."""
    if v["eta"]:
        v["eta"] += 1000 * at.count(v["id"])


@on_variations("time", "list_renders")
def eta_differs_in_lists(v: Json, at: At) -> None:
    """In a list etas are a minute later than elsewhere."""
    v["eta"] = v["eta"] and v["eta"] + 60_000


@on_renders("time")
def eta_of_a_render_in_seconds(r: Json, at: At) -> None:
    """A render's eta is in seconds."""
    r["eta"] = r["eta"] and r["eta"] // 1000


@on_renders("time")
def eta_of_a_render_is_missing(r: Json, at: At) -> None:
    """A render has no eta property."""
    r.pop("eta")


@on_renders("time")
def eta_of_a_render_is_null_too_early(r: Json, at: At) -> None:
    """A render's eta is null while its variations are pending."""
    r["eta"] = None


@on_renders("time")
def eta_of_a_render_stays(r: Json, at: At) -> None:
    """A render's eta stays after all variations have ended."""
    r["eta"] = r["eta"] or r["created_at"] + 20_000


@on_renders("time")
def eta_of_a_render_is_the_last_one(r: Json, at: At) -> None:
    """A render's eta is that of its last variation."""
    etas = [v["eta"] for v in r.get("variations", {}).get("items", []) if v["eta"]]
    r["eta"] = max(etas) if etas else r["eta"]


@on_renders("time")
def eta_of_a_render_lies_in_the_past(r: Json, at: At) -> None:
    """A render's eta is when it was made."""
    r["eta"] = r["eta"] and r["created_at"]


@on_renders("time")
def created_at_of_a_render_in_seconds(r: Json, at: At) -> None:
    """A render's created_at is in seconds."""
    r["created_at"] //= 1000


@on_renders("time")
def created_at_of_a_render_moves(r: Json, at: At) -> None:
    """Each look at a render makes its created_at later."""
    r["created_at"] += at.count(r["id"])


@on_renders("time", "list_renders")
def created_at_differs_in_lists(r: Json, at: At) -> None:
    """In a list created_at is rounded to seconds."""
    r["created_at"] -= r["created_at"] % 1000


@on_renders("time")
def created_at_is_ahead(r: Json, at: At) -> None:
    """A render's created_at is an hour ahead."""
    r["created_at"] += 3_600_000
    r["queued_at"] = r.get("queued_at") and r["queued_at"] + 3_600_000


@on_renders("time")
def created_at_is_a_text(r: Json, at: At) -> None:
    """A render's created_at is a text of digits."""
    r["created_at"] = str(r["created_at"])


@on_variations("time")
def created_at_of_a_variation_moves(v: Json, at: At) -> None:
    """A variation's created_at is the time of the look."""
    v["created_at"] += 5 * at.count(v["id"])


@on_variations("time")
def created_at_of_a_variation_in_seconds(v: Json, at: At) -> None:
    """A variation's created_at is in seconds."""
    v["created_at"] //= 1000


@on_variations("time")
def created_at_of_a_variation_is_before_its_render(v: Json, at: At) -> None:
    """A variation is a minute older than its render."""
    v["created_at"] -= 60_000


@on_renders("time")
def queued_at_is_before_created_at(r: Json, at: At) -> None:
    """A render is queued a second before it was made."""
    if r.get("queued_at"):
        r["queued_at"] = r["created_at"] - 1000


@on_renders("time")
def queued_at_in_seconds(r: Json, at: At) -> None:
    """A render's queued_at is in seconds."""
    if r.get("queued_at"):
        r["queued_at"] //= 1000


@on_renders("time")
def queued_at_is_lost(r: Json, at: At) -> None:
    """A render's queued_at is null from the third look on."""
    if at.count(r["id"]) > 2:
        r["queued_at"] = None


@on_renders("time")
def queued_at_goes_back(r: Json, at: At) -> None:
    """A render's queued_at becomes earlier from the third look on."""
    if r.get("queued_at"):
        r["queued_at"] += 0 if at.count(r["id"]) > 2 else 1


@on_answers("time", "create_render", "create_renders_bulk")
def answers_round_created_at(body: Json, at: At) -> None:
    """The answer to a creation tells created_at in whole seconds, reads tell it exactly."""
    for render in body.get("renders", [body]):
        render["created_at"] -= render["created_at"] % 1000


@on_answers("time", "analyze_image")
def created_at_of_an_analysis_in_seconds(body: Json, at: At) -> None:
    """An analysis' created_at is in seconds."""
    body["created_at"] //= 1000


@instead("time", "create_render")
def newer_renders_are_older(request: Request, server: Calling, at: At) -> Answer:
    """Each render claims to be older than the one before."""
    answer = server(request)
    if answer.status >= 300:
        return answer
    body = parsed(answer)
    body["created_at"] -= 10_000 * at.count()
    return with_json(answer, body)
