"""The spec's sets of values as Python enums, for those who want a list to choose from.

The models themselves take any text, since the API may add values.
"""

import re
from typing import Any

from _spec import resolve


def enums_module(spec: dict[str, Any]) -> str:
    """The source of `enums.py`: a class for each set of texts among the components."""
    schemas = spec.get("components", {}).get("schemas", {})
    found = {name: resolve(spec, one) for name, one in schemas.items()}
    classes = [
        line
        for name, schema in found.items()
        if isinstance(schema, dict) and schema.get("type") == "string" and "enum" in schema
        for line in _class(name, schema)
    ]
    doc = '"""The values that the spec names. The API may know more: any text may be used."""'
    return "\n".join([doc, "", "from enum import StrEnum", *classes, ""])


def _class(name: str, schema: dict[str, Any]) -> list[str]:
    deprecated = [value for value in schema["enum"] if value in schema.get("x-deprecated", [])]
    members = [f"    {_member(value)} = {value!r}".replace("'", '"') for value in schema["enum"]]
    old = ", ".join(f"self.{_member(value)}" for value in deprecated)
    return [
        "",
        "",
        f"class {name}(StrEnum):",
        f'    """{schema.get("description", name)}"""',
        "",
        *members,
        "",
        "    @property",
        "    def deprecated(self) -> bool:",
        '        """Whether it is still accepted, but not for new work."""',
        f"        return self in ({old},)" if deprecated else "        return False",
    ]


def _member(value: str) -> str:
    text = re.sub(r"\W", "_", value).upper()
    return text if text.isidentifier() else f"VALUE_{text}"
