"""The language of fault rules: JSON in, checked values out.

A rule says which calls it means and what goes wrong with them:

    {"operation": "create_render", "nth": 2, "phase": "after", "effect": {"kind": "reset"}}
"""

import functools
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

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
        rule: dict[str, Any] = {"operation": self.operation, "nth": self.nth, "times": self.times}
        rule |= {"probability": self.probability, "key": self.key, "phase": self.phase}
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
_RULE_FIELDS = ("operation", "nth", "times", "probability", "key", "phase", "effect")


@functools.lru_cache(maxsize=1024)
def fingerprint(key: str) -> str:
    """A short name for an API key that does not give the key away."""
    return "key-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]


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
        raise FaultRuleError(f"Expected a fault rule or a list of them, got {_kind_of(data)}.")
    return [
        item if isinstance(item, Rule) else _rule(item, f"Rule {position}", known)
        for position, item in enumerate(data, 1)
    ]


def _rule(data: Any, where: str, known: frozenset[str] | None) -> Rule:
    if not isinstance(data, Mapping):
        raise FaultRuleError(f"{where} must be an object, got {_kind_of(data)}.")
    _only(data, _RULE_FIELDS, where)
    if "effect" not in data:
        raise FaultRuleError(f'{where} lacks "effect", for example {{"kind": "reset"}}.')
    effect = _effect(data["effect"], f"{where}: effect")
    operation = _operation(data.get("operation"), where, known)
    webhook = effect.kind in WEBHOOK_EFFECTS
    if webhook and operation not in (None, WEBHOOK):
        raise FaultRuleError(
            f'{where}: effect "{effect.kind}" is for webhooks; give "operation": "{WEBHOOK}".'
        )
    if operation == WEBHOOK and not webhook:
        names = ", ".join(sorted(WEBHOOK_EFFECTS))
        raise FaultRuleError(f'{where}: a webhook can go wrong by {names}, not "{effect.kind}".')
    phase = data.get("phase", "before")
    if phase not in ("before", "after"):
        raise FaultRuleError(f'{where}: phase must be "before" or "after", got {phase!r}.')
    nth = _integer(data.get("nth", 1), f"{where}: nth", 1)
    times = data.get("times", 1 if "nth" in data else None)
    return Rule(
        effect=effect,
        operation=WEBHOOK if webhook else operation,
        nth=nth,
        times=None if times is None else _integer(times, f"{where}: times", 1),
        probability=_number(data.get("probability", 1.0), f"{where}: probability", 0, 1),
        key=_key(data.get("key"), where),
        phase="after" if phase == "after" else "before",
    )


def _effect(data: Any, where: str) -> Effect:
    if isinstance(data, str):
        data = {"kind": data}
    if not isinstance(data, Mapping):
        raise FaultRuleError(f"{where} must be an object, got {_kind_of(data)}.")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in EFFECTS:
        raise FaultRuleError(f"{where}: kind must be one of {', '.join(EFFECTS)}; got {kind!r}.")
    _only(data, ("kind", *EFFECTS[kind]), where)
    if "seconds" in EFFECTS[kind] and "seconds" not in data:
        raise FaultRuleError(f'{where}: "{kind}" needs "seconds", a number.')
    if kind == "status" and "status" not in data:
        raise FaultRuleError(f'{where}: "status" needs "status", an HTTP status such as 503.')
    retry_after = data.get("retry_after")
    form = data.get("retry_after_form", "seconds")
    if form not in ("seconds", "date"):
        raise FaultRuleError(
            f'{where}: retry_after_form must be "seconds" or "date", got {form!r}.'
        )
    return Effect(
        kind=kind,
        seconds=_number(data.get("seconds", 0.0), f"{where}: seconds", 0, 86_400),
        status=_integer(data.get("status", 502), f"{where}: status", 200, 599),
        body=data.get("body"),
        retry_after=None
        if retry_after is None
        else _number(retry_after, f"{where}: retry_after", 0, 31_536_000),
        retry_after_form=form,
        content_type=_text(data.get("content_type"), f"{where}: content_type"),
        field=_text(data.get("field"), f"{where}: field"),
        value=data.get("value"),
    )


def _operation(value: Any, where: str, known: frozenset[str] | None) -> str | None:
    if value is None or value == "*":
        return None
    if not isinstance(value, str):
        raise FaultRuleError(f"{where}: operation must be a text, got {_kind_of(value)}.")
    if known is not None and value not in known and value not in (WEBHOOK, FILE):
        names = ", ".join([*sorted(known), FILE, WEBHOOK])
        raise FaultRuleError(f"{where}: there is no operation {value!r}; there are {names}.")
    return value


def _key(value: Any, where: str) -> str | None:
    text = _text(value, f"{where}: key")
    if text is None or (text.startswith("key-") and len(text) == 14):
        return text
    return fingerprint(text)


def _only(data: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    unknown = [str(name) for name in data if name not in allowed]
    if unknown:
        raise FaultRuleError(
            f"{where} has no field {unknown[0]!r}; it may have {', '.join(allowed)}."
        )


def _integer(value: Any, where: str, least: int, most: int | None = None) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        bound = f"from {least}" + ("" if most is None else f" to {most}")
        raise FaultRuleError(f"{where} must be a whole number {bound}, got {value!r}.")
    return int(value)


def _number(value: Any, where: str, least: float, most: float) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not least <= value <= most:
        raise FaultRuleError(f"{where} must be a number from {least} to {most}, got {value!r}.")
    return float(value)


def _text(value: Any, where: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value or any(ord(letter) < 32 for letter in value):
        raise FaultRuleError(f"{where} must be a text without control characters, got {value!r}.")
    return value


def _kind_of(value: Any) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "a boolean",
        type(None): "null",
    }
    return names.get(type(value), "a number" if isinstance(value, int | float) else repr(value))
