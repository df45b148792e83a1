"""Hypothesis strategies drawn from the spec: valid values, and those of later versions."""

import base64
import math
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from contract_tests.client.pictures import picture
from contract_tests.client.schemas import Shape, narrowed, shape_of, without
from contract_tests.spec.document import Place, Schema, Spec

Strategy = st.SearchStrategy[Any]

MOST_ITEMS = 3
"""Of arrays without a bound of their own."""

ODD_TEXTS = (
    "../..",
    "a/b?c=d#e%2F&f",
    "%00",
    "nul\x00",
    "tab\tline\n",
    " ",
    "é",
    "\u202eright to left",
    "\U0001f3e0",
    '"quoted" \\ <tag>',
    "null",
    "x" * 2000,
)
LATER_TEXTS = ("a_value_of_a_later_version", "Staging", "DONE", " ", "öffentlich", "unknown")
"""Values that no enum of the spec has."""


def texts(least: int = 0) -> st.SearchStrategy[str]:
    """Plain ones, odd ones and any others."""
    odd = [text for text in ODD_TEXTS if len(text) >= least]
    return st.text(min_size=least, max_size=20) | st.sampled_from(odd)


def json_values() -> Strategy:
    """Any JSON, small."""
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    leaves = st.none() | st.booleans() | numbers | texts()
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts(1), inner, max_size=2),
        max_leaves=4,
    )


def urls() -> st.SearchStrategy[str]:
    """Of http and https, with what may stand in one."""
    hosts = st.sampled_from(
        ["example.com", "localhost:8080", "127.0.0.1", "[::1]:9", "xn--bcher-kva.example"]
    )
    paths = st.lists(texts().map(lambda text: quote(text, safe="")), max_size=2)
    queries = st.sampled_from(["", "?", "?a=b&a=c%26", "?signature=ab%2Fc%3D", "#frag/ment?"])
    return st.builds(
        lambda scheme, host, path, query: f"{scheme}://{host}/{'/'.join(path)}{query}",
        st.sampled_from(["http", "https"]),
        hosts,
        paths,
        queries,
    )


SMALL_PICTURE = base64.b64encode(picture("PNG", (8, 8))).decode()


def data_urls() -> st.SearchStrategy[str]:
    """Of a tiny picture, and of what a server will find to be none."""
    kinds = st.sampled_from(["png", "jpeg", "webp", "svg+xml"])
    return st.builds(
        lambda kind, data: f"data:image/{kind};base64,{data}",
        kinds,
        st.sampled_from([SMALL_PICTURE, "iVBORw0KGgo=", "AA==", "/9j/4AAQSkZJRg==", "A", "+/=="]),
    )


@dataclass(frozen=True)
class Values:
    """Strategies for the schemas of a spec.

    Args:
        spec: The spec.
        extra: Objects may have fields that the spec does not know.
        familiar: Those fields may have names that the spec knows elsewhere.
        later: Enums may have values that the spec does not know.
    """

    spec: Spec
    extra: bool = False
    familiar: bool = True
    later: bool = False

    def of(self, place: Place) -> Strategy:
        """Values that fit the schema at a place of the spec (but for what `later` adds)."""
        found = self._of(shape_of(self.spec, place.schema))
        if self.later:
            return found
        return found.filter(lambda value: self.spec.fits(place, value))

    def of_schema(self, *schemas: Schema) -> Strategy:
        """The same for schemas that stand together, unfiltered."""
        return self._of(shape_of(self.spec, *schemas))

    def _of(self, shape: Shape) -> Strategy:
        if shape.impossible:
            return st.nothing()
        if shape.conditions:
            (condition, then, otherwise), *others = shape.conditions
            rest = replace(shape, conditions=tuple(others))
            met = narrowed(self.spec, narrowed(self.spec, rest, condition), then)
            unmet = narrowed(self.spec, without(self.spec, rest, condition), otherwise)
            return self._of(met) | self._of(unmet)
        if shape.unions:
            branches, *more = shape.unions
            rest = replace(shape, unions=tuple(more))
            return st.one_of([self._of(narrowed(self.spec, rest, one)) for one in branches])
        if shape.values is not None:
            return self._one_of_values(shape)
        if shape.types is None:
            return self._object(shape) if shape.properties else json_values()
        return st.one_of([self._of_type(shape, one) for one in sorted(shape.types)])

    def _one_of_values(self, shape: Shape) -> Strategy:
        values = [value for value in shape.values or () if value not in shape.refused]
        known = st.sampled_from(values) if values else st.nothing()
        if self.later and len(shape.values or ()) > 1 and shape.types == frozenset({"string"}):
            return known | st.sampled_from(LATER_TEXTS)
        return known

    def _of_type(self, shape: Shape, name: str) -> Strategy:
        match name:
            case "object":
                return self._object(shape)
            case "array":
                least = shape.rest.get("minItems", 0)
                most = shape.rest.get("maxItems", max(least, MOST_ITEMS))
                item = self.of_schema(shape.rest["items"])
                return st.lists(item, min_size=least, max_size=most)
            case "string":
                return self._text(shape)
            case "integer":
                return _whole(shape)
            case "number":
                return _whole(shape) | _broken(shape)
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
        raise AssertionError(name)

    def _object(self, shape: Shape) -> Strategy:
        names = shape.properties.keys() - shape.absent
        parts = {name: self.of_schema(*shape.properties[name]) for name in sorted(names)}
        needed = {name: parts.pop(name) for name in sorted(shape.required) if name in parts}
        known = st.fixed_dictionaries(needed, optional=parts)
        if not self.extra:
            return known
        others = texts(1).map(lambda text: f"x_{text}")
        if self.familiar:
            taken = {*shape.properties, *shape.absent}
            for familiar in (self._names(shape), self._names(None)):
                free = [name for name in familiar if name not in taken]
                others |= st.sampled_from(free or ["x"])
        more = st.dictionaries(others, json_values(), max_size=2)
        return st.builds(lambda first, second: {**second, **first}, known, more)

    def _names(self, like: Shape | None) -> list[str]:
        """Names that objects of the spec have, or those that share a name with this one.

        What is unknown here may be known there: its keys alone distinguish nothing.
        """
        schemas = self.spec.document["components"]["schemas"].values()
        objects = [set(schema.get("properties", ())) for schema in schemas]
        near = [names for names in objects if like is None or names & like.properties.keys()]
        return sorted({name for names in near for name in names})

    def _text(self, shape: Shape) -> Strategy:
        pattern = shape.rest.get("pattern")
        if pattern is None:
            found: Strategy = texts(shape.rest.get("minLength", 0))
        else:
            found = _matching(pattern, shape.rest.get("format"))
        return found.filter(lambda text: text not in shape.refused) if shape.refused else found


def _matching(pattern: str, form: str | None) -> Strategy:
    samples = {"https://example.com/a": urls(), "data:image/png;base64,AA==": data_urls()}
    fitting = [strategy for sample, strategy in samples.items() if re.search(pattern, sample)]
    if form is None:
        # `$` of Python also stands before a last line break; that of JSON Schema does not.
        fitting.append(st.from_regex(pattern).filter(lambda text: not text.endswith("\n")))
    return st.one_of(fitting)


def _whole(shape: Shape) -> Strategy:
    least, most = shape.rest.get("minimum"), shape.rest.get("maximum")
    bounds = [bound for bound in (least, most) if bound is not None]
    upper = 2**60 if most is None else math.floor(most)
    lower = -(2**60) if least is None else math.ceil(least)
    numbers = st.integers(lower, upper)
    return numbers | st.sampled_from([int(bound) for bound in bounds]) if bounds else numbers


def _broken(shape: Shape) -> Strategy:
    return st.floats(
        shape.rest.get("minimum"), shape.rest.get("maximum"), allow_nan=False, allow_infinity=False
    )
