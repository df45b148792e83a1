"""The same request written in other ways: HTTP, URLs and JSON allow more than one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from contract_tests.exchange import JSON, Request
from contract_tests.grid.bodies import examples
from contract_tests.grid.probe import Probe
from contract_tests.grid.requests import good_request
from contract_tests.spec.document import Operation

# Headers that clients add to every request.
CLIENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "browser": (
        ("Accept", "application/json, text/plain, */*"),
        ("Accept-Language", "de-DE,de;q=0.9,en;q=0.5"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        ("Referer", "https://app.example.com/listings?id=1"),
        ("Cookie", "session=abc; theme=dark"),
    ),
    "script": (("Accept", JSON), ("User-Agent", "python-requests/2.32"), ("Connection", "close")),
    "proxied": (("X-Forwarded-For", "203.0.113.7"), ("X-Request-Id", "1"), ("Via", "1.1 proxy")),
    "any": (("Accept", "*/*;q=0.8"), ("Cache-Control", "no-cache"), ("Pragma", "no-cache")),
}
BLANKS = "\r\n\t  "


def spelling_probes(operation: Operation) -> Iterator[Probe]:
    """Good requests, each in spellings that mean the same."""
    good = good_request(operation, "spelling: names")
    for case in (str.lower, str.upper):
        yield replace(good, spelled=_names(case))
    for client, headers in CLIENTS.items():
        yield replace(good, kind=f"spelling: {client}", extra=headers)
    other = "DELETE" if operation.method != "DELETE" else "POST"
    overriding = (("X-HTTP-Method-Override", other), ("X-HTTP-Method", other))
    yield replace(good, kind="spelling: method", extra=overriding)
    if operation.body is None:
        yield replace(good, kind="spelling: no body", extra=(("Content-Type", JSON),))
    if "{" in operation.path:
        yield replace(good, kind="spelling: path", spelled=_escaped_ids(operation))
    for name, parameter in operation.query.items():
        value = str(parameter.schema.get("enum", [parameter.schema.get("default", "")])[0]).lower()
        for query in (f"{_escaped(name)}={value}", f"{name}={_escaped(value)}") if value else ():
            yield replace(good, kind="spelling: query", query=query)
    if operation.body:
        for body in examples(operation):
            for kind, write in WRITERS.items():
                yield replace(good, kind=f"spelling: {kind}", body=body, spelled=_written(write))


def _escaped(text: str) -> str:
    """Each character as an escape; unreserved ones mean the same with it."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _names(case: Callable[[str], str]) -> Callable[[Request], Request]:
    return lambda request: replace(
        request, headers=tuple((case(name), value) for name, value in request.headers)
    )


def _escaped_ids(operation: Operation) -> Callable[[Request], Request]:
    places = [part.startswith("{") for part in operation.path.split("/")]

    def spell(request: Request) -> Request:
        parts = zip(places, request.path.split("/"), strict=True)
        path = "/".join(_escaped(part) if is_id else part for is_id, part in parts)
        return replace(request, path=path)

    return spell


def _written(write: Callable[[Any], str]) -> Callable[[Request], Request]:
    return lambda request: replace(request, body=write(json.loads(request.body or b"")).encode())


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _with_escapes(value: Any) -> str:
    """JSON with each letter of each text as an escape."""
    if isinstance(value, dict):
        return (
            "{" + ",".join(f"{_with_escapes(k)}:{_with_escapes(v)}" for k, v in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(_with_escapes, value)) + "]"
    if isinstance(value, str) and value.isascii():
        return '"' + "".join(f"\\u{ord(sign):04x}" for sign in value) + '"'
    return json.dumps(value)


WRITERS: dict[str, Callable[[Any], str]] = {
    "compact": lambda value: json.dumps(value, separators=(",", ":")),
    "indented": lambda value: json.dumps(value, indent=2),
    "with blanks around": lambda value: BLANKS + json.dumps(value) + BLANKS,
    "in reverse order": lambda value: json.dumps(_reversed(value)),
    "with escapes": _with_escapes,
}
