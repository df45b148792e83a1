"""The Python in the rows of tables: an expression or statements, as a function of their names."""

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import replace
from types import CodeType
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.faults import messages
from contract_tests.faults.code import check_names
from contract_tests.spec.judge import leaves

TOOLS: dict[str, Any] = {
    **{name: value for name, value in vars(messages).items() if not name.startswith("_")},
    **{one.__name__: one for one in (Answer, Request, hmac, json, leaves, re, replace)},
}
MISSES = (KeyError, TypeError, AttributeError, IndexError, ValueError)


def condition(text: str | None) -> Callable[..., bool]:
    """An expression as a function of its names; always true when there is none."""
    code = _compiled(f"(\n{text or True}\n)", "eval")

    def holds(**names: Any) -> bool:
        try:
            return bool(eval(code, {**TOOLS, **names}))  # noqa: S307 - the tables are ours
        except MISSES:
            return False

    return holds


def statement(text: str) -> Callable[..., Any]:
    """Statements as a function of their names, which returns what `it` is afterwards."""
    code = _compiled(text, "exec")

    def change(**names: Any) -> Any:
        scope = {**TOOLS, **names}
        exec(code, scope)  # noqa: S102 - the tables are ours
        return scope["it"]

    return change


def _compiled(text: str, mode: str) -> CodeType:
    code = compile(text, f"<{text}>", mode)
    check_names(code, {*TOOLS, "it", "at", "value", "key"})
    return code
