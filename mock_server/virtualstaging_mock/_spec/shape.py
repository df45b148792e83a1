"""Which properties a schema knows; what it does not know is dropped from a request."""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from .references import resolve

Json = Any


class Shape:
    """The properties that a schema knows, at every depth.

    Args:
        node: the schema.
        root: the document part that `$ref` points into.
    """

    def __init__(self, node: Mapping[str, Any], root: Mapping[str, Any]) -> None:
        self._root = root
        self.properties: dict[str, Shape] = {}
        self._items: Shape | None = None
        self._branches: list[tuple[Shape, Mapping[str, Any]]] = []
        self._by_value: dict[str, Shape] = {}
        self._discriminator: str | None = None
        self._read(node)
        self._names = frozenset(self.properties)
        self._nested = [pair for pair in self.properties.items() if pair[1].prunes]
        self._named = frozenset(n for shape, _ in self._branches for n in shape.properties)
        self._by_names: dict[frozenset[str], Shape | None] = {}

    @property
    def prunes(self) -> bool:
        """Whether a value that fits can hold anything that is dropped."""
        return bool(self.properties or self._branches or (self._items and self._items.prunes))

    def prune(self, value: Json) -> Json:
        """Return the value without what the schema does not know. The value fits the schema.

        The value itself is not changed; it is returned as it is where all of it is known.
        """
        if not isinstance(value, dict):
            return self._prune_items(value)
        if self._branches:
            return self._branch(value).prune(value)
        if not self._names:
            return value
        kept = value
        if not value.keys() <= self._names:
            kept = {name: item for name, item in value.items() if name in self._names}
        for name, shape in self._nested:
            if name in kept:
                item = kept[name]
                pruned = shape.prune(item)
                if pruned is not item:
                    kept = {**kept, name: pruned}
        return kept

    def _prune_items(self, value: Json) -> Json:
        if self._items is None or not isinstance(value, list):
            return value
        return [self._items.prune(item) for item in value]

    def _read(self, node: Mapping[str, Any]) -> None:
        node = resolve(self._root, node)
        for name, schema in node.get("properties", {}).items():
            self.properties[name] = Shape(schema, self._root)
        if "items" in node:
            self._items = Shape(node["items"], self._root)
        for part in node.get("allOf", ()):
            self._read(part)
        for part in (*node.get("oneOf", ()), *node.get("anyOf", ())):
            self._branches.append((Shape(part, self._root), part))
        discriminator = node.get("discriminator")
        if discriminator and self._branches:
            self._discriminator = discriminator["propertyName"]
            for value, target in discriminator.get("mapping", {}).items():
                self._by_value[value] = Shape({"$ref": target}, self._root)

    def _branch(self, value: dict[str, Json]) -> "Shape":
        if self._discriminator is not None:
            chosen = self._by_value.get(value.get(self._discriminator, ""))
            if chosen is not None:
                return chosen
        named = frozenset(self._named & value.keys())
        if named not in self._by_names:
            fitting = [shape for shape, _ in self._branches if named <= shape.properties.keys()]
            self._by_names[named] = fitting[0] if len(fitting) == 1 else None
        fitting_one = self._by_names[named]
        return fitting_one if fitting_one is not None else self._valid_branch(value)

    def _valid_branch(self, value: dict[str, Json]) -> "Shape":
        # A property of one form may stand, as an unknown one, in a request of another.
        for shape, node in self._branches:
            schema = {**node, **self._root}
            if jsonschema_rs.Draft202012Validator(schema, offline=True).is_valid(value):
                return shape
        return self._branches[0][0]
