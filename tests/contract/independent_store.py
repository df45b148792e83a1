"""What the independent server keeps, and how it reads what is asked of it."""

import base64
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass, field
from typing import Any

from tests.contract.independent_checks import RefusedError

Json = dict[str, Any]


@dataclass
class Variation:
    """One job; `start` and `end` in seconds since 1970."""

    id: str
    render: "Render"
    kind: str
    config: Json
    created: float
    start: float
    end: float
    base: str | None = None

    def status(self, now: float) -> str:
        """Where the job is."""
        if now >= self.end:
            return "done"
        return "rendering" if now >= self.start + (self.end - self.start) / 3 else "queued"


@dataclass
class Render:
    """One order."""

    id: str
    created: float
    views: int
    webhook_url: str | None
    asked: int = 0
    variations: list[Variation] = field(default_factory=list)


@dataclass
class Account:
    """What belongs to a key."""

    renders: list[Render] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=lambda: {"staging": 0, "imageEditing": 0})
    secret: str | None = None


def signed_body(account: Account, event: Json) -> tuple[bytes, str | None]:
    """A webhook's body, and its signature where a secret is set."""
    body = json.dumps(event).encode()
    if account.secret is None:
        return body, None
    return body, hmac.new(account.secret.encode(), body, hashlib.sha256).hexdigest()


def page_of(items: list[Any], limit: int, cursor: str | None, order: str) -> tuple[list[Any], bool]:
    """A page, and whether more follows."""
    ordered = items if order == "asc" else items[::-1]
    names = [item.id for item in ordered]
    if cursor is not None and cursor not in names:
        raise RefusedError(400, "Nothing has this cursor.")
    start = names.index(cursor) + 1 if cursor is not None else 0
    return ordered[start : start + limit], start + limit < len(ordered)


def groups_of(body: Json) -> list[Json]:
    """The variations that a body asks for, by configuration."""
    several = [(one, one["variation_count"]) for one in body.get("configs", [])]
    groups = []
    for config, count in several or [(body["config"], body["variation_count"])]:
        own = {name: value for name, value in config.items() if name != "variation_count"}
        staging = own["type"] == "staging"
        add = own.get("add_furniture") if staging else None
        mode = own.get("remove_furniture", {}).get("mode") if staging else None
        kind = own["type"] if not staging or add else "removal"
        base = add.get("base_variation_id") if add else None
        group = {"config": own, "count": int(count), "kind": kind, "base": base}
        groups.append(group | {"removes": mode == "on"})
    return groups


def charged_as(body: Json) -> str:
    """The kind of photo that a render is charged as."""
    staging = any(group["config"]["type"] == "staging" for group in groups_of(body))
    return "staging" if staging else "imageEditing"


def size_of(url: str) -> tuple[int, int] | None:
    """Width and height of a PNG in a data URL; None where that cannot be read."""
    if not url.startswith("data:image/png"):
        return None
    data = base64.b64decode(url.partition(",")[2] + "===")
    return struct.unpack(">II", data[16:24]) if len(data) > 24 else None


def ms(seconds: float) -> int:
    """Seconds as milliseconds."""
    return int(seconds * 1000)
