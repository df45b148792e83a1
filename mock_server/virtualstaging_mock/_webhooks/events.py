"""The events that go to webhooks: made by the document's schemas, handed to the deliveries."""

import functools
from typing import TYPE_CHECKING, Any

from virtualstaging_mock._faults.faults import Faults
from virtualstaging_mock._faults.rules import WEBHOOK
from virtualstaging_mock._record.checks import Checks
from virtualstaging_mock._spec.spec import Schema, Spec
from virtualstaging_mock._state.account import Account
from virtualstaging_mock._state.backend import Backend
from virtualstaging_mock._state.jobs import FAILED, Analysis, Render, Variation
from virtualstaging_mock._state.views import View

if TYPE_CHECKING:
    from .deliveries import Deliveries, Sender

Event = dict[str, Any]


class Events:
    """Makes events of what happens in the accounts.

    Args:
        spec: has their schemas; an event that does not fit is never sent.
        backend: where it happens.
        faults: rules for deliveries among them.
        checks: keeps which deliveries were not answered with 200.
        sender: sends them.
    """

    def __init__(
        self, spec: Spec, backend: Backend, faults: Faults, checks: Checks, sender: "Sender"
    ) -> None:
        self._backend = backend
        self._signature_header = spec.signature_header
        self._variation = spec.schema("VariationEvent")
        self._analysis = spec.schema("AnalysisEvent")
        self._faults, self._checks, self._sender = faults, checks, sender
        backend.variation_changed = self._variation_changed
        backend.analysis_ended = self._analysis_ended

    @functools.cached_property
    def deliveries(self) -> "Deliveries":
        """The webhooks sent; what sends them is loaded with the first."""
        from .deliveries import Deliveries
        from .delivery import Signing

        return Deliveries(
            self._backend.clock,
            self._sender,
            signing=Signing(self._signature_header),
            decide=lambda: self._faults.decide(WEBHOOK),
            failed=self._checks.webhook_failed,
        )

    def reset(self) -> None:
        """Forget all deliveries."""
        if "deliveries" in vars(self):
            self.deliveries.reset()

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
