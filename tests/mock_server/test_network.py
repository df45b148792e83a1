"""Photos fetched by their links: from loopback only, within bounds."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from virtualstaging_mock._webhooks import network as _network
from virtualstaging_mock._webhooks.network import PhotoFetcher

PHOTO = bytes(range(256)) * 40


class _Photos(BaseHTTPRequestHandler):
    seen: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["host"]))  # type: ignore[attr-defined]
        if self.path == "/moved.jpg":
            self.send_response(302)
            self.send_header("location", "/room.jpg")
        else:
            self.send_response(200 if self.path.startswith("/room.jpg") else 404)
        self.end_headers()
        self.wfile.write(PHOTO)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Host(HTTPServer):
    """Serves one photo, and keeps what was requested."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Photos)
        self.seen: list[tuple[str, str | None]] = []


@pytest.fixture
def host() -> Iterator[Host]:
    """A host of photos on this machine."""
    with Host() as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.01,))
        thread.start()
        yield host
        host.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_photo_on_this_machine_is_fetched(host: Host, name: str) -> None:
    """Whole, with its query, and under the name that the link has."""
    fetch = PhotoFetcher()
    assert fetch(f"http://{name}:{host.server_port}/room.jpg?size=1") == PHOTO
    assert host.seen == [("/room.jpg?size=1", f"{name}:{host.server_port}")]


@pytest.mark.parametrize("path", ["/moved.jpg", "/none.jpg"])
def test_what_is_no_photo_is_not_taken_for_one(host: Host, path: str) -> None:
    """A redirect is not followed: it could lead anywhere."""
    assert PhotoFetcher()(f"http://127.0.0.1:{host.server_port}{path}") is None
    assert [seen for seen, _ in host.seen] == [path]


def test_one_that_is_too_large_is_given_up(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_network, "MOST_PHOTO_BYTES", len(PHOTO) - 1)
    assert PhotoFetcher()(f"http://127.0.0.1:{host.server_port}/room.jpg") is None


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/room.jpg",
        "http://10.0.0.5/room.jpg",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/room.jpg",
        "http://localhost.example.com/room.jpg",
        "http://[::1/room.jpg",
        "no link",
        "",
    ],
)
def test_no_other_place_is_asked(link: str) -> None:
    """Neither by name nor by address."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=PHOTO)

    assert PhotoFetcher(transport=httpx.MockTransport(answer))(link) is None
    assert not asked


@pytest.mark.parametrize("link", ["ftp://127.0.0.1/room.jpg", "http://127.0.0.1:1/room.jpg"])
def test_what_cannot_be_fetched_is_no_error(link: str) -> None:
    """Another protocol, and a port that nobody listens on."""
    assert PhotoFetcher()(link) is None


def test_a_place_may_be_allowed() -> None:
    """Then it is asked, at the address that was checked, under its own name."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(PHOTO))

    fetch = PhotoFetcher(["10.0.0.0/8"], transport=httpx.MockTransport(answer))
    assert fetch("http://10.0.0.5/room.jpg") == PHOTO
    assert asked[0].headers["host"] == "10.0.0.5"
    assert "authorization" not in asked[0].headers
    assert fetch("http://192.168.0.1/room.jpg") is None
    assert len(asked) == 1
