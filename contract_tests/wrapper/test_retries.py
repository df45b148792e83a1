"""When a call is sent again, and when: by the mock's faults, on one clock."""

from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.samples import answered, asked, coherent, minimal
from contract_tests.client.strength import examples
from contract_tests.spec.document import the_spec
from contract_tests.wrapper.world import world
from virtualstaging import (
    APIConnectionError,
    APITimeoutError,
    RateLimitError,
    ServerError,
    UnknownOutcomeError,
    VirtualStagingError,
)

SPEC = the_spec()
CREATING = [one.id for one in SPEC.operations.values() if one.creates or one.id == "analyze_image"]
READING = [name for name in SPEC.operations if name not in CREATING]
LONGEST = 120.0
"""Seconds that a server may ask to wait before the caller is told instead."""
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


def run(
    name: str, kind: wrapped.Kind, answers: list[Any], options: dict[str, Any] | None = None
) -> tuple[Any, list[str], list[float]]:
    """A plain call whose requests get these answers or exceptions in turn; then its own success.

    Returns:
        What came of it, the methods of its requests, and its pauses. What a call that creates looks
        at before it is sent does not count, and shows nothing.
    """
    methods: list[str] = []
    status, body = answered(SPEC, name)
    call = asked(SPEC, name, body)
    if name == "create_renders_bulk":
        body = coherent({"renders": body["renders"] * len(call.body["renders"])})

    def handler(request: httpx.Request) -> httpx.Response:
        if name in CREATING and request.method == "GET" and not methods:
            return httpx.Response(404)
        methods.append(request.method)
        if len(methods) > len(answers):
            return (
                httpx.Response(status, content=b"")
                if body is None
                else httpx.Response(status, json=body)
            )
        answer = answers[len(methods) - 1]
        if isinstance(answer, type):
            raise answer(
                "planted", **({"request": request} if answer is not httpx.InvalidURL else {})
            )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    with wrapped.client(kind, handler, **(options or {})) as one:
        try:
            outcome = one.do(wrapped.use_of(call))
        except VirtualStagingError as error:
            outcome = error
        return outcome, methods, one.clock.pauses


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
    """It does no harm. After three repetitions the caller is told what came last."""
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


# In any form a refusal. A 429 is one if it is the API's own.
REFUSALS = [400, 401, 403, 404, 405, 413, 415, 422]
NO_PROOF = [*range(300, 309), 402, 406, 407, 408, 409, 410, 418, 425, 428, 429, 431, 451, 499]
NO_PROOF += [500, 501, 502, 503, 504, 505, 507, 520, 524, 599]
OWN = {"message": "Too many requests."}


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
@pytest.mark.parametrize("status", [301, 402, 409, 418, 451, 499, 501, 505])
def test_what_no_repetition_mends_is_told_at_once(
    status: int, name: str, kind: wrapped.Kind
) -> None:
    """Of calls that create nothing."""
    error, methods, pauses = run(name, kind, [httpx.Response(status)] * 9)
    assert (len(methods), pauses) == (1, [])
    check_error(error, name)


WAITED_FOR = [(429, name) for name in SPEC.operations] + [(503, name) for name in READING]
"""Statuses after which a call is sent again, when the answer says when."""


@each_kind
@pytest.mark.parametrize(("status", "name"), WAITED_FOR)
@pytest.mark.parametrize("given_as", ["seconds", "fraction", "date", "date and the server's own"])
def test_the_server_says_when_to_come_again(
    given_as: str, status: int, name: str, kind: wrapped.Kind
) -> None:
    """`Retry-After` in every form that HTTP has; by the server's clock if it shows that one."""
    headers = {
        "seconds": {"retry-after": "7"},
        "fraction": {"retry-after": " 7.0 "},
        "date": {"retry-after": "Thu, 01 Jan 2026 00:00:07 GMT"},
        "date and the server's own": {
            "retry-after": "Thu, 01 Jan 2026 05:00:07 GMT",
            "date": "Thu, 01 Jan 2026 05:00:00 GMT",
        },
    }[given_as]
    answer = httpx.Response(status, headers=headers, json=OWN)
    outcome, methods, pauses = run(name, kind, [answer])
    assert not isinstance(outcome, Exception), f"{outcome!r}"
    assert len(methods) == 2
    assert pauses == [pytest.approx(7.0, abs=0.01)]


GARBAGE = [
    "",
    "soon",
    "-5",
    "1e3",
    "7 s",
    "nan",
    "inf",
    "Thu, 99 Foo 2026",
    "Thu, 01 Jan 2026",
    "٧",
    "0x7",
    "\x00",
    "2026-01-01T00:00:07Z",
    ",",
    "9" * 400,
]


@each_kind
@pytest.mark.parametrize("text", GARBAGE)
@pytest.mark.parametrize("name", ["get_render", "create_render"])
def test_a_retry_after_that_cannot_be_read_is_none(
    name: str, text: str, kind: wrapped.Kind
) -> None:
    """After a 429 the pause is the client's own, or the caller is told; nothing breaks."""
    headers = [(b"retry-after", text.encode("latin-1", "replace"))]
    outcome, methods, pauses = run(name, kind, [httpx.Response(429, headers=headers, json=OWN)])
    if isinstance(outcome, RateLimitError):
        assert text.startswith("9999")
        return
    assert not isinstance(outcome, Exception), f"{outcome!r}"
    assert len(methods) == 2
    assert 0 <= pauses[0] <= 8


@given(
    st.text(max_size=30)
    | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{1,5} [0-9:]{8} [A-Z+0-9]{0,5}")
)
@examples(60)
def test_no_retry_after_breaks_a_call(text: str) -> None:
    """Whatever a server writes there."""
    answer = httpx.Response(503, headers=[(b"retry-after", text.encode("latin-1", "replace"))])
    outcome, _, pauses = run("get_user", "sync", [answer])
    if isinstance(outcome, Exception):
        check_error(outcome, "get_user")
    assert all(0 <= pause <= LONGEST for pause in pauses)


@each_kind
@pytest.mark.parametrize(("status", "name"), WAITED_FOR)
@pytest.mark.parametrize("header", ["121", "3600", "Thu, 01 Jan 2026 00:02:01 GMT"])
def test_a_pause_too_long_is_told_instead_of_made(
    header: str, status: int, name: str, kind: wrapped.Kind
) -> None:
    """Above two minutes; the error says how long the server asked for. 120 seconds are waited."""
    answer = httpx.Response(status, headers={"retry-after": header}, json=OWN)
    error, methods, pauses = run(name, kind, [answer])
    assert type(error) is (RateLimitError if status == 429 else ServerError), f"{error!r}"
    assert error.retry_after is not None
    assert error.retry_after > LONGEST
    assert (len(methods), pauses) == (1, [])
    check_error(error, name)
    answer = httpx.Response(status, headers={"retry-after": "120"}, json=OWN)
    _, methods, pauses = run(name, kind, [answer])
    assert (len(methods), pauses) == (2, [120.0])


@each_kind
@pytest.mark.parametrize("retries", [0, 1, 5])
def test_the_number_of_repetitions_is_the_one_that_was_set(
    retries: int, kind: wrapped.Kind
) -> None:
    """`max_retries`, of all kinds of failures together."""
    failures = [httpx.Response(503), httpx.ConnectError, httpx.Response(429), httpx.ReadTimeout] * 5
    error, methods, pauses = run("get_user", kind, failures, {"max_retries": retries})
    assert (len(methods), len(pauses)) == (retries + 1, retries)
    check_error(error, "get_user")


@each_kind
def test_pauses_grow_and_are_spread(kind: wrapped.Kind) -> None:
    """Full jitter: from 0 to a bound that doubles up to 8 seconds. Clients do not come in step."""
    failures = [httpx.Response(502)] * 8
    _, _, longest = run("get_user", kind, failures, {"max_retries": 8, "jitter": lambda: 1.0})
    assert longest == [0.5, 1, 2, 4, 8, 8, 8, 8]
    _, _, shortest = run("get_user", kind, failures, {"max_retries": 8, "jitter": lambda: 0.0})
    assert shortest == [0.0] * 8
    _, _, some = run("get_user", kind, failures, {"max_retries": 8, "jitter": None})
    _, _, others = run("get_user", kind, failures, {"max_retries": 8, "jitter": None})
    assert some != others
    assert all(0 <= pause <= bound for pause, bound in zip(some, longest, strict=True))


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
    """Three failures are hidden, a fourth is told: on the mock, with the time that they take."""
    with world(kind) as there:
        there.plant("get_user", effect, times=3)
        there.do(lambda c: c.account.get())
        there.plant("get_user", effect, times=4)
        with pytest.raises(error) as caught:
            there.do(lambda c: c.account.get())
        assert type(caught.value) is error
        check_error(caught.value, "get_user")


@each_kind
def test_an_answer_that_drips_is_given_up(kind: wrapped.Kind) -> None:
    """Each piece comes in time; all of it would take for ever."""
    clock_of: list[Any] = []

    class Dripping(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Any:
            for _ in range(1000):
                clock_of[0].advance(5)
                yield b" "

        async def __aiter__(self) -> Any:
            for piece in self:
                yield piece

    with wrapped.client(
        kind, lambda _: httpx.Response(200, stream=Dripping()), max_retries=0
    ) as one:
        clock_of.append(one.clock)
        began = one.clock.monotonic()
        with pytest.raises(APITimeoutError):
            one.do(lambda c: c.account.get())
        assert one.clock.monotonic() - began <= 70
