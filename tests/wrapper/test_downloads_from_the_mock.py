"""Downloads of both clients from the mock: real links that expire, on another host than the API."""

from pathlib import Path

import httpx
import pytest
from PIL import Image

from virtualstaging import (
    AsyncVirtualStaging,
    DownloadError,
    Render,
    Variation,
    VirtualStaging,
    staging,
)
from virtualstaging_mock import Clock, Mock, running

PHOTO = Path(__file__).parents[2] / "examples" / "photos" / "house-exterior.jpg"
KEY = "vsai-pk-of-the-tests"
HOUR = 3600.0


def variations(render: Render) -> list[Variation]:
    assert render.variations is not None
    return render.variations.items


def test_a_link_that_has_expired_is_renewed(tmp_path: Path) -> None:
    """A day after the render was read its links are dead; the download gets a fresh one."""
    with (
        running(clock=Clock("instant")) as server,
        VirtualStaging(KEY, base_url=server.base_url) as client,
    ):
        config = staging(room_type="living", style="modern")
        created = client.renders.create(PHOTO, config, variation_count=2)
        render = client.renders.get(created.id, include_variations=True)
        server.mock.advance(24 * HOUR)
        paths = client.download(render, tmp_path)
        assert len(paths) == 2
        for path in paths:
            with Image.open(path) as picture:
                picture.verify()
        found = {each.code for each in server.mock.checks.findings()}
        assert "key_sent_to_file_host" not in found


def test_through_a_client_of_the_application(tmp_path: Path) -> None:
    """One that is handed in carries downloads too: proxies, and mocks without a port."""
    mock = Mock(clock=Clock("instant"))
    client = VirtualStaging(
        KEY, base_url=mock.base_url, http_client=httpx.Client(transport=mock.transport())
    )
    config = staging(room_type="living", style="modern")
    created = client.renders.create(PHOTO, config)
    [path] = client.download(client.renders.get(created.id, include_variations=True), tmp_path)
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    assert not mock.checks.findings()


@pytest.mark.anyio
async def test_many_with_asyncio(tmp_path: Path) -> None:
    """All of them, in order; a render without results does not stop the others."""
    mock = Mock(clock=Clock("instant"))
    http_client = httpx.AsyncClient(transport=mock.transport())
    async with AsyncVirtualStaging(KEY, base_url=mock.base_url, http_client=http_client) as client:
        config = staging(room_type="living", style="modern")
        created = await client.renders.create(PHOTO, config, variation_count=3)
        render = await client.renders.get(created.id, include_variations=True)
        paths = await client.download_all(variations(render), tmp_path, which="thumbnail")
        assert [path.stem.split("-")[0] for path in paths] == [
            each.id for each in variations(render)
        ]
        mock.fail(variations(render)[0].id)
        mock.set_clock("manual")
        late = await client.variations.create(render.id, config)
        with pytest.raises(DownloadError, match="1 of 2") as caught:
            await client.download_all([*late, variations(render)[1]], tmp_path)
        assert len(caught.value.paths) == 1
    assert "key_sent_to_file_host" not in {each.code for each in mock.checks.findings()}
    await http_client.aclose()


@pytest.mark.parametrize("effect", ["reset", "cut", "html", "empty"])
def test_faults_of_the_file_host(effect: str, tmp_path: Path) -> None:
    """What passes is waited out; what does not is an error. The file is whole or not there."""
    with (
        running(clock=Clock("instant")) as server,
        VirtualStaging(KEY, base_url=server.base_url, jitter=lambda: 0.0) as client,
    ):
        created = client.renders.create(PHOTO, staging(room_type="living", style="modern"))
        render = client.renders.get(created.id, include_variations=True)
        [expected] = client.download(render, tmp_path / "expected")
        server.mock.faults.add([{"operation": "file", "times": 2, "effect": {"kind": effect}}])
        [path] = client.download(render, tmp_path / "out")
        assert path.read_bytes() == expected.read_bytes()
        server.mock.faults.replace([{"operation": "file", "effect": {"kind": effect}}])
        with pytest.raises(DownloadError):
            client.download(render, tmp_path / "none")
        assert not list((tmp_path / "none").iterdir())
