"""Batches on a mock in this process, with time that passes only when it is spent."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.batch.photos import photo
from virtualstaging import VirtualStaging
from virtualstaging._core.steps import Answer, Flow, Request
from virtualstaging.batch import Result, Row
from virtualstaging.testing import VirtualClock
from virtualstaging_mock import Mock

KEY = "vsai-pk-00000000-0000-4000-8000-000000000000"


class KilledError(BaseException):
    """Stands for SIGKILL: nothing that comes after it is done, in any thread."""


class World:
    """A server, and a folder with photos.

    Args:
        path: The folder.
        options: Of the mock.
    """

    def __init__(self, path: Path, **options: Any) -> None:
        self.mock = Mock(clock="manual", **options)
        self.clock = VirtualClock(start=self.mock.clock.now_ms() / 1000, on_sleep=self.mock.advance)
        self.path = path
        self.out = path / "out"

    def rows(self, number: int, **columns: Any) -> list[Row]:
        """Rows of so many photos, equal but for the photo."""
        columns = columns or {"do": "stage", "room_type": "living", "style": "modern"}
        return [
            Row(photo=str(photo(self.path / "photos" / f"{one}.jpg", one)), id=f"p{one}", **columns)
            for one in range(number)
        ]

    def client(
        self, around: Callable[[Request, Callable[[Request], Answer]], Answer] | None = None
    ) -> VirtualStaging:
        """A client; `around` stands between it and the server."""
        client = VirtualStaging(
            KEY,
            base_url=self.mock.base_url,
            http_client=httpx.Client(transport=self.mock.transport()),
            clock=self.clock,
            jitter=lambda: 1.0,
        )
        if around is not None:
            transport = client._engine.transport
            send = transport.send
            transport.send = lambda request: around(request, send)  # type: ignore[method-assign]
        return client

    def run(self, rows: Sequence[Row], client: VirtualStaging | None = None) -> list[Result]:
        """Carry out a plan as an application does."""
        with ExitStack() as stack:
            client = client or stack.enter_context(self.client())
            run = stack.enter_context(client.batch(rows, out=self.out))
            return list(run)

    def made(self) -> Counter[str]:
        """How many renders the server has made of each photo, by the photo's digest."""
        return Counter(self.photo_of_render().values())

    def photo_of_render(self) -> dict[str, str]:
        """The digest of each render's photo."""
        return {
            render.id: render.photos[0].digest or render.photos[0].url or ""
            for account in self.mock.backend.accounts.values()
            for render in account.renders
        }


def made_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Downloads and commits that cost nothing, for tests of what is sent."""
    from virtualstaging.batch import _database, _fetching

    monkeypatch.setattr(_database, "SYNCHRONOUS", "OFF")

    def written(session: Any, link: Any, part: Any, renew: Any) -> Flow[Path]:
        path: Path = part.target.directory / f"{part.target.name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")
        return path
        yield

    monkeypatch.setattr(_fetching, "download_file", written)


def counters(world: World) -> dict[str, int]:
    """How many renders were found by looking, and how many requests were sent again."""
    with closing(sqlite3.connect(world.out / "batch.sqlite")) as connection:
        (found, again) = connection.execute(
            "SELECT coalesce(sum(found), 0), coalesce(sum(sends - 1), 0) FROM job"
        ).fetchone()
    return {"found": found, "again": again}
