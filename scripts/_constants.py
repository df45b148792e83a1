"""What the spec says of the API as a whole: servers, the header of the key and of signatures.

The generator ignores these parts, so they become a module of their own beside its output.
"""

import json
from typing import Any

from _spec import SpecError, operations, resolve

SIGNATURE = "#/components/parameters/WebhookSignature"


def constants_module(spec: dict[str, Any]) -> str:
    """The source of `constants.py`.

    Raises:
        SpecError: The key is sent in a way that the client can't, or several ways are mixed.
    """
    header, prefix = key_header(spec)
    servers = {str(one["x-name"]): str(one["url"]) for one in spec.get("servers", [])}
    lines = [
        '"""What the spec says of the API as a whole."""',
        "",
        f"KEY_HEADER = {_text(header)}",
        '"""The header that the API key is sent in."""',
        "",
        f"KEY_PREFIX = {_text(prefix)}",
        '"""What stands before the key, with a space; empty: the key alone."""',
        "",
        "SERVERS: dict[str, str] = {",
        *(f"    {_text(name)}: {_text(url)}," for name, url in servers.items()),
        "}",
        '"""Base URLs by name, the usual one first."""',
    ]
    if "WebhookSignature" in spec.get("components", {}).get("parameters", {}):
        signature = resolve(spec, {"$ref": SIGNATURE})
        pattern = str(signature["schema"].get("pattern", ""))
        lines += [
            "",
            f"WEBHOOK_SIGNATURE_HEADER = {_text(signature['name'])}",
            '"""The header that a webhook\'s signature stands in."""',
            "",
            f"WEBHOOK_SIGNATURE_PATTERN = {_text(pattern)}",
            '"""What a signature looks like."""',
        ]
    return "\n".join([*lines, ""])


def key_header(spec: dict[str, Any]) -> tuple[str, str]:
    """The header of the API key, and what stands before the key there.

    Raises:
        SpecError: The key is sent in a way that the client can't, or several ways are mixed.
    """
    used = {
        name
        for one in operations(spec)
        for needed in one.node.get("security", spec.get("security", []))
        for name in needed
    }
    schemes = spec.get("components", {}).get("securitySchemes", {})
    if len(used) > 1:
        raise SpecError(f"The operations use several security schemes ({', '.join(sorted(used))}).")
    if not used:
        return "Authorization", ""
    name = used.pop()
    if name not in schemes:
        raise SpecError(f"The security scheme {name} is not in components.securitySchemes.")
    scheme = resolve(spec, schemes[name])
    kind, place = scheme.get("type"), scheme.get("in")
    if kind == "apiKey" and place == "header":
        return str(scheme["name"]), str(scheme.get("x-prefix", ""))
    if kind == "http" and str(scheme.get("scheme", "")).lower() == "bearer":
        return "Authorization", "Bearer"
    how = f"{kind} in {place}" if place else f"{kind} {scheme.get('scheme', '')}".strip()
    raise SpecError(
        f"The security scheme {name} is {how}: the client sends a key in a header (apiKey in "
        "header, with x-prefix if something stands before the key) or as a bearer token."
    )


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
