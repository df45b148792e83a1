"""`stage`, `declutter`, `dusk` and `enhance`: one call that creates, and waits for what it made."""

import json
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.world import PHOTO, world
from virtualstaging import WaitTimeoutError, configs

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
ROOM = {"room_type": "bed", "style": "coastal"}
SHORTCUTS: list[tuple[str, dict[str, Any], Any]] = [
    ("stage", ROOM, configs.staging(room_type="bed", style="coastal")),
    *(
        (
            "stage",
            {**ROOM, "remove_furniture": mode},
            configs.staging(room_type="bed", style="coastal", remove_furniture=mode),
        )
        for mode in ("on", "off", "auto")
    ),
    ("declutter", {}, configs.declutter()),
    *(("declutter", {"mode": mode}, configs.declutter(mode=mode)) for mode in ("off", "auto")),
    ("dusk", {}, configs.dusk()),
    *(("dusk", {"sky_style": sky}, configs.dusk(sky_style=sky)) for sky in ("golden", "blue")),
    ("enhance", {}, configs.enhancement()),
]


def of(name: str, arguments: dict[str, Any], **more: Any) -> wrapped.Use:
    """A shortcut as it is called."""
    return lambda client: getattr(client, name)(PHOTO, **arguments, **more)


@each_kind
@pytest.mark.parametrize(("name", "arguments", "config"), SHORTCUTS)
@pytest.mark.parametrize("count", [1, 2])
def test_a_shortcut_orders_what_it_was_asked_for_and_waits(
    count: int, name: str, arguments: dict[str, Any], config: Any, kind: wrapped.Kind
) -> None:
    """One order, with every argument in it; the render comes back when it has ended."""
    with world(kind, duration=30) as there:
        render = there.do(of(name, arguments, variation_count=count))
        [order] = there.wire.requests("POST")
        assert wrapped.said(json.loads(order.content)) == {
            "config": config.to_dict(),
            "variation_count": count,
            "image_url": PHOTO,
        }
        states = [one.status for one in render.variations.items]
        assert set(states) == {"done"}
        assert len(states) >= count
        assert there.renders() == [render.id]


@each_kind
@pytest.mark.parametrize("name", ["stage", "declutter", "dusk", "enhance"])
def test_a_shortcut_ends_when_its_time_is_up(name: str, kind: wrapped.Kind) -> None:
    """The render is made and can be waited for again."""
    with world(kind, duration=300) as there:
        began = there.clock.monotonic()
        with pytest.raises(WaitTimeoutError) as caught:
            there.do(of(name, ROOM if name == "stage" else {}, timeout=7))
        assert there.clock.monotonic() - began < 8
        assert list(caught.value.pending) == there.renders()
