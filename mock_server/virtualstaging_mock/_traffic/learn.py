"""From a report of traffic to a patch of the document: proposed, never applied."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from virtualstaging_mock._input import InputError, read_json

from .places import SOURCE, node_at
from .report import FORMAT

_SOURCES = "x-enum-sources"


class _Insert(NamedTuple):
    """Text that is put into the file at a position; `drop` characters behind it go."""

    at: int
    text: str
    drop: int = 0


def read_report(path: Path) -> Any:
    """Read a report that `proxy` or `check` has written.

    Raises:
        InputError: it cannot be read, or is none.
    """
    report = read_json(path)
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise InputError(f"{path} is no report of traffic: its format is not {FORMAT}.")
    return report


def patch_of(report: Any, source: Path = SOURCE, name: str = "openapi/openapi.yaml") -> str:
    """The changes that would make the document agree, as a patch for `git apply`.

    New enum values, nulls, fields, and fields that are not always there; what else a report says
    has to be decided by a person.
    """
    text = source.read_text(encoding="utf-8")
    edits = [edit for one in report["deviations"] for edit in _edits(one["change"], text)]
    changed = text
    for edit in sorted(edits, key=lambda edit: edit.at, reverse=True):
        changed = changed[: edit.at] + edit.text + changed[edit.at + edit.drop :]
    lines = difflib.unified_diff(
        text.splitlines(keepends=True), changed.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(lines)


def _edits(change: Any, text: str) -> Iterator[_Insert]:
    kind = None if change is None else change.get("add", "required")
    if kind == "value":
        yield from _add_value(change, text)
    elif kind == "null":
        yield from _allow_null(change)
    elif kind == "field":
        yield from _add_field(change)
    elif kind == "required":
        yield from _drop_required(change)


def _add_value(change: Any, text: str) -> Iterator[_Insert]:
    node, key = node_at(change["at"])
    if node.id != "sequence" or key is None:
        return
    value = orjson.dumps(change["value"]).decode()
    value = change["value"] if change["value"].isidentifier() else value
    yield _item(node, value)
    sources, _ = node_at(f"{change['at'].rpartition('/')[0]}/{_SOURCES}")
    if sources.id == "mapping" and text[sources.end_mark.index - 1] == "}":
        yield _Insert(sources.end_mark.index - 1, f", {value}: observed")
    else:
        indent = " " * key.start_mark.column
        at = key.start_mark.index
        yield _Insert(at, f"{_SOURCES}: {{{value}: observed}}\n{indent}")


def _allow_null(change: Any) -> Iterator[_Insert]:
    node, _ = node_at(change["at"])
    fields = {pair[0].value: pair for pair in node.value} if node.id == "mapping" else {}
    if "type" in fields:
        kind = fields["type"][1]
        if kind.id == "scalar":
            length = kind.end_mark.index - kind.start_mark.index
            yield _Insert(kind.start_mark.index, f'[{kind.value}, "null"]', length)
    elif "$ref" in fields:
        target = fields["$ref"][1].value
        optional, name = f"Optional{target.rpartition('/')[2]}", target.rpartition("/")[2]
        _, key = node_at(f"#/components/schemas/{optional}")
        reference = fields["$ref"][1]
        length = reference.end_mark.index - reference.start_mark.index
        if key is not None and key.value == optional:
            new = target.replace(f"/{name}", f"/{optional}")
            yield _Insert(reference.start_mark.index, f'"{new}"', length)
        elif node.flow_style:
            whole = node.end_mark.index - node.start_mark.index
            union = f'{{anyOf: [{{$ref: "{target}"}}, {{type: "null"}}]}}'
            yield _Insert(node.start_mark.index, union, whole)


def _add_field(change: Any) -> Iterator[_Insert]:
    properties, _ = node_at(f"{change['at']}/properties")
    if properties.id != "mapping" or properties.flow_style or not properties.value:
        return
    first, last = properties.value[0][0], properties.value[-1][0]
    kind = "" if change["type"] == "null" else f"type: {change['type']}, "
    items = "items: {}, " if change["type"] == "array" else ""
    indent = " " * first.start_mark.column
    name = (
        change["name"] if change["name"].isidentifier() else orjson.dumps(change["name"]).decode()
    )
    line = f"{name}: {{{kind}{items}x-source: observed, description: Seen in answers of the API.}}"
    yield _Insert(last.start_mark.index, f"{line}\n{indent}")


def _drop_required(change: Any) -> Iterator[_Insert]:
    node, _ = node_at(change["at"])
    if node.id != "sequence":
        return
    items = node.value
    for i, item in enumerate(items):
        if item.value == change["name"]:
            start, end = item.start_mark.index, item.end_mark.index
            if i + 1 < len(items):
                end = items[i + 1].start_mark.index
            elif i:
                start = items[i - 1].end_mark.index
            yield _Insert(start, "", end - start)


def _item(sequence: Any, value: str) -> _Insert:
    last = sequence.value[-1]
    if sequence.flow_style:
        return _Insert(last.end_mark.index, f", {value}")
    indent = " " * sequence.start_mark.column
    return _Insert(last.end_mark.index, f"\n{indent}- {value}")
