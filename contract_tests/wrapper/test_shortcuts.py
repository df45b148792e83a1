"""`stage`, `declutter`, `dusk` and `enhance`: one call that creates, and waits for what it made."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.world import PHOTO, world
from virtualstaging import ValidationError, VirtualStagingError, WaitTimeoutError, configs

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
        assert list(caught.value.render_ids) == there.renders()


WRONG_TIMES: list[Any] = ["60", timedelta(minutes=1), -1, float("nan"), float("inf"), True, [60]]


@each_kind
@pytest.mark.parametrize("seconds", WRONG_TIMES, ids=repr)
@pytest.mark.parametrize("name", ["stage", "declutter", "dusk", "enhance"])
def test_what_is_wrong_is_reported_before_anything_is_charged(
    name: str, seconds: Any, kind: wrapped.Kind
) -> None:
    """A time that cannot be waited for: nothing is sent."""
    with world(kind) as there:
        with pytest.raises(ValidationError) as caught:
            there.do(of(name, ROOM if name == "stage" else {}, timeout=seconds))
        check_error(caught.value)
        assert not there.wire.sent


@each_kind
@pytest.mark.parametrize("status", [401, 403, 404])
@pytest.mark.parametrize("name", ["stage", "declutter", "dusk", "enhance"])
def test_an_error_after_the_charge_names_the_render(
    name: str, status: int, kind: wrapped.Kind
) -> None:
    """Whatever ends the wait: what was paid for is not lost."""
    with world(kind, duration=30) as there:
        for look in ("get_render", "list_renders"):
            nth = 2 if look == "list_renders" else 1  # the first one comes before the order
            there.plant(look, {"kind": "status", "status": status}, nth=nth, times=None)
        with pytest.raises(VirtualStagingError) as caught:
            there.do(of(name, ROOM if name == "stage" else {}))
        there.heal()
        assert list(caught.value.render_ids) == there.renders()
        there.mock.checks.reset()  # what was planted is no fault of the client


@each_kind
def test_a_shortcut_cut_off_while_it_waits_names_the_render(kind: wrapped.Kind) -> None:
    """Ctrl-C, or a cancelled task: the exception says which render was made."""
    with world(kind, duration=30) as there:
        inner = there.wire.inner

        class CutOff(httpx.BaseTransport, httpx.AsyncBaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                if request.method == "GET" and there.wire.requests("POST"):
                    raise KeyboardInterrupt
                found: httpx.Response = inner.handle_request(request)
                return found

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if request.method == "GET" and there.wire.requests("POST"):
                    tasks.pop().cancel()
                    await asyncio.sleep(0)
                found: httpx.Response = await inner.handle_async_request(request)
                return found

        tasks: list[asyncio.Task[Any]] = []
        there.wire.inner = CutOff()

        async def asynchronously(client: Any) -> None:
            tasks.append(asyncio.create_task(of("stage", ROOM)(client)))
            with pytest.raises(asyncio.CancelledError) as caught:
                await tasks[0]
            notes.extend(caught.value.__notes__)

        def synchronously(client: Any) -> None:
            with pytest.raises(KeyboardInterrupt) as caught:
                of("stage", ROOM)(client)
            notes.extend(caught.value.__notes__)

        notes: list[str] = []
        there.do(asynchronously if kind == "async" else synchronously)
        there.wire.inner = inner
        assert there.renders()[0] in " ".join(notes)
