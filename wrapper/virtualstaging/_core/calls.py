"""One call that may be repeated, as a flow: check, send, parse."""

from typing import TypeVar

from virtualstaging import errors

from . import answers
from .requests import Call, prepared
from .retries import retry_after, send
from .session import Session
from .steps import Answer, Flow, Request, TransportError

T = TypeVar("T")


def perform(session: Session, call: Call[T]) -> Flow[T]:
    """Make a call and return its model."""
    answer = yield from fetch(session, prepared(call, session.settings.key))
    return answers.parsed(answer, call.operation, call.parse, session.settings.key)


def fetch(session: Session, request: Request) -> Flow[Answer]:
    """The 2xx answer to a request that may be repeated, as it came."""
    error: errors.VirtualStagingError
    try:
        answer = yield from send(session, request)
    except TransportError as failure:
        error = answers.connection_error(failure, request.operation)
    else:
        if answer.status < 300:
            return answer
        error = yield from refusal(session, answer, request.operation)
    raise error


def refusal(session: Session, answer: Answer, operation: str) -> Flow[errors.VirtualStagingError]:
    """The error for an answer that is not 2xx."""
    pause = yield from retry_after(answer)
    return answers.status_error(answer, operation, session.settings.key, pause)
