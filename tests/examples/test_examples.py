"""The programs in examples/ do what they say, against the mock server."""

import asyncio
import csv
import json
import re
import runpy
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.examples.served import EXAMPLES, PHOTO, django, environment
from virtualstaging import VirtualStaging, VirtualStagingError, staging
from virtualstaging_mock._testing import MockForTests

ROOM = staging(room_type="living", style="modern")


@pytest.fixture(autouse=True)
def surroundings(
    virtualstaging_mock: MockForTests, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An empty directory, and the mock where a user has the API."""
    monkeypatch.chdir(tmp_path)
    for name, value in environment(virtualstaging_mock).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def client(virtualstaging_mock: MockForTests) -> Iterator[VirtualStaging]:
    with VirtualStaging() as client:
        yield client


def charged(mock: MockForTests) -> int:
    """How many photos the mock has counted."""
    headers = {"Authorization": f"Api-Key {mock.api_key}"}
    used = httpx.get(f"{mock.base_url}/user", headers=headers).json()
    return int(used["photosUsedThisPeriod"]["staging"])


class TestWatchFolder:
    """examples/watch_folder.py"""

    example = runpy.run_path(str(EXAMPLES / "watch_folder.py"))

    def test_a_photo_is_staged_once_it_is_whole(
        self, client: VirtualStaging, virtualstaging_mock: MockForTests, tmp_path: Path
    ) -> None:
        """At the second look; what is no photo is put aside, and neither is looked at again."""
        folder = self.example["Folder"](client, tmp_path, ROOM)
        shutil.copy(PHOTO, tmp_path / "a.jpg")
        (tmp_path / "b.jpg").write_text("no photo")
        folder.look()
        assert charged(virtualstaging_mock) == 0
        folder.look()
        folder.look()
        assert charged(virtualstaging_mock) == 1
        done = {path.name for path in (tmp_path / "done" / "a").iterdir()}
        assert "a.jpg" in done
        assert len(done) == 2
        assert [path.name for path in (tmp_path / "refused").iterdir()] == ["b.jpg"]
        assert not list((tmp_path / "sending").iterdir())

    def test_what_may_have_been_charged_is_not_sent_again(
        self,
        client: VirtualStaging,
        virtualstaging_mock: MockForTests,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """It lies in sending/, another of its name waits, and the next start says so."""
        for fault in (
            {"operation": "create_render", "phase": "after", "effect": "reset"},
            {"operation": "list_renders", "effect": {"kind": "status", "status": 403}},
        ):
            virtualstaging_mock.faults.add(fault)
        folder = self.example["Folder"](client, tmp_path, ROOM)
        for _ in range(3):
            shutil.copy(PHOTO, tmp_path / "a.jpg")
            folder.look()
        assert charged(virtualstaging_mock) == 1
        assert [path.name for path in (tmp_path / "sending").iterdir()] == ["a.jpg"]
        self.example["Folder"](client, tmp_path, ROOM)
        assert "a.jpg may have been charged" in capsys.readouterr().out

    def test_what_was_surely_not_charged_is_put_back(
        self, client: VirtualStaging, virtualstaging_mock: MockForTests, tmp_path: Path
    ) -> None:
        """The program ends with the error, and the photo is where it was."""
        virtualstaging_mock.faults.add(
            {"operation": "create_render", "effect": {"kind": "status", "status": 403}}
        )
        folder = self.example["Folder"](client, tmp_path, ROOM)
        shutil.copy(PHOTO, tmp_path / "a.jpg")
        folder.look()
        with pytest.raises(VirtualStagingError):
            folder.look()
        assert (tmp_path / "a.jpg").exists()

    def test_the_command(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """It looks until Ctrl-C."""
        pauses = iter([None])

        def pause(_seconds: float) -> None:
            if next(pauses, "over"):
                raise KeyboardInterrupt

        shutil.copy(PHOTO, tmp_path / "a.jpg")
        monkeypatch.setattr("time.sleep", pause)
        words = ["watch_folder.py", ".", "--room", "bed", "--style", "coastal"]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(KeyboardInterrupt):
            self.example["main"]()
        assert len(list((tmp_path / "done" / "a").iterdir())) == 2


def test_async_job(virtualstaging_mock: MockForTests, tmp_path: Path) -> None:
    """Each row of the list has one in the results: with images, or with what went wrong."""
    example = runpy.run_path(str(EXAMPLES / "async_job.py"))
    photo = str(PHOTO)
    rows = [[photo, "living", "modern"], ["nowhere.jpg", "bed", "modern"], [photo, "bed", "modren"]]
    with Path("listings.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["photo", "room", "style"], *rows])
    asyncio.run(example["main"](Path("listings.csv"), Path("results.csv"), tmp_path / "out"))
    with Path("results.csv").open(newline="") as file:
        first, second, third = csv.DictReader(file)
    assert Path(first["images"]).stat().st_size > 10_000
    assert "nowhere.jpg" in second["problem"]
    assert "modern" in third["problem"]
    assert charged(virtualstaging_mock) == 1


def test_fastapi_service(
    virtualstaging_mock: MockForTests, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A photo is ordered, its webhook comes, signed, and the page shows both pictures."""
    monkeypatch.setenv("PICTURES", str(tmp_path / "pictures"))
    example = runpy.run_path(str(EXAMPLES / "fastapi_service.py"))
    with TestClient(example["app"]) as service:
        outgoing: list[Any] = []
        virtualstaging_mock.mock.deliver_webhooks_to(outgoing.append)
        form = {"room": "living", "style": "modern"}
        refused = service.post("/photos", data=form, files={"photo": b"no photo"})
        assert refused.status_code == 422
        answer = service.post("/photos", data=form, files={"photo": PHOTO.read_bytes()})
        assert answer.status_code == 200
        (event,) = outgoing
        assert event.url == "http://127.0.0.1:9/hooks/staging"
        for body, status in ((event.body, 200), (event.body, 200), (b"{}", 400)):
            hook = service.post("/hooks/staging", content=body, headers=dict(event.headers))
            assert hook.status_code == status
        images = re.findall('<img src="(.*?)"', service.get("/").text)
        assert len(images) == 2
        assert all(len(service.get(one).content) > 10_000 for one in images)
    assert charged(virtualstaging_mock) == 1


def test_django_progress(virtualstaging_mock: MockForTests, tmp_path: Path) -> None:
    """A photo is ordered, and its page shows how far it is, then the picture."""
    virtualstaging_mock.mock.set_clock("manual")
    with django(virtualstaging_mock, tmp_path) as url, httpx.Client(base_url=url) as user:

        def upload(photo: bytes) -> httpx.Response:
            token = re.search('csrfmiddlewaretoken value="(.*?)"', user.get("/").text)
            assert token is not None
            form = {"csrfmiddlewaretoken": token[1], "room": "living", "style": "modern"}
            return user.post("/", data=form, files={"photo": photo})

        assert upload(b"no photo").status_code == 422
        page = upload(PHOTO.read_bytes()).headers["location"]
        assert "Under way: queued" in user.get(page).text
        virtualstaging_mock.mock.run_until_idle()
        image = re.search('<img src="(.*?)"', user.get(page).text)
        assert image is not None
        assert len(user.get("/" + image[1]).content) > 10_000
        assert user.get("/no-such-render").status_code == 404
    assert charged(virtualstaging_mock) == 1


def test_the_notebook_has_no_outputs() -> None:
    """They are made when it is run, and would only be noise in a diff."""
    book = json.loads((EXAMPLES / "compare_styles.ipynb").read_text(encoding="utf-8"))
    assert not [cell for cell in book["cells"] if cell.get("outputs")]
