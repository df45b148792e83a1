"""What the spec alone says of a request: valid, invalid, or open to both readings."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from contract_tests.exchange import JSON, Request, parse_json
from contract_tests.spec.document import Operation, Parameter, Place, Spec

Verdict = Literal["valid", "invalid", "either"]

# Longer texts than this may be refused by any server, for their size alone.
ORDINARY_LENGTH = 2_000
_IMAGE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8")
_LOOSE_INTEGER = re.compile(r"[+ ]?0*\d+(\.0*)? ?")
_LOOSE_BOOLEAN = {"1", "0", "True", "False", "TRUE", "FALSE"}


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason and the place in the spec that gives it."""

    verdict: Verdict
    reason: str = ""
    pointer: str = ""


VALID = Judgement("valid")


def judge(spec: Spec, operation: Operation, ids: dict[str, str], request: Request) -> Judgement:
    """Whether a request to an operation is valid; ids are its path parameters, unescaped."""
    findings = [*_query_findings(operation, request), *_id_findings(operation, ids)]
    if operation.body:
        findings.append(_body_finding(spec, operation.body, request))
    for verdict in ("invalid", "either"):
        for finding in findings:
            if finding.verdict == verdict:
                return finding
    return VALID


def parameters(operation: Operation, request: Request) -> dict[str, Any]:
    """The query parameters of a valid request as values, defaults filled in."""
    values = {name: p.schema.get("default") for name, p in operation.query.items()}
    for name, text in _pairs(request):
        if name in operation.query:
            values[name] = _value(operation.query[name], text)
    return values


def ordinary(value: object) -> bool:
    """Whether a value holds nothing that a careful server may refuse although the schema allows
    it."""
    return all(_ordinary_leaf(leaf) for leaf in leaves(value))


def leaves(value: object) -> Iterator[object]:
    """Every scalar in a JSON value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def decodes(data_url: str) -> bool:
    """Whether a data URL holds what begins like an image."""
    try:
        return base64.b64decode(data_url.partition(",")[2], validate=True).startswith(_IMAGE_STARTS)
    except (binascii.Error, ValueError):
        return False


def _ordinary_leaf(leaf: object) -> bool:
    if isinstance(leaf, float):
        return not leaf.is_integer()  # 3.0 is an integer to JSON Schema, not to every server
    if not isinstance(leaf, str):
        return True
    if not leaf.isascii() or not leaf.isprintable() or len(leaf) > ORDINARY_LENGTH:
        return leaf.startswith("data:image/") and leaf.isascii() and decodes(leaf)
    if leaf.startswith("data:"):
        return decodes(leaf)
    return not re.match(r"https?:", leaf) or _ordinary_url(leaf)


def _ordinary_url(url: str) -> bool:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return (
        bool(host)
        and re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]+", host or "") is not None
        and "\\" not in url
    )


def _pairs(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query, keep_blank_values=True, errors="surrogateescape")


def _query_findings(operation: Operation, request: Request) -> Iterator[Judgement]:
    pairs = _pairs(request)
    for name, parameter in operation.query.items():
        texts = [text for key, text in pairs if key == name]
        found = [_parameter_finding(parameter, text) for text in texts]
        # Which of several counts is not said; that none of them is valid leaves one answer only.
        if len(found) > 1 and any(finding.verdict != "invalid" for finding in found):
            yield Judgement("either", f"{name} is repeated", parameter.pointer)
            continue
        yield from found[:1]


def _parameter_finding(parameter: Parameter, text: str) -> Judgement:
    schema, value = parameter.schema, _value(parameter, text)
    shown = f"{parameter.name}={text[:60]!r}"
    if value is None:
        if _is_loose(schema["type"], text):
            return Judgement(
                "either", f"{shown} may be read as {schema['type']}", parameter.pointer
            )
        return Judgement("invalid", f"{shown} is no {schema['type']}", f"{parameter.pointer}/type")
    broken = {
        "minimum": schema["type"] == "integer" and value < schema.get("minimum", value),
        "maximum": schema["type"] == "integer" and value > schema.get("maximum", value),
        "enum": "enum" in schema and value not in schema["enum"],
        "minLength": schema["type"] == "string" and len(text) < schema.get("minLength", 0),
    }
    for keyword, is_broken in broken.items():
        if is_broken:
            reason = f"{shown} breaks {keyword} {schema[keyword]}"
            return Judgement("invalid", reason, f"{parameter.pointer}/{keyword}")
    return VALID


def _is_loose(kind: str, text: str) -> bool:
    """Whether a text is read as an integer or a boolean by some, although JSON would not."""
    if kind == "integer":
        return text.isascii() and _LOOSE_INTEGER.fullmatch(text) is not None
    return text in _LOOSE_BOOLEAN


def _value(parameter: Parameter, text: str) -> Any:
    if parameter.schema["type"] == "integer":
        return int(text) if re.fullmatch(r"-?(0|[1-9][0-9]{0,300})", text) else None
    if parameter.schema["type"] == "boolean":
        return {"true": True, "false": False}.get(text)
    return text


def _id_findings(operation: Operation, ids: dict[str, str]) -> Iterator[Judgement]:
    for parameter in operation.parameters:
        if parameter.where == "path" and not ordinary(ids[parameter.name]):
            yield Judgement("either", f"{parameter.name} is an odd text", parameter.pointer)


def _body_finding(spec: Spec, place: Place, request: Request) -> Judgement:
    where = place.pointer
    if not request.body:
        return Judgement(
            "invalid", "the body is missing", where.rpartition("/content")[0] + "/required"
        )
    declared = request.header("content-type")
    if declared is None:
        return Judgement("either", "no content type is declared", where)
    try:
        value = parse_json(request.body)
    except (ValueError, RecursionError):
        return Judgement("invalid", "the body is no JSON", where)
    if declared.partition(";")[0].strip().lower() != JSON:
        return Judgement("invalid", f"the body is declared as {declared}", where.rpartition("/")[0])
    place = spec.resolve(place)
    if errors := spec.errors(place, value, formats=False):
        return Judgement(
            "invalid",
            f"the body breaks {place.pointer.rpartition('/')[2]}: {errors[0][:300]}",
            place.pointer,
        )
    if not spec.fits(place, value) or not ordinary(value) or _repeats_a_key(request.body):
        return Judgement("either", "a value is odd", place.pointer)
    return VALID


def _repeats_a_key(body: bytes) -> bool:
    repeated = False

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        repeated |= len({key for key, _ in pairs}) < len(pairs)
        return dict(pairs)

    json.loads(body, object_pairs_hook=look)
    return repeated
