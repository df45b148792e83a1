"""Everything around bodies: credentials, parameters, ids, methods, content types."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from contract_tests.grid.bodies import examples
from contract_tests.grid.probe import KEY, RENDER, VARIATION, Probe
from contract_tests.grid.values import ODD_TEXTS
from contract_tests.spec.document import Operation, Parameter, Schema, Spec

SPELLINGS = {
    "none": None,
    "empty": "",
    "key alone": KEY,
    "Bearer": f"Bearer {KEY}",
    "bearer": f"bearer {KEY}",
    "Token": f"Token {KEY}",
    "lower case": f"api-key {KEY}",
    "upper case": f"API-KEY {KEY}",
    "mixed case": f"Api-key {KEY}",
    "without hyphen": f"ApiKey {KEY}",
    "underscore": f"Api_Key {KEY}",
    "X-Api-Key": f"X-Api-Key {KEY}",
    "prefix alone": "Api-Key",
    "no blank": f"Api-Key{KEY}",
    "colon": f"Api-Key: {KEY}",
    "equals": f"Api-Key={KEY}",
    "two blanks": f"Api-Key  {KEY}",
    "tab": f"Api-Key\t{KEY}",
    "more after it": f"Api-Key {KEY} more",
    "twice": f"Api-Key Api-Key {KEY}",
    "prefixed": f"Bearer Api-Key {KEY}",
    "listed": f"Basic abc, Api-Key {KEY}",
}
# Well-formed, but not the key. Left out where a server opens an account for any such key.
WRONG_KEYS = {
    "key cut": "Api-Key {cut}",
    "key longer": f"Api-Key {KEY}x",
    "key in upper case": "Api-Key {upper}",
    "quoted": f'Api-Key "{KEY}"',
    "another key": "Api-Key vsai-pk-00000000-0000-4000-8000-000000000000",
    "word": "Api-Key null",
    "comma": f"Api-Key {KEY},",
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"]
UNKNOWN_PATHS = (
    *("/", "/render", "/users", "/admin", "/user/webhook-secrets", "/renders/{r}/variation"),
    "/renders/{r}/variations/{v}/result",
)
# Percent-encoded, in the place of an id; `{id}` stands for a good one.
ODD_IDS = (
    *("{id}x", "{id}%20", "%20{id}", "{id}%00", "{id}%0a", "{id}%2f", "r_unknown", "0", "-1"),
    *("null", "undefined", "*", "%2e%2e", "%2e%2e%2f%2e%2e", "%ff%fe"),
)
NO_JSON = (
    *(b"", b"{", b"{}}", b"nul", b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"'{}'", b"{'a': 1}"),
    *(b'{"a": NaN}', b"[1,]", b"a=1&b=2", b"<a/>", b"[" * 500, b'{"a":' * 500, b"\x00"),
    *(b'{"config": "\xff"}', b'{"a": 1e999}x'),
)
OTHER_CONTENT = (
    *("text/plain", "application/xml", "multipart/form-data; boundary=x", "image/png"),
    "application/x-www-form-urlencoded",
)
JSON_CONTENT = (
    *("application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"),
)
NO_INTEGERS = (
    *("5.5", "1e1", "0x10", "1_0", "five", "true", "[5]", "{}", "5,6", "５", "٥", "--5", "5;"),
    *("inf", "nan", "null"),
)
NO_BOOLEANS = ["maybe", "2", "truee", "null", "[true]", "t", "yes"]


def path_of(operation: Operation) -> str:
    """An operation's path with ids that exist."""
    return operation.path.replace("{render_id}", RENDER).replace("{variation_id}", VARIATION)


def good_request(operation: Operation, kind: str = "plain") -> Probe:
    """A valid request to an operation."""
    body = next(examples(operation)) if operation.body else None
    return Probe(operation.id, kind, operation.method, path_of(operation), body=body)


def auth_probes(operation: Operation, key: str, *, open_keys: bool) -> Iterator[Probe]:
    """Each spelling of the Authorization header, on valid and on invalid requests."""
    spellings = dict(SPELLINGS)
    spellings["Basic"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    if not open_keys:
        wrong = {
            name: text.format(cut=key[:-1], upper=key.upper()) for name, text in WRONG_KEYS.items()
        }
        spellings |= {name: text for name, text in wrong.items() if text != f"Api-Key {key}"}
    good = good_request(operation)
    for text in spellings.values():
        yield _spelled(good, text, operation, "auth")
    for name in ("none", "Bearer", "lower case"):
        yield from (
            _spelled(bad, spellings[name], operation, "auth first")
            for bad in _also_invalid(operation)
        )
    for extra in (("X-Api-Key", key), ("Api-Key", key), ("Cookie", f"Authorization=Api-Key {key}")):
        yield replace(good, kind="auth elsewhere", authorization=None, extra=(extra,))
    for name in ("api_key", "key", "Authorization", "access_token"):
        query = f"{name}={quote('Api-Key ' + key)}"
        yield replace(good, kind="auth elsewhere", authorization=None, query=query)


def parameter_probes(operation: Operation) -> Iterator[Probe]:
    """Each query parameter at each bound, of each type, empty, repeated, odd."""
    path = path_of(operation)
    for name, parameter in operation.query.items():
        for kind, texts in _parameter_texts(parameter):
            query = "&".join(f"{name}={quote(text, safe='')}" for text in texts)
            if name.startswith("variations_"):
                yield Probe(
                    operation.id,
                    f"parameter: {kind}",
                    "GET",
                    path,
                    "include_variations=true&" + query,
                )
            yield Probe(operation.id, f"parameter: {kind}", "GET", path, query)
        yield Probe(operation.id, "parameter: bare", "GET", path, name)
        for raw in ("%", "%zz", "%ff", "%00", "+"):
            yield Probe(operation.id, "parameter: raw", "GET", path, f"{name}={raw}")
    for query in ("unknown=1", "&&", "=", "x_limit=0", "%00=1"):
        yield Probe(operation.id, "parameter: unknown", "GET", path, query)


def id_probes(operation: Operation) -> Iterator[Probe]:
    """Each id in a path: unknown, odd, of something else."""
    good = good_request(operation)
    for parameter in (p for p in operation.parameters if p.where == "path"):
        here, other = (RENDER, VARIATION) if parameter.name == "render_id" else (VARIATION, RENDER)
        texts = [other, *(text.replace("{id}", here) for text in ODD_IDS), "x" * 1500]
        texts += [quote(text, safe="") for text in ODD_TEXTS.values() if text and len(text) < 1000]
        for text in texts:
            path = good.path.replace(here, text)
            yield Probe(operation.id, "id", good.method, path, body=good.body)


def content_probes(operation: Operation) -> Iterator[Probe]:
    """Bodies that are no JSON, or are declared as something else."""
    good = good_request(operation)
    for text in NO_JSON:
        yield Probe(operation.id, "content: no JSON", good.method, good.path, raw=text)
    for declared in OTHER_CONTENT:
        yield replace(good, kind="content: type", content_type=declared)
    for declared in JSON_CONTENT:
        yield replace(good, kind="content: JSON", content_type=declared)


def method_probes(spec: Spec) -> Iterator[Probe]:
    """Each method on each path, and paths that the spec does not have."""
    paths = dict.fromkeys(path_of(operation) for operation in spec.operations.values())
    has = {(operation.method, path_of(operation)) for operation in spec.operations.values()}
    for path in paths:
        for method in METHODS:
            if (method, path) not in has:
                body: object = {} if method in ("POST", "PUT", "PATCH") else None
                yield Probe("any", "method", method, path, body=body)
        yield Probe("any", "method", "HEAD", path, authorization=None)
    for path in UNKNOWN_PATHS:
        for method in ("GET", "POST", "DELETE"):
            yield Probe(
                "any", "path", method, path.replace("{r}", RENDER).replace("{v}", VARIATION)
            )


def _spelled(probe: Probe, text: str | None, operation: Operation, kind: str) -> Probe:
    return replace(probe, operation=operation.id, kind=kind, authorization=text)


def _also_invalid(operation: Operation) -> Iterator[Probe]:
    path = path_of(operation)
    if operation.body:
        yield Probe(operation.id, "", operation.method, path, body={})
        yield Probe(operation.id, "", operation.method, path, raw=b"{")
    if operation.query:
        yield Probe(operation.id, "", operation.method, path, f"{next(iter(operation.query))}=x")
    if RENDER in path:
        yield Probe(
            operation.id,
            "",
            operation.method,
            path.replace(RENDER, "r_unknown"),
            body=good_request(operation).body,
        )
    if not operation.body and not operation.query and RENDER not in path:
        yield Probe(operation.id, "", operation.method, path, "unknown=1")


def _parameter_texts(parameter: Parameter) -> Iterator[tuple[str, list[str]]]:
    schema = parameter.schema
    if schema["type"] == "integer":
        good, texts = "5", _integers(schema)
    elif schema["type"] == "boolean":
        good, texts = "true", _booleans()
    elif "enum" in schema:
        good, texts = schema["enum"][0], _members(schema["enum"])
    else:
        good, texts = RENDER, iter((("cursor", [RENDER]), ("cursor", ["unknown"])))
    yield from texts
    yield "empty", [""]
    yield "repeated", [good, good]
    yield "repeated", [good, ""]
    yield from (("odd text", [text]) for text in ODD_TEXTS.values() if len(text) < 5000)


def _integers(schema: Schema) -> Iterator[tuple[str, list[str]]]:
    for bound in (schema["minimum"], schema["maximum"]):
        yield from (("bound", [str(bound + step)]) for step in (-1, 0, 1))
    numbers = (schema["default"], 2, 7, -5, 2**31, 2**63, 10**40)
    yield from (("number", [str(number)]) for number in numbers)
    yield from (("type", [text]) for text in NO_INTEGERS)
    yield from (("loose", [text]) for text in ("5.0", "+5", "05", " 5"))
    yield "repeated", ["0", "101"]


def _booleans() -> Iterator[tuple[str, list[str]]]:
    yield from (("value", [text]) for text in ("true", "false"))
    yield from (("type", [text]) for text in NO_BOOLEANS)
    yield from (("loose", [text]) for text in ("1", "0", "True", "FALSE"))
    yield "repeated", ["maybe", "maybe"]


def _members(enum: list[str]) -> Iterator[tuple[str, list[str]]]:
    for member in enum:
        near = [member.upper(), member.capitalize(), f"{member} ", f" {member}", member[:-1]]
        near += [f"{member}x", f"-{member}", f"{member}\n", f"{member},{member}"]
        yield from (("enum", [text]) for text in (member, *near))
    yield "repeated", [enum[0] + "x", "newest"]
