"""Planted faults: which rule fires for a call, and what it does to the answer."""

import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._clock import Clock
from virtualstaging_mock._http.reply import Reply
from virtualstaging_mock._secrets import fingerprint

from .effects import apply
from .rules import FILE, WEBHOOK, Effect, Phase, Rule, parse_rules


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes wrong with one call: effects before the server acts, and after it has acted."""

    before: tuple[Effect, ...] = ()
    after: tuple[Effect, ...] = ()

    def instead(self, clock: Clock) -> Reply | None:
        """The answer given in place of acting, or None when the server shall act."""
        if not any(effect.kind in _ENDS_CALL for effect in self.before):
            return None
        reply = Reply(500)
        for effect in self.before:
            reply = apply(effect, reply, clock)
        return reply

    def over(self, reply: Reply, clock: Clock) -> Reply:
        """The answer of the server that has acted, as all effects change it."""
        for effect in (*self.before, *self.after):
            reply = apply(effect, reply, clock)
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
        rules: as decoded JSON (see `rules.py`) or `Rule` values.
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
        """Plant these rules in place of all others, numbered from 1.

        A malformed one leaves all as it was.
        """
        parsed = parse_rules(rules, self._operations)
        with self._lock:
            self._planted = []
            self._made = 0
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
