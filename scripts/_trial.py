"""Tries a freshly generated package out: what goes in must come out again, by each class and call.

    python scripts/_trial.py PACKAGE SPEC.json

A name in the spec can hide one that the generated code needs, or take another's place; the
generator sees nothing of it. Exit code 1 with a sentence for each place where something is lost.
"""

import ast
import importlib
import inspect
import itertools
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from _spec import Operation, object_schemas, object_shape, operations, resolve

ADVICE = "A name in the spec hides one that generated code needs: rename it there."
_OWN_NAMES = frozenset({"cls", "self", "src_dict", "d", "prop", "prop_name", "prop_dict"}) | {
    "field_dict",
}
"""Variables of the generated classes: where something is lost, these are to blame."""
_DEEPEST = 4
_UNKNOWN = {"a_field_that_no_spec_names": [1, {"a": None}]}


class _Client:
    """Stands in for a client: hands back what would be sent."""

    def send(self, build: Any, parse: Any) -> Any:
        return build()


class Samples:
    """Values for schemas, no two strings or numbers alike; patterns and bounds are not kept to."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        self._numbers = itertools.count(1)

    def of(self, schema: Any, depth: int = 0) -> list[Any]:
        """One value for each alternative of the schema."""
        schema = resolve(self._spec, schema)
        if not isinstance(schema, dict):
            return [next(self._numbers)]
        if "const" in schema or "enum" in schema:
            return [schema.get("const", schema.get("enum", [None])[0])]
        if union := [*schema.get("anyOf", []), *schema.get("oneOf", [])]:
            return [value for branch in union for value in self.of(branch, depth)]
        if object_shape(self._spec, schema).is_object:
            return [self.object(schema, depth)]
        if len(parts := schema.get("allOf", [])) == 1:
            return self.of(parts[0], depth)
        kinds = schema.get("type", "string")
        return [
            self._scalar(one, schema, depth)
            for one in ([kinds] if isinstance(kinds, str) else kinds)
        ]

    def object(self, schema: Any, depth: int = 0, extra: dict[str, Any] | None = None) -> Any:
        """An object with what it must have; above the deepest level with everything else, too."""
        shape = object_shape(self._spec, schema)
        named = shape.properties if depth < _DEEPEST else {}
        names = [*named, *(name for name in shape.required if name not in named)]
        given = {
            name: self.of(shape.properties.get(name, {}), depth + 1)[0]
            for name in names
            if extra is None or name in shape.required
        }
        values = resolve(self._spec, schema).get("additionalProperties")
        if isinstance(values, dict) and depth < _DEEPEST and extra is None:
            given["another"] = self.of(values, depth + 1)[0]
        return {**given, **(extra or {})}

    def _scalar(self, kind: str, schema: dict[str, Any], depth: int) -> Any:
        number = next(self._numbers)
        match kind:
            case "null":
                return None
            case "boolean":
                return True
            case "integer":
                return number
            case "number":
                return number + 0.5
            case "array":
                return self.of(schema.get("items", {}), depth + 1)[:1] if depth < _DEEPEST else []
            case _:
                return f"text {number}"


def trials(spec: dict[str, Any], package: ModuleType) -> Iterator[str]:
    """Everything that is lost, one sentence each."""
    models = importlib.import_module(f"{package.__name__}.models")
    samples = Samples(spec)
    for name in object_schemas(spec):
        yield from _class_trials(spec, samples, name, getattr(models, name))
    modules = {
        one.name.rpartition(".")[2]: one.name
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if ".api." in one.name and not one.ispkg
    }
    for operation in operations(spec):
        module = importlib.import_module(modules[operation.id])
        yield from _call_trials(spec, samples, operation, module, models)


def _class_trials(spec: dict[str, Any], samples: Samples, name: str, model: Any) -> Iterator[str]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    shape = object_shape(spec, schema)
    where = f"components.schemas.{name}"
    fields = [one.name for one in model.__attrs_attrs__]
    members = {"to_dict", "from_dict", "keys", "additional_keys"} & set(fields)
    if fields.count("additional_properties") > 1 or "additional_properties" in shape.properties:
        members.add("additional_properties")
    for taken in sorted(members):
        yield f"{where}: the property `{taken}` takes the place of a member of the class."
        return
    for property_name, property_schema in shape.properties.items():
        for value in samples.of(property_schema):
            given = samples.object(schema, extra={property_name: value})
            if (problem := _lost(model, given)) is not None:
                blamed = sorted(_OWN_NAMES & set(shape.properties)) or [property_name]
                names = ", ".join(f"`{name}`" for name in blamed)
                yield f"{where}: the class cannot have a property called {names} ({problem})."
                return
    unknown = (
        {} if resolve(spec, schema).get("additionalProperties", True) is not True else _UNKNOWN
    )
    if (problem := _lost(model, {**samples.object(schema), **unknown})) is not None:
        yield f"{where}: the class does not give back what it was given ({problem})."


def _lost(model: Any, given: Any) -> str | None:
    try:
        found = model.from_dict(given)
        repr(found)
        back = found.to_dict()
    except Exception as error:  # noqa: BLE001 - whatever a hidden name leads to
        return f"{type(error).__name__}: {error}"
    return (
        None if back == given else f"{json.dumps(given)} becomes {json.dumps(back, default=repr)}"
    )


def _call_trials(
    spec: dict[str, Any], samples: Samples, operation: Operation, module: Any, models: Any
) -> Iterator[str]:
    has_body = "requestBody" in operation.node
    names = [
        name
        for name in inspect.signature(module._get_kwargs).parameters
        if name != "body" or not has_body
    ]
    order = {"path": 0, "query": 1, "header": 2, "cookie": 3}
    wanted = sorted(operation.parameters, key=lambda one: order[one["in"]])
    if len(names) != len(wanted):
        yield f"{operation.id}: its parameters become {', '.join(names)}."
        return
    values = [samples.of(one.get("schema", {}))[0] for one in wanted]
    given = dict(zip(names, values, strict=True))
    if has_body:
        given["body"] = _body(spec, samples, operation, models)
    try:
        sent = module.sync_detailed(client=_Client(), **given)
    except Exception as error:  # noqa: BLE001 - whatever a hidden name leads to
        yield f"{operation.id}: the function can't be called ({type(error).__name__}: {error})."
        return
    for one, value in zip(wanted, values, strict=True):
        if not _is_sent(one, value, sent):
            yield f"{operation.id}: the {one['in']} parameter `{one['name']}` is not sent."


def _body(spec: dict[str, Any], samples: Samples, operation: Operation, models: Any) -> Any:
    content = resolve(spec, operation.node["requestBody"])["content"]["application/json"]
    schema = content["schema"]
    value = samples.of(schema)[0]
    while isinstance(schema, dict) and not object_shape(spec, schema).is_object:
        union = [*resolve(spec, schema).get("oneOf", []), *resolve(spec, schema).get("anyOf", [])]
        if not union:
            return value
        schema = union[0]
    name = schema.get("$ref", "").rpartition("/")[2]
    return getattr(models, name).from_dict(value) if name else value


def _is_sent(parameter: dict[str, Any], value: Any, sent: dict[str, Any]) -> bool:
    name = parameter["name"]
    if parameter["in"] == "path":
        return str(value).replace(" ", "%20") in sent["url"]
    if parameter["in"] == "query":
        return bool(sent.get("params", {}).get(name) == value)
    return name in sent.get("headers" if parameter["in"] == "header" else "cookies", {})


def bound_twice(package: Path) -> Iterator[str]:
    """Names that a module binds twice: a class of the spec beside an import of the same name."""
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [*_bound(tree.body)]
        for name in sorted({one for one in names if names.count(one) > 1}):
            where = path.relative_to(package)
            yield f"the name {name} stands for two things in the generated {where}."


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (one.asname or one.name for one in node.names)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.If):
            yield from _bound(node.body)


def main(arguments: list[str]) -> int:
    folder, spec = Path(arguments[0]), json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    found = list(bound_twice(folder))
    if not found:
        sys.path.insert(0, str(folder.parent))
        package = importlib.import_module(folder.name)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
        models = importlib.import_module(f"{package.__name__}.models")
        for name in models.__all__:
            getattr(models, name)
        found = list(trials(spec, package))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
