"""What a variation was made of, compared with what was asked for: its config, type and base."""

from typing import Any

from contract_tests.exchange import Failure
from contract_tests.model.account import Variation
from contract_tests.model.asked import Group, part_of
from contract_tests.spec.document import Spec

Value = dict[str, Any]
CONFIG, BASE = "Variation/properties/config", "Variation/properties/base_variation_id"
TYPE = "Variation/properties/type"


class ConfigRules:
    """Checks where a variation comes from."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def check(self, known: Variation, value: Value) -> None:
        """What a variation is made of stays, and is what was asked for."""
        kind, base, group = value.get("type"), value.get("base_variation_id"), known.group
        if known.type is not None and kind != known.type:
            raise self._failure(f"type stays {known.type}", value, TYPE)
        if known.base is not None and base != known.base:
            raise self._failure(f"base_variation_id stays {known.base}", value, BASE)
        known.type, known.base = kind, base
        if base is not None:
            self._base(known, base, value)
        self._config(known, value)
        if group is None:
            return
        if kind is not None and kind not in group.types:
            expected = f"type is {' or '.join(sorted(group.types))} for {group.config}"
            raise self._failure(expected, value, TYPE)
        self.echo(group, value)
        if group.base and base != group.base:
            expected = f"base_variation_id is the one asked for, {group.base}"
            raise self._failure(expected, value, BASE)

    def echo(self, group: Group, value: Value) -> None:
        """The config in an answer is the one that was asked for."""
        asked = group.config
        if "config" not in value:
            raise self._failure(f"the variation shows its config, {asked}", value, CONFIG)
        shown = value["config"]
        if wrong := difference(self._known_keys(asked), shown):
            raise self._failure(f"config is the one asked for, {asked}; {wrong}", value, CONFIG)
        if more := _not_asked_for(asked, shown):
            expected = f"config has no {more}, since none was asked for"
            raise self._failure(expected, value, CONFIG)
        base = part_of(shown, "add_furniture").get("base_variation_id")
        sent = part_of(asked, "add_furniture").get("base_variation_id")
        if base and base not in (sent, value.get("base_variation_id")):
            expected = "config names no other base than base_variation_id"
            raise self._failure(expected, value, CONFIG)

    def _config(self, known: Variation, value: Value) -> None:
        """A config is one that makes variations of this type, and stays what it is."""
        config = value.get("config")
        if config is None:
            return
        if wrong := difference(known.config, config):
            raise self._failure(f"config stays {known.config}; {wrong}", value, CONFIG)
        known.config = config
        kind = config["type"]
        if kind in self._spec.component("Config").schema["discriminator"]["mapping"]:
            kinds = (None, "staging", "removal") if kind == "staging" else (None, kind)
            if value.get("type") not in kinds:
                expected = f"a config of {kind} makes no {value['type']}"
                raise self._failure(expected, value, CONFIG)

    def _base(self, known: Variation, base: str, value: Value) -> None:
        group = known.group
        if value.get("type") not in (None, "staging") or (
            group and group.config["type"] != "staging"
        ):
            raise self._failure("only a staging variation builds on another", value, BASE)
        other = known.render.find(base)
        if other is None and not known.render.complete:
            return
        if other is None or other.type not in (None, "removal"):
            expected = "base_variation_id names a removal variation of the same render"
            raise self._failure(expected, value, BASE)
        if value["status"] == "done" and other.final and other.status != "done":
            raise self._failure("nothing is built on a removal that failed", value, BASE)

    def _known_keys(self, config: Value) -> Value:
        """A config without the keys that the spec does not know, which a server may drop."""
        mapping = self._spec.component("Config").schema["discriminator"]["mapping"]
        return self._strip(config, self._spec.at(mapping[config["type"]]))

    def _strip(self, value: Value, schema: Value) -> Value:
        if "$ref" in schema:
            schema = self._spec.at(schema["$ref"])
        return {
            name: self._strip(value[name], inner) if isinstance(value[name], dict) else value[name]
            for name, inner in schema.get("properties", {}).items()
            if name in value
        }

    def _failure(self, expected: str, value: Value, where: str) -> Failure:
        return self._spec.failure(expected, value, where)


def _not_asked_for(asked: Value, shown: Value) -> str:
    """The first part of a config that was not asked for; empty when there is none."""
    for part in ("add_furniture", "remove_furniture"):
        if part in shown and part not in asked and shown[part] != {"mode": "off"}:
            return part
    sent, got = (part_of(config, "remove_furniture") for config in (asked, shown))
    if "mask_url" in got and "mask_url" not in sent:
        return "mask_url"
    mark = "add_virtually_staged_watermark"
    return "watermark" if shown.get(mark) and not asked.get(mark) else ""


def difference(sent: Any, shown: Any) -> str:
    """The first place where something that was sent is not shown again; empty if there is none."""
    if isinstance(sent, dict) and isinstance(shown, dict):
        for key, value in sent.items():
            if key not in shown:
                return f"{key} is missing"
            if inner := difference(value, shown[key]):
                return f"{key}: {inner}"
        return ""
    numbers = isinstance(sent, int | float) and isinstance(shown, int | float)
    if sent == shown and (numbers or type(sent) is type(shown)):
        return ""
    return f"{shown!r} instead of {sent!r}"
