"""An application as a type checker sees it. Only checked (test_typing.py), never run."""

from pathlib import Path
from typing import assert_type

from virtualstaging import (
    Account,
    Analysis,
    AsyncPage,
    AsyncVirtualStaging,
    BulkRender,
    BulkVariation,
    Message,
    MultiViewCompatibility,
    Page,
    Render,
    UnknownOutcomeError,
    Variation,
    VirtualStaging,
    WaitTimeoutError,
    counted,
    dusk,
    staging,
)

MODERN = staging(room_type="living", style="modern", output_resolution=1536)
NEW_STYLE = staging(room_type="living", style="a style that the spec does not know yet")


def sync(client: VirtualStaging) -> None:
    assert_type(client.status(), None)
    assert_type(client.account.get(), Account)
    assert_type(client.account.set_webhook_secret("s"), Message)
    assert_type(client.account.delete_webhook_secret(), Message)
    render = client.renders.create("a.jpg", MODERN, variation_count=3)
    assert_type(render, Render)
    assert_type(client.renders.create(Path("a.jpg"), [counted(MODERN, 2), dusk()]), Render)
    assert_type(client.renders.create((b"1", b"2"), MODERN, wait_for_completion=True), Render)
    assert_type(client.renders.create_bulk([BulkRender("a.jpg", dusk())]), list[Render])
    assert_type(client.renders.get("r1", include_variations=True), Render)
    page = client.renders.list(limit=100, order="asc")
    assert_type(page, Page[Render])
    assert_type([one for one in page], list[Render])  # noqa: C416 - the item's type is meant
    assert_type(page.next_page(), Page[Render] | None)
    assert_type(client.variations.create("r1", dusk()), list[Variation])
    order = BulkVariation(render_id="r1", config=dusk(), variation_count=1)
    assert_type(client.variations.create_bulk([order]), list[Variation])
    variation = client.variations.get("r1", "v1")
    assert_type(variation, Variation)
    assert_type(client.images.analyze("a.jpg"), Analysis)
    assert_type(client.images.check_multi_view("a.jpg", "b.jpg"), MultiViewCompatibility)
    assert_type(client.wait(render), Render)
    assert_type(client.wait("r1"), Render)
    assert_type(client.wait(variation, timeout=5), Variation)
    assert_type(client.wait([render]), list[Render])
    assert_type(client.wait(["r1"]), list[Render])
    assert_type(client.wait(render, render), list[Render])
    assert_type([one for one in client.as_completed([render])], list[Render])  # noqa: C416
    assert_type(client.stage("a.jpg", room_type="bed", style="luxury"), Render)
    assert_type(client.declutter("a.jpg"), Render)
    assert_type(client.dusk("a.jpg", sky_style="golden"), Render)
    assert_type(client.enhance("a.jpg"), Render)
    assert_type(client.download(render, "out"), list[Path])
    assert_type(client.download(variation), Path | list[Path])
    assert_type(client.download_all([render, variation], "out"), list[Path])


async def asynchronous(client: AsyncVirtualStaging) -> None:
    assert_type(await client.account.get(), Account)
    render = await client.renders.create("a.jpg", MODERN)
    assert_type(render, Render)
    page = await client.renders.list()
    assert_type(page, AsyncPage[Render])
    assert_type([one async for one in page], list[Render])
    assert_type(await client.wait(render), Render)
    assert_type([one async for one in client.as_completed([render])], list[Render])
    assert_type(await client.stage("a.jpg", room_type="bed", style="luxury"), Render)
    assert_type(await client.download(render, "out"), list[Path])
    assert_type(await client.download_all(client.as_completed([render]), "out"), list[Path])


def errors(client: VirtualStaging) -> None:
    try:
        client.renders.create("a.jpg", dusk())
    except UnknownOutcomeError as error:
        assert_type(error.candidates, tuple[str, ...])
        client.reconcile(error)
    except WaitTimeoutError as error:
        assert_type(error.pending, tuple[str, ...])


def wrong(client: VirtualStaging) -> None:
    client.renders.create("a.jpg", MODERN, variations=3)  # type: ignore[call-arg]
    client.renders.create("a.jpg", {"type": "staging"})  # type: ignore[arg-type]
    client.renders.get(7)  # type: ignore[arg-type]
    staging(room_type="living")  # type: ignore[call-arg]
