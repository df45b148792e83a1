"""Pages of renders and of variations, also while more arrive."""

from typing import Any

import pytest

from tests.mock_server._calls import REMOVE_FIRST, Caller


def walk(api: Caller, query: str, limit: int) -> list[Any]:
    """All items of a list, page by page."""
    items: list[Any] = []
    cursor = ""
    while True:
        page = api.get("/renders", f"{query}&limit={limit}{cursor}")
        assert len(page["items"]) <= limit
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 100])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_each_render_comes_once_and_in_order(api: Caller, limit: int, order: str) -> None:
    made = [api.create()["id"] for _ in range(7)]
    expected = made if order == "asc" else made[::-1]
    assert [r["id"] for r in walk(api, f"order={order}", limit)] == expected


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 100])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_each_variation_does_too(api: Caller, limit: int, order: str) -> None:
    render_id = api.create(count=5)["id"]
    made = [v["id"] for v in api.variations(render_id)]
    seen: list[str] = []
    cursor = ""
    while True:
        query = f"include_variations=true&variations_limit={limit}&variations_order={order}{cursor}"
        page = api.get(f"/renders/{render_id}", query)["variations"]
        seen += [v["id"] for v in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&variations_cursor={page['next_cursor']}"
    assert seen == (made if order == "asc" else made[::-1])


def test_the_newest_comes_first_by_default_and_a_page_holds_20(api: Caller) -> None:
    made = [api.create()["id"] for _ in range(21)]
    page = api.get("/renders")
    assert [r["id"] for r in page["items"]] == made[:0:-1]
    assert page["next_cursor"] == made[1]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_walk_stays_right_while_renders_arrive(api: Caller, order: str) -> None:
    made = [api.create()["id"] for _ in range(6)]
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page = api.get("/renders", f"limit=2&order={order}{cursor}")
        seen += [r["id"] for r in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
        api.create()
    assert seen == (made if order == "asc" else made[::-1])


def test_a_walk_stays_right_while_the_oldest_go(api: Caller) -> None:
    made = [api.create()["id"] for _ in range(6)]
    page = api.get("/renders", "limit=2&order=asc")
    account = next(iter(api.mock.backend.accounts.values()))
    account.forget_oldest()
    rest = api.get("/renders", f"order=asc&cursor={page['next_cursor']}")
    assert [r["id"] for r in rest["items"]] == made[2:]


def test_many_forgotten_renders_do_not_shift_pages(api: Caller) -> None:
    made = [api.create()["id"] for _ in range(2500)]
    account = next(iter(api.mock.backend.accounts.values()))
    for _ in range(2300):
        account.forget_oldest()
    assert [r["id"] for r in walk(api, "order=asc", 33)] == made[2300:]
    assert [r["id"] for r in walk(api, "order=desc", 33)] == made[:2299:-1]


def test_the_last_page_ends_at_the_cursor_of_the_last_item(api: Caller) -> None:
    made = [api.create()["id"] for _ in range(2)]
    assert api.get("/renders", "limit=2")["next_cursor"] is None
    assert api.get("/renders", f"cursor={made[0]}")["items"] == []


def test_totals_count_what_is_done(api: Caller) -> None:
    first, second = api.create(count=2)["id"], api.create(count=3)["id"]
    assert api.get("/renders")["total_count"] == 0
    while api.get("/renders")["total_count"] < 5:
        page = api.get("/renders", "limit=1")
        done = [
            sum(v["status"] == "done" for v in api.variations(render_id))
            for render_id in (first, second)
        ]
        assert page["total_count"] == sum(done)
        assert page["items"][0]["variations"]["total_count"] == done[1]
        api.mock.advance(1)


def test_a_list_carries_the_first_20_variations_of_each_render(api: Caller) -> None:
    render_id = api.create(REMOVE_FIRST, count=20)["id"]
    page = api.get("/renders")["items"][0]["variations"]
    assert [v["id"] for v in page["items"]] == [v["id"] for v in api.variations(render_id)][:20]
    assert page["next_cursor"] == page["items"][-1]["id"]


def test_variations_come_with_a_render_only_when_asked_for(api: Caller) -> None:
    render_id = api.create()["id"]
    assert "variations" not in api.get(f"/renders/{render_id}")
    assert "variations" not in api.get(f"/renders/{render_id}", "include_variations=false")
    assert "variations" in api.get(f"/renders/{render_id}", "include_variations=true")
