"""Reads what an account held before the tests made anything there."""

from collections.abc import Callable
from typing import Any

from contract_tests.exchange import Answer, Request, query_string
from contract_tests.spec.document import Spec
from contract_tests.spec.rules import check_answer, check_status


def what_is_there(
    spec: Spec, key: str, ask: Callable[[Request], Answer], *, strict: bool
) -> list[dict[str, Any]]:
    """All renders, oldest first; the order of creation is what the server says it is.

    Args:
        spec: What the server claims to obey.
        key: The account's.
        ask: Sends a request.
        strict: Whether each page has to fit the spec.
    """
    operation = spec.operations["list_renders"]
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        query = {"limit": 100, "order": "asc"} | ({"cursor": cursor} if cursor else {})
        headers = (("Authorization", f"Api-Key {key}"),)
        answer = ask(Request("GET", "/renders", query_string(query), headers))
        check_status(spec, operation, answer, {200}, "the key is valid")
        if strict:
            check_answer(spec, operation, answer)
        page = answer.json()
        found += page["items"]
        if not page.get("next_cursor") or page["next_cursor"] == cursor:
            return found
        cursor = page["next_cursor"]
