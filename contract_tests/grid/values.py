"""Values to put in the place of a good one, derived from the schemas that hold there."""

import string
from collections.abc import Iterator
from typing import Any

from contract_tests.spec.document import Place, Spec

ODD_TEXTS = {
    "empty": "",
    "blank": " ",
    "NUL": "a\x00b",
    "control": "a\x07\x1b[31mb",
    "newline": "a\r\nX-Injected: 1",
    "non-ASCII": "żółw-部屋",
    "emoji": "🛋️",
    "bidi": "abc\u202efdp.exe",
    "combining": "e\u0301" * 20,
    "noncharacter": "\uffff\ufffe",
    "20,000 characters": "x" * 20_000,
    "path": "../../etc/passwd",
    "template": "{{7*7}}${7*7}%s%n",
    "SQL": "' OR '1'='1' --",
    "HTML": "<script>alert(1)</script>",
    "null word": "null",
    "number word": "1",
}
# As long as stores sign them; whole photos are rarely at shorter ones.
SIGNED_LINK = (
    "https://bucket.eu-west-1.example.com/photos/42/room.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIA%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Security-Token="
    + "aB3%2F"
    * 250
)
ADDRESSES = (
    *("http://", "https://", "ftp://example.com/a.jpg", "//example.com/a.jpg", "example.com"),
    *("https:/example.com", "HTTPS://example.com/a.jpg", "xhttps://example.com/a.jpg"),
    *("javascript:alert(1)", "file:///etc/passwd", "http://example.com/a.jpg", SIGNED_LINK),
    *("data:image/png;base64,", "data:image/png;base64,****", "data:image/png,iVBORw0KGgo="),
    *("data:text/plain;base64,iVBORw0KGgo=", "data:image/svg+xml;base64,iVBORw0KGgo="),
    *("data:;base64,iVBORw0KGgo=", "data:image/jpeg;base64,/9j/4AAQ"),
    "https://photos.example.com:8443/a%20room/%F0%9F%9B%8B.jpg",
    "https://example.com/a.jpg?x=1&y=%20#z",
)
OTHER_TYPES: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "integer": 7,
    "negative": -1,
    "fraction": 1.5,
    "text": "text",
    "empty array": [],
    "array": ["text"],
    "empty object": {},
    "object": {"text": "text"},
}
FAR_INTEGERS = (0, -1, 2**31, 2**53 + 1, 2**63, 2**64, 10**30, 1.0, 2.5, 1e300)
_SAMPLES = {  # texts that fit the patterns of the spec; checked before they are used
    "url": "https://example.com/a.jpg",
    "data URL": "data:image/png;base64,iVBORw0KGgo=",
    "word": "word_1-a",
}


def resolve(spec: Spec, place: Place, value: Any) -> list[Place]:
    """The schemas without references that hold for a value at a place, with branches chosen by
    it."""
    place = spec.resolve(place)
    found = [place]
    for name in ("allOf", "oneOf", "anyOf"):
        for index, branch in enumerate(place.schema.get(name, [])):
            inner = Place(branch, f"{place.pointer}/{name}/{index}")
            if (
                name == "allOf"
                or spec.fits(inner, value, formats=False)
                or _named(spec, inner, value)
            ):
                found += resolve(spec, inner, value)
    return found


def _named(spec: Spec, place: Place, value: Any) -> bool:
    """Whether a branch is the one that a value names by its `type`."""
    schema = spec.resolve(place).schema
    constant = schema.get("properties", {}).get("type", {}).get("const")
    return constant is not None and isinstance(value, dict) and value.get("type") == constant


def good(spec: Spec, place: Place) -> Iterator[Any]:
    """Some valid values of a schema: each enum value, each bound, the least and the fullest
    object."""
    schema = spec.resolve(place).schema
    for value in _candidates(spec, schema, place):
        if spec.fits(place, value, formats=False):
            yield value


def _candidates(spec: Spec, schema: dict[str, Any], place: Place) -> Iterator[Any]:
    if "const" in schema:
        yield schema["const"]
    yield from schema.get("enum", [])
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if "null" in types:
        yield None
    if "boolean" in types:
        yield from (True, False)
    if "integer" in types or "number" in types:
        low, high = schema.get("minimum", 0), schema.get("maximum", 50)
        yield from sorted({low, low + 1, (low + high) // 2, high - 1, high})
        yield 1536
    if "string" in types and "enum" not in schema:
        yield from _SAMPLES.values()
        yield "default"
    if "object" in types:
        yield from _objects(spec, schema, place)
    for name in ("oneOf", "anyOf"):
        for branch in schema.get(name, []):
            yield from good(spec, Place(branch, f"{place.pointer}/{name}"))


def _objects(spec: Spec, schema: dict[str, Any], place: Place) -> Iterator[dict[str, Any]]:
    properties = schema.get("properties", {})
    first = {
        name: _first(spec, Place(inner, f"{place.pointer}/properties/{name}"))
        for name, inner in properties.items()
    }
    yield {name: first[name] for name in schema.get("required", [])}
    yield first


def _first(spec: Spec, place: Place) -> Any:
    return next(good(spec, place), None)


def wrong_texts(value: str, schemas: list[Place]) -> Iterator[tuple[str, str]]:
    """Texts near a good one: other case, blanks, line ends, more and less of it."""
    for place in schemas:
        for member in place.schema.get("enum", []):
            yield "enum", member
            for near in _near_members(member):
                yield "enum", near
    for place in schemas:
        if "pattern" in place.schema:
            yield from (("pattern", value + sign) for sign in string.punctuation + "\u00e9")
            yield from (("address", text) for text in _near_patterns(value))
    for name, text in ODD_TEXTS.items():
        yield "odd text", text
        if name in ("NUL", "non-ASCII", "bidi", "newline", "20,000 characters", "path"):
            yield "odd text", value + text
    yield from (("near text", text) for text in _near_texts(value))


def _near_texts(value: str) -> Iterator[str]:
    yield from (value.upper(), value.capitalize(), value[:-1], value[1:], value + value[-1:])
    yield from (f"{value} ", f" {value}", f"{value}\n", f"\n{value}", f"\t{value}")
    yield from (f"x {value}", f"{value}\nx")


def _near_members(member: str) -> tuple[str, ...]:
    near = (member.upper(), member + "s", f" {member}", f"{member} ")
    return (*near, member.replace("_", "-"), member.replace("_", ""))


def _near_patterns(value: str) -> Iterator[str]:
    yield from (f"{value} ", f" {value}", f"{value}\n", f"\n{value}", f"{value}\t", f"x{value}")
    yield from (f"x {value}", f"{value}\nx", f"{value}.", f"{value} b", "", "https://exa mple.com/")
    yield from ("data:image/png;base64,iVBO Rw0K", "x data:image/png;base64,iVBORw0KGgo=")
    yield from ADDRESSES


def wrong_numbers(schemas: list[Place]) -> Iterator[tuple[str, Any]]:
    """Numbers at and around each bound, and far away from all."""
    for place in schemas:
        for name in ("minimum", "maximum"):
            if name in place.schema:
                bound = place.schema[name]
                yield from (("bound", bound + step) for step in (-1, 0, 1))
    yield from (("far number", number) for number in FAR_INTEGERS)
    yield from (("type", text) for text in ("1", "", "one"))


def wrong_arrays(value: list[Any]) -> Iterator[tuple[str, Any]]:
    """Arrays with fewer, more, repeated, and foreign items."""
    foreign: list[Any] = [None, 7, "text", "", {}, []]
    arrays: list[Any] = [[], value[:-1], value * 2, [*value, *value[-1:]], value[::-1]]
    arrays += [[*value, other] for other in foreign]
    arrays += [[other, *value[1:]] for other in foreign]
    arrays.append({"0": value[0]} if value else {})
    yield from (("array", array) for array in arrays)
