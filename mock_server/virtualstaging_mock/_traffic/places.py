"""Where a place of the document stands in its file, and what people call it."""

import functools
from itertools import pairwise
from pathlib import Path
from typing import Any

from virtualstaging_mock._spec.references import steps_of

SOURCE = Path(__file__).parents[1] / "openapi.yaml"


@functools.cache
def _tree(source: Path = SOURCE) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.compose(source.read_text(encoding="utf-8"), Loader=loader)


def node_at(pointer: str) -> tuple[Any, Any]:
    """The file's node at a JSON pointer, and the key that it stands behind; as near as there is."""
    node, key = _tree(), None
    for name in steps_of(pointer):
        if node.id == "sequence" and name.isdecimal() and int(name) < len(node.value):
            node = key = node.value[int(name)]
            continue
        pairs = node.value if node.id == "mapping" else ()
        found = next((pair for pair in pairs if pair[0].value == name), None)
        if found is None:
            break
        key, node = found
    return node, key


def line_of(pointer: str) -> int:
    """The line of the file at which a place begins, from 1."""
    node, key = node_at(pointer)
    return int((key or node).start_mark.line) + 1


def name_of(pointer: str) -> str:
    """What a place is called: `Render.eta`, or `POST /renders, answer 202`."""
    steps = steps_of(pointer)
    if steps[:2] == ["components", "schemas"]:
        name = steps[2] if len(steps) > 2 else "schemas"
        for step, field in pairwise(steps[3:]):
            if step == "properties":
                name += f".{field}"
        return name
    if steps[:1] == ["paths"] and len(steps) > 2:
        name = f"{steps[2].upper()} {steps[1]}"
        if steps[3:4] == ["responses"] and len(steps) > 4:
            name += f", answer {steps[4]}"
        return name
    return "/".join(steps[:2])
