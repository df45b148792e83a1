"""Calls of a mock, in process and without a client."""

import contextlib
import socket
from typing import Any
from urllib.parse import urlsplit

import orjson

from virtualstaging_mock import Mock, Running
from virtualstaging_mock._http.reply import Reply

KEY = "vsai-pk-11111111-2222-4333-8444-555555555555"
STAGING: dict[str, Any] = {
    "type": "staging",
    "add_furniture": {"room_type": "living", "style": "modern"},
}
REMOVE_FIRST: dict[str, Any] = {**STAGING, "remove_furniture": {"mode": "on"}}
DECLUTTER: dict[str, Any] = {"type": "staging", "remove_furniture": {"mode": "auto"}}
DUSK: dict[str, Any] = {"type": "daytodusk", "sky_style": "golden"}
PHOTO = "https://example.com/room.jpg"


class Caller:
    """Calls a mock with one key.

    Args:
        mock: answers the calls.
        key: the API key of the calls.
    """

    def __init__(self, mock: Mock, key: str = KEY) -> None:
        self.mock = mock
        self.key = key

    def reply(self, method: str, path: str, body: Any = None, query: str = "") -> Reply:
        """The raw answer; a body that is not bytes is sent as JSON."""
        headers = [("Authorization", f"Api-Key {self.key}")]
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        data = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return self.mock.answer(method, f"/v2{path}", query, headers, data)

    def get(self, path: str, query: str = "", *, status: int = 200) -> Any:
        """The decoded answer to a GET, which must have this status."""
        return _decoded(self.reply("GET", path, query=query), status)

    def post(self, path: str, body: Any, *, status: int = 202) -> Any:
        """The decoded answer to a POST, which must have this status."""
        return _decoded(self.reply("POST", path, body), status)

    def create(self, config: Any = None, count: int = 1, **more: Any) -> Any:
        """A new render, as it was answered."""
        status = 200 if more.get("wait_for_completion") else 202
        return self.post("/renders", render_body(config, count, **more), status=status)

    def render(self, render_id: str) -> Any:
        """A render with all of its variations."""
        query = "include_variations=true&variations_limit=100"
        return self.get(f"/renders/{render_id}", query)

    def variations(self, render_id: str) -> list[Any]:
        """A render's variations."""
        return list(self.render(render_id)["variations"]["items"])

    def refused(self, path: str, body: Any, status: int = 400) -> str:
        """Why a POST was refused."""
        return str(self.post(path, body, status=status)["message"])


def render_body(config: Any = None, count: int = 1, **more: Any) -> dict[str, Any]:
    """A valid body for POST /renders."""
    config = STAGING if config is None else config
    return {"config": config, "variation_count": count, "image_url": PHOTO, **more}


def raw(server: Running, data: bytes) -> bytes:
    """Send bytes, return what comes until the connection ends."""
    parts = urlsplit(server.base_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(data)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                received += piece
        return received


def _decoded(reply: Reply, status: int) -> Any:
    assert reply.status == status, reply.body[:500]
    return orjson.loads(reply.body)
