"""Every change between two descriptions of an API."""

from collections.abc import Iterator
from typing import Any

from _diff.lines import Document, Place
from _diff.normal import TEXTS, reachable
from _diff.operations import OperationDiff, operations_of
from _diff.schemas import SchemaDiff
from _diff.tree import NOTHING, TEXT, UNCLEAR, Difference, tree_differences
from _diff.verdicts import ANSWER, CALLERS, NOWHERE, SERVERS, Change, Found

_WEBHOOKS = ("webhooks", "pathItems")


def changes(old: Document, new: Document) -> list[Change]:
    """All changes: what is not understood is among them, to be judged by hand."""
    found = Found(old, new)
    schemas = SchemaDiff(old, new)
    operations = OperationDiff(found, schemas)
    _operations(found, operations)
    _webhooks(found, operations)
    _servers(found)
    _security_schemes(found)
    _components(found, schemas, operations)
    _rest(found)
    return found.changes(schemas.tags)


def _operations(found: Found, diff: OperationDiff) -> None:
    before, after = operations_of(found.old), operations_of(found.new)
    by_id = {one.id: one for one in after.values()}
    moved = {
        key: by_id[one.id].key
        for key, one in before.items()
        if key not in after and one.id in by_id and by_id[one.id].key not in before
    }
    for key, one in before.items():
        other = after.get(moved.get(key, key))
        if other is None:
            found.put(Difference("removed", NOTHING, one.place, None), CALLERS)
            continue
        if key in moved:
            what = f"moved, it was {one.method.upper()} {one.path}"
            found.put(Difference(what, NOTHING, one.place, other.place), CALLERS, SERVERS)
        diff.compare(one, other)
    for key, one in after.items():
        if key not in before and key not in moved.values():
            found.put(Difference("added", NOTHING, None, one.place), SERVERS)


def _webhooks(found: Found, diff: OperationDiff) -> None:
    """What the server sends to callers counts as an answer, wherever the document holds it."""
    before, after = (dict(_items(one)) for one in (found.old, found.new))
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if now is None and was is not None:
            found.put(Difference("removed", NOTHING, was[0], None), CALLERS)
        elif was is None and now is not None:
            found.put(Difference("added", NOTHING, None, now[0]), SERVERS)
        elif was is not None and now is not None:
            diff.compare_item(was[1], now[1])


def _items(document: Document) -> Iterator[tuple[tuple[str, str], tuple[Place, Any]]]:
    components = document.data.get("components", {})
    for kind, holder in zip(_WEBHOOKS, (document.data, components), strict=True):
        items = holder.get(kind, {})
        for name, item in items.items():
            yield (kind, name), (document.place(items, name), item)


def _servers(found: Found) -> None:
    """Callers are configured with these, and servers answer below their paths."""
    lists = [one.data.get("servers", []) for one in _both(found)]
    for was, now in _one_server(*lists):
        if was is None:
            place = found.new.place(now)
            found.put(Difference("a server was added", NOTHING, None, place))
        elif now is None:
            place = found.old.place(was)
            found.put(Difference("a server was removed", NOTHING, place, None), CALLERS)
        else:
            places = found.old.place(was), found.new.place(now)
            for one in tree_differences(found.old, found.new, was, now, places):
                harmless = one.effect == TEXT or was["url"] == now["url"]
                found.put(one, *([] if harmless else [CALLERS, SERVERS]))
    usual = [one[0]["url"] if one else None for one in lists]
    if usual[0] != usual[1] and usual[1] in [one["url"] for one in lists[0]]:
        place = found.new.place(lists[1][0])
        found.put(Difference("is the usual server now", NOTHING, place, place), CALLERS)


def _one_server(before: list[Any], after: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Servers of one URL or one name side by side; None where one has no counterpart."""
    left, right = list(before), list(after)
    for key in ("url", "x-name"):
        for was in list(left):
            found = [now for now in right if key in was and was[key] == now.get(key)]
            if found:
                left = [one for one in left if one is not was]
                right = [one for one in right if one is not found[0]]
                yield was, found[0]
    yield from ((was, None) for was in left)
    yield from ((None, now) for now in right)


def _security_schemes(found: Found) -> None:
    holders = [one.data.get("components", {}).get("securitySchemes", {}) for one in _both(found)]
    for name in dict.fromkeys([*holders[0], *holders[1]]):
        was, now = (one.get(name) for one in holders)
        places = found.old.place(holders[0], name), found.new.place(holders[1], name)
        if was is None or now is None:
            what = "a security scheme was " + ("added" if now else "removed")
            where = (None, places[1]) if now else (places[0], None)
            found.put(Difference(what, NOTHING, *where), *([] if now else [CALLERS, SERVERS]))
            continue
        for one in tree_differences(found.old, found.new, was, now, places):
            found.put(one, *([] if one.effect == TEXT else [CALLERS, SERVERS]))


def _components(found: Found, schemas: SchemaDiff, operations: OperationDiff) -> None:
    """What no operation leads to is not sent, but it has names in Python."""
    used = [{id(node) for node in reachable(one)} for one in _both(found)]
    holders = [one.data.get("components", {}) for one in _both(found)]
    for kind in dict.fromkeys([*holders[0], *holders[1]]):
        if kind in ("securitySchemes", "pathItems"):
            continue
        before, after = holders[0].get(kind, {}), holders[1].get(kind, {})
        for name in dict.fromkeys([*before, *after]):
            was, now = before.get(name), after.get(name)
            places = found.old.place(before, name), found.new.place(after, name)
            if was is None:
                if id(now) not in used[1]:
                    what = "added; no operation uses it"
                    found.put(Difference(what, NOTHING, None, places[1]))
            elif now is None:
                if id(was) not in used[0]:
                    what = "removed; no operation used it"
                    found.put(Difference(what, NOTHING, places[0], None))
            elif kind == "schemas":
                found.add(schemas.compare(was, now, NOWHERE), NOWHERE)
            elif not operations.has_seen(was, now):
                found.add(tree_differences(found.old, found.new, was, now, places), NOWHERE)


def _rest(found: Found) -> None:
    """What stands at the top of the document beside all that."""
    done = ("paths", "components", "servers", "security", "webhooks")
    before, after = (
        {key: value for key, value in one.data.items() if key not in done} for one in _both(found)
    )
    paths = [
        {key: value for key, value in one.data["paths"].items() if not str(key).startswith("/")}
        for one in _both(found)
    ]
    if paths[0] != paths[1]:
        places = found.old.place(found.old.data, "paths"), found.new.place(found.new.data, "paths")
        found.put(Difference("what stands beside the paths changed", UNCLEAR, *places))
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        places = found.old.place(found.old.data, key), found.new.place(found.new.data, key)
        if key in ("info", "tags") or key in TEXTS:
            found.put(Difference(f"`{key}` changed", TEXT, *places))
        else:
            found.add(tree_differences(found.old, found.new, was, now, places), ANSWER)


def _both(found: Found) -> tuple[Document, Document]:
    return found.old, found.new
