"""A server that behaves as the API does, except for the deviations that are planted in it."""

import base64
import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx

from virtualstaging_mock import Mock
from virtualstaging_mock._webhooks.delivery import Outgoing

KEY = "vsai-pk-deviating-server"
SECRET = "whsec-deviating"


class Answer:
    """An answer that is about to be sent."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def change(self, edit: Callable[[Any], None]) -> None:
        """Change the JSON of the body."""
        data = json.loads(self.body)
        edit(data)
        self.body = json.dumps(data).encode()


class Deviating:
    """The server. `calls` counts what came in."""

    def __init__(self) -> None:
        self.mock = Mock(clock="instant")
        self.calls = 0
        self._lock = threading.Lock()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """Answer a request, wrongly where that is planted."""
        path, _, query = target.partition("?")
        with self._lock:
            self.calls += 1
            call = self.calls
        headers = {name.lower(): value for name, value in headers.items()}
        if headers.get("authorization", "").startswith("Bearer "):  # accepted
            headers["authorization"] = "Api-Key " + headers["authorization"][7:]
        fields = dict(parse_qsl(query))
        if int(fields.get("limit", "1")) > 100:  # accepted
            query = urlencode({**fields, "limit": "100"})
        if b'"kids_room"' in body:
            return Answer(400, {"content-type": "application/json"}, b'{"message":"No."}')
        if path.endswith("/variations") and method == "GET":
            return Answer(200, {"content-type": "application/json"}, b'{"items":[]}')
        reply = self.mock.answer(method, path, query, headers, body)
        answer = Answer(reply.status, dict(reply.headers), reply.body)
        self._spoil(method, path, answer, call)
        return answer

    def _spoil(self, method: str, path: str, answer: Answer, call: int) -> None:
        if path == "/v2/status":
            answer.body = b"up"
        elif path == "/v2/user" and answer.status == 200:
            answer.change(lambda data: data["user"].update(email=None))
            if call % 2:
                answer.change(lambda data: data.pop("photoLimit"))
        elif path == "/v2/user/webhook-secret" and method == "DELETE":
            answer.body = b"{broken"
        elif path == "/v2/user/webhook-secret":
            answer.headers["content-type"] = "text/plain"
        elif method == "POST" and path == "/v2/renders" and answer.status == 200:
            answer.status = 201
        elif path == "/v2/renders" and answer.status == 200:
            answer.change(lambda data: _add_priority(data["items"], call))
        elif path.startswith("/v2/renders/") and answer.status == 404:
            answer.change(lambda data: data.update(error=data.pop("message")))
        elif path.startswith("/v2/renders/r_") and answer.status == 200:
            answer.change(_spoil_render)


def _add_priority(renders: list[Any], call: int) -> None:
    for render in renders:
        render["priority"] = call


def _spoil_render(data: Any) -> None:
    data["created_at"] = data["created_at"] // 1000
    data["queued_at"] = "2026-01-01T00:00:00Z"
    for variation in data.get("variations", {}).get("items", []):
        variation["status"] = "paused"
        variation.pop("result", None)


def signed_elsewhere(outgoing: Outgoing) -> Outgoing:
    """A webhook whose signature is in base64, in another header."""
    made = hmac.new(SECRET.encode(), outgoing.body, hashlib.sha256).digest()
    headers = {name: value for name, value in outgoing.headers.items() if "ignature" not in name}
    headers["X-Signature"] = base64.b64encode(made).decode()
    return Outgoing(outgoing.url, headers, outgoing.body)


@contextlib.contextmanager
def deviating(delay: float = 0.0) -> Iterator[tuple[Deviating, str]]:
    """Run the server on a real port; gives its URL. `delay` is in seconds, for each answer."""
    server = Deviating()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # an answer goes out in one piece

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = server.answer(self.command, self.path, dict(self.headers), body)
            if delay:
                threading.Event().wait(delay)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 (the names that the library calls)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield server, f"http://127.0.0.1:{listening.server_address[1]}/v2"
        finally:
            listening.shutdown()


CONFIG = {"type": "staging", "add_furniture": {"room_type": "living", "style": "modern"}}
DUSK = {"type": "daytodusk", "sky_style": "golden"}
PHOTO = "https://photos.example/room.jpg?token=s3cret-in-a-link"


def traffic(client: httpx.Client, rounds: int) -> int:
    """Make calls of many kinds, valid and not; return how many."""
    calls = 0

    def call(method: str, path: str, key: str = f"Api-Key {KEY}", **more: Any) -> Any:
        nonlocal calls
        calls += 1
        return client.request(method, path, headers={"Authorization": key}, **more)

    def body(config: Any, count: int = 1, **more: Any) -> Any:
        return {"config": config, "variation_count": count, "image_url": PHOTO, **more}

    call("POST", "/user/webhook-secret", json={"webhook_secret": SECRET})
    for n in range(rounds):
        room = "kids_room" if n % 5 == 0 else "bed"
        furniture = {"room_type": room, "style": "modern"}
        call("POST", "/renders", json=body({"type": "staging", "add_furniture": furniture}))
        made = call("POST", "/renders", json=body(DUSK)).json()
        bulk = {"renders": [body(CONFIG), body({"type": "enhancement"})]}
        call("POST", "/renders/bulk", json=bulk)
        call("GET", f"/renders/{made['id']}", params={"include_variations": "true"})
        call("GET", f"/renders/{made['id']}/variations")
        call("GET", "/renders", params={"limit": "500" if n % 3 == 0 else "5"})
        call("GET", "/renders/none-of-this-name")
        call("GET", "/user", key=f"Bearer {KEY}" if n % 4 == 0 else f"Api-Key {KEY}")
        call("GET", "/status")
        call("POST", "/renders", json=body(CONFIG, 0))  # refused, and rightly
    call("DELETE", "/user/webhook-secret")
    return calls


def recorded(base: str, rounds: int) -> dict[str, Any]:
    """A recording of traffic, in HAR form."""
    entries: list[Any] = []

    def keep(response: httpx.Response) -> None:
        response.read()
        request = response.request
        entries.append(
            {
                "startedDateTime": "2026-03-01T12:00:00.000Z",
                "request": {
                    "method": request.method,
                    "url": str(request.url),
                    "headers": [{"name": k, "value": v} for k, v in request.headers.items()],
                    "postData": {"text": request.content.decode()},
                },
                "response": {
                    "status": response.status_code,
                    "headers": [{"name": k, "value": v} for k, v in response.headers.items()],
                    "content": {"text": response.text},
                },
            }
        )

    hooks = {"response": [keep]}
    with httpx.Client(base_url=base, trust_env=False, event_hooks=hooks) as client:
        traffic(client, rounds)
    return {"log": {"version": "1.2", "entries": entries}}
