"""What the comparison of any two parts of a description needs, schemas aside."""

from collections.abc import Callable, Iterable
from typing import Any

from _diff.lines import Place
from _diff.normal import TEXTS
from _diff.schemas import SchemaDiff
from _diff.tree import NOTHING, TEXT, UNCLEAR, Difference, tree_differences
from _diff.verdicts import NOWHERE, Found
from _spec import SpecError


class PartDiff:
    """Remembers what it has compared, and puts what it finds to the rest."""

    def __init__(self, found: Found, schemas: SchemaDiff) -> None:
        self._found = found
        self._schemas = schemas
        self._seen: set[tuple[int, int]] = set()

    def has_seen(self, was: Any, now: Any) -> bool:
        """Were these two parts compared?"""
        return (id(was), id(now)) in self._seen

    def _each(
        self,
        old: dict[str, Any],
        new: dict[str, Any],
        kind: str,
        compare: Callable[[Any, Any], None],
        gone: Iterable[str],
        fresh: Iterable[str] = (),
    ) -> None:
        for name in dict.fromkeys([*old, *new]):
            places = self._places(old, new, name)
            if name not in new:
                what = f"the {kind} {name} was removed"
                self._found.put(Difference(what, NOTHING, places[0], None), *gone)
            elif name not in old:
                what = f"the {kind} {name} was added"
                self._found.put(Difference(what, NOTHING, None, places[1]), *fresh)
            else:
                compare(old[name], new[name])

    def _others(self, was: Any, now: Any, done: set[str]) -> None:
        """Everything that no rule is for."""
        for key in dict.fromkeys([*was, *now]):
            if key in done or was.get(key) == now.get(key):
                continue
            places = self._places(was, now, key)
            if key in TEXTS or key == "links":
                self._found.put(Difference(f"`{key}` changed", TEXT, *places))
            elif key == "deprecated":
                what = "is deprecated now" if now.get(key) else "is no longer deprecated"
                self._found.put(Difference(what, NOTHING, *places))
            elif key in was and key in now:
                inner = tree_differences(
                    self._found.old, self._found.new, was[key], now[key], places
                )
                self._found.add(inner, NOWHERE)
            else:
                what = f"`{key}` was {'added' if key in now else 'removed'}"
                self._found.put(Difference(what, UNCLEAR, *places))

    def _again(self, was: Any, now: Any) -> bool:
        """Marks two parts as compared; true when they already were."""
        if self.has_seen(was, now):
            return True
        self._seen.add((id(was), id(now)))
        return False

    def _resolved(self, was: Any, now: Any) -> tuple[Any, Any]:
        """What references lead to; what stands beside them counts, too."""
        before, after = self._found.old.resolved(was), self._found.new.resolved(now)
        if before is None or after is None:
            where = f"{self._found.new.name}: {(was if before is None else now)['$ref']}"
            raise SpecError(f"{where} leads nowhere.")
        if before is not was and after is not now:
            self._others(was, now, {"$ref"})
        return before, after

    def _places(self, was: Any, now: Any, key: str) -> tuple[Place, Place]:
        return self._found.old.place(was, key), self._found.new.place(now, key)
