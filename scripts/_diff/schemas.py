"""How one schema differs from another: does it now allow less, or more?"""

from collections.abc import Iterator
from typing import Any

from _diff.branches import constants, label, paired
from _diff.keywords import Places, rule_for, types
from _diff.lines import Document
from _diff.normal import Normal, Reader, Union, text_of
from _diff.tree import (
    ADDS,
    BOTH,
    GROWS,
    NAMES,
    NARROWS,
    REMOVES,
    TEXT,
    UNCLEAR,
    WIDENS,
    Difference,
    shortened,
    tree_differences,
)


class SchemaDiff:
    """Compares schemas of two documents; each pair once for each direction that it is sent in."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old = Reader(old)
        self.new = Reader(new)
        self.tags: set[str] = set()
        """Constants of the alternatives that came and went."""
        self.seen: tuple[set[int], set[int]] = (set(), set())
        """Every mapping of either document that was compared."""
        self._pairs: set[tuple[int, int, str]] = set()

    def compare(self, before: Any, after: Any, direction: str) -> Iterator[Difference]:
        """All differences between two schemas, those inside them included."""
        old, new = self.old.normal(before), self.new.normal(after)
        pair = (id(old), id(new), direction)
        if pair in self._pairs:
            return
        self._pairs.add(pair)
        self.seen[0].update(map(id, old.nodes))
        self.seen[1].update(map(id, new.nodes))
        if old.name and new.name and old.name != new.name:
            yield (other := self._called(before, after, old, new))
            if other.effect != NAMES:  # another object altogether: one change
                return
        yield from self._inside(old, new, direction)

    def _inside(self, old: Normal, new: Normal, direction: str) -> Iterator[Difference]:
        yield from _types(old, new)
        yield from self._words(old, new)
        yield from self._additional(old, new, direction)
        yield from _texts(old, new)
        yield from self._properties(old, new, direction)
        if "items" in old.words and "items" in new.words:
            yield from self.compare(old.words["items"].value, new.words["items"].value, direction)
        yield from self._unions(old, new, direction)

    def same(self, before: Any, after: Any) -> bool:
        """Do two schemas say the same, apart from their texts and names?"""
        trial = SchemaDiff(self.old.document, self.new.document)
        found = trial.compare(before, after, "trial")
        return all(one.effect in (TEXT, NAMES) for one in found)

    def _called(self, before: Any, after: Any, old: Normal, new: Normal) -> Difference:
        """One component in place of another; with a change of meaning if it is not the same."""
        documents = self.old.document, self.new.document
        was, now = (one.data.get("components", {}).get("schemas", {}) for one in documents)
        if old.name not in now and new.name not in was:
            what = f"the schema {old.name} is called {new.name} now"
            return Difference(what, NAMES, old.place, new.place)
        places = documents[0].place(before, "$ref"), documents[1].place(after, "$ref")
        inside = SchemaDiff(*documents)._inside(old, new, "trial")
        effects = {one.effect for one in inside} - {TEXT, NAMES}
        effect = effects.pop() if len(effects) == 1 else BOTH if effects else NAMES
        return Difference(f"is {new.name} now, where it was {old.name}", effect, *places)

    def _words(self, old: Normal, new: Normal) -> Iterator[Difference]:
        for keyword in dict.fromkeys([*old.words, *new.words]):
            before, after = old.words.get(keyword), new.words.get(keyword)
            was, now = (None if one is None else one.value for one in (before, after))
            if keyword == "additionalProperties" or (was == now and type(was) is type(now)):
                continue
            if keyword == "items" and before and after:
                continue
            places = _places(before, after, old, new)
            rule = rule_for(keyword, was, now)
            if keyword == "enum":
                yield from self._enum(was, now, places)
            elif rule is None:
                documents = self.old.document, self.new.document
                yield from tree_differences(*documents, was, now, places)
            else:
                yield from rule(keyword, was, now, places)

    def _enum(
        self, was: list[Any] | None, now: list[Any] | None, places: Places
    ) -> Iterator[Difference]:
        if was is None or now is None:
            listed = ", ".join(map(shortened, (was if now is None else now) or []))
            what = f"only {listed} {'was allowed until now' if now is None else 'is allowed now'}"
            yield Difference(what, WIDENS if now is None else NARROWS, *places)
            return
        gone = [(shortened(one), number) for number, one in enumerate(was) if one not in now]
        fresh = [(shortened(one), number) for number, one in enumerate(now) if one not in was]
        old = self.old.document.place(was, gone[0][1]) if gone else places[0]
        new = self.new.document.place(now, fresh[0][1]) if fresh else places[1]
        if len(gone) == len(fresh) == 1:
            yield Difference(f"value {gone[0][0]} became {fresh[0][0]}", BOTH, old, new)
            return
        for values, word, effect in ((gone, "removed", NARROWS), (fresh, "added", GROWS)):
            if values:
                what = f"value{'s' if len(values) > 1 else ''} {', '.join(x for x, _ in values)}"
                yield Difference(f"{what} {word}", effect, old, None if word == "removed" else new)

    def _additional(self, old: Normal, new: Normal, direction: str) -> Iterator[Difference]:
        before, after = (one.words.get("additionalProperties") for one in (old, new))
        was, now = (None if one is None else one.value for one in (before, after))
        if isinstance(was, dict) and isinstance(now, dict):
            yield from self.compare(was, now, direction)
        elif was != now:
            looser = was is False or now is None
            how = "refused" if now is False else "allowed" if now is None else "of one type"
            what = f"unknown properties are {how} now"
            effect = WIDENS if looser else NARROWS
            yield Difference(what, effect, *_places(before, after, old, new))

    def _properties(self, old: Normal, new: Normal, direction: str) -> Iterator[Difference]:
        renamed = self._renamed(old, new)
        for name in dict.fromkeys([*old.properties, *new.properties]):
            before, after = old.properties.get(name), new.properties.get(name)
            if before is None and after is not None:
                if (was := renamed.get(name)) is not None:
                    effect = BOTH if name in new.required else REMOVES
                    places = old.properties[was].place, after.place
                    yield Difference(f"renamed, it was `{was}`", effect, *places)
                else:
                    needed = name in new.required
                    what = f"added{', required' if needed else ''}"
                    yield Difference(what, NARROWS if needed else ADDS, None, after.place)
            elif after is None and before is not None:
                if name not in renamed.values():
                    yield Difference("removed", REMOVES, before.place, None)
            elif before is not None and after is not None:
                yield from self.compare(before.value, after.value, direction)
        for name in dict.fromkeys([*old.required, *new.required]):
            yield from _required(name, old, new)

    def _renamed(self, old: Normal, new: Normal) -> dict[str, str]:
        """New names and the old ones that they replace, where only one can be meant."""
        gone = [name for name in old.properties if name not in new.properties]
        found = {
            name: [
                one
                for one in gone
                if (one in old.required) == (name in new.required)
                and self.same(old.properties[one].value, new.properties[name].value)
            ]
            for name in new.properties
            if name not in old.properties
        }
        chosen = [one for alike in found.values() for one in alike]
        return {
            name: alike[0]
            for name, alike in found.items()
            if len(alike) == 1 and chosen.count(alike[0]) == 1
        }

    def _unions(self, old: Normal, new: Normal, direction: str) -> Iterator[Difference]:
        if len(old.unions) == len(new.unions) == 1:
            yield from self._union(old.unions[0], new.unions[0], direction)
            return
        said = [sorted(text_of([u.kind, u.branches]) for u in one.unions) for one in (old, new)]
        if said[0] != said[1]:
            before, after = (one.unions[0] if one.unions else None for one in (old, new))
            places = _places(before, after, old, new)
            yield Difference("its alternatives changed", UNCLEAR, *places)

    def _union(self, before: Union, after: Union, direction: str) -> Iterator[Difference]:
        if before.kind != after.kind:
            looser = after.kind == "anyOf"
            what = f"{before.kind} became {after.kind}: values that fit several alternatives are "
            what += "allowed now" if looser else "refused now"
            effect = WIDENS if looser else NARROWS
            yield Difference(what, effect, before.place, after.place)
        for was, now in paired(before.branches, after.branches, self):
            if was is not None and now is not None:
                yield from self.compare(was, now, direction)
                continue
            reader, branch = (self.old, was) if now is None else (self.new, now)
            self.tags.update(constants(branch, reader))
            place = reader.document.place(branch)
            if now is None:
                what = f"the alternative {label(branch, reader)} was removed"
                yield Difference(what, NARROWS, place, after.place)
            else:
                what = f"the alternative {label(branch, reader)} was added"
                yield Difference(what, GROWS, None, place)


def _types(old: Normal, new: Normal) -> Iterator[Difference]:
    places = (old.type_place or old.place, new.type_place or new.place)
    if (old.null is None) != (new.null is None) and _limits_null(old if new.null else new):
        word = "allowed now" if new.null else "no longer allowed"
        where = (old.null or old).place, (new.null or new).place
        yield Difference(f"null is {word}", WIDENS if new.null else NARROWS, *where)
    if old.types != new.types:
        yield types(old.types, new.types, places)


def _limits_null(schema: Normal) -> bool:
    """Does a schema that does not name null refuse it?"""
    return schema.types is not None or bool(schema.unions) or "enum" in schema.words


def _required(name: str, old: Normal, new: Normal) -> Iterator[Difference]:
    was, now = name in old.required, name in new.required
    if was == now or (name in old.properties) != (name in new.properties):
        return
    before, after = old.properties.get(name, old), new.properties.get(name, new)
    if now:
        what = f"`{name}` became required"
        yield Difference(what, NARROWS, before.place, new.required[name])
    else:
        what = f"`{name}` is no longer required"
        yield Difference(what, WIDENS, old.required[name], after.place)


def _texts(old: Normal, new: Normal) -> Iterator[Difference]:
    for keyword in dict.fromkeys([*old.texts, *new.texts]):
        before, after = old.texts.get(keyword), new.texts.get(keyword)
        if before is None or after is None or before.value != after.value:
            places = _places(before, after, old, new)
            yield Difference(f"`{keyword}` changed", TEXT, *places)


def _places(before: Any, after: Any, old: Normal, new: Normal) -> Places:
    """Where a keyword stands on both sides; where it does not, its schema."""
    return (before.place if before else old.place, after.place if after else new.place)
