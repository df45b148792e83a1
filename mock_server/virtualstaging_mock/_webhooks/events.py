"""The events that go to webhooks: made by the document's schemas, handed to the deliveries."""

from typing import Any

from virtualstaging_mock._faults.faults import Faults
from virtualstaging_mock._faults.rules import WEBHOOK
from virtualstaging_mock._record.checks import Checks
from virtualstaging_mock._spec.spec import Schema, Spec
from virtualstaging_mock._state.account import Account
from virtualstaging_mock._state.backend import Backend
from virtualstaging_mock._state.jobs import FAILED, Analysis, Render, Variation
from virtualstaging_mock._state.views import View

from .deliveries import Deliveries, Sender
from .delivery import Signing

Event = dict[str, Any]


class Events:
    """Makes events of what happens in the accounts.

    Args:
        spec: has their schemas; an event that does not fit is never sent.
        backend: where it happens.
        faults: rules for deliveries among them.
        checks: keeps which deliveries were not answered with 200.
        sender: sends them.

    Attributes:
        deliveries: the webhooks sent.
    """

    def __init__(
        self, spec: Spec, backend: Backend, faults: Faults, checks: Checks, sender: Sender
    ) -> None:
        self._backend = backend
        self._variation = spec.schema("VariationEvent")
        self._analysis = spec.schema("AnalysisEvent")
        self.deliveries = Deliveries(
            backend.clock,
            sender,
            signing=Signing(spec.signature_header),
            decide=lambda: faults.decide(WEBHOOK),
            failed=checks.webhook_failed,
        )
        backend.variation_changed = self._variation_changed
        backend.analysis_ended = self._analysis_ended

    def _variation_changed(self, account: Account, render: Render, variation: Variation) -> None:
        view = View(self._backend, render.host)
        status = variation.status(view.now_ms)
        event: Event = {
            "event_type": status if status in ("done", "error") else "update",
            "render_id": render.id,
            "variation_id": variation.id,
            "variation_type": variation.kind,
            "timestamp": view.now_ms,
        }
        if status == "done":
            if variation.base_id is not None:
                event["base_variation_id"] = variation.base_id
            event["result"] = view.result(variation)
        elif status == "error":
            event["error_message"] = variation.error or FAILED
        self._send(self._variation, event, render.webhook_url, account)

    def _analysis_ended(self, account: Account, analysis: Analysis) -> None:
        view = View(self._backend, analysis.host)
        event: Event = {"analysis_id": analysis.id, "timestamp": view.now_ms}
        if analysis.error is None:
            event["event_type"] = "analysis_completion"
            event["result_url"] = view.mask_link(analysis)
        else:
            event["event_type"] = "analysis_error"
            event["error_message"] = analysis.error
        self._send(self._analysis, event, analysis.webhook_url, account)

    def _send(self, schema: Schema, event: Event, url: str | None, account: Account) -> None:
        if url is None:
            return
        problem = next(iter(schema.validator.iter_errors(event)), None)
        if problem is not None:
            raise RuntimeError(f"An event does not fit the document: {problem.message}")
        self.deliveries.add(event, url, account.webhook_secret)
