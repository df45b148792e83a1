"""Reads and checks fault rules, which are JSON.

A rule says which calls it means and what goes wrong with them:

    {"operation": "create_render", "nth": 2, "phase": "after", "effect": {"kind": "reset"}}
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jsonschema_rs

from virtualstaging_mock._secrets import fingerprint

Phase = Literal["before", "after"]
WEBHOOK = "webhook"
"""Stands for the deliveries of webhooks where an operation's name is asked for."""
FILE = "file"
"""Stands for downloads of result files where an operation's name is asked for."""


class FaultRuleError(ValueError):
    """A fault rule is malformed; the message says where, what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What goes wrong. Which of the fields count depends on `kind`; see `EFFECTS`."""

    kind: str
    seconds: float = 0.0
    status: int = 502
    body: Any = None
    retry_after: float | None = None
    retry_after_form: str = "seconds"
    content_type: str | None = None
    field: str | None = None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One planted fault.

    `operation` is an operationId, `webhook`, `file` or None for any API operation. Of the calls
    that match, the rule fires from the `nth` on, `times` times (None: without end), each time with
    `probability`. `key` is a fingerprint, never a key.
    """

    effect: Effect
    operation: str | None = None
    nth: int = 1
    times: int | None = None
    probability: float = 1.0
    key: str | None = None
    phase: Phase = "before"

    def as_json(self) -> dict[str, Any]:
        """The rule as it could be planted again."""
        rule = {name: getattr(self, name) for name in RULE_FIELDS if name != "effect"}
        names = ("kind", *EFFECTS[self.effect.kind])
        rule["effect"] = {
            name: value for name in names if (value := getattr(self.effect, name)) is not None
        }
        return rule


EFFECTS: dict[str, tuple[str, ...]] = {
    # Wrong answers of the API.
    "latency": ("seconds",),
    "status": ("status", "body", "retry_after", "retry_after_form"),
    "reset": (),
    "empty": (),
    "cut": (),
    "drip": (),
    "hang": (),
    "malformed_json": (),
    "html": ("status",),
    "content_type": ("content_type",),
    "unknown_enum": ("field", "value"),
    "extra_field": ("field", "value"),
    "null_field": ("field",),
    # Wrong deliveries of webhooks.
    "drop": (),
    "repeat": (),
    "delay": ("seconds",),
    "reorder": (),
    "mis_sign": (),
}
"""Each kind of effect with the fields that it takes."""
WEBHOOK_EFFECTS = frozenset({"drop", "repeat", "delay", "reorder", "mis_sign"})
_NEEDED = {"latency": ("seconds",), "delay": ("seconds",), "status": ("status",)}


def _between(kind: str, least: int, most: int) -> dict[str, Any]:
    what = "a whole number" if kind == "integer" else "a number"
    description = f"{what} from {least} to {most}"
    return {"type": kind, "minimum": least, "maximum": most, "description": description}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


_COUNT = {"type": "integer", "minimum": 1, "description": "a whole number from 1"}
_TEXT = _or_null(
    {
        "type": "string",
        "pattern": r"^[^\x00-\x1f]+$",
        "description": "a text without control characters",
    }
)
_FIELDS: dict[str, dict[str, Any]] = {
    # Of a rule.
    "operation": {**_TEXT, "pattern": ""},
    "nth": _COUNT,
    "times": _or_null(_COUNT),
    "probability": _between("number", 0, 1),
    "key": _TEXT,
    "phase": {"enum": ["before", "after"], "description": '"before" or "after"'},
    "effect": {"type": ["object", "string"], "description": "an object, or the name of a kind"},
    # Of an effect.
    "kind": {"enum": list(EFFECTS), "description": f"one of {', '.join(EFFECTS)}"},
    "seconds": _between("number", 0, 86_400),
    "status": _between("integer", 200, 599),
    "body": {},
    "retry_after": _or_null(_between("number", 0, 31_536_000)),
    "retry_after_form": {"enum": ["seconds", "date"], "description": '"seconds" or "date"'},
    "content_type": _TEXT,
    "field": _TEXT,
    "value": {},
}
RULE_FIELDS = ("operation", "nth", "times", "probability", "key", "phase", "effect")


def parse_rules(data: Any, operations: Iterable[str] | None = None) -> list[Rule]:
    """Read a list of rules, or one rule.

    Args:
        data: decoded JSON.
        operations: the operationIds there are; None leaves the name unchecked.

    Raises:
        FaultRuleError: a rule is malformed.
    """
    known = None if operations is None else frozenset(operations)
    if isinstance(data, Mapping):
        return [_rule(data, "The rule", known)]
    if not isinstance(data, list | tuple):
        raise FaultRuleError(f"Expected a fault rule or a list of them, got {_shown(data)}.")
    return [
        item if isinstance(item, Rule) else _rule(item, f"Rule {position}", known)
        for position, item in enumerate(data, 1)
    ]


def _rule(data: Any, where: str, known: frozenset[str] | None) -> Rule:
    _check(data, where, RULE_FIELDS, ("effect",))
    effect = _effect(data["effect"], f"{where}: effect")
    operation = _operation(data.get("operation"), effect, where, known)
    fields = {name: value for name, value in data.items() if name not in ("effect", "operation")}
    key = fields.get("key")
    if key is not None and not (key.startswith("key-") and len(key) == 14):
        fields["key"] = fingerprint(key)
    fields.setdefault("times", 1 if "nth" in data else None)
    return Rule(effect=effect, operation=operation, **fields)


def _effect(data: Any, where: str) -> Effect:
    if isinstance(data, str):
        data = {"kind": data}
    kind = str(data.get("kind")) if isinstance(data, Mapping) else ""
    allowed = ("kind", *EFFECTS.get(kind, _FIELDS))
    _check(data, where, allowed, ("kind", *_NEEDED.get(kind, ())))
    return Effect(**data)


def _operation(
    name: str | None, effect: Effect, where: str, known: frozenset[str] | None
) -> str | None:
    """The operation that a rule means; that of an effect on webhooks is always the webhook."""
    if name == "*":
        name = None
    if known is not None and name is not None and name not in known | {WEBHOOK, FILE}:
        names = ", ".join([*sorted(known), FILE, WEBHOOK])
        raise FaultRuleError(f"{where}: there is no operation {name!r}; there are {names}.")
    if effect.kind in WEBHOOK_EFFECTS:
        if name not in (None, WEBHOOK):
            raise FaultRuleError(
                f'{where}: effect "{effect.kind}" is for webhooks; give "operation": "{WEBHOOK}".'
            )
        return WEBHOOK
    if name == WEBHOOK:
        names = ", ".join(sorted(WEBHOOK_EFFECTS))
        raise FaultRuleError(f'{where}: a webhook can go wrong by {names}, not "{effect.kind}".')
    return name


@functools.cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_FIELDS[name])


def _check(data: Any, where: str, allowed: Iterable[str], needed: Iterable[str]) -> None:
    """Check an object field by field; the message is about the first that is wrong."""
    if not isinstance(data, Mapping):
        raise FaultRuleError(f"{where} must be an object, got {_shown(data)}.")
    names = tuple(allowed)
    for name, value in data.items():
        if name not in names:
            raise FaultRuleError(f"{where} has no field {name!r}; it may have {', '.join(names)}.")
        if not _validator(name).is_valid(value):
            expected = _FIELDS[name]["description"]
            raise FaultRuleError(f"{where}: {name} must be {expected}, got {_shown(value)}.")
    for name in needed:
        if name not in data:
            raise FaultRuleError(f'{where} lacks "{name}", {_FIELDS[name]["description"]}.')


def _shown(value: Any) -> str:
    return repr(value)[:80]
