"""The spec as data that knows where each part of it stands in the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from _spec import SpecError

Pointer = tuple[str | int, ...]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Place:
    """Where a part of a document stands."""

    pointer: Pointer
    line: int


@dataclass(frozen=True)
class Document:
    """A decoded document and the places of its parts; an anchor's are where it was written."""

    data: dict[str, Any]
    name: str
    _of_values: dict[tuple[int, str | int], Place] = field(repr=False)
    _of_nodes: dict[int, Place] = field(repr=False)

    def place(self, node: Any, key: str | int | None = None) -> Place:
        """Where a mapping or sequence stands, or one of its values."""
        own = self._of_nodes.get(id(node), Place((), 1))
        return own if key is None else self._of_values.get((id(node), key), own)

    def locate(self, node: Any, place: Place) -> None:
        """A mapping that was made of others stands where they do; it must be kept."""
        self._of_nodes[id(node)] = place

    def resolved(self, node: Any) -> Any:
        """The node itself, or what its `$ref` names; None where that is nowhere."""
        for _ in range(50):
            if not isinstance(node, dict) or not isinstance(ref := node.get("$ref"), str):
                return node
            node = self.at(ref)
        return None

    def references(self) -> Iterator[tuple[Place, str]]:
        """Every `$ref`, with its place; those in examples are only data."""
        queue: list[Any] = [self.data]
        seen: set[int] = set()
        while queue:
            node = queue.pop()
            if not isinstance(node, dict | list) or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
                yield self.place(node, "$ref"), ref
            items = node.items() if isinstance(node, dict) else enumerate(node)
            queue += [value for key, value in items if key not in ("example", "examples")]

    def at(self, ref: str) -> Any:
        """What a reference names; None where that is nowhere in this document."""
        node: Any = self.data
        for part in ref.removeprefix("#/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, dict) else None
        return node


def read(text: str, name: str) -> Document:
    """A document, with the places of its parts.

    Raises:
        SpecError: The text is no YAML, or no OpenAPI document.
    """
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        reader = _Reader(loader)
        data = None if root is None else reader.built(root, (), 1)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SpecError(f"{name} is not valid YAML: {error}") from error
    finally:
        loader.dispose()
    if not isinstance(data, dict) or not isinstance(data.get("paths", {}), dict):
        raise SpecError(f"{name} is no OpenAPI document.")
    return Document(data, name, reader.of_values, reader.of_nodes)


class _Reader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._built: dict[int, Any] = {}
        self.of_values: dict[tuple[int, str | int], Place] = {}
        self.of_nodes: dict[int, Place] = {}

    def built(self, node: Any, pointer: Pointer, line: int) -> Any:
        if id(node) in self._built:  # an alias: its places are those of its anchor
            return self._built[id(node)]
        if isinstance(node, yaml.MappingNode):
            self._loader.flatten_mapping(node)
            result: Any = {}
            self._enter(node, result, pointer, line)
            for key_node, value_node in node.value:
                key = self._loader.construct_object(key_node, deep=True)
                self._add(result, key, value_node, pointer, key_node.start_mark.line + 1)
        elif isinstance(node, yaml.SequenceNode):
            result = []
            self._enter(node, result, pointer, line)
            for number, value_node in enumerate(node.value):
                result.append(None)
                self._add(result, number, value_node, pointer, value_node.start_mark.line + 1)
        else:
            return self._loader.construct_object(node, deep=True)
        return result

    def _enter(self, node: Any, result: Any, pointer: Pointer, line: int) -> None:
        self._built[id(node)] = result
        self.of_nodes[id(result)] = Place(pointer, line)

    def _add(self, result: Any, key: Any, node: Any, pointer: Pointer, line: int) -> None:
        self.of_values[(id(result), key)] = Place((*pointer, key), line)
        result[key] = self.built(node, (*pointer, key), line)
