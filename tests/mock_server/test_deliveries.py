import hashlib
import hmac
from collections.abc import Callable

import orjson
import pytest

from virtualstaging_mock._clock import Clock
from virtualstaging_mock._faults.faults import Faults
from virtualstaging_mock._faults.rules import WEBHOOK
from virtualstaging_mock._spec.spec import Spec
from virtualstaging_mock._webhooks.deliveries import (
    RETRY_PAUSES_MS,
    Answered,
    Deliveries,
    direct,
)
from virtualstaging_mock._webhooks.delivery import Answer, Outgoing, Signing

URL = "http://127.0.0.1/hook"
SIGNING = Signing(Spec.bundled().signature_header)
EVENT = {"event_type": "done", "render_id": "r_1", "text": "é\u2028"}


class Receiver:
    """Keeps what arrives, and when; answers with the statuses given, the last one for ever."""

    def __init__(self, clock: Clock, *statuses: int | None) -> None:
        self._clock = clock
        self._statuses = list(statuses)
        self.got: list[tuple[int, Outgoing]] = []

    def __call__(self, outgoing: Outgoing) -> int | None:
        self.got.append((self._clock.now_ms(), outgoing))
        return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]


def setup(
    *statuses: int | None, faults: object = ()
) -> tuple[Clock, Receiver, Deliveries, list[str]]:
    clock = Clock("manual")
    receiver = Receiver(clock, *statuses)
    planted = Faults(faults)
    failed: list[str] = []
    deliveries = Deliveries(
        clock,
        direct(receiver),
        signing=SIGNING,
        decide=lambda: planted.decide(WEBHOOK),
        failed=lambda _at, _url, _type, outcome: failed.append(outcome),
    )
    return clock, receiver, deliveries, failed


def test_the_exact_bytes_are_signed() -> None:
    """HMAC-SHA256 over the raw body, in lower-case hex, in X-Webhook-Signature (assumed)."""
    _, receiver, deliveries, _ = setup(200)
    deliveries.add(EVENT, URL, "s3cret")
    ((_, outgoing),) = receiver.got
    expected = hmac.new(b"s3cret", outgoing.body, hashlib.sha256).hexdigest()
    assert outgoing.headers["X-Webhook-Signature"] == expected
    assert orjson.loads(outgoing.body) == EVENT
    assert "s3cret" not in repr(deliveries.log())


def test_without_a_secret_nothing_is_signed() -> None:
    """Without a secret there is no header."""
    _, receiver, deliveries, _ = setup(200)
    deliveries.add(EVENT, URL)
    assert "X-Webhook-Signature" not in receiver.got[0][1].headers


def test_header_and_digest_are_one_setting() -> None:
    """Another header and digest can be set."""
    _, receiver, deliveries, _ = setup(200)
    deliveries.signing = Signing("X-Other", "sha512")
    deliveries.add(EVENT, URL, "s3cret")
    outgoing = receiver.got[0][1]
    expected = hmac.new(b"s3cret", outgoing.body, hashlib.sha512).hexdigest()
    assert outgoing.headers["X-Other"] == expected


def test_a_delivery_that_is_answered_is_not_repeated() -> None:
    """A 200 ends the delivery."""
    clock, receiver, deliveries, failed = setup(200)
    deliveries.add(EVENT, URL)
    clock.advance(3600)
    assert len(receiver.got) == 1
    assert deliveries.log()[0]["state"] == "delivered"
    assert failed == []


@pytest.mark.parametrize("status", [500, 404, 201, 204, 302])
def test_anything_but_200_is_retried_three_times_with_growing_pauses(status: int) -> None:
    """Up to 3 retries (vendor's words), on the mock's clock, the same bytes each time."""
    clock, receiver, deliveries, failed = setup(status)
    start = clock.now_ms()
    deliveries.add(EVENT, URL, "s")
    clock.advance(3600)
    first, second, third = RETRY_PAUSES_MS
    pauses = [0, first, first + second, first + second + third]
    assert pauses == [at - start for at, _ in receiver.got]
    assert first < second < third
    assert len({(outgoing.body, *outgoing.headers.items()) for _, outgoing in receiver.got}) == 1
    (entry,) = deliveries.log()
    assert entry["state"] == "given up"
    assert [status] * 4 == [tried["status"] for tried in entry["attempts"]]
    assert failed == [f"answered {status}"] * 4


def test_retries_end_with_the_first_200() -> None:
    """After a 200 to a retry, nothing more is sent."""
    clock, receiver, deliveries, _ = setup(500, 503, 200)
    deliveries.add(EVENT, URL)
    clock.advance(3600)
    assert len(receiver.got) == 3
    assert deliveries.log()[0]["state"] == "delivered"


def test_a_receiver_that_raises_has_not_answered() -> None:
    """An error in the receiver is kept as the answer; it is not raised."""

    def broken(_outgoing: Outgoing) -> int:
        raise RuntimeError("oops")

    deliveries = Deliveries(Clock("manual"), direct(broken), signing=SIGNING)
    deliveries.add(EVENT, URL)
    attempt = deliveries.log()[0]["attempts"][0]
    assert attempt["error"] == "the receiver raised RuntimeError: oops"


def test_a_kept_delivery_can_be_sent_again() -> None:
    """`resend` sends the same bytes once more; that attempt is not retried."""
    clock, receiver, deliveries, _ = setup(500)
    deliveries.add(EVENT, URL, "s")
    clock.advance(3600)
    again = deliveries.resend("d_1")
    assert again is not None
    clock.advance(3600)
    assert len(receiver.got) == 5
    assert receiver.got[0][1] == receiver.got[4][1]
    assert deliveries.resend("d_9") is None


def test_sent_again_with_success_the_retries_stop() -> None:
    """What has arrived is not retried, even where a retry was planned."""
    clock, receiver, deliveries, _ = setup(500, 200)
    deliveries.add(EVENT, URL)
    deliveries.resend("d_1")
    clock.advance(3600)
    assert len(receiver.got) == 2
    assert deliveries.log()[0]["state"] == "delivered"


def test_a_planted_fault_drops_a_delivery() -> None:
    """Dropped: nothing is sent, and nothing is retried."""
    clock, receiver, deliveries, _ = setup(200, faults=[{"effect": "drop", "times": 1}])
    deliveries.add(EVENT, URL)
    clock.advance(3600)
    assert receiver.got == []
    assert deliveries.log()[0]["state"] == "dropped"


def test_a_planted_fault_repeats_a_delivery() -> None:
    """Repeated: the same bytes twice."""
    _, receiver, deliveries, _ = setup(200, faults=[{"effect": "repeat"}])
    deliveries.add(EVENT, URL)
    assert len(receiver.got) == 2
    assert receiver.got[0][1] == receiver.got[1][1]


def test_a_planted_fault_delays_a_delivery() -> None:
    """Delayed by so many seconds of the mock's clock."""
    clock, receiver, deliveries, _ = setup(
        200, faults=[{"effect": {"kind": "delay", "seconds": 30}}]
    )
    start = clock.now_ms()
    deliveries.add(EVENT, URL)
    clock.advance(29.999)
    assert receiver.got == []
    clock.advance(1)
    assert [start + 30_000] == [at for at, _ in receiver.got]


def test_a_planted_fault_turns_the_order_round() -> None:
    """Reordered: the first arrives after the second."""
    _, receiver, deliveries, _ = setup(200, faults=[{"effect": "reorder", "times": 1}])
    deliveries.add({"event_type": "done", "n": 1}, URL)
    deliveries.add({"event_type": "done", "n": 2}, URL)
    assert [orjson.loads(outgoing.body)["n"] for _, outgoing in receiver.got] == [2, 1]


def test_a_planted_fault_signs_wrongly() -> None:
    """Mis-signed: the header is there, and wrong; a retry is signed rightly."""
    clock, receiver, deliveries, _ = setup(400, 200, faults=[{"effect": "mis_sign"}])
    deliveries.add(EVENT, URL, "s")
    clock.advance(10)
    wrong, right = (outgoing.headers["X-Webhook-Signature"] for _, outgoing in receiver.got)
    assert wrong != right
    assert right == SIGNING.sign(receiver.got[0][1].body, "s")


def test_after_a_reset_nothing_old_is_sent() -> None:
    """After a reset, no retries are sent."""
    clock, receiver, deliveries, _ = setup(500)
    deliveries.add(EVENT, URL)
    deliveries.reset()
    clock.advance(3600)
    assert len(receiver.got) == 1
    assert deliveries.log() == []


def test_the_log_is_bounded() -> None:
    """Only the latest thousand are kept."""
    _, _, deliveries, _ = setup(200)
    for _ in range(1005):
        deliveries.add(EVENT, URL)
    log = deliveries.log()
    assert (len(log), log[0]["id"]) == (1000, "d_6")


def test_answers_may_come_later() -> None:
    """With a sender that answers later, the state is right before and after."""
    clock = Clock("manual")
    waiting: list[Callable[[Answer], None]] = []

    def send(_outgoing: Outgoing, answered: Answered) -> None:
        waiting.append(answered)

    deliveries = Deliveries(clock, send, signing=SIGNING)
    deliveries.add(EVENT, URL)
    assert deliveries.log()[0]["state"] == "sending"
    waiting.pop()(Answer(error="no answer within 10 s"))
    assert deliveries.log()[0]["state"] == "waiting"
    clock.advance(1)
    waiting.pop()(Answer(status=200))
    assert deliveries.log()[0]["state"] == "delivered"
