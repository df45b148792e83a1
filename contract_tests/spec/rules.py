"""What the spec says of any answer, whatever was asked before."""

import re

from contract_tests.exchange import JSON, Answer, Failure
from contract_tests.spec.document import Operation, Place, Spec

# A method that an operation's path does not have may be refused in either way; 501 is HTTP's own.
NO_SUCH_METHOD = {404, 405, 501}


def check_answer(spec: Spec, operation: Operation, answer: Answer) -> None:
    """A documented status, the documented content type, and a body that fits the schema."""
    if answer.status not in operation.responses:
        documented = ", ".join(map(str, operation.responses))
        raise Failure(
            f"{operation.id} answers one of {documented}",
            answer.excerpt(),
            spec.cite(f"{operation.pointer}/responses"),
        )
    if answer.status >= 500:
        raise Failure(
            "no request makes the server fail",
            answer.excerpt(),
            spec.cite(f"{operation.pointer}/responses"),
        )
    place = operation.responses[answer.status]
    if place is None:
        _check_empty(spec, operation, answer)
    else:
        check_body(spec, place, answer)


def check_error(spec: Spec, answer: Answer) -> None:
    """An error has the one form that all errors have."""
    check_body(spec, spec.component("Error"), answer)


def check_body(spec: Spec, place: Place, answer: Answer) -> None:
    """The body is JSON, says so, and fits a schema."""
    if not _is_declared_as_json(answer):
        raise Failure(
            f"the content type is {JSON}, told once, in no other charset than UTF-8",
            f"{_content_types(answer)} with {answer.excerpt()}",
            spec.cite(place.pointer),
        )
    try:
        value = answer.json()
    except ValueError as error:
        raise Failure(
            f"the body is JSON ({error})", answer.excerpt(), spec.cite(place.pointer)
        ) from None
    if spec.fits(place, value):
        return
    errors = spec.errors(place, value, formats=False)
    # A config repeats what was sent; only in what the server writes itself is a format its own
    # affair.
    errors += [
        e
        for e in spec.errors(place, value)
        if e not in errors and "/config" not in e.partition(":")[0]
    ]
    if errors:
        name = place.pointer.rpartition("/")[2]
        raise Failure(
            f"the body fits {name}; {'; '.join(errors[:3])[:600]}",
            answer.excerpt(),
            spec.cite(place.pointer),
        )


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
        raise Failure(
            f"{operation.id} answers {answer.status} without content",
            answer.excerpt(),
            spec.cite(f"{operation.pointer}/responses/{answer.status}"),
        )
