"""What the spec says of any answer, whatever was asked before."""

import re
from collections.abc import Callable

from contract_tests.exchange import JSON, Answer, Failure, Request
from contract_tests.spec.document import Operation, Place, Spec

# 501 is HTTP's own answer to a method that a server does not know at all, on whatever path.
NO_SUCH_METHOD = {404, 405, 501}
NO_SUCH_PATH = {404, 405}


def check_answer(spec: Spec, operation: Operation, answer: Answer) -> None:
    """A documented status, the documented content type, and a body that fits the schema."""
    where = f"{operation.pointer}/responses"
    if answer.status not in operation.responses:
        documented = ", ".join(map(str, operation.responses))
        expected = f"{operation.id} answers one of {documented}"
        raise spec.failure(expected, answer.excerpt(), where)
    if answer.status >= 500:
        raise spec.failure("no request makes the server fail", answer.excerpt(), where)
    place = operation.responses[answer.status]
    if place is None:
        _check_empty(spec, operation, answer)
    else:
        check_body(spec, place, answer)


def check_status(
    spec: Spec,
    operation: Operation,
    answer: Answer,
    statuses: set[int],
    reason: str,
    where: str = "",
) -> None:
    """The status is one of those that may come for a reason."""
    if answer.status not in statuses:
        wanted = " or ".join(map(str, sorted(statuses)))
        expected = f"{operation.id} answers {wanted}: {reason}"
        raise spec.failure(expected, answer.excerpt(), where or operation.pointer)


def check_no_operation(
    spec: Spec,
    request: Request,
    answer: Answer,
    *,
    known_path: bool,
    authorized: bool,
    get: Callable[[], Answer],
) -> None:
    """What a method or a path may answer that the spec does not have; `get` sends it as a GET."""
    used = {operation.method for operation in spec.operations.values()}
    unknown = known_path or request.method not in used
    allowed = set(NO_SUCH_METHOD if unknown else NO_SUCH_PATH)
    allowed |= set() if authorized else {401}
    allowed |= {200, 204} if request.method == "OPTIONS" else set()
    if request.method == "HEAD" and answer.body:
        raise Failure("an answer to HEAD has no body", answer.excerpt())
    if answer.status in allowed:
        return
    if request.method == "HEAD" and spec.find("GET", request.path)[0] is not None:
        plain = get()
        if plain.status != answer.status:
            expected = f"HEAD answers as GET does, {plain.status}, or that there is none"
            raise Failure(expected, answer.excerpt())
        return
    expected = f"there is no {request.method} {request.path}: one of {sorted(allowed)}"
    raise Failure(expected, answer.excerpt())


def check_error(spec: Spec, answer: Answer) -> None:
    """An error has the one form that all errors have."""
    check_body(spec, spec.component("Error"), answer)


def check_body(spec: Spec, place: Place, answer: Answer) -> None:
    """The body is JSON, says so, and fits a schema."""
    if not _is_declared_as_json(answer):
        expected = f"the content type is {JSON}, given once, in no other charset than UTF-8"
        got = f"{_content_types(answer)} with {answer.excerpt()}"
        raise spec.failure(expected, got, place.pointer)
    try:
        value = answer.json()
    except ValueError as error:
        expected = f"the body is JSON ({error})"
        raise spec.failure(expected, answer.excerpt(), place.pointer) from None
    if spec.fits(place, value):
        return
    errors = spec.errors(place, value, formats=False)
    # A config repeats what was sent; only what the server writes itself has to keep to formats.
    errors += [
        e
        for e in spec.errors(place, value)
        if e not in errors and "/config" not in e.partition(":")[0]
    ]
    if errors:
        name = place.pointer.rpartition("/")[2]
        expected = f"the body fits {name}; {'; '.join(errors[:3])[:600]}"
        raise spec.failure(expected, answer.excerpt(), place.pointer)


def check_secrets(answer: Answer, secrets: dict[str, str]) -> None:
    """No answer repeats a key or a webhook secret; secrets are named by what they are."""
    text = answer.body.decode("latin-1") + "\n".join(value for _, value in answer.headers)
    for secret, name in secrets.items():
        if secret in text:
            raise Failure(f"no answer repeats {name}", answer.excerpt())


def _content_types(answer: Answer) -> list[str]:
    return [value for name, value in answer.headers if name.lower() == "content-type"]


def _is_declared_as_json(answer: Answer) -> bool:
    declared = _content_types(answer)
    if answer.media_type != JSON or len(declared) > 1:
        return False
    charsets = re.findall(r"charset\s*=\s*\"?([^\";\s]+)", declared[0], re.IGNORECASE)
    return all(charset.lower() in ("utf-8", "utf8", "us-ascii") for charset in charsets)


def _check_empty(spec: Spec, operation: Operation, answer: Answer) -> None:
    if answer.body.strip():
        expected = f"{operation.id} answers {answer.status} without content"
        where = f"{operation.pointer}/responses/{answer.status}"
        raise spec.failure(expected, answer.excerpt(), where)
