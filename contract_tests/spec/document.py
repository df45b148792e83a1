"""The OpenAPI document: operations, schemas, and the line where each part stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import yaml

from contract_tests.exchange import Failure
from contract_tests.spec.lines import LOADER, line_of, parts_of

Schema = dict[str, Any]
PATH = Path(__file__).parents[2] / "openapi" / "openapi.yaml"


@dataclass(frozen=True)
class Place:
    """A schema and the JSON pointer where it stands in the document."""

    schema: Schema
    pointer: str


@dataclass(frozen=True)
class Parameter:
    """A query or path parameter."""

    name: str
    where: str
    required: bool
    schema: Schema
    pointer: str


@dataclass(frozen=True)
class Operation:
    """One operation, with its references resolved one level deep."""

    id: str
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    body: Place | None
    body_examples: dict[str, Any]
    responses: dict[int, Place | None]
    pattern: re.Pattern[str] = field(repr=False)

    @property
    def query(self) -> dict[str, Parameter]:
        """The query parameters by name."""
        return {p.name: p for p in self.parameters if p.where == "query"}

    @property
    def creates(self) -> bool:
        """Whether a call may leave something behind that can charge or that stays."""
        return self.method == "POST" and 202 in self.responses

    @property
    def successes(self) -> set[int]:
        """The documented statuses of success."""
        return {status for status in self.responses if status < 300}

    def default(self, parameter: str) -> Any:
        """The default of a query parameter."""
        return self.query[parameter].schema.get("default")


class Spec:
    """An OpenAPI document. Give `document` to test with a changed one."""

    def __init__(self, document: Schema | None = None) -> None:
        self.source = PATH.read_text(encoding="utf-8")
        self.document: Schema = document or yaml.load(self.source, Loader=LOADER)  # noqa: S506
        self._found: dict[str, Any] = {}
        self.operations = {operation.id: operation for operation in self._read_operations()}
        self._strict: dict[str, Any] = {}
        self._loose: dict[str, Any] = {}

    def resolve(self, place: Place) -> Place:
        """Follow `$ref` until a schema stands there itself."""
        while "$ref" in place.schema:
            pointer = place.schema["$ref"]
            place = Place(self.at(pointer), pointer)
        return place

    def at(self, pointer: str) -> Any:
        """What stands at a JSON pointer (`#/a/b`)."""
        if pointer in self._found:
            return self._found[pointer]
        value: Any = self.document
        for part in parts_of(pointer):
            value = value[int(part)] if isinstance(value, list) else value[part]
        self._found[pointer] = value
        return value

    def component(self, name: str) -> Place:
        """A named schema."""
        pointer = f"#/components/schemas/{name}"
        return Place(self.at(pointer), pointer)

    def find(self, method: str, path: str) -> tuple[Operation | None, dict[str, str], bool]:
        """The operation that a request means, its path parameters, and whether the path is known
        at all."""
        nearest = None
        for operation in self._by_precision:
            if nearest not in (None, operation.path):
                continue  # `/renders/bulk` is that path, and not a render called bulk
            if match := operation.pattern.fullmatch(path):
                nearest = operation.path
                if operation.method == method:
                    values = {name: unquote(text) for name, text in match.groupdict().items()}
                    return operation, values, True
        return None, {}, nearest is not None

    def templates(self, path: str) -> set[str]:
        """The paths of the spec that a request's path fits."""
        return {one.path for one in self.operations.values() if one.pattern.fullmatch(path)}

    def errors(self, place: Place, value: object, *, formats: bool = True) -> list[str]:
        """What is wrong with a value, one sentence each; empty when it fits the schema."""
        return [
            f"at {'/'.join(map(str, error.instance_path)) or 'the top'}: {error.message}"
            for error in self._validator(place, formats).iter_errors(value)
        ]

    @property
    def signature_header(self) -> str:
        """The header that a webhook's signature stands in."""
        return str(self.at("#/components/parameters/WebhookSignature/name"))

    def fits(self, place: Place, value: object, *, formats: bool = True) -> bool:
        """Whether a value fits a schema."""
        return bool(self._validator(place, formats).is_valid(value))

    def failure(self, expected: str, got: object, where: str, *, passing: bool = False) -> Failure:
        """What to raise when an answer breaks the spec at a pointer; a schema is named without its
        folder (`Render/properties/eta`)."""
        pointer = where if where.startswith("#") else f"#/components/schemas/{where}"
        return Failure(expected, str(got)[:1500], self.cite(pointer), passing=passing)

    def cite(self, pointer: str) -> str:
        """Where a part of the spec stands, for people: file, line and JSON pointer."""
        return f"openapi/openapi.yaml:{line_of(self.source, pointer)} ({pointer})"

    def _validator(self, place: Place, formats: bool) -> Any:
        cache = self._strict if formats else self._loose
        if place.pointer not in cache:
            schema = {**place.schema, "components": self.document["components"]}
            cache[place.pointer] = jsonschema_rs.Draft202012Validator(
                schema, validate_formats=formats, offline=True
            )
        return cache[place.pointer]

    @cached_property
    def _by_precision(self) -> list[Operation]:
        return sorted(self.operations.values(), key=lambda operation: operation.path.count("{"))

    def _read_operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method, raw in item.items():
                yield self._read_operation(path, method, raw)

    def _read_operation(self, path: str, method: str, raw: Schema) -> Operation:
        pointer = f"#/paths/{_escape(path)}/{method}"
        parameters = []
        for index, parameter in enumerate(raw.get("parameters", [])):
            place = self.resolve(Place(parameter, f"{pointer}/parameters/{index}"))
            parameters.append(
                Parameter(
                    name=place.schema["name"],
                    where=place.schema["in"],
                    required=place.schema.get("required", False),
                    schema=place.schema["schema"],
                    pointer=f"{place.pointer}/schema",
                )
            )
        body, examples = None, {}
        if "requestBody" in raw:
            content = raw["requestBody"]["content"]["application/json"]
            body = Place(
                content["schema"], f"{pointer}/requestBody/content/application~1json/schema"
            )
            examples = {name: e["value"] for name, e in content.get("examples", {}).items()}
        return Operation(
            id=raw["operationId"],
            method=method.upper(),
            path=path,
            pointer=pointer,
            parameters=tuple(parameters),
            body=body,
            body_examples=examples,
            responses={
                int(code): self._read_response(pointer, code, raw) for code in raw["responses"]
            },
            pattern=re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))),
        )

    def _read_response(self, pointer: str, code: str, raw: Schema) -> Place | None:
        place = self.resolve(Place(raw["responses"][code], f"{pointer}/responses/{code}"))
        if "content" not in place.schema:
            return None
        schema = place.schema["content"]["application/json"]["schema"]
        return self.resolve(Place(schema, f"{place.pointer}/content/application~1json/schema"))


@lru_cache(maxsize=1)
def the_spec() -> Spec:
    """The project's own document, read once."""
    return Spec()


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
