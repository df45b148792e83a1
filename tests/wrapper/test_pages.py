"""Pages iterate over all items, end, and hide nothing."""

import logging
from typing import Any

import httpx
import pytest

from tests.wrapper.support import Api, new_async_client, new_client
from virtualstaging import UnexpectedResponseError, dusk
from virtualstaging.testing import VirtualClock

ORDER = {"config": dusk().to_dict(), "variation_count": 1}


def filled(count: int) -> Api:
    api = Api(VirtualClock())
    for _ in range(count):
        api.make(ORDER)
    return api


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("count", [0, 1, 6, 7])
def test_each_item_comes_once_and_in_order(count: int, limit: int) -> None:
    api = filled(count)
    expected = [one["id"] for one in api.renders]
    client = new_client(api)
    assert [one.id for one in client.renders.list(limit=limit, order="asc")] == expected
    assert [one.id for one in client.renders.list(limit=limit)] == expected[::-1]


@pytest.mark.anyio
async def test_the_asynchronous_page_does_the_same() -> None:
    api = filled(5)
    page = await new_async_client(api).renders.list(limit=2)
    assert [one.id async for one in page] == [one["id"] for one in api.renders[::-1]]
    assert [len(one.items) async for one in page.pages()] == [2, 2, 1]


@pytest.mark.anyio
async def test_the_asynchronous_list_can_be_iterated_without_being_awaited() -> None:
    api = filled(5)
    listed = new_async_client(api).renders.list(limit=2)
    assert not api.requests
    for _ in range(2):
        assert [one.id async for one in listed] == [one["id"] for one in api.renders[::-1]]


def test_pages_are_read_as_they_are_needed() -> None:
    api = filled(10)
    pages = new_client(api).renders.list(limit=3).pages()
    assert len(next(pages).items) == 3
    assert len(api.requests) == 1
    assert [len(page.items) for page in pages] == [3, 3, 1]


def test_it_may_be_iterated_twice_and_starts_where_it_is() -> None:
    api = filled(3)
    page = new_client(api).renders.list(limit=2)
    assert len(list(page)) == len(list(page)) == 3
    second = page.next_page()
    assert second is not None
    assert len(list(second)) == 1
    assert second.next_page() is None


def answering(*pages: dict[str, Any]) -> Any:
    left = list(pages)
    return lambda _: httpx.Response(200, json=left.pop(0) if len(left) > 1 else left[0])


def item(name: str, **other: Any) -> dict[str, Any]:
    return {"id": name, "created_at": 1735689600000, "eta": None, **other}


@pytest.mark.parametrize("cursors", [["a"], ["a", "b"], ["a", "b", "c", "b"]])
def test_a_cursor_that_comes_again_is_an_error_not_a_loop(cursors: list[str]) -> None:
    pages = [{"items": [item(one)], "next_cursor": one} for one in [*cursors, cursors[0]]]
    with pytest.raises(UnexpectedResponseError, match="no end"):
        list(new_client(answering(*pages)).renders.list())


@pytest.mark.anyio
async def test_also_for_the_asynchronous_page() -> None:
    page = await new_async_client(answering({"items": [], "next_cursor": "a"})).renders.list()
    with pytest.raises(UnexpectedResponseError, match="no end"):
        [one async for one in page]


def test_a_bad_item_hides_no_other_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    good = {"id": "v1", "render_id": "b", "created_at": 1e12, "status": "done", "eta": None}
    variations = {"total_count": 1, "next_cursor": None, "items": [good, {**good, "status": 7}]}
    items = [item("a"), {"id": "x"}, None, item("b", variations=variations), item("c", eta="soon")]
    page = new_client(answering({"items": items})).renders.list()
    with caplog.at_level(logging.WARNING, "virtualstaging"):
        assert [one.id for one in page] == ["a", "b"]
    assert [one.render_ids for one in page.problems] == [("x",), (), ("b",), ("c",)]
    assert len(caplog.records) == 4
    assert page.items[1].variations
    assert [one.id for one in page.items[1].variations.items] == ["v1"]


@pytest.mark.parametrize(
    "page",
    [
        *({}, {"items": None}, {"items": {}}, {"items": [], "next_cursor": 7}),
        *({"items": [], "next_cursor": ""}, {"items": [], "total_count": "many"}),
    ],
)
def test_what_is_no_page_is_an_error(page: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedResponseError):
        new_client(answering(page)).renders.list()
