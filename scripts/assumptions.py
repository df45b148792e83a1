"""Writes `docs/assumptions.md` from the spec: what nobody has documented, and how to check it.

python scripts/assumptions.py            writes it
python scripts/assumptions.py --check    changes nothing; exit 1 when it is not what the spec says
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _spec import METHODS, ROOT, SPEC, SpecError, load, operations, resolve, sub_schemas

PAGE = ROOT / "docs" / "assumptions.md"

_HEAD = """\
# What is assumed about the API

<!-- Written by scripts/assumptions.py from openapi/openapi.yaml. Do not edit: change the spec and run `make fix`. -->

The vendor's documentation folds away part of what a client must know. Where nothing public says it, the
description in `openapi/openapi.yaml` holds the most plausible reading, marked `x-source: assumed`. This page lists
every such place: the client, the mock server and the tests all rely on it, and the real API may differ.

## How to check with your own account

- Let your application's traffic pass through
  `virtualstaging-mock proxy --upstream https://api.virtualstagingai.app/v2`: it reports, request by request,
  where the real API leaves the description.
- `make contract BASE_URL=https://api.virtualstagingai.app/v2` with your key in the environment variable `API_KEY`
  runs the contract tests against the real API. What would charge photos runs only with `ALLOW_CHARGES=1`.

If you find out more, correct the place in `openapi/openapi.yaml`, change its `x-source` to `observed` and run
`make generate` and `make fix`.
"""  # noqa: E501

_KNOWN = {
    "docs": "Known from other pages of the vendor's documentation",
    "observed": "Seen in public programs that call the live API",
}


@dataclass(frozen=True)
class Mark:
    """One place of the spec whose source is stated."""

    group: str
    label: str
    source: str
    description: str
    node: int
    """Identity of the node that carries the mark."""


def marks(spec: dict[str, Any]) -> list[Mark]:
    """Every stated source, in the order of the document.

    Raises:
        SpecError: A source is stated at a place that this page has no words for.
    """
    found = [
        *_server_marks(spec),
        *_operation_marks(spec),
        *_webhook_marks(spec),
        *_schema_marks(spec),
    ]
    listed = {mark.node for mark in found}
    for where, node in _marked("", spec):
        if id(node) not in listed:
            raise SpecError(f"{where} states its source, but scripts/assumptions.py overlooks it.")
    return found


def _marked(where: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every node that states a source, wherever it is."""
    if isinstance(node, dict):
        if "x-source" in node or "x-enum-sources" in node:
            yield where, node
        for key, value in node.items():
            yield from _marked(f"{where}.{key}".lstrip("."), value)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _marked(f"{where}[{number}]", value)


def _own_marks(group: str, label: str, node: Any) -> Iterator[Mark]:
    """The sources stated at one node: its own, and those of single values of its enum."""
    if not isinstance(node, dict):
        return
    description = " ".join([str(node.get("description", "")), *_details(node)]).strip()
    description = " ".join(description.split())
    if "x-source" in node:
        yield Mark(group, label, str(node["x-source"]), description, id(node))
    for value, source in node.get("x-enum-sources", {}).items():
        name = ", ".join(filter(None, (label, f"value `{value}`")))
        yield Mark(group, name, str(source), "", id(node))


def _details(node: dict[str, Any]) -> Iterator[str]:
    """What is assumed where the whole of a schema is: its values, its fields, its form."""
    if "enum" in node:
        yield f"Values: {', '.join(f'`{value}`' for value in node['enum'])}."
    if "pattern" in node:
        yield f"Form: `{node['pattern']}`."
    if "properties" in node:
        fields = [
            f"`{name}` (`{schema['const']}`)" if "const" in schema else f"`{name}`"
            for name, schema in node["properties"].items()
        ]
        yield f"Fields: {', '.join(fields)}."


def _server_marks(spec: dict[str, Any]) -> Iterator[Mark]:
    for server in spec.get("servers", []):
        yield from _own_marks("Servers", f"`{server['url']}`", server)


def _operation_marks(spec: dict[str, Any]) -> Iterator[Mark]:
    for one in operations(spec):
        group = f"`{one.method.upper()} {one.path}` ({one.id})"
        yield from _call_marks(spec, group, one.node, one.parameters)


def _call_marks(
    spec: dict[str, Any], group: str, node: dict[str, Any], parameters: Sequence[dict[str, Any]]
) -> Iterator[Mark]:
    yield from _own_marks(group, "", node)
    for parameter in parameters:
        label = f"{parameter['in']} parameter `{parameter['name']}`"
        yield from _own_marks(group, label, parameter)
        yield from _inside(group, label, parameter.get("schema"))
    for label, reference in (
        ("request body", node.get("requestBody")),
        *((f"answer {number}", answer) for number, answer in node.get("responses", {}).items()),
    ):
        part = resolve(spec, reference)
        yield from _own_marks(group, label, part)
        for content in (part or {}).get("content", {}).values():
            yield from _inside(group, label, content.get("schema"))


def _webhook_marks(spec: dict[str, Any]) -> Iterator[Mark]:
    for name, item in spec.get("components", {}).get("pathItems", {}).items():
        yield from _own_marks(f"Webhook {name}", "", item)
        for method in METHODS:
            if method in item:
                call = item[method]
                given = [resolve(spec, one) for one in call.get("parameters", [])]
                yield from _call_marks(spec, f"Webhook {name}", call, given)


def _schema_marks(spec: dict[str, Any]) -> Iterator[Mark]:
    for name, schema in spec.get("components", {}).get("schemas", {}).items():
        yield from _inside(f"Object {name}", "", schema)


def _inside(group: str, label: str, schema: Any) -> Iterator[Mark]:
    for place, node in sub_schemas("", schema):
        path = _path(place.split(".")[1:])
        yield from _own_marks(group, ", ".join(filter(None, (label, path and f"`{path}`"))), node)


def _path(steps: list[str]) -> str:
    """The place of a schema inside another as one writes it: `result[].url`."""
    path = ""
    rest = iter(steps)
    for step in rest:
        if step == "properties":
            path += f".{next(rest)}"
        elif step == "items":
            path += "[]"
    return path.lstrip(".")


def page(spec: dict[str, Any]) -> str:
    """The whole page, as Markdown."""
    found = marks(spec)
    assumed = [mark for mark in found if mark.source == "assumed"]
    lines = [_HEAD, f"## Assumed: {len(assumed)} places", ""]
    group = ""
    for mark in assumed:
        if mark.group != group:
            group = mark.group
            lines += [f"### {group}", ""] if lines[-1] == "" else ["", f"### {group}", ""]
        text = f": {mark.description}" if mark.description else ""
        lines.append(f"- {mark.label or 'all of it'}{text}")
    for source, title in _KNOWN.items():
        lines += ["", f"## {title}", ""]
        groups: dict[str, list[str]] = {}
        for mark in found:
            if mark.source == source:
                groups.setdefault(mark.group, []).append(mark.label or "all of it")
        lines += [f"- {name}: {'; '.join(labels)}" for name, labels in groups.items()]
    lines += ["", "Everything else stands on the vendor's endpoint page.", ""]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Writes the page of assumptions from the spec.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    parser.add_argument("--spec", type=Path, default=SPEC, help="default: %(default)s")
    parser.add_argument("--page", type=Path, default=PAGE, help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        wanted = page(load(options.spec)).encode()
    except SpecError as error:
        print(error, file=sys.stderr)
        return 1
    found = options.page.read_bytes() if options.page.is_file() else b""
    if options.check and found != wanted:
        message = f"{options.page} is not what the spec says. `make fix` mends it."
        print(message, file=sys.stderr)
        return 1
    if found != wanted:
        options.page.parent.mkdir(parents=True, exist_ok=True)
        options.page.write_bytes(wanted)
    print(f"{options.page} lists what the spec assumes.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
