"""What each effect of a planted fault does to an answer."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson

from virtualstaging_mock._clock import Clock
from virtualstaging_mock._http.reply import ENDINGS, Reply, http_date

from .rules import Effect

_JSON = {"content-type": "application/json"}
_HTML = (
    "<!doctype html><html><head><title>{status} {reason}</title></head>"
    "<body><center><h1>{status} {reason}</h1></center><hr><center>proxy</center></body></html>"
)


def apply(effect: Effect, reply: Reply, clock: Clock) -> Reply:
    """Return the answer as the effect changes it.

    Args:
        effect: what goes wrong.
        reply: the right answer.
        clock: the mock's, for a Retry-After.
    """
    kind = effect.kind
    if kind == "latency":
        return reply._replace(pause=reply.pause + effect.seconds)
    if kind in ENDINGS:
        return reply._replace(ending=ENDINGS[kind])
    if kind == "status":
        return _with_status(effect, reply, clock)
    if kind == "html":
        status = effect.status
        text = _HTML.format(status=status, reason=_reason(status))
        headers = {"content-type": "text/html; charset=utf-8"}
        return reply._replace(status=status, headers=headers, body=text.encode())
    if kind == "malformed_json":
        broken = reply.body[: max(1, len(reply.body) - 2)] or b"{"
        return reply._replace(body=broken)
    if kind == "content_type":
        return reply._replace(
            headers={**reply.headers, "content-type": effect.content_type or "text/plain"}
        )
    return _with_changed_json(effect, reply)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _with_status(effect: Effect, reply: Reply, clock: Clock) -> Reply:
    headers: dict[str, str] = dict(_JSON)
    if effect.retry_after is not None:
        headers["retry-after"] = _retry_after(effect.retry_after, effect.retry_after_form, clock)
    if isinstance(effect.body, str):
        headers["content-type"] = "text/plain; charset=utf-8"
        body = effect.body.encode("utf-8", "replace")
    elif effect.body is not None:
        body = orjson.dumps(effect.body)
    else:
        reason = _reason(effect.status)
        body = orjson.dumps({"message": f"{reason}. A planted fault of the mock server."})
    return reply._replace(status=effect.status, headers=headers, body=body)


def _retry_after(usual: float, form: str, clock: Clock) -> str:
    """The seconds, or the time at which they end; at a faster clock fewer, rounded up."""
    here = clock.span_ms(usual * 1000) / 1000
    seconds = usual if here == usual else math.ceil(here)
    if form == "date":
        return http_date(int(clock.now_ms() / 1000 + seconds))
    return f"{seconds:g}"


def _with_changed_json(effect: Effect, reply: Reply) -> Reply:
    """Change one field of a JSON answer; an answer without such a field stays as it is."""
    try:
        document = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return reply
    if effect.kind == "extra_field":
        target = document if isinstance(document, dict) else None
        if target is not None:
            value = {"since": "a later version"} if effect.value is None else effect.value
            target[effect.field or "field_of_a_later_version"] = value
    elif effect.kind == "unknown_enum":
        value = "a_value_of_a_later_version" if effect.value is None else effect.value
        _set(document, effect.field or "status", value)
    else:
        _set(document, effect.field or "id", None)
    return reply._replace(body=orjson.dumps(document))


def _set(document: Any, path: str, value: Any) -> bool:
    """Set a field by its path (`items.0.status`), or the first of this name found inside."""
    if "." in path:
        head, _, rest = path.partition(".")
        if isinstance(document, Mapping):
            return _set(document.get(head), rest, value)
        if isinstance(document, list) and head.isdecimal() and int(head) < len(document):
            return _set(document[int(head)], rest, value)
        return False
    if isinstance(document, dict):
        if path in document:
            document[path] = value
            return True
        return any(_set(child, path, value) for child in document.values())
    if isinstance(document, list):
        return any(_set(child, path, value) for child in document)
    return False
