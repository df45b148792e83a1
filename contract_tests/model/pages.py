"""Pages: the right items in the right order, each once, with a total and a cursor that are true."""

from collections.abc import Container, Sequence
from typing import Any

from contract_tests.model.account import Account, Render
from contract_tests.spec.document import Spec

TOTAL_OF_RENDERS = "#/components/schemas/RenderPage/properties/total_count"
TOTAL_OF_VARIATIONS = "#/components/schemas/VariationPage/properties/total_count"


def check_page(
    spec: Spec,
    page: dict[str, Any],
    ids: Sequence[str],
    after: str | None,
    limit: int,
    order: str,
    where: str,
    unsound: Container[str] = (),
) -> None:
    """A page holds the next `limit` of all ids (oldest first) after one of them, in the order
    asked for."""
    ordered = list(ids) if order == "asc" else list(reversed(ids))
    start = ordered.index(after) + 1 if after is not None else 0
    expected = ordered[start : start + limit]
    got = [item["id"] for item in page["items"]]
    asked = f"limit {limit}, order {order}" + (f", after {after}" if after else "")
    if got != expected:
        raise spec.failure(f"the page ({asked}) holds {_short(expected)}", _short(got), where)
    # Of renders that are known not to be sound nothing else is expected.
    times = [item["created_at"] for item in page["items"] if item["id"] not in unsound]
    if times != sorted(times, reverse=order != "asc"):
        raise spec.failure(f"the page ({asked}) is ordered by creation", times, where)
    more, cursor = len(ordered) - start - limit, page.get("next_cursor")
    if more > 0 and not cursor:
        raise spec.failure(
            f"the page ({asked}) has a next_cursor: {more} more follow", repr(cursor), where
        )
    if more <= 0 and cursor is not None:
        raise spec.failure(
            f"the page ({asked}) is the last one: next_cursor is null", repr(cursor), where
        )


def check_total_of_variations(
    spec: Spec, account: Account, render: Render, page: dict[str, Any]
) -> None:
    """`total_count` counts the completed variations of the render or all of them, always the
    same."""
    readings = render.total_readings
    _check_total(spec, account.render_readings, readings, page["total_count"], TOTAL_OF_VARIATIONS)


def check_total_of_renders(spec: Spec, account: Account, page: dict[str, Any]) -> None:
    """`total_count` counts renders, their completed variations, or all variations, always the
    same."""
    if "total_count" not in page:
        return
    readings = {"renders": (len(account.renders), len(account.renders))}
    for name in ("done", "all"):
        each = [render.total_readings[name] for render in account.renders]
        readings[name] = (sum(low for low, _ in each), sum(high for _, high in each))
    _check_total(spec, account.page_readings, readings, page["total_count"], TOTAL_OF_RENDERS)


def _check_total(
    spec: Spec, possible: set[str], readings: dict[str, tuple[int, int]], total: int, pointer: str
) -> None:
    fitting = {name for name in possible if readings[name][0] <= total <= readings[name][1]}
    if not fitting:
        expected = " or ".join(
            f"{_range(readings[name])} ({_WORDS[name]})" for name in sorted(possible)
        )
        # Before the count is read, one more of the variations that were read may have ended.
        raise spec.failure(f"total_count is {expected}", total, pointer, passing=True)
    possible &= fitting


_WORDS = {"renders": "all renders", "done": "completed variations", "all": "all variations"}


def _range(bounds: tuple[int, int]) -> str:
    low, high = bounds
    return str(low) if low == high else f"{low} to {high}"


def _short(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:8])
    return f"{len(ids)} items: {shown}{', …' if len(ids) > 8 else ''}"
