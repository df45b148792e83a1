"""Where a part of a YAML document stands."""

from functools import lru_cache
from typing import Any

import yaml

# YAML 1.1, as the document quotes `on` and `off`; the C loader, where there is one, is faster.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def line_of(source: str, pointer: str) -> int:
    """The line on which the part that a JSON pointer names begins."""
    node = _nodes(source)
    for part in parts_of(pointer):
        child = _child(node, part)
        if child is None:  # below a merge key: the nearest ancestor has to do
            break
        node = child
    return int(node.start_mark.line) + 1


def parts_of(pointer: str) -> list[str]:
    """The names and numbers in a JSON pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


@lru_cache(maxsize=1)
def _nodes(source: str) -> yaml.Node:
    node = yaml.compose(source, Loader=LOADER)
    assert node is not None
    return node


def _child(node: yaml.Node, part: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
        found: yaml.Node = node.value[int(part)]
        return found
    return None
