"""Webhooks: signed over the exact bytes sent, retried on the mock's clock, each attempt kept.

The vendor documents one POST for each event and up to 3 retries when the answer is not 200; the
pauses between them are an assumption.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from virtualstaging_mock._clock import Clock
from virtualstaging_mock._faults.faults import NOTHING, Decision
from virtualstaging_mock._faults.rules import Effect

from .delivery import Answer, Attempt, Delivery, Outgoing, Signing
from .network import USER_AGENT

RETRY_PAUSES_MS = (1_000, 5_000, 25_000)
"""Before each retry, in ms of the mock's clock. The number is documented, they are not."""
_MOST_KEPT = 1000
Answered = Callable[[Answer], None]
Effects = tuple[Effect, ...]
Sender = Callable[[Outgoing, Answered], None]
"""Sends a POST and hands the answer back, at once or later and from any thread."""


class Deliveries:
    """Sends events, retries them and keeps a log. Safe for threads; calls out without its lock.

    Args:
        clock: the mock's clock; retries are its events.
        send: does the sending; see `direct` and `WebhookSender`.
        signing: how bodies are signed.
        decide: asks the planted faults what goes wrong with one attempt.
        failed: called for each attempt not answered with 200: time, URL, event type, outcome.
    """

    def __init__(
        self,
        clock: Clock,
        send: Sender,
        *,
        signing: Signing,
        decide: Callable[[], Decision] = lambda: NOTHING,
        failed: Callable[[int, str, str, str], None] = lambda *_: None,
    ) -> None:
        self._clock = clock
        self.send = send
        self.signing = signing
        self._decide = decide
        self._failed = failed
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget all deliveries; what is on its way is not retried."""
        with self._lock:
            self._log: OrderedDict[str, Delivery] = OrderedDict()
            self._held: list[Delivery] = []
            self._made = 0

    def add(self, event: Mapping[str, Any], url: str, secret: str | None = None) -> Delivery:
        """Send an event now.

        Args:
            event: the body, as the API's event schemas have it.
            url: the webhook_url of the request.
            secret: signs the body when given; it is not kept.
        """
        body = orjson.dumps(event)
        headers = {"content-type": "application/json", "user-agent": USER_AGENT}
        if secret is not None and self.signing.header:
            headers[self.signing.header] = self.signing.sign(body, secret)
        with self._lock:
            self._made += 1
            delivery = Delivery(
                f"d_{self._made}",
                dict(event),
                Outgoing(url, headers, body),
                signed=secret is not None,
                created_at_ms=self._clock.now_ms(),
            )
            self._log[delivery.id] = delivery
            if len(self._log) > _MOST_KEPT:
                self._log.popitem(last=False)
        self._go(delivery)
        return delivery

    def resend(self, delivery_id: str) -> Delivery | None:
        """Send a kept delivery again, the same bytes; None when it is not kept (any more)."""
        with self._lock:
            delivery = self._log.get(delivery_id)
        if delivery is not None:
            self._post(delivery, delivery.outgoing, "sent again by hand")
        return delivery

    def log(self) -> list[dict[str, Any]]:
        """All kept deliveries, oldest first, as plain data."""
        with self._lock:
            return [delivery.as_json() for delivery in self._log.values()]

    def _go(self, delivery: Delivery) -> None:
        """The first attempt, with what the planted faults do to it."""
        decision = self._decide()
        effects = (*decision.before, *decision.after)
        kinds = {effect.kind for effect in effects}
        with self._lock:
            if "drop" in kinds:
                dropped = Attempt(self._clock.now_ms(), note="dropped by a planted fault")
                delivery.attempts.append(dropped)
                delivery.state = "dropped"
                return
            if "reorder" in kinds:
                delivery.state = "held back by a planted fault until the next one is sent"
                self._held.append(delivery)
                return
        pause = sum(effect.seconds for effect in effects if effect.kind == "delay")
        if pause:
            self._later(delivery, int(pause * 1000), effects, note="delayed by a planted fault")
        else:
            self._try(delivery, effects)
        with self._lock:
            held, self._held = self._held, []
        for earlier in held:
            self._try(earlier, note="sent after a later one by a planted fault")

    def _later(
        self, delivery: Delivery, pause_ms: int, effects: Effects = (), note: str = ""
    ) -> None:
        def due() -> None:
            with self._lock:
                delivery.next_at_ms = None
                wanted = self._log.get(delivery.id) is delivery and delivery.state == "waiting"
            if wanted:
                self._try(delivery, effects, note)

        due_ms = self._clock.now_ms() + self._clock.span_ms(pause_ms)
        with self._lock:
            delivery.next_at_ms = due_ms
            delivery.state = "waiting"
        self._clock.at(due_ms, due)

    def _try(self, delivery: Delivery, effects: Effects = (), note: str = "") -> None:
        """One regular attempt: the first, or one of the retries."""
        kinds = {effect.kind for effect in effects}
        outgoing = delivery.outgoing
        if "mis_sign" in kinds:
            headers = {**outgoing.headers, self.signing.header: "0" * 64}
            outgoing = Outgoing(outgoing.url, headers, outgoing.body)
            note = "signed wrongly by a planted fault"
        with self._lock:
            delivery.tries += 1
        self._post(delivery, outgoing, note, retry=True)
        if "repeat" in kinds:
            self._post(delivery, outgoing, "sent twice by a planted fault")

    def _post(
        self, delivery: Delivery, outgoing: Outgoing, note: str, *, retry: bool = False
    ) -> None:
        attempt = Attempt(self._clock.now_ms(), note=note or None)
        with self._lock:
            delivery.attempts.append(attempt)
            if delivery.state != "delivered":
                delivery.state = "sending"
        self.send(outgoing, lambda answer: self._answered(delivery, attempt, answer, retry))

    def _answered(self, delivery: Delivery, attempt: Attempt, answer: Answer, retry: bool) -> None:
        with self._lock:
            attempt.status, attempt.error = answer.status, answer.error
            received = answer.ok or delivery.state == "delivered"
            again = retry and not received and delivery.tries <= len(RETRY_PAUSES_MS)
            delivery.state = "delivered" if received else "waiting" if again else "given up"
            tries = delivery.tries
        if not answer.ok:
            outcome = answer.error or f"answered {answer.status}"
            event_type = str(delivery.event.get("event_type"))
            self._failed(attempt.at_ms, delivery.outgoing.url, event_type, outcome)
        if again:
            self._later(delivery, RETRY_PAUSES_MS[tries - 1])


def direct(receiver: Callable[[Outgoing], int | None]) -> Sender:
    """Deliver to a function in this process: it returns a status, None for 200."""

    def send(outgoing: Outgoing, answered: Answered) -> None:
        try:
            status = receiver(outgoing)
        except Exception as error:  # noqa: BLE001 - a receiver that raises is one that did not answer
            answered(Answer(error=f"the receiver raised {type(error).__name__}: {error}"))
        else:
            answered(Answer(status=200 if status is None else status))

    return send
