"""What changed in `openapi/openapi.yaml` since a git ref, and whom it breaks.

    make spec-diff BASE=v1.0.0        default: the newest tag, else the last commit

Callers are programs written for the old description; servers are those that implement it, the mock
among them. New fields, enum values and alternatives in answers do not break callers: the client
passes them through. Exit code 1 when something breaks either, 2 when there is nothing to compare.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from _schema_diff import ADDS, BOTH, NARROWS, REMOVES, WIDENS, Difference, SchemaDiff
from _spec import (
    METHODS,
    ROOT,
    SPEC,
    Operation,
    SpecError,
    json_content,
    load,
    operations,
    parse,
    resolve,
)

CALLERS, SERVERS = "callers", "servers"

# Whom a change of what is sent breaks: the sender when less is allowed, the reader when more is.
_IN_REQUEST = {
    NARROWS: {CALLERS},
    WIDENS: {SERVERS},
    BOTH: {CALLERS, SERVERS},
    ADDS: {SERVERS},
    REMOVES: {CALLERS},
}
_IN_ANSWER = {
    NARROWS: {SERVERS},
    WIDENS: {CALLERS},
    BOTH: {CALLERS, SERVERS},
    ADDS: set(),
    REMOVES: {CALLERS},
}


@dataclass(frozen=True)
class Change:
    """One change, and whom it breaks (nobody: an empty set)."""

    where: str
    what: str
    breaks: frozenset[str]

    def __str__(self) -> str:
        breaks = f"breaks {' and '.join(sorted(self.breaks))}" if self.breaks else "breaks nobody"
        return f"{breaks:<26} {self.where}: {self.what}"


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every change between two documents that callers or servers could notice."""
    before = {(one.method, one.path): one for one in operations(old)}
    after = {(one.method, one.path): one for one in operations(new)}
    found: list[Change] = []
    for key in dict.fromkeys([*before, *after]):
        where = f"{key[0].upper()} {key[1]}"
        if key not in after:
            found.append(_change(where, "removed", CALLERS))
        elif key not in before:
            found.append(_change(where, "added", SERVERS))
        else:
            found += _operation(where, SchemaDiff(old, new), before[key], after[key])
    return list(dict.fromkeys([*found, *_webhooks(SchemaDiff(old, new))]))


def _change(where: str, what: str, *breaks: str) -> Change:
    return Change(where, what, frozenset(breaks))


def _operation(where: str, diff: SchemaDiff, old: Operation, new: Operation) -> Iterator[Change]:
    if old.id != new.id:
        yield _change(where, f"operationId {old.id} became {new.id}", CALLERS)
    if old.node.get("security") != new.node.get("security"):
        yield _change(where, "its security changed", CALLERS, SERVERS)
    yield from _parameters(where, diff, old, new)
    before = resolve(diff.old, old.node.get("requestBody")) or {}
    after = resolve(diff.new, new.node.get("requestBody")) or {}
    if bool(before.get("required")) != bool(after.get("required")):
        needed = bool(after.get("required"))
        what = f"its request body is {'now' if needed else 'no longer'} required"
        yield _change(where, what, CALLERS if needed else SERVERS)
    yield from _content(f"{where}, request body", diff, before, after, _IN_REQUEST)
    yield from _answers(where, diff, old.node["responses"], new.node["responses"])


def _parameters(where: str, diff: SchemaDiff, old: Operation, new: Operation) -> Iterator[Change]:
    before = {(one["in"], one["name"]): one for one in old.parameters}
    after = {(one["in"], one["name"]): one for one in new.parameters}
    for key in dict.fromkeys([*before, *after]):
        place = f"{where}, {key[0]} parameter {key[1]}"
        if key not in after:
            yield _change(place, "removed", CALLERS)
            continue
        needed = bool(after[key].get("required"))
        if key not in before:
            broken = (CALLERS, SERVERS) if needed else (SERVERS,)
            yield _change(place, f"added{', required' if needed else ''}", *broken)
            continue
        if bool(before[key].get("required")) != needed:
            what = "became required" if needed else "is no longer required"
            yield _change(place, what, CALLERS if needed else SERVERS)
        schemas = (before[key].get("schema", {}), after[key].get("schema", {}))
        yield from _judged(place, diff.compare("", *schemas), _IN_REQUEST)


def _answers(
    where: str, diff: SchemaDiff, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Change]:
    for status in dict.fromkeys([*old, *new]):
        place = f"{where}, answer {status}"
        if status not in new:
            yield _change(place, "removed", SERVERS)
        elif status not in old:
            # Callers meet undocumented errors anyhow; another kind of success they must know.
            yield _change(place, "added", *([CALLERS] if str(status).startswith("2") else []))
        else:
            before, after = resolve(diff.old, old[status]), resolve(diff.new, new[status])
            yield from _content(place, diff, before, after, _IN_ANSWER)


def _webhooks(diff: SchemaDiff) -> Iterator[Change]:
    """What the server sends to callers counts as an answer."""
    before, after = (
        {
            f"webhook {name}": resolve(spec, item[method].get("requestBody")) or {}
            for name, item in spec.get("components", {}).get("pathItems", {}).items()
            for method in METHODS
            if method in item
        }
        for spec in (diff.old, diff.new)
    )
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield _change(name, "removed", CALLERS)
        elif name not in before:
            yield _change(name, "added", SERVERS)
        else:
            yield from _content(name, diff, before[name], after[name], _IN_ANSWER)


def _content(
    where: str, diff: SchemaDiff, old: Any, new: Any, verdicts: dict[str, set[str]]
) -> Iterator[Change]:
    before, after = json_content(old), json_content(new)
    if before and after:
        yield from _judged(where, diff.compare("", before["schema"], after["schema"]), verdicts)
    elif before or after:
        yield _change(where, "added" if after else "removed", CALLERS, SERVERS)


def _judged(
    where: str, differences: Iterator[Difference], verdicts: dict[str, set[str]]
) -> Iterator[Change]:
    for one in differences:
        broken = verdicts[one.effect]
        grows = one.what.startswith(("value ", "the alternative ")) and one.effect == WIDENS
        if grows and verdicts is _IN_ANSWER:
            broken = set()  # answers are read tolerantly
        yield Change(f"{where}, {one.path}" if one.path else where, one.what, frozenset(broken))


def base_spec(ref: str) -> dict[str, Any]:
    """The spec as it was at a git ref.

    Raises:
        SpecError: There is no such ref, or no spec in it.
    """
    name = SPEC.relative_to(ROOT).as_posix()
    run = _git("show", f"{ref}:{name}")
    if run.returncode:
        raise SpecError(f"There is no {name} at {ref!r}: {run.stderr.strip()}")
    return parse(run.stdout, f"{name} at {ref}")


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )


def default_base() -> str:
    """The newest tag, or the last commit where there is none."""
    run = _git("describe", "--tags", "--abbrev=0")
    return run.stdout.strip() if run.returncode == 0 else "HEAD"


def main(arguments: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    base = (given[0] if given else os.environ.get("BASE")) or default_base()
    if base.startswith("-"):
        print(f"{base!r} is no git ref. {__doc__}", file=sys.stderr)
        return 2
    try:
        found = changes(base_spec(base), load())
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    for change in sorted(found, key=lambda one: (not one.breaks, one.where)):
        print(change)
    breaking = sum(bool(one.breaks) for one in found)
    print(f"{len(found)} change(s) since {base}, {breaking} of them breaking.")
    return 1 if breaking else 0


if __name__ == "__main__":
    sys.exit(main())
