"""Planted faults: which rule fires for a call, and what it does to the answer."""

import email.utils
import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import orjson

from ._fault_rules import (
    FILE,
    WEBHOOK,
    Effect,
    FaultRuleError,
    Phase,
    Rule,
    fingerprint,
    parse_rules,
)
from ._reply import ENDINGS, Reply

__all__ = ["FILE", "WEBHOOK", "Decision", "Effect", "FaultRuleError", "Faults", "Rule", "apply"]

_JSON = {"content-type": "application/json"}
_HTML = (
    "<!doctype html><html><head><title>{status} {reason}</title></head>"
    "<body><center><h1>{status} {reason}</h1></center><hr><center>proxy</center></body></html>"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes wrong with one call: effects before the server acts, and after it has acted."""

    before: tuple[Effect, ...] = ()
    after: tuple[Effect, ...] = ()

    def instead(self, now_ms: int) -> Reply | None:
        """The answer given in place of acting, or None when the server shall act."""
        if not any(effect.kind in _ENDS_CALL for effect in self.before):
            return None
        reply = Reply(500)
        for effect in self.before:
            reply = apply(effect, reply, now_ms)
        return reply

    def over(self, reply: Reply, now_ms: int) -> Reply:
        """The answer of the server that has acted, with all effects laid over it."""
        for effect in (*self.before, *self.after):
            reply = apply(effect, reply, now_ms)
        return reply


NOTHING = Decision()
_ENDS_CALL = frozenset({"status", "html", "reset", "empty", "hang"})


@dataclass(slots=True)
class _Planted:
    rule: Rule
    number: int
    chance: random.Random
    matched: int = 0
    fired: int = 0


class Faults:
    """The planted rules, with their counters. Safe for threads.

    Args:
        rules: as decoded JSON (see `_fault_rules`) or `Rule` values.
        seed: decides, with a rule's number, when a rule with a probability fires.
        operations: the operationIds there are, to refuse a rule that names none of them.

    Raises:
        FaultRuleError: a rule is malformed.
    """

    def __init__(
        self, rules: Any = (), *, seed: int = 0, operations: Iterable[str] | None = None
    ) -> None:
        self._seed = seed
        self._operations = None if operations is None else frozenset(operations)
        self._lock = threading.Lock()
        self._made = 0
        self._planted: list[_Planted] = []
        self.replace(rules)

    def add(self, rules: Any) -> list[int]:
        """Plant one rule or several beside those there are; return their numbers."""
        parsed = parse_rules(rules, self._operations)
        with self._lock:
            return [self._plant(rule) for rule in parsed]

    def replace(self, rules: Any) -> None:
        """Plant these rules in place of all others; a malformed one leaves all as it was."""
        parsed = parse_rules(rules, self._operations)
        with self._lock:
            self._planted = []
            for rule in parsed:
                self._plant(rule)

    def clear(self) -> None:
        """Take all rules away."""
        self.replace(())

    def remove(self, number: int) -> bool:
        """Take one rule away; False when there is none of this number."""
        with self._lock:
            kept = [planted for planted in self._planted if planted.number != number]
            found = len(kept) < len(self._planted)
            self._planted = kept
        return found

    def as_json(self) -> list[dict[str, Any]]:
        """The rules, each with its number and how often it matched and fired."""
        with self._lock:
            return [
                {
                    "number": planted.number,
                    "matched": planted.matched,
                    "fired": planted.fired,
                    **planted.rule.as_json(),
                }
                for planted in self._planted
            ]

    def rules_json(self) -> list[dict[str, Any]]:
        """The rules alone, as they can be planted again."""
        with self._lock:
            return [planted.rule.as_json() for planted in self._planted]

    def decide(self, operation: str, key: str | None = None) -> Decision:
        """Say what goes wrong with this call, and count it.

        Args:
            operation: an operationId, `FILE` or `WEBHOOK`.
            key: the caller's API key or its fingerprint, where there is one.
        """
        if not self._planted:
            return NOTHING
        name = None if key is None else key if key.startswith("key-") else fingerprint(key)
        effects: dict[Phase, list[Effect]] = {"before": [], "after": []}
        with self._lock:
            for planted in self._planted:
                if _fires(planted, operation, name):
                    effects[planted.rule.phase].append(planted.rule.effect)
        return Decision(tuple(effects["before"]), tuple(effects["after"]))

    def _plant(self, rule: Rule) -> int:
        self._made += 1
        chance = random.Random(f"{self._seed}/{self._made}")
        self._planted.append(_Planted(rule, self._made, chance))
        return self._made


def _fires(planted: _Planted, operation: str, key: str | None) -> bool:
    rule = planted.rule
    if rule.operation is None:
        if operation in (WEBHOOK, FILE):
            return False
    elif rule.operation != operation:
        return False
    if rule.key is not None and rule.key != key:
        return False
    planted.matched += 1
    if planted.matched < rule.nth or (rule.times is not None and planted.fired >= rule.times):
        return False
    if rule.probability < 1 and planted.chance.random() >= rule.probability:
        return False
    planted.fired += 1
    return True


def apply(effect: Effect, reply: Reply, now_ms: int) -> Reply:
    """Return the answer with the effect laid over it.

    Args:
        effect: what goes wrong.
        reply: the sound answer.
        now_ms: the mock's clock, for a Retry-After date.
    """
    kind = effect.kind
    if kind == "latency":
        return replace(reply, pause=reply.pause + effect.seconds)
    if kind in ENDINGS:
        return replace(reply, ending=ENDINGS[kind])
    if kind == "status":
        return _with_status(effect, reply, now_ms)
    if kind == "html":
        status = effect.status
        text = _HTML.format(status=status, reason=_reason(status))
        headers = {"content-type": "text/html; charset=utf-8"}
        return replace(reply, status=status, headers=headers, body=text.encode())
    if kind == "malformed_json":
        broken = reply.body[: max(1, len(reply.body) - 2)] or b"{"
        return replace(reply, body=broken)
    if kind == "content_type":
        return replace(
            reply, headers={**reply.headers, "content-type": effect.content_type or "text/plain"}
        )
    return _with_changed_json(effect, reply)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _with_status(effect: Effect, reply: Reply, now_ms: int) -> Reply:
    headers: dict[str, str] = dict(_JSON)
    if effect.retry_after is not None:
        headers["retry-after"] = _retry_after(effect, now_ms)
    if isinstance(effect.body, str):
        headers["content-type"] = "text/plain; charset=utf-8"
        body = effect.body.encode("utf-8", "replace")
    elif effect.body is not None:
        body = orjson.dumps(effect.body)
    else:
        reason = _reason(effect.status)
        body = orjson.dumps({"message": f"{reason}. A planted fault of the mock server."})
    return replace(reply, status=effect.status, headers=headers, body=body)


def _retry_after(effect: Effect, now_ms: int) -> str:
    seconds = effect.retry_after or 0.0
    if effect.retry_after_form == "date":
        return email.utils.formatdate(now_ms / 1000 + seconds, usegmt=True)
    return f"{seconds:g}"


def _with_changed_json(effect: Effect, reply: Reply) -> Reply:
    """Change one field of a JSON answer; an answer without such a field stays as it is."""
    try:
        document = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return reply
    if effect.kind == "extra_field":
        target = document if isinstance(document, dict) else None
        if target is not None:
            value = {"since": "a later version"} if effect.value is None else effect.value
            target[effect.field or "field_of_a_later_version"] = value
    elif effect.kind == "unknown_enum":
        value = "a_value_of_a_later_version" if effect.value is None else effect.value
        _set(document, effect.field or "status", value)
    else:
        _set(document, effect.field or "id", None)
    return replace(reply, body=orjson.dumps(document))


def _set(document: Any, path: str, value: Any) -> bool:
    """Set a field by its path (`items.0.status`), or the first of this name found inside."""
    if "." in path:
        head, _, rest = path.partition(".")
        if isinstance(document, Mapping):
            return _set(document.get(head), rest, value)
        if isinstance(document, list) and head.isdecimal() and int(head) < len(document):
            return _set(document[int(head)], rest, value)
        return False
    if isinstance(document, dict):
        if path in document:
            document[path] = value
            return True
        return any(_set(child, path, value) for child in document.values())
    if isinstance(document, list):
        return any(_set(child, path, value) for child in document)
    return False
