"""The table in `_core.retries`, row by row."""

from typing import Any

import pytest

from tests.wrapper.support import answer, feed, new_session
from virtualstaging._core.retries import InDoubtError, retry_after, send
from virtualstaging._core.server_clock import http_date
from virtualstaging._core.session import RetryPolicy
from virtualstaging._core.steps import (
    Answer,
    Flow,
    Moment,
    NoAnswer,
    NotSent,
    Request,
    Send,
    Sleep,
)
from virtualstaging._recovery.order import Before, Doubt

OK = answer(200, {})
NOT_SENT = NotSent("no connection")
NO_ANSWER = NoAnswer("reset")
OWN = {"message": "Too many requests."}


def sending(*, creates: bool, max_retries: int = 3, session: Any = None) -> Flow[Any]:
    session = session or new_session(max_retries)
    if creates:
        session.ledger.begin(Doubt("t", "op", (), Before()), 0.0, 0)
    return send(session, Request("op", "POST", "/x"), ticket="t" if creates else None)


AGAIN_ALWAYS = [NOT_SENT, answer(429, OWN), answer(429, OWN, retry_after="1")]
AGAIN_IF_HARMLESS = [
    answer(429, b"<html>", retry_after="1"),  # a gateway's
    answer(429, {"error": "slow down"}),
    answer(503, OWN, retry_after="0"),
    answer(503, OWN, retry_after="soon"),
    *[answer(status, OWN) for status in (408, 499 + 1, 502, 503, 504, 520, 524, 599)],
    NO_ANSWER,
]
REFUSED = (400, 401, 403, 404, 405, 413, 415, 422)
NO_PROOF: tuple[int, ...] = (
    300,
    301,
    302,
    303,
    304,
    307,
    308,
    402,
    406,
    407,
    409,
    410,
    411,
    412,
    418,
    425,
    428,
)
NO_PROOF += (431, 444, 451, 499, 501, 505, 600, 999)


def shown(outcome: Answer | Exception) -> str:
    return f"{outcome!r} {getattr(outcome, 'headers', '')}"


@pytest.mark.parametrize("creates", [False, True])
@pytest.mark.parametrize("outcome", AGAIN_ALWAYS, ids=shown)
def test_what_was_not_carried_out_is_sent_again(outcome: Answer | Exception, creates: bool) -> None:
    got, sent, pauses = feed(sending(creates=creates), outcome, OK)
    assert got is OK
    assert len(sent) == 2
    assert len(pauses) == 1


@pytest.mark.parametrize("outcome", AGAIN_IF_HARMLESS, ids=shown)
def test_what_may_have_been_carried_out_is_sent_again_only_if_it_creates_nothing(
    outcome: Answer | Exception,
) -> None:
    got, sent, _ = feed(sending(creates=False), outcome, OK)
    assert got is OK
    assert len(sent) == 2
    with pytest.raises(InDoubtError):
        feed(sending(creates=True), outcome, OK)


@pytest.mark.parametrize("status", NO_PROOF)
def test_any_other_status_leaves_a_creating_call_in_doubt(status: int) -> None:
    with pytest.raises(InDoubtError):
        feed(sending(creates=True), answer(status, OWN))
    got, sent, _ = feed(sending(creates=False), answer(status))
    assert got.status == status
    assert len(sent) == 1


@pytest.mark.parametrize("creates", [False, True])
@pytest.mark.parametrize("status", [200, 202, 204, *REFUSED])
@pytest.mark.parametrize("body", [OWN, b"<html>"])
def test_success_and_refusal_are_final(status: int, creates: bool, body: Any) -> None:
    got, sent, _ = feed(sending(creates=creates), answer(status, body))
    assert got.status == status
    assert len(sent) == 1


@pytest.mark.parametrize("outcome", [answer(429), answer(500), answer(503, retry_after="1")])
def test_after_the_last_repetition_the_answer_is_returned(outcome: Answer) -> None:
    got, sent, _ = feed(sending(creates=False, max_retries=2), *[outcome] * 3)
    assert got is outcome
    assert len(sent) == 3


@pytest.mark.parametrize("outcome", [NOT_SENT, NO_ANSWER], ids=repr)
def test_after_the_last_repetition_the_failure_is_raised(outcome: Exception) -> None:
    with pytest.raises(type(outcome)):
        feed(sending(creates=False, max_retries=1), outcome, outcome)


def test_the_moment_is_that_of_the_attempt_in_doubt_not_of_the_first() -> None:
    session = new_session()
    dated = answer(429, OWN, retry_after="100", date="Thu, 01 Jan 2026 12:00:00 GMT")
    with pytest.raises(InDoubtError):
        feed(sending(creates=True, session=session), dated, NO_ANSWER)
    noon = http_date("Thu, 01 Jan 2026 12:00:00 GMT") or 0
    assert session.ledger.doubt("t").before.sent_ms == noon + 100_000


def test_a_call_cut_off_while_its_request_is_under_way_is_in_doubt() -> None:
    session = new_session()
    flow = sending(creates=True, session=session)
    step = next(flow)
    while not isinstance(step, Send):
        step = flow.send(Moment(0.0, 0.0))
    flow.close()
    session.ledger.give_up("t")
    assert [one.ticket for one in session.ledger.given_up()] == ["t"]


def test_a_call_cut_off_in_the_pause_after_a_refusal_is_not() -> None:
    session = new_session()
    flow = sending(creates=True, session=session)
    step = next(flow)
    while not isinstance(step, Sleep):
        step = flow.send(answer(429, OWN) if isinstance(step, Send) else Moment(0.0, 0.0))
    flow.close()
    session.ledger.give_up("t")
    assert session.ledger.given_up() == []


def test_pauses_grow_to_a_bound_and_are_spread_down_to_zero() -> None:
    policy = RetryPolicy(9, lambda: 1.0)
    assert [policy.pause(n) for n in range(7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert RetryPolicy(9, lambda: 0.0).pause(5) == 0.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("1.5", 1.5),
        (" 7 ", 7.0),
        ("Wed, 31 Dec 2025 12:00:30 GMT", 30.0),
        ("Wed, 31 Dec 2025 11:59:00 GMT", 0.0),  # the past: at once
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_servers_clock(text: str, seconds: float) -> None:
    given = answer(503, retry_after=text, date="Wed, 31 Dec 2025 12:00:00 GMT")
    assert feed(retry_after(given))[0] == seconds


def test_a_retry_after_date_without_the_servers_date_counts_by_our_clock() -> None:
    # The fed clock is at 2026-01-01T00:00:00Z and 1000 s.
    given = answer(503, retry_after="Thu, 01 Jan 2026 00:17:00 GMT")
    assert feed(retry_after(given))[0] == pytest.approx(20.0)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "-5", "٣", "1e9", "nan", "Wed", "Wed, 99 Foo 2025 99:99:99 GMT", "1, 2", "0x10"],
)
def test_a_retry_after_that_cannot_be_read_counts_as_none(text: str) -> None:
    assert feed(retry_after(answer(503, retry_after=text)))[0] is None


@pytest.mark.parametrize("text", ["121", "9" * 400, "Wed, 31 Dec 9999 23:59:59 GMT"])
@pytest.mark.parametrize(("status", "creates"), [(429, False), (429, True), (503, False)])
def test_a_longer_pause_than_two_minutes_is_the_callers_to_decide(
    status: int, creates: bool, text: str
) -> None:
    given = answer(status, OWN, retry_after=text)
    got, sent, pauses = feed(sending(creates=creates), given)
    assert got is given
    assert (len(sent), pauses) == (1, [])


@pytest.mark.parametrize("text", ["\x00", "Mon, 01 Jan 99999 00:00:00 GMT", "Mon, 01 Jan"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert http_date(text) is None
