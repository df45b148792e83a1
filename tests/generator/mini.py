"""Small specs, generated as `make generate` does it, and imported."""

import importlib
import sys
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType

from generate import build

_HEAD = """\
openapi: 3.1.0
info: {title: Mini, version: "1"}
"""


KEY_SCHEME = "{type: apiKey, in: header, name: Authorization}"


def spec_text(schemas: str, paths: str = "{}", scheme: str = KEY_SCHEME) -> str:
    """A whole spec around the schemas (paths, and security scheme `Key`) of a test."""
    body = f"paths:\n{indent(dedent(paths), '  ')}\ncomponents:\n"
    body += f"  securitySchemes: {{Key: {scheme}}}\n  schemas:\n"
    return _HEAD + body + indent(dedent(schemas), "    ")


THING = """
Thing: {type: object, required: [id], properties: {id: {type: string}}}
"""
# `properties` beside `anyOf`: the generator drops the class and says nothing.
SILENTLY_LOST = """
Thing:
  type: object
  properties: {a: {type: string}, b: {type: string}}
  anyOf: [{required: [a]}, {required: [b]}]
"""


def thing(properties: str) -> str:
    """A spec of one object with these properties."""
    return spec_text(f"Thing: {{type: object, properties: {{{properties}}}}}")


def call(parameters: str, path: str = "/things") -> str:
    """A spec of one operation with these parameters."""
    return spec_text(
        THING,
        f"""
        {path}:
          get:
            operationId: get_things
            tags: [things]
            summary: Get things.
            security: [{{Key: []}}]
            parameters: [{parameters}]
            responses: {{"200": {{description: Fine.}}, "400": {{description: Refused.}}}}
        """,
    )


def parameter(name: str, place: str = "query", more: str = "") -> str:
    return f"{{name: {name}, in: {place}, schema: {{type: string}}{more}}}"


def generate_mini(
    folder: Path, name: str, schemas: str, paths: str = "{}", scheme: str = KEY_SCHEME
) -> ModuleType:
    """Generates the package `name` in a folder and imports it."""
    spec = folder / f"{name}.yaml"
    spec.write_text(spec_text(schemas, paths, scheme), encoding="utf-8")
    build(spec, folder / name)
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module(name)
        for part in ("models", "types", "client"):
            importlib.import_module(f"{name}.{part}")
        return package
    finally:
        sys.path.remove(str(folder))
