"""What the independent server takes: read from the spec, by Python's own regular expressions."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from jsonschema import Draft202012Validator

_FILE = Path(__file__).parents[2] / "openapi" / "openapi.yaml"
SPEC: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))


class RefusedError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, allow: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.allow = allow


def find(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The operation of a request, and the ids in its path."""
    allowed: list[str] = []
    for template, item in sorted(SPEC["paths"].items(), key=lambda pair: pair[0].count("{")):
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        if match := re.fullmatch(pattern, path):
            if method.lower() in item:
                ids = {name: unquote(text) for name, text in match.groupdict().items()}
                return item[method.lower()]["operationId"], ids
            allowed += [name.upper() for name in item]
    if allowed:
        raise RefusedError(405, "The path has no such method.", ", ".join(allowed))
    raise RefusedError(404, "There is no such path.")


def checked_query(operation: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The query parameters as values, defaults filled in."""
    values: dict[str, Any] = {}
    given = dict(pairs)
    for parameter in _raw(operation).get("parameters", []):
        if parameter.get("in") == "query":
            name, schema = parameter["name"], parameter["schema"]
            text = given.get(name)
            values[name] = schema.get("default") if text is None else _value(name, schema, text)
    return values


def checked_body(operation: str, body: bytes, kind: str) -> Any:
    """The JSON body of a request; None where the operation has none."""
    if "requestBody" not in _raw(operation):
        return None
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise RefusedError(400, "The body is not declared as JSON.")
    try:
        value = json.loads(body.decode("utf-8"))
        error = next(iter(_validator(operation).iter_errors(value)), None)
    except (ValueError, RecursionError):
        raise RefusedError(400, "The body is no JSON.") from None
    if error is not None:
        raise RefusedError(400, f"The body is not valid: {error.message[:200]}")
    return value


def _value(name: str, schema: dict[str, Any], text: str) -> Any:
    if schema["type"] == "integer":
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise RefusedError(400, f"{name} is no number.")
        if not schema["minimum"] <= int(text) <= schema["maximum"]:
            raise RefusedError(400, f"{name} is out of bounds.")
        return int(text)
    if schema["type"] == "boolean":
        if text not in ("true", "false"):
            raise RefusedError(400, f"{name} is true or false.")
        return text == "true"
    if text not in schema.get("enum", [text]) or not text:
        raise RefusedError(400, f"{name} is none of its values.")
    return text


@cache
def _raw(operation: str) -> Any:
    for item in SPEC["paths"].values():
        for raw in item.values():
            if raw["operationId"] == operation:
                return raw
    raise KeyError(operation)


@cache
def _validator(operation: str) -> Any:
    schema = _raw(operation)["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator(_anchored({**schema, "components": SPEC["components"]}))


def _anchored(value: Any) -> Any:
    """A schema for Python, whose `$` also stands before a line feed at the end."""
    if isinstance(value, dict):
        pattern = value.get("pattern")
        changed = {name: _anchored(item) for name, item in value.items()}
        if isinstance(pattern, str):
            changed["pattern"] = re.sub(r"\$$", r"\\Z", pattern)
        return changed
    return [_anchored(item) for item in value] if isinstance(value, list) else value
