"""Calls that may be repeated, as flows; and from an answer to a model, or to an error that keeps
what the answer said.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from virtualstaging import errors
from virtualstaging_api.constants import KEY_HEADER, KEY_PREFIX

from .parsing import MISFITS, decoded, ids_of, why
from .requests import Call, prepared
from .retries import retry_after, send
from .secret import Secret, redacted
from .session import Session
from .steps import Answer, Flow, Request, TransportError

T = TypeVar("T")

_REQUEST_ID_HEADERS = ("x-request-id", "x-cloud-trace-context", "function-execution-id", "cf-ray")

_BY_STATUS: dict[int, type[errors.APIStatusError]] = {
    400: errors.ValidationError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    429: errors.RateLimitError,
}

_ADVICE = {
    401: f" The client sends “{KEY_HEADER}: {KEY_PREFIX} {{your key}}”, as the API wants it: so it "
    "is the key that is not accepted. Check VIRTUALSTAGING_API_KEY or api_key=….",
    403: " The plan may not allow it, or its photos are used up: see account.get().",
    413: " The photo is too large for this server. Make it smaller (3072 pixels on the long edge "
    "are enough), or pass a URL to it.",
    429: " Too many calls: make fewer at once, or wait longer between them.",
}

_ID = re.compile(rb'"id"\s*:\s*"([^"\\\x00-\x1f]{1,200})"')


def perform(session: Session, call: Call[T]) -> Flow[T]:
    """Make a call and return its model."""
    answer = yield from fetch(session, prepared(call, session.settings.key))
    return parsed(answer, call.operation, call.parse, session.settings.key)


def fetch(session: Session, request: Request) -> Flow[Answer]:
    """The 2xx answer to a request that may be repeated, as it came."""
    error: errors.VirtualStagingError
    try:
        answer = yield from send(session, request)
    except TransportError as failure:
        error = connection_error(failure, request.operation)
    else:
        if answer.status < 300:
            return answer
        error = yield from refusal(session, answer, request.operation)
    raise error


def refusal(session: Session, answer: Answer, operation: str) -> Flow[errors.VirtualStagingError]:
    """The error for an answer that is not 2xx."""
    pause = yield from retry_after(answer)
    return status_error(answer, operation, session.settings.key, pause)


def parsed(answer: Answer, operation: str, parse: Callable[[Any], T], key: Secret) -> T:
    """The model in a 2xx answer. Otherwise the error that fits."""
    if not 200 <= answer.status < 300:
        raise status_error(answer, operation, key)
    try:
        data = decoded(answer.body)
    except ValueError as error:
        problem = f"its body is {_looks_like(answer.body)}, not the JSON of the spec ({error})"
    else:
        try:
            return parse(data)
        except MISFITS as error:
            problem = why(error)
    # Raised outside the handler: as its context, the parser's error would hold the whole body.
    raise unexpected(answer, operation, problem, key)


def unexpected(
    answer: Answer, operation: str, problem: str, key: Secret
) -> errors.UnexpectedResponseError:
    """The error for an answer that is not the spec's."""
    ids = ids_in(answer.body) if operation.startswith("create_render") else ()
    advice = f"It was created: {', '.join(ids)}." if ids else "Is base_url right?"
    return errors.UnexpectedResponseError(
        f"{operation}: the server answered {answer.status}, but {redacted(problem, key)}. {advice}",
        render_ids=ids,
        **_data(answer, operation, key),
    )


def status_error(
    answer: Answer, operation: str, key: Secret, retry_after: float | None = None
) -> errors.VirtualStagingError:
    """The error for an answer that is not 2xx."""
    status = answer.status
    if status < 400:
        where = redacted(answer.headers.get("location", ""), key)
        problem = f"that is a redirect ({where}), which is not followed: the key would go with it"
        return unexpected(answer, operation, problem, key)
    message = f"{operation}: {status}. {_message(answer, key)}{_ADVICE.get(status, '')}"
    kind = errors.ServerError if status >= 500 else _BY_STATUS.get(status, errors.APIStatusError)
    return kind(message, retry_after=retry_after, **_data(answer, operation, key))


def connection_error(failure: TransportError, operation: str) -> errors.APIConnectionError:
    """The error for a call without an answer, where nothing is in doubt."""
    kind = errors.APITimeoutError if failure.timeout else errors.APIConnectionError
    return kind(f"{operation}: {failure.reason}.", operation=operation)


def ids_in(body: bytes) -> tuple[str, ...]:
    """Ids of renders in a body, even in one that is cut or wrong."""
    try:
        data = decoded(body)
    except ValueError:
        # The first id of a render's JSON is its own; those of variations come after it.
        found = _ID.search(body)
        return (found[1].decode("utf-8", "replace"),) if found else ()
    renders = data.get("renders", [data]) if isinstance(data, dict) else []
    return tuple(ids_of(renders))


def _data(answer: Answer, operation: str, key: Secret) -> dict[str, Any]:
    ids = (answer.headers.get(name) for name in _REQUEST_ID_HEADERS)
    return {
        "operation": operation,
        "status": answer.status,
        "request_id": next((redacted(one, key) for one in ids if one), None),
        "body": redacted(answer.body[:20_000].decode("utf-8", "replace"), key),
    }


def _message(answer: Answer, key: Secret) -> str:
    try:
        data = decoded(answer.body)
    except ValueError:
        return f"The answer's body is {_looks_like(answer.body)}, not the JSON of the spec."
    message = data.get("message") if isinstance(data, dict) else None
    if not isinstance(message, str) or not message.strip():
        return "The answer gives no message."
    return redacted(message.strip(), key)


def _looks_like(body: bytes) -> str:
    start = body[:200].lstrip().lower()
    if not start:
        return "empty"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        return "a web page"
    if start.startswith((b"{", b"[")):
        return "cut or broken JSON"
    return "something else"
