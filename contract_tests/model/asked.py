"""What a valid creating request asks for, read from its body."""

from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.spec.document import the_spec

Kind = Literal["staging", "imageEditing"]
KINDS: tuple[Kind, ...] = ("staging", "imageEditing")
MOST_VARIATIONS = 20


@dataclass(frozen=True, eq=False)
class Group:
    """Some variations of one configuration."""

    config: dict[str, Any]
    count: int

    @property
    def types(self) -> set[str]:
        """The types that a variation of it may have."""
        if self.config["type"] != "staging":
            return {self.config["type"]}
        if "add_furniture" in self.config:
            return {"staging"}
        # What a removal that is switched off leaves to do is not said.
        return {"removal"} if self.mode == "on" else {"removal", "staging"}

    @property
    def mode(self) -> str | None:
        """Whether furniture is removed: on, off, auto, or None when nothing is said."""
        mode: str | None = part_of(self.config, "remove_furniture").get("mode")
        return mode

    @property
    def base(self) -> str | None:
        """The removal variation to build on."""
        base: str | None = part_of(self.config, "add_furniture").get("base_variation_id")
        return base

    @property
    def clears_first(self) -> bool:
        """Whether the room is emptied for sure before it is furnished."""
        return self.mode == "on" and bool(part_of(self.config, "add_furniture"))

    @property
    def may_clear_first(self) -> bool:
        """Whether the server may empty the room before it is furnished."""
        return self.mode in ("on", "auto") and bool(part_of(self.config, "add_furniture"))

    @property
    def kinds(self) -> set[Kind]:
        """The kinds of photo that this may be charged as."""
        if self.config["type"] != "staging":
            return {"imageEditing"}
        return {"staging"} if "add_furniture" in self.config else set(KINDS)


def part_of(config: dict[str, Any], name: str) -> dict[str, Any]:
    """A part of a staging config, empty where it has none; another type's is an unknown field."""
    part: dict[str, Any] = config.get(name, {}) if config["type"] == "staging" else {}
    return part


def groups(body: dict[str, Any]) -> list[Group]:
    """The groups of a render, or of an order of variations."""
    spec = the_spec()
    # In the other forms `configs` is an unknown field like any other.
    if spec.fits(spec.component("MultiConfigRender"), body, formats=False):
        return [
            Group(
                {k: v for k, v in config.items() if k != "variation_count"},
                int(config["variation_count"]),
            )
            for config in body["configs"]
        ]
    return [Group(body["config"], int(body["variation_count"]))]


def asked(order: list[Group]) -> int:
    """How many variations some groups ask for."""
    return sum(group.count for group in order)


def charge(order: list[Group]) -> set[Kind]:
    """The kinds of photo that a render may be charged as; one photo, whatever is in it."""
    kinds = [group.kinds for group in order]
    same = set.intersection(*kinds)
    return same if same and len({frozenset(k) for k in kinds}) == 1 else set(KINDS)
