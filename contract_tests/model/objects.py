"""Each render and variation in an answer, compared with what is known of it."""

from dataclasses import dataclass
from typing import Any

from contract_tests.exchange import Failure
from contract_tests.model.account import RANK, Render, Variation
from contract_tests.model.asked import Group
from contract_tests.model.configs import ConfigRules
from contract_tests.spec.document import Spec

DAY = 24 * 3600 * 1000
# An estimate further away than this is no estimate in milliseconds.
FARTHEST_ETA = 30 * DAY
Value = dict[str, Any]


@dataclass
class Instant:
    """When an answer came: `now` in epoch milliseconds where the server's clock is known; `token`
    stays the same while that clock stands still, and is None where that is not known."""

    now: float | None = None
    token: int | None = None


class ObjectRules:
    """Checks objects at any place of any answer, and remembers what they showed."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._configs = ConfigRules(spec)
        self._owners: dict[str, str] = {}

    def own(self, link: str, owner: str) -> None:
        """Check that a link was not shown for anything else, and remember whose it is."""
        if (known := self._owners.setdefault(link, owner)) != owner:
            expected = f"a link is shown for one thing only; this one is {known}"
            raise self._spec.failure(expected, f"{link} of {owner}", "SignedUrl")

    def photo(self, url: str) -> None:
        """Remember a photo that was sent: no result is the photo itself."""
        self._owners.setdefault(url, "a photo that was sent")

    def echo(self, group: Group, value: Value) -> None:
        """Check that the config in an answer is the one that was asked for."""
        self._configs.echo(group, value)

    def render(self, known: Render, value: Value, instant: Instant) -> None:
        """Check a Render, without its page of variations."""
        self._created(known, value, instant, "Render")
        self._queued(known, value, instant)
        self._future(value, instant, "Render")
        token, eta = self._stamp(known, instant), value["eta"]
        if token is not None and token == known.token and eta != known.eta:
            expected = f"eta is still {known.eta}: no time has passed since"
            raise self._failure(expected, value, "Render/properties/eta")
        known.token, known.eta = token, eta

    def render_eta(self, known: Render, value: Value, instant: Instant) -> None:
        """Check a render's eta against its variations, all of which were just read."""
        where, eta = "Render/properties/eta", value["eta"]
        if not known.variations or not known.complete:
            return
        pending = [v for v in known.variations if not v.final]
        if not pending:
            if eta is not None:
                # The last one may have ended between the eta and the variations.
                expected = "eta is null when every variation has ended"
                raise self._spec.failure(expected, value, where, passing=True)
            return
        stamp = self._stamp(known, instant)
        if stamp is None or any(stamp != v.token for v in known.variations):
            return
        shown = [v.eta for v in pending if v.eta is not None]
        all_shown = len(shown) == len(pending)
        if all_shown and eta is None:
            expected = "eta says when the first variation ends, as the variations' own do"
            raise self._failure(expected, value, where)
        if shown and eta is not None and not min(shown) <= eta <= max(shown):
            expected = f"eta lies among those of the pending variations, {sorted(shown)}"
            raise self._failure(expected, value, where)
        if shown and all_shown and eta != min(shown):
            expected = f"eta is that of the first variation to end, {min(shown)}"
            raise self._failure(expected, value, where)

    def variation(self, known: Variation, value: Value, instant: Instant) -> None:
        """Check a Variation and remember its state."""
        if value["id"] != known.id:
            expected = f"the variation's id is {known.id}"
            raise self._failure(expected, value, "Variation/properties/id")
        if value["render_id"] != known.render.id:
            expected = f"render_id is {known.render.id}"
            raise self._failure(expected, value, "Variation/properties/render_id")
        self._created(known, value, instant, "Variation")
        if known.render.created_at is not None and value["created_at"] < known.render.created_at:
            expected = "a variation is not older than its render"
            raise self._failure(expected, value, "Variation/properties/created_at")
        self._status(known, value, instant)
        self._eta(known, value, instant)
        self._result(known, value)
        self._configs.check(known, value)
        known.status, known.eta = value["status"], value["eta"]
        known.token = self._stamp(known.render, instant)
        if not known.final:
            known.pending_at = instant.now
        known.passed.add(known.status)

    def _queued(self, known: Render, value: Value, instant: Instant) -> None:
        where, queued_at = "Render/properties/queued_at", value.get("queued_at")
        if queued_at is None:
            if known.queued_at is not None:
                raise self._failure(f"queued_at stays {known.queued_at}", value, where)
            return
        if queued_at < value["created_at"]:
            raise self._failure("a render is queued after it was created", value, where)
        if known.queued_at is not None and queued_at < known.queued_at:
            raise self._failure(f"queued_at does not go back from {known.queued_at}", value, where)
        self._past(queued_at, instant, "queued_at", value, where)
        known.queued_at = queued_at

    def _status(self, known: Variation, value: Value, instant: Instant) -> None:
        where, status = "Variation/properties/status", value["status"]
        if RANK[status] < RANK[known.status] or (known.final and status != known.status):
            expected = f"a variation that was {known.status} does not become {status}"
            raise self._failure(expected, value, where)
        if self._same_time(known, instant) and status != known.status:
            expected = f"status is still {known.status}: no time has passed since"
            raise self._failure(expected, value, where)

    def _eta(self, known: Variation, value: Value, instant: Instant) -> None:
        where, eta = "Variation/properties/eta", value["eta"]
        if RANK[value["status"]] == 2:
            if eta is not None:
                expected = f"eta is null once a variation is {value['status']}"
                raise self._failure(expected, value, where)
            return
        self._future(value, instant, "Variation")
        if self._same_time(known, instant) and eta != known.eta:
            raise self._failure(f"eta is still {known.eta}: no time has passed since", value, where)
        if known.has_shown_eta and eta is None and instant.now is not None:
            expected = "an eta that was shown stays while the variation is pending"
            raise self._failure(expected, value, where)
        known.has_shown_eta |= eta is not None

    def _result(self, known: Variation, value: Value) -> None:
        where, photos = "Variation/properties/result", known.render.photos
        if value["status"] != "done" or not known.render.ours:
            return  # that there is none before is said by the schema
        result = value["result"]
        if photos == 1 and not isinstance(result, dict):
            raise self._failure("the result of one photo is one object", value, where)
        images = result if isinstance(result, list) else [result]
        if photos > 1 and known.group and (images is not result or len(images) != photos):
            expected = f"the result of {photos} photos is an array of as many"
            raise self._failure(expected, value, where)
        if len({image["url"] for image in images}) < len(images):
            raise self._failure("each photo has a result of its own", value, where)
        for image in images:
            for name in ("url", "optimized_url", "thumbnail_url"):
                if image[name] is not None:
                    self.own(image[name], f"variation {known.id}")

    def _created(
        self, known: Render | Variation, value: Value, instant: Instant, schema: str
    ) -> None:
        where, created_at = f"{schema}/properties/created_at", value["created_at"]
        if known.created_at is not None and created_at != known.created_at:
            raise self._failure(f"created_at stays {known.created_at}", value, where)
        self._past(created_at, instant, "created_at", value, where)
        known.created_at = created_at

    def _past(self, time: float, instant: Instant, name: str, value: Value, where: str) -> None:
        if instant.now is not None and time > instant.now:
            expected = f"{name} is not in the future; it is {instant.now:.0f} now"
            raise self._failure(expected, value, where)

    def _future(self, value: Value, instant: Instant, schema: str) -> None:
        where, eta = f"{schema}/properties/eta", value["eta"]
        if eta is None:
            return
        if instant.now is not None and eta < instant.now:
            raise self._failure(f"eta is in the future; it is {instant.now:.0f} now", value, where)
        if eta < value["created_at"]:
            raise self._failure("eta is after created_at", value, where)
        if eta > (instant.now or value["created_at"]) + FARTHEST_ETA:
            raise self._failure("eta is in milliseconds, and near", value, where)

    def _same_time(self, known: Variation, instant: Instant) -> bool:
        """Whether no time has passed, and nothing was added, since the variation was last read."""
        return known.token is not None and known.token == self._stamp(known.render, instant)

    def _stamp(self, render: Render, instant: Instant) -> object:
        return None if instant.token is None else (instant.token, render.touched)

    def _failure(self, expected: str, value: Value, where: str) -> Failure:
        return self._spec.failure(expected, value, where)
