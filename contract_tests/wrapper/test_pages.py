"""Pages come to an end, and hold each render exactly once on the way there."""

from functools import partial
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.world import ordered, several, world
from virtualstaging import ServerError, UnexpectedResponseError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
GOOD = {"created_at": 1735689600000, "eta": None}


@each_kind
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 7, 9, 100])
def test_a_list_gives_each_render_once_in_order(limit: int, order: Any, kind: wrapped.Kind) -> None:
    """Over as many pages as it takes, and with no page too many."""
    with world(kind) as there:
        several(there, 9)
        there.wire.sent.clear()
        found = there.client.all_of(lambda c: c.renders.list(limit=limit, order=order))
        expected = there.renders()
        assert [one.id for one in found] == (expected if order == "asc" else expected[::-1])
        assert len(there.wire.sent) == -(-9 // limit)


@each_kind
def test_pages_are_given_one_by_one_too(kind: wrapped.Kind) -> None:
    """With their own items, cursor and total."""
    with world(kind) as there:
        several(there, 5)
        there.clock.advance(60)
        first = there.do(lambda c: c.renders.list(limit=2, order="asc"))
        second = there.do(lambda c: first.next_page())
        third = there.do(lambda c: second.next_page())
        pages = [first, second, third]
        assert [len(page.items) for page in pages] == [2, 2, 1]
        assert [page.next_cursor for page in pages] == [
            first.items[-1].id,
            second.items[-1].id,
            None,
        ]
        assert [page.total_count for page in pages] == [5, 5, 5]
        assert there.do(lambda c: third.next_page()) is None
        assert [len(page.items) for page in there.client.all_of(lambda c: first.pages())] == [
            2,
            2,
            1,
        ]


@each_kind
def test_pages_are_read_as_they_are_needed_and_as_often(kind: wrapped.Kind) -> None:
    """A list is read again from where it began; a page on, it begins there."""
    with world(kind) as there:
        ids = [one.id for one in several(there, 7)]
        there.wire.sent.clear()
        page = there.do(lambda c: c.renders.list(limit=3, order="asc"))
        assert len(there.wire.sent) == 1
        for _ in range(2):
            assert [one.id for one in there.client.all_of(lambda _: page)] == ids
        second = there.do(partial(next_page, page))
        assert [one.id for one in there.client.all_of(lambda _: second)] == ids[3:]


def test_an_asynchronous_list_need_not_be_awaited() -> None:
    """Then it is read when it is iterated over, each time."""
    with world("async") as there:
        ids = [one.id for one in several(there, 5)]
        there.wire.sent.clear()
        listed = there.client.client.renders.list(limit=2, order="asc")
        assert not there.wire.sent
        for _ in range(2):
            assert [one.id for one in there.client.all_of(lambda _: Unawaited(listed))] == ids


class Unawaited:
    """What can be awaited, too, but is not."""

    def __init__(self, listed: Any) -> None:
        self._listed = listed

    def __aiter__(self) -> Any:
        return self._listed.__aiter__()


@each_kind
def test_of_no_renders_there_is_one_page(kind: wrapped.Kind) -> None:
    """An empty one."""
    with world(kind) as there:
        assert there.client.all_of(lambda c: c.renders.list()) == []
        assert len(there.wire.sent) == 1


@each_kind
@pytest.mark.parametrize(
    "page",
    [{}, {"items": None}, {"items": {}}, [], None, {"items": [], "total_count": "many"}],
    ids=repr,
)
def test_what_is_no_page_is_an_error(page: Any, kind: wrapped.Kind) -> None:
    """It does not count as an empty one."""
    _, error, requests = served(kind, lambda *_: page)
    assert isinstance(error, UnexpectedResponseError)
    assert requests == 1


@each_kind
def test_a_list_may_begin_after_a_render(kind: wrapped.Kind) -> None:
    """With its id as the cursor."""
    with world(kind) as there:
        ids = [one.id for one in several(there, 5)]
        found = there.client.all_of(lambda c: c.renders.list(cursor=ids[1], limit=2, order="asc"))
        assert [one.id for one in found] == ids[2:]


@each_kind
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_renders_that_arrive_meanwhile_disturb_nothing(order: Any, kind: wrapped.Kind) -> None:
    """Those that were there come exactly once, in order."""
    with world(kind) as there:
        ids = [one.id for one in several(there, 6)]
        page, seen = there.do(lambda c: c.renders.list(limit=2, order=order)), []
        while page is not None:
            seen += [one.id for one in page.items]
            if len(seen) < 20:
                hook = f"https://a.example/{len(seen)}"
                there.do(partial(ordered, style="luxury", webhook_url=hook))
            page = there.do(partial(next_page, page))
            if len(seen) > 40:
                break
        assert len(seen) == len(set(seen))
        assert [one for one in seen if one in ids] == (ids if order == "asc" else ids[::-1])


def next_page(page: Any, _client: Any) -> Any:
    """The page after a page."""
    return page.next_page()


def served(kind: wrapped.Kind, pages: Any) -> tuple[list[str], Any, int]:
    """The ids that a list gives, the error it ends in, and the number of its requests."""
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        assert len(requests) < 300, "the pages have no end"
        return httpx.Response(200, json=pages(request.url.params.get("cursor"), len(requests)))

    ids: list[str] = []
    with wrapped.client(kind, handler) as one:
        try:
            page = one.do(lambda c: c.renders.list(limit=2))
            while page is not None:
                ids += [item.id for item in page.items]
                page = one.do(partial(next_page, page))
        except UnexpectedResponseError as error:
            return ids, error, len(requests)
    return ids, None, len(requests)


def page_of(*ids: str, cursor: Any = None) -> dict[str, Any]:
    """A page of renders."""
    return {"items": [{"id": one, **GOOD} for one in ids], "next_cursor": cursor}


LOOPS: dict[str, Any] = {
    "the same cursor": lambda cursor, number: page_of("a", "b", cursor="b"),
    "its own cursor": lambda cursor, number: page_of(f"r{number}", cursor=cursor or "first"),
    "two in turn": lambda cursor, number: page_of("a", cursor="x" if cursor == "y" else "y"),
    "back to the first": lambda cursor, number: page_of(f"r{number}", cursor="abc"[number % 3]),
    "empty pages without end": lambda cursor, number: page_of(cursor=f"c{number}"),
}


@each_kind
@pytest.mark.parametrize("loop", LOOPS)
def test_pages_in_a_circle_end_in_an_error(loop: str, kind: wrapped.Kind) -> None:
    """After few requests, not in a loop without end."""
    _, error, requests = served(kind, LOOPS[loop])
    assert isinstance(error, UnexpectedResponseError)
    check_error(error, "list_renders")
    assert requests <= 50


@each_kind
@pytest.mark.parametrize("cursor", ["", 7, True, ["x"], {"id": "x"}])
def test_a_cursor_that_is_none_ends_in_an_error(cursor: Any, kind: wrapped.Kind) -> None:
    """It would be sent as something else than it was."""
    _, error, _ = served(kind, lambda *_: page_of("a", cursor=cursor))
    assert isinstance(error, UnexpectedResponseError)


@each_kind
def test_a_page_without_a_cursor_is_the_last(kind: wrapped.Kind) -> None:
    """It may be left out, or null; a page may be empty and not the last."""
    assert served(kind, lambda *_: {"items": [{"id": "a", **GOOD}]}) == (["a"], None, 1)
    pages = [page_of("a", cursor="a"), page_of(cursor="b"), page_of("c")]
    assert served(kind, lambda cursor, number: pages[number - 1]) == (["a", "c"], None, 3)


@each_kind
def test_a_page_that_fails_is_read_again_or_reported(kind: wrapped.Kind) -> None:
    """In the middle of a list."""
    with world(kind) as there:
        ids = [one.id for one in several(there, 6)]
        there.plant("list_renders", {"kind": "status", "status": 502}, nth=2, times=3)
        found = there.client.all_of(lambda c: c.renders.list(limit=2, order="asc"))
        assert [one.id for one in found] == ids
        there.heal()
        there.plant("list_renders", {"kind": "status", "status": 502}, nth=2, times=4)
        with pytest.raises(ServerError):
            there.client.all_of(lambda c: c.renders.list(limit=2, order="asc"))
