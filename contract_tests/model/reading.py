"""Each render and variation in an answer, compared with what is known of it."""

from dataclasses import dataclass
from typing import Any

from contract_tests.exchange import Failure
from contract_tests.model.plan import Group, part_of
from contract_tests.model.world import RANK, Render, Variation
from contract_tests.spec.document import Spec

SCHEMAS = "#/components/schemas"
DAY = 24 * 3600 * 1000
# An estimate further away than this is no estimate in milliseconds.
FARTHEST_ETA = 30 * DAY


@dataclass
class Instant:
    """When an answer came: `now` in epoch milliseconds where the server's clock is known; `token`
    stays
    the same while that clock stands still, and is None where nobody knows."""

    now: float | None = None
    token: int | None = None


class Reader:
    """Checks objects at any place of any answer, and remembers what they told."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._owners: dict[str, str] = {}

    def own(self, link: str, owner: str) -> None:
        """Check that a link was not told of anyone else, and remember whose it is."""
        if self._owners.setdefault(link, owner) != owner:
            raise self._failure(
                f"a link is told of one thing only; this one is {self._owners[link]}",
                f"{link} of {owner}",
                "SignedUrl",
            )

    def photo(self, url: str) -> None:
        """Remember a photo that was sent: no result is the photo itself."""
        self._owners.setdefault(url, "a photo that was sent")

    def render(self, known: Render, value: dict[str, Any], instant: Instant) -> None:
        """Check a Render, without its page of variations."""
        self._created(known, value, instant, "Render")
        queued_at = value.get("queued_at")
        if queued_at is not None:
            if queued_at < value["created_at"]:
                raise self._failure(
                    "a render is queued after it was created", value, "Render/properties/queued_at"
                )
            if known.queued_at is not None and queued_at < known.queued_at:
                raise self._failure(
                    f"queued_at does not go back from {known.queued_at}",
                    value,
                    "Render/properties/queued_at",
                )
            self._past(queued_at, instant, "queued_at", value, "Render/properties/queued_at")
            known.queued_at = queued_at
        elif known.queued_at is not None:
            raise self._failure(
                f"queued_at stays {known.queued_at}", value, "Render/properties/queued_at"
            )
        self._future(value, instant, "Render")
        token, eta = self._stamp(known, instant), value["eta"]
        if token is not None and token == known.token and eta != known.eta:
            raise self._failure(
                f"eta is still {known.eta}: no time has passed since",
                value,
                "Render/properties/eta",
            )
        known.token, known.eta = token, eta

    def render_eta(self, known: Render, value: dict[str, Any], instant: Instant) -> None:
        """Check a render's eta against its variations, all of which were just read."""
        where = "Render/properties/eta"
        eta = value["eta"]
        if not known.variations or not known.complete:
            return
        pending = [v for v in known.variations if not v.final]
        if not pending:
            if eta is not None:
                raise self._failure("eta is null when every variation has ended", value, where)
            return
        if instant.token is None or any(
            self._stamp(known, instant) != v.token for v in known.variations
        ):
            return
        told = [v.eta for v in pending if v.eta is not None]
        if told and len(told) == len(pending) and eta is None:
            raise self._failure(
                "eta tells when the first variation ends, as the variations' own do", value, where
            )
        if told and eta is not None and not min(told) <= eta <= max(told):
            raise self._failure(
                f"eta lies among those of the pending variations, {sorted(told)}", value, where
            )
        if told and len(told) == len(pending) and eta != min(told):
            raise self._failure(
                f"eta is that of the first variation to end, {min(told)}", value, where
            )

    def variation(self, known: Variation, value: dict[str, Any], instant: Instant) -> None:
        """Check a Variation and remember its state."""
        if value["id"] != known.id:
            raise self._failure(
                f"the variation's id is {known.id}", value, "Variation/properties/id"
            )
        if value["render_id"] != known.render.id:
            raise self._failure(
                f"render_id is {known.render.id}", value, "Variation/properties/render_id"
            )
        self._created(known, value, instant, "Variation")
        if known.render.created_at is not None and value["created_at"] < known.render.created_at:
            raise self._failure(
                "a variation is not older than its render", value, "Variation/properties/created_at"
            )
        self._status(known, value, instant)
        self._eta(known, value, instant)
        self._result(known, value)
        self._origin(known, value)
        known.status, known.eta = value["status"], value["eta"]
        known.token = self._stamp(known.render, instant)
        if not known.final:
            known.pending_at = instant.now
        known.passed.add(known.status)

    def echo(self, group: Group, value: dict[str, Any]) -> None:
        """Check that the config in an answer is the one that was asked for."""
        where = "Variation/properties/config"
        if "config" not in value:
            raise self._failure(f"the variation tells its config, {group.config}", value, where)
        if wrong := difference(self._known_keys(group.config), value["config"]):
            raise self._failure(
                f"config is the one asked for, {group.config}; {wrong}", value, where
            )
        sent = part_of(group.config, "add_furniture")
        told = part_of(value["config"], "add_furniture")
        for part, mine, theirs in (
            ("add_furniture", group.config, value["config"]),
            ("remove_furniture", group.config, value["config"]),
        ):
            if part in theirs and part not in mine and theirs[part] != {"mode": "off"}:
                raise self._failure(f"config has no {part}, since none was asked for", value, where)
        extra = {"mask_url"} & part_of(value["config"], "remove_furniture").keys()
        if extra - part_of(group.config, "remove_furniture").keys():
            raise self._failure("config has no mask_url, since none was asked for", value, where)
        if value["config"].get("add_virtually_staged_watermark") and not group.config.get(
            "add_virtually_staged_watermark"
        ):
            raise self._failure("config has no watermark, since none was asked for", value, where)
        base = told.get("base_variation_id")
        if (
            base
            and base != sent.get("base_variation_id")
            and base != value.get("base_variation_id")
        ):
            raise self._failure("config names no other base than base_variation_id", value, where)

    def _status(self, known: Variation, value: dict[str, Any], instant: Instant) -> None:
        where, status = "Variation/properties/status", value["status"]
        if RANK[status] < RANK[known.status] or (known.final and status != known.status):
            raise self._failure(
                f"a variation that was {known.status} does not become {status}", value, where
            )
        if (
            known.token is not None
            and known.token == self._stamp(known.render, instant)
            and status != known.status
        ):
            raise self._failure(
                f"status is still {known.status}: no time has passed since", value, where
            )

    def _eta(self, known: Variation, value: dict[str, Any], instant: Instant) -> None:
        where, eta = "Variation/properties/eta", value["eta"]
        if RANK[value["status"]] == 2:
            if eta is not None:
                raise self._failure(
                    f"eta is null once a variation is {value['status']}", value, where
                )
            return
        self._future(value, instant, "Variation")
        if (
            known.token is not None
            and known.token == self._stamp(known.render, instant)
            and eta != known.eta
        ):
            raise self._failure(f"eta is still {known.eta}: no time has passed since", value, where)
        if known.told_eta and eta is None and instant.now is not None:
            raise self._failure(
                "an eta that was told stays while the variation is pending", value, where
            )
        known.told_eta |= eta is not None

    def _result(self, known: Variation, value: dict[str, Any]) -> None:
        where = "Variation/properties/result"
        if value["status"] != "done":
            return  # that there is none is said by the schema
        result = value["result"]
        if not known.render.ours:
            return
        if known.render.photos == 1 and not isinstance(result, dict):
            raise self._failure("the result of one photo is one object", value, where)
        if (
            known.render.photos > 1
            and known.group
            and (not isinstance(result, list) or len(result) != known.render.photos)
        ):
            raise self._failure(
                f"the result of {known.render.photos} photos is an array of as many", value, where
            )
        images = result if isinstance(result, list) else [result]
        if len({image["url"] for image in images}) < len(images):
            raise self._failure("each photo has a result of its own", value, where)
        for image in images:
            for name in ("url", "optimized_url", "thumbnail_url"):
                if image[name] is not None:
                    self.own(image[name], f"variation {known.id}")

    def _origin(self, known: Variation, value: dict[str, Any]) -> None:
        kind, base = value.get("type"), value.get("base_variation_id")
        where = "Variation/properties/base_variation_id"
        if known.type is not None and kind != known.type:
            raise self._failure(f"type stays {known.type}", value, "Variation/properties/type")
        known.type = kind
        if known.base is not None and base != known.base:
            raise self._failure(f"base_variation_id stays {known.base}", value, where)
        known.base = base
        if base is not None:
            self._base(known, base, value)
        self._config(known, value)
        group = known.group
        if group is None:
            return
        if kind is not None and kind not in group.types:
            raise self._failure(
                f"type is {' or '.join(sorted(group.types))} for {group.config}",
                value,
                "Variation/properties/type",
            )
        self.echo(group, value)
        if group.base and base != group.base:
            raise self._failure(
                f"base_variation_id is the one asked for, {group.base}", value, where
            )

    def _config(self, known: Variation, value: dict[str, Any]) -> None:
        """A config is one that makes variations of this type, and stays what it is."""
        where, config = "Variation/properties/config", value.get("config")
        if config is None:
            return
        if wrong := difference(known.config, config):
            raise self._failure(f"config stays {known.config}; {wrong}", value, where)
        known.config = config
        kind = config["type"]
        if kind in self._spec.component("Config").schema["discriminator"]["mapping"]:
            kinds = (None, "staging", "removal") if kind == "staging" else (None, kind)
            if value.get("type") not in kinds:
                raise self._failure(f"a config of {kind} makes no {value['type']}", value, where)

    def _base(self, known: Variation, base: str, value: dict[str, Any]) -> None:
        where = "Variation/properties/base_variation_id"
        if value.get("type") not in (None, "staging") or (
            known.group and known.group.config["type"] != "staging"
        ):
            raise self._failure("only a staging variation builds on another", value, where)
        other = known.render.find(base)
        if other is None and not known.render.complete:
            return
        if other is None or other.type not in (None, "removal"):
            raise self._failure(
                "base_variation_id names a removal variation of the same render", value, where
            )
        if value["status"] == "done" and other.final and other.status != "done":
            raise self._failure("nothing is built on a removal that failed", value, where)

    def _created(
        self, known: Render | Variation, value: dict[str, Any], instant: Instant, schema: str
    ) -> None:
        where, created_at = f"{schema}/properties/created_at", value["created_at"]
        if known.created_at is not None and created_at != known.created_at:
            raise self._failure(f"created_at stays {known.created_at}", value, where)
        self._past(created_at, instant, "created_at", value, where)
        known.created_at = created_at

    def _past(self, time: float, instant: Instant, name: str, value: object, where: str) -> None:
        if instant.now is not None and time > instant.now:
            raise self._failure(
                f"{name} is not in the future; it is {instant.now:.0f} now", value, where
            )

    def _future(self, value: dict[str, Any], instant: Instant, schema: str) -> None:
        where, eta = f"{schema}/properties/eta", value["eta"]
        if eta is None:
            return
        if instant.now is not None and eta < instant.now:
            raise self._failure(f"eta is in the future; it is {instant.now:.0f} now", value, where)
        if eta < value["created_at"]:
            raise self._failure("eta is after created_at", value, where)
        if eta > (instant.now or value["created_at"]) + FARTHEST_ETA:
            raise self._failure("eta is in milliseconds, and near", value, where)

    def _known_keys(self, config: dict[str, Any]) -> dict[str, Any]:
        """A config without the keys that the spec does not know, which a server may drop."""
        place = self._spec.component("Config")
        target = place.schema["discriminator"]["mapping"][config["type"]]
        return self._strip(config, self._spec.at(target))

    def _strip(self, value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            schema = self._spec.at(schema["$ref"])
        kept = {}
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                kept[name] = (
                    self._strip(value[name], inner)
                    if isinstance(value[name], dict)
                    else value[name]
                )
        return kept

    def _stamp(self, render: Render, instant: Instant) -> object:
        return None if instant.token is None else (instant.token, render.touched)

    def _failure(self, expected: str, got: object, where: str) -> Failure:
        return Failure(expected, str(got)[:1500], self._spec.cite(f"{SCHEMAS}/{where}"))


def difference(sent: Any, told: Any) -> str:
    """The first place where something that was sent is not told again; empty when there is none."""
    if isinstance(sent, dict) and isinstance(told, dict):
        for key, value in sent.items():
            if key not in told:
                return f"{key} is missing"
            if inner := difference(value, told[key]):
                return f"{key}: {inner}"
        return ""
    if type(sent) is not type(told) and not (
        isinstance(sent, int | float) and isinstance(told, int | float)
    ):
        return f"{told!r} instead of {sent!r}"
    return "" if sent == told else f"{told!r} instead of {sent!r}"
