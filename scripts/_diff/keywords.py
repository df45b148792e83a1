"""What the change of one keyword of a schema does to the values that it allows."""

from collections.abc import Callable, Iterator
from typing import Any

from _diff.lines import Place
from _diff.tree import (
    ADDS,
    BOTH,
    DEFAULT,
    GROWS,
    NARROWS,
    NOTHING,
    READ_ONLY,
    UNCLEAR,
    WIDENS,
    WRITE_ONLY,
    Difference,
    shortened,
)

Places = tuple[Place, Place]
Rule = Callable[[str, Any, Any, Places], Iterator[Difference]]
"""Keyword, old value, new value (None where it is not there), and where it stands."""

_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
# Where one is there on one side only, it is known which side allows more.
_LIMITS = frozenset({"pattern", "not", "multipleOf", "uniqueItems", "dependentRequired"}) | {
    *("propertyNames", "contains", "items"),
}
_OF_NUMBERS = {"integer": frozenset({"integer"}), "number": frozenset({"integer", "number"})}


def rule_for(keyword: str, was: Any, now: Any) -> Rule | None:
    """The rule of a keyword; None where its values are to be compared as plain data."""
    if keyword == "not" and _excluded(was) is not None and _excluded(now) is not None:
        return _not_enum
    rule = _RULES.get(keyword)
    if rule is not None and _is_plain(was) and _is_plain(now):
        return rule
    both_there = was is not None and now is not None
    nested = isinstance(was, dict | list) or isinstance(now, dict | list)
    return None if both_there and nested else _limit


def types(was: frozenset[str] | None, now: frozenset[str] | None, places: Places) -> Difference:
    """Another set of types, null aside."""
    if was is None or now is None:
        kinds = _listed(now or was or frozenset())
        what = f"only {kinds} {'is allowed now' if now else 'is no longer the only type'}"
        return Difference(what, NARROWS if now else WIDENS, *places)
    said = f"{_listed(was)} became {_listed(now)}"
    before, after = _counted(was), _counted(now)
    if before < after:
        return Difference(said, GROWS if after - before == {"number"} else WIDENS, *places)
    return Difference(said, NARROWS if after < before else BOTH, *places)


def _counted(kinds: frozenset[str]) -> frozenset[str]:
    """The types, where each kind of number counts as all that it can be."""
    return frozenset(one for kind in kinds for one in _OF_NUMBERS.get(kind, {kind}))


def _listed(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds)) or "null"


def _is_plain(value: Any) -> bool:
    """Not several values, as `allOf` may say them."""
    return not (isinstance(value, list) and value and isinstance(value[0], list | dict))


def _limit(keyword: str, was: Any, now: Any, places: Places) -> Iterator[Difference]:
    if was is not None and now is not None:
        what = f"`{keyword}` {shortened(was)} became {shortened(now)}"
        yield Difference(what, UNCLEAR, *places)
        return
    there = now is not None
    what = f"`{keyword}` {shortened(now if there else was)} was {'added' if there else 'removed'}"
    known = NARROWS if there else WIDENS
    yield Difference(what, known if keyword in _LIMITS else UNCLEAR, *places)


def _bound(keyword: str, was: Any, now: Any, places: Places) -> Iterator[Difference]:
    tighter = now is not None and (was is None or (now > was if keyword in _LOWER else now < was))
    said = f"`{keyword}` {'none' if was is None else was} became {'none' if now is None else now}"
    yield Difference(said, NARROWS if tighter else WIDENS, *places)


def _discriminator(keyword: str, was: Any, now: Any, places: Places) -> Iterator[Difference]:
    """A mapping that comes or goes with its alternative is no news of its own."""
    before, after = was or {}, now or {}
    name, other = before.get("propertyName"), after.get("propertyName")
    if name != other:
        yield Difference(f"the discriminator {name} became {other}", UNCLEAR, *places)
    mapped, remapped = before.get("mapping", {}), after.get("mapping", {})
    for value in dict.fromkeys([*mapped, *remapped]):
        one, two = mapped.get(value), remapped.get(value)
        if one != two:
            what = f"the discriminator's value {value} names {two} instead of {one}"
            comes_along = frozenset() if one and two else frozenset({str(value)})
            yield Difference(what, UNCLEAR, *places, implied_by=comes_along)
    for other in dict.fromkeys([*before, *after]):
        if other not in ("propertyName", "mapping") and before.get(other) != after.get(other):
            yield Difference(f"the discriminator's `{other}` changed", UNCLEAR, *places)


def _default(keyword: str, was: Any, now: Any, places: Places) -> Iterator[Difference]:
    yield Difference(f"the default {shortened(was)} became {shortened(now)}", DEFAULT, *places)


def _flag(keyword: str, was: Any, now: Any, places: Places) -> Iterator[Difference]:
    effects = {"readOnly": READ_ONLY, "writeOnly": WRITE_ONLY}
    what = f"is {'' if now else 'no longer '}{keyword}{' now' if now else ''}"
    effect = effects.get(keyword, NOTHING) if now else ADDS if keyword in effects else NOTHING
    yield Difference(what, effect, *places)


def _not_enum(keyword: str, was: Any, now: Any, places: Places) -> Iterator[Difference]:
    """The alternative for everything unknown leaves out the values of the known ones."""
    before, after = _excluded(was) or set(), _excluded(now) or set()
    for values, word in ((after - before, "leaves out"), (before - after, "lets in")):
        if values:
            what = f"{word} {', '.join(sorted(values))}, too"
            effect = NARROWS if word == "leaves out" else WIDENS
            yield Difference(what, effect, *places, implied_by=frozenset(values))


def _excluded(schema: Any) -> set[str] | None:
    """The values that `not: {enum: [...]}` excludes; None for another schema."""
    if not isinstance(schema, dict) or set(schema) not in ({"enum"}, {"const"}):
        return None
    return set(map(str, schema.get("enum", [schema.get("const")])))


_RULES: dict[str, Rule] = {
    **dict.fromkeys((*_LOWER, *_UPPER), _bound),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly"), _flag),
    "default": _default,
    "discriminator": _discriminator,
}
