"""Values for JSON Schemas, and values that are a little off."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from _spec import object_shape, resolve

STRINGS = st.sampled_from(
    [
        "",
        "x",
        "default",
        "staging",
        "https://example.com/a.jpg",
        "http://a/\n",
        "https://a b",
        "https://a\u00e9\U0001f3e0",
        "data:image/png;base64,iVBORw0KGgo=",
        "data:image/png;base64,",
        "a\x00b",
        "correct-horse_battery",
        "secret\n",
        "é",
    ]
)
NUMBERS = st.sampled_from(
    [0, 1, 2, 20, 21, 100, 101, -1, 1.0, 1.5, 1536, 1536.0, 1024, 1e300, 2**70]
)
SCALARS = st.none() | st.booleans() | NUMBERS | STRINGS
ANYTHING = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(STRINGS, SCALARS, max_size=2)


def valid(spec: dict[str, Any], schema: Any) -> st.SearchStrategy[Any]:
    """Mostly valid values: conditions, patterns and the like are met by chance only."""
    schema = resolve(spec, schema)
    if "oneOf" in schema or "anyOf" in schema:
        branches = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
        return st.sampled_from(branches).flatmap(lambda branch: valid(spec, branch))
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    shape = object_shape(spec, schema)
    if shape.is_object:
        parts = {name: valid(spec, one) for name, one in shape.properties.items()}
        required = {name: parts.pop(name) for name in shape.required if name in parts}
        return st.fixed_dictionaries(required, optional=parts)
    types = schema.get("type", [])
    return st.one_of(
        [_of_type(spec, schema, one) for one in ([types] if isinstance(types, str) else types)]
    )


def _of_type(spec: dict[str, Any], schema: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    match name:
        case "array":
            low, high = schema.get("minItems", 0), schema.get("maxItems", 3)
            return st.lists(valid(spec, schema["items"]), min_size=low, max_size=high)
        case "string":
            return STRINGS
        case "integer" | "number":
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 2**53)) | NUMBERS
        case "boolean":
            return st.booleans()
        case _:
            return st.none()


@st.composite
def mutated(draw: st.DrawFn, base: Any) -> Any:
    """The value with one to three places changed: replaced, removed, or given one more key."""
    value = deepcopy(base)
    for _ in range(draw(st.integers(1, 3))):
        value = _change(draw, value)
    return value


def _change(draw: st.DrawFn, value: Any) -> Any:
    if not isinstance(value, dict | list) or draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    action = draw(st.sampled_from(["descend", "descend", "remove", "add"])) if keys else "add"
    if action == "add":
        if isinstance(value, list):
            value.append(draw(ANYTHING))
        else:
            key = draw(st.sampled_from(list(KNOWN_KEYS)) | STRINGS)
            value[key] = draw(st.sampled_from(KNOWN_KEYS.get(key, [0])) | ANYTHING)
        return value
    key = draw(st.sampled_from(keys))
    if action == "remove":
        del value[key]
    else:
        value[key] = _change(draw, value[key])
    return value


URL = "https://example.com/a.jpg"
FURNITURE = {"room_type": "bed", "style": "modern"}
DUSK = {"type": "daytodusk", "sky_style": "dusk"}
KNOWN_KEYS: dict[str, list[Any]] = {
    "config": [DUSK, {"type": "staging", "add_furniture": FURNITURE}],
    "configs": [[], [DUSK | {"variation_count": 1}], [DUSK]],
    "image_url": [URL, "http://example.com/a.jpg", "data:image/png;base64,iVBORw0KGgo="],
    "image_urls": [[URL], [URL, URL], [URL, URL, URL]],
    "variation_count": [0, 1, 20, 21],
    "webhook_url": [None, URL, "example.com"],
    "wait_for_completion": [None, True, "true"],
    "type": ["staging", "daytodusk", "enhancement", "legacy_staging", "new"],
    "sky_style": ["blue", "staging"],
    "add_furniture": [FURNITURE, FURNITURE | {"base_variation_id": "v1"}, {}],
    "remove_furniture": [{"mode": "on"}, {"mode": "auto", "mask_url": URL}, {}],
    "base_variation_id": ["v1", "", None],
    "mask_url": [URL, "", None],
    "room_type": ["living", "kitchen", "attic"],
    "style": ["hamptons", "rococo"],
    "output_resolution": [1536, "default", 1024, "1536", 1536.0, None],
    "add_virtually_staged_watermark": [True, 1],
    "unknown_key": [1],
}
"""Keys that mean something in one place and nothing in another, with values right and wrong."""


def one_key_changed(base: Any) -> Iterator[Any]:
    """The value with one key of one object set to each known value, or removed: all of them."""
    for path in _objects((), base):
        for key, values in KNOWN_KEYS.items():
            for value in values:
                yield _with(base, path, key, value)
        for key in _at(base, path):
            changed = deepcopy(base)
            del _at(changed, path)[key]
            yield changed


def _objects(path: tuple[Any, ...], value: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from _objects((*path, key), inner)


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(base: Any, path: tuple[Any, ...], key: str, value: Any) -> Any:
    changed = deepcopy(base)
    _at(changed, path)[key] = deepcopy(value)
    return changed
