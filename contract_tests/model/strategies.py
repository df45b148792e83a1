"""What the machine draws its calls from."""

from typing import Any

from hypothesis import strategies as st

from contract_tests.scenarios.app import PHOTO
from contract_tests.spec.document import the_spec

Config = dict[str, Any]

picks = st.integers(0, 999)
counts = st.one_of(st.integers(1, 3), st.sampled_from((7, 19, 20)))
limits = st.one_of(st.none(), st.integers(1, 5), st.integers(1, 100), st.sampled_from((20, 100)))
orders = st.sampled_from((None, "asc", "desc"))
second = st.booleans()


def members(name: str) -> st.SearchStrategy[str]:
    """The values of a named enum of the spec."""
    return st.sampled_from(the_spec().component(name).schema["enum"])


@st.composite
def configs(draw: st.DrawFn, rooms: tuple[str, ...] = ()) -> Config:
    """Any config that needs nothing of the account. Given `rooms`, one for two photos of a room."""
    kinds = ("add",) if rooms else ("add", "add", "remove", "both", "daytodusk", "enhancement")
    kind = draw(st.sampled_from(kinds))
    if kind == "daytodusk":
        return {"type": kind, "sky_style": draw(members("SkyStyle"))}
    if kind == "enhancement":
        return {"type": kind}
    config: Config = {"type": "staging"}
    if kind in ("add", "both"):
        room = st.sampled_from(rooms) if rooms else members("RoomType")
        config["add_furniture"] = {"room_type": draw(room), "style": draw(members("Style"))}
    if kind in ("remove", "both"):
        config["remove_furniture"] = {"mode": draw(members("RemovalMode"))}
    if draw(st.booleans()):
        config["add_virtually_staged_watermark"] = draw(st.booleans())
    if draw(st.booleans()):
        config["output_resolution"] = draw(st.sampled_from((1536, "default")))
    return config


several = st.lists(st.tuples(configs(), st.integers(1, 6)), min_size=1, max_size=4)

_FINE = {"config": {"type": "enhancement"}, "variation_count": 1, "image_url": PHOTO}
_CELLAR = {"room_type": "cellar", "style": "modern"}
REFUSED: dict[str, dict[str, Any]] = {
    "no variation": {**_FINE, "variation_count": 0},
    "too many variations": {**_FINE, "variation_count": 21},
    "unknown type": {**_FINE, "config": {"type": "legacy_staging", **_CELLAR}},
    "unknown room": {**_FINE, "config": {"type": "staging", "add_furniture": _CELLAR}},
    "config and configs": {**_FINE, "configs": [{"type": "enhancement", "variation_count": 1}]},
    "nothing to do": {**_FINE, "config": {"type": "staging"}},
    "mode": {**_FINE, "config": {"type": "staging", "remove_furniture": {"mode": True}}},
    "empty": {},
}
"""Bodies that no creation accepts."""
