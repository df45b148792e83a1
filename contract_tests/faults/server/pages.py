"""Pages that skip, repeat, disorder, or miscount."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_answers, on_requests
from contract_tests.faults.messages import Json, pages_in, with_query

LIST = "list_renders"
ONE = "get_render"


@on_answers("pages", LIST)
def a_page_repeats_the_cursors_item(body: Json, at: At) -> None:
    """A page begins with the item that the cursor names."""
    if "cursor" in at.query and body["items"]:
        body["items"].insert(0, at.ask("/renders", limit=100, order="asc")["items"][0])
        body["items"].pop()


@on_answers("pages", LIST)
def next_cursor_skips_one(body: Json, at: At) -> None:
    """The next cursor is that of the item after the last one."""
    if body["next_cursor"]:
        more = at.ask(
            "/renders", cursor=body["next_cursor"], limit=1, order=at.query.get("order", "desc")
        )["items"]
        body["next_cursor"] = more[0]["id"] if more else body["next_cursor"]


@on_answers("pages", LIST)
def no_next_cursor_when_one_item_is_left(body: Json, at: At) -> None:
    """When a single render would follow, the page says that none does."""
    if body["next_cursor"]:
        rest = at.ask(
            "/renders", cursor=body["next_cursor"], limit=2, order=at.query.get("order", "desc")
        )["items"]
        if len(rest) == 1:
            body["next_cursor"] = None


@on_requests("pages", ONE)
def variations_limit_is_one_too_many(request: Request, at: At) -> Request:
    """A page of variations holds one more than asked for."""
    limit = at.query.get("variations_limit", "")
    return (
        with_query(request, variations_limit=int(limit) + 1)
        if limit.isdigit() and 0 < int(limit) < 100
        else request
    )


@on_answers("pages", ONE)
def variations_next_cursor_is_missing(body: Json, at: At) -> None:
    """A page of variations never says that more follow."""
    for page in pages_in(body):
        page["next_cursor"] = None


@on_answers("pages", ONE)
def variations_next_cursor_too_much(body: Json, at: At) -> None:
    """The last page of variations has a next cursor."""
    for page in pages_in(body):
        if page["items"]:
            page["next_cursor"] = page["items"][-1]["id"]


@on_answers("pages", ONE)
def total_of_variations_is_that_of_the_page(body: Json, at: At) -> None:
    """total_count of variations is the number of items on the page."""
    for page in pages_in(body):
        page["total_count"] = len(page["items"])


@on_answers("pages", ONE)
def total_of_variations_is_negative(body: Json, at: At) -> None:
    """total_count of variations is -1 while none is done."""
    for page in pages_in(body):
        page["total_count"] = page["total_count"] or -1


@on_answers("pages")
def total_of_variations_is_off_by_one_at_three(body: Json, at: At) -> None:
    """total_count of variations is wrong once three are completed."""
    if at.operation == ONE:
        for page in pages_in(body):
            page["total_count"] += page["total_count"] >= 3


@instead("pages", LIST)
def an_unknown_cursor_starts_from_the_beginning(
    request: Request, server: Calling, at: At
) -> Answer:
    """A cursor that nobody gave out gives the first page."""
    answer = server(request)
    return (
        server(with_query(request, cursor=None))
        if answer.status == 400 and at.query.get("cursor")
        else answer
    )


@instead("pages", ONE)
def an_unknown_variations_cursor_starts_from_the_beginning(
    request: Request, server: Calling, at: At
) -> Answer:
    """A cursor of another render gives the first page."""
    answer = server(request)
    wrong = answer.status == 400 and at.query.get("variations_cursor")
    return server(with_query(request, variations_cursor=None)) if wrong else answer
