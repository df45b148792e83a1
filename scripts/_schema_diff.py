"""How one schema differs from another: does it now allow less, or more?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from _spec import object_shape, resolve

# What a change does to the set of valid values. `adds` and `removes` speak of a property that is
# not required: with open objects no value becomes invalid, yet one side loses or gains a meaning.
NARROWS, WIDENS, BOTH, ADDS, REMOVES = "narrows", "widens", "both", "adds", "removes"

_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
# Which of two such schemas allows more is not for a modest tool to say.
_OPAQUE = ("pattern", "if", "then", "else", "not", "dependentRequired", "multipleOf", "uniqueItems")


@dataclass(frozen=True)
class Difference:
    """One change at one place inside a schema."""

    path: str
    what: str
    effect: str


class SchemaDiff:
    """Compares schemas of two documents, each resolved in its own."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self.old = old
        self.new = new
        self._under_way: set[tuple[str, str]] = set()

    def compare(self, path: str, before: Any, after: Any) -> Iterator[Difference]:
        """All differences between two schemas, those inside them included."""
        refs = (_ref(before), _ref(after))
        if refs in self._under_way:  # a recursive schema: already being compared
            return
        if all(refs):
            self._under_way.add(refs)
        try:
            yield from self._schemas(path, _merged(self.old, before), _merged(self.new, after))
        finally:
            self._under_way.discard(refs)

    def _schemas(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
        yield from _values(path, "type", _types(old), _types(new))
        yield from _values(path, "value", _enum(old), _enum(new))
        yield from _bounds(path, old, new)
        for keyword in _OPAQUE:
            if old.get(keyword) != new.get(keyword):
                yield Difference(path, f"`{keyword}` changed", BOTH)
        if old.get("default") != new.get("default"):
            what = f"the default {old.get('default')!r} became {new.get('default')!r}"
            yield Difference(path, what, BOTH)
        if (old.get("additionalProperties") is False) != (new.get("additionalProperties") is False):
            closed = new.get("additionalProperties") is False
            what = f"unknown properties are {'refused' if closed else 'allowed'}"
            yield Difference(path, what, NARROWS if closed else WIDENS)
        yield from self._properties(path, old, new)
        if "items" in old and "items" in new:
            yield from self.compare(f"{path}[]", old["items"], new["items"])
        yield from self._union(path, old, new)

    def _properties(
        self, path: str, old: dict[str, Any], new: dict[str, Any]
    ) -> Iterator[Difference]:
        before, after = object_shape(self.old, old), object_shape(self.new, new)
        for name in dict.fromkeys([*before.properties, *after.properties]):
            place = f"{path}.{name}".lstrip(".")
            was, now = name in before.required, name in after.required
            if name not in after.properties:
                yield Difference(place, "removed", REMOVES)
            elif name not in before.properties:
                yield Difference(
                    place, f"added{', required' if now else ''}", NARROWS if now else ADDS
                )
            else:
                if was != now:
                    what = "became required" if now else "is no longer required"
                    yield Difference(place, what, NARROWS if now else WIDENS)
                yield from self.compare(place, before.properties[name], after.properties[name])

    def _union(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
        before, after = _branches(self.old, old), _branches(self.new, new)
        for name in dict.fromkeys([*before, *after]):
            if name not in after:
                yield Difference(path, f"the alternative {name} was removed", NARROWS)
            elif name not in before:
                yield Difference(path, f"the alternative {name} was added", WIDENS)
            else:
                yield from self.compare(f"{path}<{name}>", before[name], after[name])


def _ref(schema: Any) -> str:
    return str(schema.get("$ref", "")) if isinstance(schema, dict) else ""


def _merged(spec: dict[str, Any], schema: Any) -> dict[str, Any]:
    """The schema with its reference and its allOf parts laid together; keywords met first stay."""
    resolved = resolve(spec, schema)
    if not isinstance(resolved, dict):
        return {} if resolved is not False else {"not": {}}
    shape = object_shape(spec, resolved)
    result = {key: value for key, value in resolved.items() if key != "allOf"}
    for part in resolved.get("allOf", []):
        result = {**_merged(spec, part), **result}
    if shape.is_object:
        result |= {"properties": shape.properties, "required": list(shape.required)}
    return result


def _types(schema: dict[str, Any]) -> set[str] | None:
    given = schema.get("type")
    return None if given is None else {given} if isinstance(given, str) else set(given)


def _enum(schema: dict[str, Any]) -> set[str] | None:
    given = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return None if given is None else {repr(value) for value in given}


def _values(
    path: str, kind: str, old: set[str] | None, new: set[str] | None
) -> Iterator[Difference]:
    if old is None or new is None:
        if old != new:
            listed = ", ".join(sorted(new or old or ()))
            what = f"only the {kind}s {listed} are {'allowed now' if new else 'no longer a limit'}"
            yield Difference(path, what, NARROWS if new else WIDENS)
        return
    if old - new:
        yield Difference(path, f"{kind} {', '.join(sorted(old - new))} removed", NARROWS)
    if new - old:
        yield Difference(path, f"{kind} {', '.join(sorted(new - old))} added", WIDENS)


def _bounds(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for keyword in (*_LOWER, *_UPPER):
        before, after = old.get(keyword), new.get(keyword)
        if before != after:
            tighter = after is not None and (
                before is None or (after > before if keyword in _LOWER else after < before)
            )
            what = f"`{keyword}` {before} became {after}"
            yield Difference(path, what, NARROWS if tighter else WIDENS)


def _branches(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The alternatives of a union by a name that outlives a change of order."""
    union = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    names = [
        _ref(one).rpartition("/")[2] or str(resolve(spec, one).get("type", number))
        for number, one in enumerate(union)
    ]
    return dict(zip(names, union, strict=True))
