"""Which names of a Python package appear, change or vanish between two versions of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import griffe

_VANISHED = (griffe.BreakageKind.OBJECT_REMOVED,)
# A default or an annotation that differs is shown by the change of the spec itself.
_OF_NO_INTEREST = (
    griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE,
    griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT,
)


@dataclass(frozen=True)
class NameChange:
    """One name, what became of it (`new`, `changed`, `gone`), and where it stands."""

    name: str
    fate: str
    file: str
    line: int | None
    what: str = ""

    @property
    def breaks(self) -> bool:
        """Whether programs that use the name break."""
        return self.fate != "new"


def name_changes(old: Path, new: Path, package: str) -> list[NameChange]:
    """The public names that differ; both folders hold the package."""
    logging.getLogger("griffe").setLevel(logging.ERROR)
    before, after = (_loaded(folder, package) for folder in (old, new))
    found: dict[str, NameChange] = {}
    for breakage in griffe.find_breaking_changes(before, after):
        if breakage.kind in _OF_NO_INTEREST:
            continue
        path = breakage.obj.path
        fate = "gone" if breakage.kind in _VANISHED else "changed"
        root, line = (old, breakage.obj.lineno) if fate == "gone" else (new, breakage.obj.lineno)
        file = _file(breakage.obj, root)
        found.setdefault(path, NameChange(path, fate, file, line, _text(breakage)))
    names = _public(before)
    for path, one in _public(after).items():
        if path not in names:
            found[path] = NameChange(path, "new", _file(one, new), one.lineno)
        elif one.is_attribute and str(names[path].annotation) != str(one.annotation):
            what = f"its type: {names[path].annotation} -> {one.annotation}"
            found.setdefault(path, NameChange(path, "changed", _file(one, new), one.lineno, what))
    return sorted(_outermost(found.values()), key=lambda one: (one.fate, one.name))


def _loaded(folder: Path, package: str) -> Any:
    return griffe.load(package, search_paths=[folder], allow_inspection=False)


def _public(module: Any) -> dict[str, Any]:
    """Every public class, function, attribute and module below a module, by its path."""
    found = {}
    for name, member in module.members.items():
        if name.startswith("_") or member.is_alias:
            continue
        found[member.path] = member
        if member.is_module or member.is_class:
            found |= _public(member)
    return found


def _outermost(changes: Any) -> Iterator[NameChange]:
    """Without the members of what appeared or vanished as a whole."""
    listed = {(one.name, one.fate) for one in changes}
    for one in changes:
        parts = one.name.split(".")
        parents = (".".join(parts[:length]) for length in range(1, len(parts)))
        if not any((parent, one.fate) in listed for parent in parents):
            yield one


def _file(one: Any, root: Path) -> str:
    path = Path(str(one.filepath))
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name


def _text(breakage: Any) -> str:
    text = str(breakage.kind.value)
    if breakage.kind in _VANISHED:
        return text
    values = [value for value in (breakage.old_value, breakage.new_value) if value is not None]
    return f"{text}: {' -> '.join(map(_plain, values))}" if values else text


def _plain(value: Any) -> str:
    return str(getattr(value, "name", None) or value)
