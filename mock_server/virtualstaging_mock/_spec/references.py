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
        node = lookup(document, str(reference))
    return node


def lookup(document: Mapping[str, Any], pointer: str) -> Any:
    """The part of the document at a JSON pointer such as `#/components/schemas/Render`.

    Raises:
        SpecError: there is none.
    """
    found: Any = document
    try:
        for name in steps_of(pointer):
            found = found[int(name)] if isinstance(found, list) else found[name]
    except (KeyError, IndexError, TypeError, ValueError):
        raise SpecError(f"The document's reference {pointer!r} leads nowhere.") from None
    return found


def steps_of(pointer: str) -> list[str]:
    """The steps of a JSON pointer such as `#/components/schemas/Render`."""
    steps = pointer.removeprefix("#/").split("/")
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def escape(step: object) -> str:
    """One step of a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")
