"""The rules of this spec that no general tool checks. Each yields (place, complaint)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from _constants import key_header
from _spec import (
    METHODS,
    Operation,
    SpecError,
    is_object,
    json_content,
    nodes,
    object_shape,
    operations,
    own_key,
    resolve,
    schemas,
    sub_schemas,
)

Problems = Iterator[tuple[str, str]]

SOURCES = ("docs", "observed", "assumed", "seed")
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PASCAL_CASE = re.compile(r"[A-Z][A-Za-z0-9]*")


def document_rules(spec: dict[str, Any]) -> Problems:
    """Servers and security, which become constants of the client and of the mock."""
    names = [one.get("x-name") for one in spec.get("servers", [])]
    for number, name in enumerate(names):
        if not isinstance(name, str) or names.index(name) != number:
            yield (
                f"servers[{number}]",
                "needs an `x-name` of its own: constants.SERVERS has it by name.",
            )
    try:
        key_header(spec)
    except SpecError as error:
        yield "security", str(error)


def operation_rules(spec: dict[str, Any]) -> Problems:
    """What each operation must have."""
    seen: set[str] = set()
    for one in operations(spec):
        where = f"{one.method.upper()} {one.path}"
        name = one.node.get("operationId")
        if not isinstance(name, str) or not _SNAKE_CASE.fullmatch(name):
            yield where, f"needs an operationId in snake_case, not {name!r}."
        elif name in seen:
            yield where, f"has the operationId {name} of another operation."
        seen.add(str(name))
        yield from _parameter_rules(where, one)
        for key in ("summary", "security", "tags"):
            if not one.node.get(key):
                yield where, f"needs {key!r}; the generator knows only what stands here."
        yield from _answer_rules(spec, where, one)


def _parameter_rules(where: str, one: Operation) -> Problems:
    defaults = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
    for parameter in one.parameters:
        place = f"{where}, {parameter['in']} parameter {parameter['name']}"
        style = parameter.get("style", default := defaults[parameter["in"]])
        if style != default or parameter.get("explode", default == "form") != (default == "form"):
            yield place, "has a style of its own, which the generator takes no notice of."
        if "content" in parameter or parameter.get("allowReserved"):
            yield place, "is written in a way that the generator takes no notice of: use `schema`."
    names = [parameter["name"] for parameter in one.parameters]
    for name, other in _alike(names):
        yield where, f"has the parameters {name!r} and {other!r}, which become one name in Python."


def _alike(names: list[str]) -> Iterator[tuple[str, str]]:
    """Names that are one in Python: which of them keeps it would depend on their order."""
    seen: dict[str, str] = {}
    for name in names:
        python_name = _python_name(name)
        if python_name in seen:
            yield seen[python_name], name
        seen[python_name] = name


@cache
def _python_name(name: str) -> str:
    from openapi_python_client.strings import PythonIdentifier

    return str(PythonIdentifier(name, "field_"))


def _answer_rules(spec: dict[str, Any], where: str, one: Operation) -> Problems:
    numbers = list(one.node.get("responses", {}))
    for number in numbers:
        if not re.fullmatch(r"[1-5]\d\d", str(number)):
            yield where, f"lists the answer {number!r}: name each status by its number."
    if not any(str(number).startswith(("4", "5")) for number in numbers):
        yield where, "lists no error answer."
    body = resolve(spec, one.node.get("requestBody"))
    if body is not None:
        yield from _content_rules(f"{where}, request body", body, needs_content=True)
    for number, reference in one.node.get("responses", {}).items():
        answer = resolve(spec, reference)
        yield from _content_rules(f"{where}, answer {number}", answer, needs_content=False)


def _content_rules(where: str, node: Any, *, needs_content: bool) -> Problems:
    others = set(node.get("content", {})) - {"application/json"}
    if others:
        yield where, f"has content of type {sorted(others)}: only application/json is generated."
    content = json_content(node)
    if content is None:
        if needs_content:
            yield where, "has no application/json content."
    elif not content.get("examples"):
        yield where, "needs `examples`, each with a `value`."


def source_rules(spec: dict[str, Any]) -> Problems:
    """`x-source` and `x-enum-sources` say how surely a part is known, in four words."""
    everything = [*nodes(spec), *((where, one) for where, one in schemas(spec))]
    for where, node in everything:
        if not isinstance(node, dict):
            continue
        source = node.get("x-source", "seed")
        if source not in SOURCES:
            yield where, f"has the x-source {source!r}: choose one of {', '.join(SOURCES)}."
        for value, known in node.get("x-enum-sources", {}).items():
            if value not in node.get("enum", []):
                yield where, f"names the source of {value!r}, which is not in its enum."
            if known not in SOURCES:
                yield where, f"has the source {known!r} for {value!r}."


def generator_rules(spec: dict[str, Any]) -> Problems:
    """Idioms that openapi-python-client drops, weakens or chokes on, mostly without a word."""
    components = spec.get("components", {}).get("schemas", {})
    for name, schema in components.items():
        where = f"components.schemas.{name}"
        if not _PASCAL_CASE.fullmatch(name):
            yield where, "is not PascalCase: its class would have another name."
        if isinstance(schema, dict) and "default" in schema:
            yield where, "has a `default`, lost at each $ref: say it where the schema is used."
    for where, schema in schemas(spec):
        if isinstance(schema, bool):
            if not where.endswith("additionalProperties"):
                yield where, "is a boolean schema, which stops the generator."
        elif isinstance(schema, dict):
            yield from _schema_rules(spec, where, schema)
    yield from _open_answers(spec)


def _schema_rules(spec: dict[str, Any], where: str, schema: dict[str, Any]) -> Problems:
    union = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    if union and "properties" in schema:
        yield where, "has `properties` beside a union: the class vanishes. Say it with `if`/`then`."
    if "$ref" in schema and "default" in schema:
        yield where, "has a `default` beside $ref, which is lost. Use allOf with one $ref."
    for name, other in _alike(list(object_shape(spec, schema).properties)):
        yield where, f"has the properties {name!r} and {other!r}, which become one name in Python."
    if schema.get("format") == "binary":
        yield (
            where,
            "is of format binary: bytes have no place in JSON, and nothing else is generated.",
        )
    kinds = {type(value) for value in schema.get("enum", [])}
    if len(kinds) > 1 or kinds - {str, int}:
        yield where, "has an enum of mixed types (or null): the schema is dropped. Use if/then."
    for part in schema.get("allOf", []):
        if not is_object(spec, part) and len(schema["allOf"]) > 1:
            yield where, "takes allOf over something that is no plain object: it is dropped."
    yield from _union_rules(spec, where, union)


def _union_rules(spec: dict[str, Any], where: str, union: list[Any]) -> Problems:
    resolved = [resolve(spec, one) for one in union]
    if sum(isinstance(one, dict) and "const" in one for one in resolved) > 1:
        yield where, "is a union of constants: the parser takes the first only. Use an enum."
    shapes = [object_shape(spec, one) for one in union if is_object(spec, one)]
    tags = [
        {
            (name, resolve(spec, one).get("const"))
            for name, one in shape.properties.items()
            if "const" in resolve(spec, one)
        }
        for shape in shapes
    ]
    alike = [
        number
        for number in range(len(shapes))
        if not tags[number] and own_key(shapes, number) is None
    ]
    if len(alike) > 1:
        yield (
            where,
            "has objects that nothing distinguishes: give each a constant or a key of its own.",
        )
    for number, tag in enumerate(tags):
        if any(tag & other for other in tags[:number]):
            yield where, f"has two objects with the same constant: {sorted(map(str, tag))}."


def _open_answers(spec: dict[str, Any]) -> Problems:
    """An answer may bring fields that the spec does not know: they must reach the caller."""
    queue = [
        (f"{one.id}, answer {number}", content["schema"])
        for one in operations(spec)
        for number, reference in one.node.get("responses", {}).items()
        if (content := json_content(resolve(spec, reference))) is not None
    ]
    seen: set[str] = set()
    while queue:
        where, top = queue.pop()
        for place, schema in sub_schemas(where, top):
            if not isinstance(schema, dict):
                continue
            ref = schema.get("$ref")
            if isinstance(ref, str) and ref not in seen:
                seen.add(ref)
                queue.append((ref.replace("#/", "").replace("/", "."), resolve(spec, schema)))
            if schema.get("additionalProperties") is False:
                yield place, "forbids unknown properties in an answer, which would be dropped."


def examples(spec: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Every example of the document: its place, its schema, its value."""
    for where, node in nodes(spec):
        if "schema" not in node or where.endswith(METHODS):
            continue
        if "example" in node:
            yield f"{where}.example", node["schema"], node["example"]
        for name, example in node.get("examples", {}).items():
            value = resolve(spec, example)
            yield f"{where}.examples.{name}", node["schema"], value.get("value")
    for where, schema in schemas(spec):
        if isinstance(schema, dict):
            for number, value in enumerate(schema.get("examples", [])):
                yield f"{where}.examples[{number}]", schema, value
