"""How long is waited before a call is sent again, and who decides."""

from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.strength import examples
from contract_tests.wrapper.served import OWN, READING, SPEC, run
from virtualstaging import APITimeoutError, RateLimitError, ServerError

LONGEST = 120.0
"""Seconds that a server may ask to wait before the caller gets an error instead."""
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)

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
    assert pauses == [pytest.approx(7.0, abs=0.001)]


@each_kind
@pytest.mark.parametrize("when", ["Wed, 31 Dec 2025 23:59:00 GMT", "Thu, 01 Jan 2026 00:00:00 GMT"])
def test_a_date_that_has_passed_means_at_once(when: str, kind: wrapped.Kind) -> None:
    """It may have passed on the way of the answer."""
    answer = httpx.Response(503, headers={"retry-after": when})
    _, methods, pauses = run("get_user", kind, [answer])
    assert (len(methods), pauses) == (2, [0.0])


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
    """After a 429 the pause is the client's own, or the caller gets an error; nothing breaks."""
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
def test_a_pause_too_long_is_reported_instead_of_made(
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
