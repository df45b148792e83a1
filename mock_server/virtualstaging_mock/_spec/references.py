"""What a `$ref` of the document names."""

from collections.abc import Mapping
from typing import Any


class SpecError(ValueError):
    """The document lacks what the server needs, or a handler and the document disagree."""


def resolve(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node itself, or what its reference leads to.

    Raises:
        SpecError: it leads nowhere, or out of the document.
    """
    seen: list[Any] = []
    while "$ref" in node:
        reference = node["$ref"]
        if reference in seen:
            raise SpecError(f"The document's reference {reference!r} leads in a circle.")
        seen.append(reference)
        found: Any = document
        for step in str(reference).removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, Mapping) or name not in found:
                raise SpecError(f"The document's reference {reference!r} leads nowhere.")
            found = found[name]
        node = found
    return node
