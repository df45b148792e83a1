"""Answers that do not fit their schemas: what is missing, null, of another type, or by another
name."""

from collections.abc import Callable
from typing import Any

from contract_tests.faults.layers import At, Json, on_answers, on_renders, on_variations, variants

USER, ANALYZE, COMPARE = "get_user", "analyze_image", "check_multi_view"


def _shape(
    decorate: Callable[..., Any], name: str, sentence: str, change: Callable[[Json], Any]
) -> None:
    def apply(value: Json, at: At) -> None:
        change(value)

    variants(decorate, name, sentence, apply)


def _drop(decorate: Callable[..., Any], what: str, field: str) -> None:
    _shape(
        decorate,
        f"{field} is missing in {what}",
        f"{what} has no {field}.",
        lambda v: v.pop(field, None),
    )


def _null(decorate: Callable[..., Any], what: str, field: str) -> None:
    _shape(
        decorate,
        f"{field} is null in {what}",
        f"{what} has {field} null.",
        lambda v: v.__setitem__(field, None),
    )


def _rename(decorate: Callable[..., Any], what: str, field: str, to: str) -> None:
    _shape(
        decorate,
        f"{field} is called {to} in {what}",
        f"{what} calls {field} {to}.",
        lambda v: v.__setitem__(to, v.pop(field, None)),
    )


for _field in ("id", "created_at"):
    _drop(on_renders("schemas"), "a render", _field)
    _null(on_renders("schemas"), "a render", _field)
_rename(on_renders("schemas"), "a render", "created_at", "createdAt")
_null(on_renders("schemas"), "a render", "variations")
for _field in ("render_id", "created_at", "status", "eta"):
    _drop(on_variations("schemas"), "a variation", _field)
for _field in ("render_id", "status", "type"):
    _null(on_variations("schemas"), "a variation", _field)
_rename(on_variations("schemas"), "a variation", "render_id", "renderId")
_drop(on_variations("schemas", "get_variation"), "a variation read by itself", "type")
for _field in ("user", "photoLimit", "photosUsedThisPeriod"):
    _drop(on_answers("schemas", USER), "the account", _field)
_rename(on_answers("schemas", USER), "the account", "photoLimit", "photo_limit")
for _field in ("id", "result_url", "status", "created_at"):
    _drop(on_answers("schemas", ANALYZE), "an analysis", _field)
_null(on_answers("schemas", ANALYZE), "an analysis", "result_url")
for _field in ("compatible", "hard_rejected"):
    _drop(on_answers("schemas", COMPARE), "a comparison", _field)
_null(on_answers("schemas", COMPARE), "a comparison", "compatible")
for _field in ("items",):
    _drop(on_answers("schemas", "list_renders"), "a list", _field)
    _null(on_answers("schemas", "list_renders"), "a list", _field)
_null(on_answers("schemas", "list_renders"), "a list", "total_count")
_rename(on_answers("schemas", "create_renders_bulk"), "a bulk", "renders", "items")


@on_answers("schemas", ANALYZE)
def a_mask_covers_more_than_all(body: Json, at: At) -> None:
    """percentage_masked is above 100."""
    body["percentage_masked"] = 100.5


@on_answers("schemas", ANALYZE)
def a_mask_covers_less_than_nothing(body: Json, at: At) -> None:
    """percentage_masked is -1 when it is not known."""
    body["percentage_masked"] = -1


@on_answers("schemas", ANALYZE)
def the_percentage_is_a_text(body: Json, at: At) -> None:
    """percentage_masked is a text with a percent sign."""
    body["percentage_masked"] = "12.5%"


@on_answers("schemas", ANALYZE)
def an_analysis_is_processing(body: Json, at: At) -> None:
    """An analysis' status is processing."""
    body["status"] = "processing"


@on_answers("schemas", ANALYZE)
def the_mask_has_a_relative_link(body: Json, at: At) -> None:
    """result_url is a path."""
    body["result_url"] = "/masks/1.png"


@on_answers("schemas", COMPARE)
def compatible_is_a_text(body: Json, at: At) -> None:
    """compatible is yes or no."""
    body["compatible"] = "yes" if body["compatible"] else "no"


@on_answers("schemas", COMPARE)
def compatible_but_rejected(body: Json, at: At) -> None:
    """Compatible photos are hard rejected."""
    body["hard_rejected"] = body["hard_rejected"] or body["compatible"]


@on_answers("schemas", COMPARE)
def everything_is_compatible(body: Json, at: At) -> None:
    """Any two photos are compatible."""
    body.update(compatible=True, hard_rejected=False, rejection_reason=None)


@on_answers("schemas", COMPARE)
def nothing_is_compatible(body: Json, at: At) -> None:
    """No two photos are compatible."""
    body.update(compatible=False, hard_rejected=True, rejection_reason="No.")


@on_answers("schemas", COMPARE)
def compatibility_depends_on_the_order(body: Json, at: At) -> None:
    """Photos are compatible in one order only."""
    first, second = at.body["image_urls"]
    if first > second:
        body.update(compatible=False, hard_rejected=True, rejection_reason="No.")


@on_answers("schemas", COMPARE)
def compatibility_is_thrown_by_dice(body: Json, at: At) -> None:
    """The same photos are told another thing every third time."""
    if at.count() % 3 == 0:
        body.update(compatible=not body["compatible"], hard_rejected=False, rejection_reason=None)


@on_answers("schemas", COMPARE)
def a_reason_for_what_is_compatible(body: Json, at: At) -> None:
    """Compatible photos have a rejection reason."""
    body["rejection_reason"] = body.get("rejection_reason") or "None."


@on_answers("schemas", USER)
def numbers_of_photos_are_fractions(body: Json, at: At) -> None:
    """Photos are counted in halves."""
    body["photoLimit"]["staging"] += 0.5


@on_answers("schemas", USER)
def a_limit_is_negative(body: Json, at: At) -> None:
    """No limit is told as -1."""
    body["photoLimit"]["imageEditing"] = -1


@on_answers("schemas", USER)
def a_kind_of_photo_is_missing(body: Json, at: At) -> None:
    """imageEditing is missing in what is used."""
    del body["photosUsedThisPeriod"]["imageEditing"]


@on_answers("schemas", USER)
def the_email_is_empty(body: Json, at: At) -> None:
    """The user's e-mail address is empty."""
    body["user"]["email"] = ""


@on_answers("schemas", USER)
def the_user_changes(body: Json, at: At) -> None:
    """The user's id is another one at each look."""
    body["user"]["uid"] = f"u_{at.count()}"


@on_variations("schemas")
def total_counts_are_texts(v: Json, at: At) -> None:
    """A variation's created_at is a text."""
    v["created_at"] = str(v["created_at"])


@on_answers("schemas", "list_renders")
def total_count_is_a_text(body: Json, at: At) -> None:
    """total_count is a text."""
    body["total_count"] = str(body["total_count"])


@on_answers("schemas", "set_webhook_secret", "delete_webhook_secret")
def a_message_is_an_object(body: Json, at: At) -> None:
    """message is an object with a text."""
    body["message"] = {"text": body.get("message")}


@on_variations("schemas")
def the_thumbnail_is_missing(v: Json, at: At) -> None:
    """A result has no thumbnail_url, rather than null."""
    if isinstance(v.get("result"), dict):
        v["result"].pop("thumbnail_url")


@on_variations("schemas")
def the_optimized_link_is_empty(v: Json, at: At) -> None:
    """A result has an empty optimized_url."""
    if isinstance(v.get("result"), dict):
        v["result"]["optimized_url"] = ""


@on_variations("schemas", "get_render")
def results_within_a_render_are_texts(v: Json, at: At) -> None:
    """Within a render a result is its link alone."""
    if isinstance(v.get("result"), dict):
        v["result"] = v["result"]["url"]


@on_variations("schemas")
def result_links_are_relative(v: Json, at: At) -> None:
    """A result's links are paths."""
    if isinstance(v.get("result"), dict):
        v["result"]["url"] = "/files/" + v["id"]


@on_variations("schemas", "list_renders")
def a_result_is_null_in_lists(v: Json, at: At) -> None:
    """In a list a result is null."""
    if "result" in v:
        v["result"] = None
