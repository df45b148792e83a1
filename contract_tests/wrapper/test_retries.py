"""Which calls are sent again after which failures."""

import logging
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.samples import minimal
from contract_tests.wrapper.served import CREATING, OWN, READING, SPEC, run
from contract_tests.wrapper.world import world
from virtualstaging import (
    APIConnectionError,
    APITimeoutError,
    ServerError,
    UnknownOutcomeError,
    VirtualStagingError,
)

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)

UNSENT = [
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
]
SENT = [
    one
    for one in vars(httpx).values()
    if isinstance(one, type)
    and issubclass(one, httpx.RequestError)
    and not one.__subclasses__()
    and one not in UNSENT
]
Raised = type[httpx.RequestError]


@each_kind
@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("failure", UNSENT)
def test_what_was_never_sent_is_sent_again(failure: Raised, name: str, kind: wrapped.Kind) -> None:
    """No connection was made: that is safe for every call; and it ends after so many times."""
    outcome, methods, _ = run(name, kind, [failure] * 3)
    assert not isinstance(outcome, Exception), f"{outcome!r}"
    assert len(methods) == 4
    error, methods, _ = run(name, kind, [failure] * 4)
    assert type(error) is (
        APITimeoutError if issubclass(failure, httpx.TimeoutException) else APIConnectionError
    )
    assert len(methods) == 4
    check_error(error, name)


@each_kind
@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("failure", [*SENT, 408, 500, 502, 503, 504, 520, 599, 429])
def test_a_read_is_sent_again(failure: Any, name: str, kind: wrapped.Kind) -> None:
    """It does no harm. After three repetitions the caller gets the last failure."""
    one = httpx.Response(failure) if isinstance(failure, int) else failure
    outcome, methods, _ = run(name, kind, [one] * 3)
    assert not isinstance(outcome, Exception), f"{outcome!r}"
    assert len(methods) == 4
    error, methods, _ = run(name, kind, [one] * 4)
    assert len(methods) == 4
    check_error(error, name)
    if isinstance(failure, int):
        assert error.status == failure
    else:
        assert isinstance(error, APIConnectionError)


@each_kind
@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_any_2xx_is_a_success(status: int, name: str, kind: wrapped.Kind, caplog: Any) -> None:
    """One request. With loggers at DEBUG each is logged, with what came of it."""
    caplog.set_level(logging.DEBUG, "virtualstaging")
    outcome, methods, _ = run(name, kind, [], success=status)
    assert not isinstance(outcome, Exception), f"{outcome!r}"
    assert len(methods) == 1
    [logged] = [one for one in caplog.messages if one.startswith(f"{name}: ")]
    assert logged.startswith(f"{name}: {methods[0]} /")
    assert logged.endswith(f": {status}")


# In any form a refusal. A 429 is one if it is the API's own.
REFUSALS = [400, 401, 403, 404, 405, 413, 415, 422]
NO_PROOF = [*range(300, 309), 402, 406, 407, 408, 409, 410, 418, 425, 428, 429, 431, 451, 499]
NO_PROOF += [500, 501, 502, 503, 504, 505, 507, 520, 524, 599, 600, 999]


@each_kind
@pytest.mark.parametrize("name", CREATING)
@pytest.mark.parametrize("failure", [*SENT, *NO_PROOF])
def test_what_creates_is_never_sent_again_in_doubt(
    failure: Any, name: str, kind: wrapped.Kind
) -> None:
    """One POST, whatever comes; then only looks. A gateway says 503 when the server has acted."""
    one = httpx.Response(failure) if isinstance(failure, int) else failure
    in_time = httpx.Response(failure, headers={"retry-after": "0"}, text="<html>")
    for answer in [one, in_time] if isinstance(failure, int) else [one]:
        error, methods, _ = run(name, kind, [answer] * 50)
        assert methods.count("POST") == 1
        assert isinstance(error, UnknownOutcomeError), f"{error!r}"
        check_error(error, name)


@each_kind
@pytest.mark.parametrize("name", CREATING)
@pytest.mark.parametrize(
    "headers", [{}, {"retry-after": "2"}, {"retry-after": "Thu, 01 Jan 2026 00:00:09 GMT"}]
)
def test_the_apis_own_429_says_that_nothing_was_made(
    headers: dict[str, str], name: str, kind: wrapped.Kind
) -> None:
    """It is JSON with a message; only then is a call that creates sent again."""
    outcome, methods, _ = run(name, kind, [httpx.Response(429, headers=headers, json=OWN)] * 3)
    assert not isinstance(outcome, Exception), f"{outcome!r}"
    assert methods.count("POST") == 4
    for other in (b"", b"<html>", b"null", b"[]", b'{"message": 7}', b'{"error": "no"}'):
        answer = httpx.Response(429, headers=headers, content=other)
        error, methods, _ = run(name, kind, [answer] * 3)
        assert isinstance(error, UnknownOutcomeError), f"{error!r}"
        assert methods.count("POST") == 1


@each_kind
@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("content", [b"", b"<html>", b'{"message": "No."}'])
def test_a_refusal_is_final(content: bytes, status: int, name: str, kind: wrapped.Kind) -> None:
    """Asked again, the server would say the same."""
    error, methods, pauses = run(name, kind, [httpx.Response(status, content=content)] * 9)
    assert (len(methods), pauses) == (1, [])
    assert error.status == status
    assert not isinstance(error, UnknownOutcomeError)
    check_error(error, name)


@each_kind
@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("status", [301, 402, 409, 418, 451, 499, 501, 505, 600, 999])
def test_what_no_repetition_mends_is_reported_at_once(
    status: int, name: str, kind: wrapped.Kind
) -> None:
    """Of calls that create nothing."""
    error, methods, pauses = run(name, kind, [httpx.Response(status)] * 9)
    assert (len(methods), pauses) == (1, [])
    check_error(error, name)


@each_kind
@pytest.mark.parametrize("failure", [ValueError, RuntimeError, OSError, KeyError, AssertionError])
def test_what_a_transport_of_the_application_raises_is_one_of_our_errors(
    failure: Any, kind: wrapped.Kind
) -> None:
    """Even what no transport should raise."""

    def handler(request: httpx.Request) -> httpx.Response:
        raise failure(f"with {request.headers['authorization']}")

    for name in ("get_user", "create_render"):
        with wrapped.client(kind, handler) as one, pytest.raises(VirtualStagingError) as caught:
            one.do(wrapped.use_of(minimal(SPEC, name)))
        check_error(caught.value, name)


@each_kind
@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ("reset", APIConnectionError),
        ("hang", APITimeoutError),
        ("cut", APIConnectionError),
        ("empty", APIConnectionError),
        ({"kind": "latency", "seconds": 61}, APITimeoutError),
        ({"kind": "html", "status": 502}, ServerError),
    ],
)
def test_reads_over_a_bad_line(effect: Any, error: type[Exception], kind: wrapped.Kind) -> None:
    """Three failures are hidden, a fourth is reported: on the mock, with the time they take."""
    with world(kind) as there:
        there.plant("get_user", effect, times=3)
        there.do(lambda c: c.account.get())
        there.plant("get_user", effect, times=4)
        with pytest.raises(error) as caught:
            there.do(lambda c: c.account.get())
        assert type(caught.value) is error
        check_error(caught.value, "get_user")
