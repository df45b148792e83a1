"""One call as a flow: build, check, send, parse; and, if it creates, find out what became of it."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, TypeVar

from virtualstaging import errors

from . import answers, checks
from .doubts import Doubt, Order
from .ledger import Made
from .retries import InDoubtError, retry_after, send
from .session import Session
from .steps import Answer, Flow, Moment, Now, Request, TransportError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A call that is ready to be made.

    Args:
        operation: The spec's operationId.
        build: The generated module's `_get_kwargs`, with its arguments.
        parse: The generated model's `from_dict`, or what unpacks it.
        parameters: Those of path and query, to be checked.
        body: The spec's name of the body's schema.
        long: The call waits for completion.
        creates: It may charge or create, so it is not repeated blindly.
        orders: What it creates, as far as that can be looked up afterwards.
    """

    operation: str
    build: Callable[[], Mapping[str, Any]]
    parse: Callable[[Any], T]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: str | None = None
    long: bool = False
    creates: bool = False
    orders: tuple[Order, ...] = ()


def perform(session: Session, call: Call[T]) -> Flow[T]:
    """Make a call and return its model."""
    request = prepared(call)
    if call.creates:
        return (yield from _create(session, call, request))
    answer = yield from fetch(session, request)
    return answers.parsed(answer, call.operation, call.parse, session.settings.key)


def fetch(session: Session, request: Request) -> Flow[Answer]:
    """The 2xx answer to a request that may be repeated, as it came."""
    error: errors.VirtualStagingError
    try:
        answer, _ = yield from send(request, session.policy, creates=False)
    except TransportError as failure:
        error = answers.connection_error(failure, request.operation)
    else:
        if answer.status < 300:
            return answer
        error = yield from _refusal(session, answer, request.operation)
    raise error


def prepared(call: Call[Any]) -> Request:
    """The request of a call; `ValidationError` if the spec forbids it."""
    for name, value in call.parameters.items():
        if name in ("render_id", "variation_id"):
            checks.check_id(name, value)
    if call.parameters:
        checks.check_parameters(call.operation, call.parameters)
    try:
        kwargs = call.build()
    except (AttributeError, TypeError, ValueError) as error:
        raise _unusable(call.operation, str(error)) from None
    body = kwargs.get("json")
    if body is not None and call.body is not None:
        checks.check_body(call.operation, body, call.body)
    return Request(
        operation=call.operation,
        method=kwargs["method"].upper(),
        path=kwargs["url"],
        query={name: _text(value) for name, value in kwargs.get("params", {}).items()} or None,
        content=None if body is None else _dumped(call.operation, body),
        long=call.long,
    )


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _dumped(operation: str, body: Any) -> bytes:
    try:
        return _ENCODER.encode(body).encode()
    except (TypeError, ValueError) as error:
        raise _unusable(operation, str(error)) from None


def _unusable(operation: str, problem: str) -> errors.ValidationError:
    return errors.ValidationError(
        f"{operation}: an argument cannot be sent as JSON: {problem}. Nothing was sent.",
        operation=operation,
    )


def _refusal(session: Session, answer: Answer, operation: str) -> Flow[errors.VirtualStagingError]:
    pause = yield from retry_after(answer)
    return answers.status_error(answer, operation, session.settings.key, pause)


def _create(session: Session, call: Call[T], request: Request) -> Flow[T]:
    ticket = os.urandom(12).hex()
    now: Moment = yield Now()
    session.ledger.begin(ticket, call.orders, now.monotonic)
    try:
        return (yield from _settled(session, call, request, ticket))
    finally:
        # Also when it was interrupted. Without effect if the outcome is known.
        session.ledger.give_up(ticket)


def _settled(session: Session, call: Call[T], request: Request, ticket: str) -> Flow[T]:
    error: errors.VirtualStagingError | InDoubtError
    try:
        answer, sent_at = yield from send(request, session.policy, creates=True)
    except TransportError as failure:
        error = answers.connection_error(failure, call.operation)
    except InDoubtError as unclear:
        error = unclear.with_traceback(None)
    else:
        if answer.status < 300:
            return (yield from _received(session, call, ticket, answer, sent_at))
        error = yield from _refusal(session, answer, call.operation)
    if isinstance(error, InDoubtError):
        # Only here: as the context of what is raised, it would bring the whole answer along.
        return (yield from _looked_up(session, call, ticket, error))
    session.ledger.close(ticket)
    raise error


def _received(
    session: Session, call: Call[T], ticket: str, answer: Answer, sent_at: Moment
) -> Flow[T]:
    """From a 2xx answer: the model, or an error that names what was created."""
    received: Moment = yield Now()
    try:
        data = answers.decoded(answer.body)
        result = call.parse(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problem = answers.why(error)
    else:
        remember(session, ticket, call.orders, data)
        for created_at in _times(data):
            session.server_clock.learn(created_at, sent_at, received)
        return result
    error_seen = answers.unexpected(answer, call.operation, problem, session.settings.key)
    if error_seen.render_ids and len(error_seen.render_ids) == len(call.orders):
        session.ledger.close(ticket, error_seen.render_ids)
        raise error_seen
    unclear = InDoubtError(f"the answer cannot be read: {problem}", sent_at, answer)
    return (yield from _looked_up(session, call, ticket, unclear))


def _looked_up(session: Session, call: Call[T], ticket: str, unclear: InDoubtError) -> Flow[T]:
    from .reconcile import look_up

    wanted = tuple(order.wanted() for order in call.orders)
    doubt = Doubt(ticket, call.operation, wanted, unclear.sent_at.epoch_ms)
    found = yield from look_up(session, doubt, unclear)
    return parsed_findings(session, call.operation, call.parse, found)


def parsed_findings(session: Session, operation: str, parse: Callable[[Any], T], found: Any) -> T:
    """The model of what was found by looking."""
    body = json.dumps(found).encode()
    return answers.parsed(Answer(200, {}, body), operation, parse, session.settings.key)


def remember(session: Session, ticket: str, orders: Sequence[Made], data: Any) -> None:
    """Note what a call has created, and that its outcome is known."""
    ledger = session.ledger
    ledger.close(ticket, created_ids(data))
    renders = _created_renders(data)
    for render, order in zip(renders, orders, strict=False):
        ledger.note_made(render["id"], order, new=True)
    if not renders:
        for order in orders:
            if order.render_id is not None:
                ledger.note_made(order.render_id, order, new=False)


def created_ids(data: Any) -> list[str]:
    """Ids of the renders and variations in the data of an answer."""
    if not isinstance(data, dict):
        return []
    renders = data.get("renders", [data])
    variations = [data] if "variations" in data else []
    found = answers.strings(renders)
    for holder in (*(renders if isinstance(renders, list) else ()), *variations):
        page = holder.get("variations") if isinstance(holder, dict) else None
        items = page.get("items") if isinstance(page, dict) else page
        found += answers.strings(items if isinstance(items, list) else [])
    return found


def _created_renders(data: Any) -> list[dict[str, Any]]:
    if not isinstance(data, dict):
        return []
    renders = data.get("renders", [data] if "id" in data else [])
    return [one for one in renders if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _times(data: Any) -> list[float]:
    items = data.get("variations") if isinstance(data, dict) else None
    found = _created_renders(data) or (items if isinstance(items, list) else [])
    times = [one.get("created_at") for one in found if isinstance(one, dict)]
    return [float(time) for time in times if isinstance(time, int | float)][-1:]


def unknown_outcome(
    session: Session, doubt: Doubt, unclear: InDoubtError, candidates: tuple[str, ...], note: str
) -> NoReturn:
    """Raise the error for a call whose outcome stays unknown."""
    thing = "variations" if "variations" in doubt.operation else "a render"
    thing = "an analysis" if doubt.operation == "analyze_image" else thing
    data: dict[str, Any] = {"operation": doubt.operation}
    if unclear.answer is not None:
        seen = answers.unexpected(unclear.answer, doubt.operation, "", session.settings.key)
        data.update(status=seen.status, request_id=seen.request_id, body=seen.body)
        candidates = candidates or seen.render_ids
    raise errors.UnknownOutcomeError(
        f"{doubt.operation}: {unclear.reason}, so {thing} may have been made, or not. {note} "
        "It was not sent again, since that could charge twice: look at the candidates "
        f"({', '.join(candidates) or 'none seen so far'}), or ask later with "
        "client.reconcile(error).",
        candidates=candidates,
        doubt=doubt,
        **data,
    )
