"""Receives webhooks, and checks each by the spec and by what was made."""

import hashlib
import hmac
from typing import Any

from contract_tests.exchange import Answer, Failure, OutOfReach, parse_json
from contract_tests.model.account import Render, Variation
from contract_tests.scenarios.app import App
from contract_tests.spec.document import Place
from contract_tests.spec.rules import check_secrets
from contract_tests.targets import Delivery, Hooks

EVENTS = "#/components/schemas/VariationEvent"
ANALYSIS_EVENTS = "#/components/schemas/AnalysisEvent"


class Events:
    """Checks the webhooks that arrive under some names while time passes."""

    def __init__(self, app: App) -> None:
        if app.target.hooks is None:
            raise OutOfReach("webhooks do not reach this machine")
        self.app = app
        self.hooks: Hooks = app.target.hooks
        self._spec = app.oracle.spec
        self._header = self._spec.signature_header
        self._seen: dict[str, int] = {}

    def until_ended(self, *names: str) -> None:
        """Let time pass until all jobs have ended and all that is due has arrived."""
        target = self.app.target
        step = target.steps
        while any(not v.final for r, _ in self._ours() for v in r.variations):
            self._step(step, names)
            step *= 1.0 if target.waits_for_free else 1.3
        self.app.until_ended()
        for seconds in (1.0, 10.0, 60.0, 600.0) if target.driven else (0.5,):
            self._step(seconds, names)

    def _step(self, seconds: float, names: tuple[str, ...]) -> None:
        target = self.app.target
        target.wait(seconds)
        for name in names:
            for delivery in self.hooks.received(name)[self._seen.get(name, 0) :]:
                self._not_early(delivery)
            self._seen[name] = len(self.hooks.received(name))
        if target.waits_for_free:
            self.app.read_everything()
        else:
            self.app.list_renders(limit=100)
        for render, key in self._ours():
            if key != self.app.oracle.key:
                self.app.oracle.read_render(render, key)

    def _not_early(self, delivery: Delivery) -> None:
        """The variation is in the state that the event says."""
        event = self.event(delivery)
        variation = self._find(event.get("variation_id"))
        if variation is None or event["event_type"] == "update":
            return
        path = f"/renders/{variation.render.id}/variations/{variation.id}"
        key = next(key for render, key in self._ours() if render is variation.render)
        now = self.app.call("GET", path, key=key).json()["status"]
        if now != event["event_type"]:
            raise self._failure(
                f"an event {event['event_type']} comes once that is so",
                f"the variation is {now}",
                EVENTS,
            )

    def event(self, delivery: Delivery, pointer: str = EVENTS) -> dict[str, Any]:
        """A delivery's body, checked by its schema; the delivery contains no key and no secret."""
        self._has_no_secret(delivery)
        if not (delivery.header("content-type") or "").startswith("application/json"):
            raise self._failure(
                "an event is declared as application/json", str(delivery.headers), pointer
            )
        try:
            event: dict[str, Any] = parse_json(delivery.body)
        except ValueError as error:
            raise self._failure(
                f"an event is JSON ({error})", repr(delivery.body[:500]), pointer
            ) from None
        if errors := self._spec.errors(Place(self._spec.at(pointer), pointer), event):
            raise self._failure(
                f"the event fits its schema; {errors[0][:400]}", str(event), pointer
            )
        return event

    def _has_no_secret(self, delivery: Delivery) -> None:
        secrets: dict[str, str] = {}
        for account in self.app.oracle.accounts.values():
            secrets[account.key] = "the API key"
            if account.secret and len(account.secret) > 15:
                secrets[account.secret] = "the webhook secret"
        url = ("webhook_url", delivery.name)
        check_secrets(Answer(0, (*delivery.headers, url), delivery.body), secrets)

    def signed(self, name: str, secret: str | None) -> None:
        """All deliveries so far are signed with a secret, or not at all."""
        for delivery in self.hooks.received(name):
            name = self._header.lower()
            got = [value for key, value in delivery.headers if key.lower() == name]
            expected = (
                [hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()]
                if secret
                else []
            )
            if got != expected:
                what = "the HMAC-SHA256 of the body, " if secret else ""
                raise self._failure(
                    f"{self._header} is {what}{expected}",
                    f"{got} with {delivery.body[:300]!r}",
                    "#/components/pathItems/VariationEvent",
                )

    def exactly(self, name: str, variations: list[Variation], attempts: int = 1) -> None:
        """One final event for each of these variations, sent so many times, and nothing else."""
        events: dict[str, list[bytes]] = {}
        for delivery in self.hooks.received(name):
            event = self.event(delivery)
            if event["event_type"] != "update":
                events.setdefault(event["variation_id"], []).append(delivery.body)
                self._fits(event, self._find(event["variation_id"]))
        expected = {v.id for v in variations}
        if events.keys() != expected:
            raise self._failure(
                f"one event for each variation, {sorted(expected)}",
                f"events for {sorted(events)}",
                EVENTS,
            )
        for variation_id, bodies in events.items():
            if len(bodies) != attempts:
                raise self._failure(
                    f"the event of {variation_id} is sent {attempts} times",
                    f"{len(bodies)} times",
                    EVENTS,
                )
            if len(set(bodies)) > 1:
                raise self._failure("an event is repeated byte by byte", str(bodies)[:800], EVENTS)

    def _fits(self, event: dict[str, Any], variation: Variation | None) -> None:
        if variation is None:
            raise self._failure("an event names a variation", str(event), EVENTS)
        wanted = {
            "render_id": variation.render.id,
            "variation_type": variation.type or event["variation_type"],
            "event_type": variation.status,
            "base_variation_id": variation.base
            if event["event_type"] == "done"
            else event.get("base_variation_id"),
        }
        got = {name: event.get(name) for name in wanted}
        if got != wanted:
            raise self._failure(
                f"the event shows its variation as it is, {wanted}", str(got), EVENTS
            )
        # Where the clock is known, so is when the variation had not ended yet.
        pending, created = variation.pending_at or 0, variation.created_at or 0
        what = "when the variation was pending still" if pending > created else "its created_at"
        self.dated(event, max(pending, created), what, EVENTS)
        if event["event_type"] == "done":
            images = event["result"] if isinstance(event["result"], list) else [event["result"]]
            for link in [image[name] for image in images for name in image if image[name]]:
                self.app.oracle.objects.own(link, f"variation {variation.id}")
            views = len(event["result"]) if isinstance(event["result"], list) else 1
            if views != variation.render.photos or isinstance(event["result"], list) != (
                variation.render.photos > 1
            ):
                raise self._failure(
                    f"the result has {variation.render.photos} images", str(event), EVENTS
                )

    def dated(self, event: dict[str, Any], after: float, what: str, pointer: str) -> None:
        """An event's timestamp, where it has one, is not before `after`, when `what` was so."""
        now, timestamp = self.app.target.now_ms(), event.get("timestamp", after)
        if timestamp < after or (now is not None and timestamp > now):
            ahead = "" if now is None else f", and not ahead of the server's time, {now:.0f}"
            expected = f"timestamp is not before {after:.0f}, {what}{ahead}"
            raise self._failure(expected, str(event), pointer)

    def _find(self, variation_id: object) -> Variation | None:
        found = (render.find(variation_id) for render, _ in self._ours())
        return next((variation for variation in found if variation), None)

    def _ours(self) -> list[tuple[Render, str]]:
        """All renders that were made here, each with its key."""
        accounts = self.app.oracle.accounts.values()
        return [(render, w.key) for w in accounts for render in w.renders if render.ours]

    def _failure(self, expected: str, got: str, pointer: str) -> Failure:
        return Failure(f"webhooks: {expected}", got, self._spec.cite(pointer))
