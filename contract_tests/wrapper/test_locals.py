"""Tracebacks with locals, as many tools take them: no frame shows a secret or a body."""

import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import BASE_URL, KEY
from contract_tests.client.hygiene import SIGNATURE
from contract_tests.client.pictures import JPEG
from contract_tests.client.samples import minimal
from contract_tests.exchange import json_body
from contract_tests.spec.document import the_spec
from contract_tests.wrapper.hosts import answer, result
from virtualstaging import (
    AsyncVirtualStaging,
    BulkRender,
    VirtualStaging,
    VirtualStagingError,
    counted,
    staging,
    webhooks,
)

SPEC = the_spec()
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
LINK = f"https://pictures.example.com/a.jpg?X-Goog-Signature={SIGNATURE}"
SPACE = f"https://pictures.example.com/a b.jpg?X-Goog-Signature={SIGNATURE}"


def check_locals(error: BaseException, *secrets: str) -> None:
    """Of all frames but the tests' own, of this error and of those behind it."""
    seen = 0
    todo: list[traceback.TracebackException | None] = [
        traceback.TracebackException.from_exception(error, capture_locals=True)
    ]
    while todo:
        one = todo.pop()
        if one is None:
            continue
        todo += [one.__cause__, one.__context__]
        for frame in one.stack:
            if "contract_tests" not in frame.filename:
                seen += 1
                for secret in (KEY, SIGNATURE, *secrets):
                    assert secret not in repr(frame.locals), f"{frame.filename}:{frame.lineno}"
    assert seen, "no frame was looked at"


def failed(kind: wrapped.Kind, handler: Any, use: wrapped.Use, **options: Any) -> Any:
    """The error that a use ends in."""
    with wrapped.client(kind, handler, **options) as one:
        try:
            one.do(use)
        except VirtualStagingError as error:
            return error
    return None


BODIES = {
    "links": json_body({"id": 7, "url": LINK, "message": f"see {LINK} with {KEY}"}),
    "broken": json_body({"url": LINK})[:-1],
    "list": json_body([LINK, KEY]),
    "page": json_body({"items": [{"id": 7, "variations": LINK}], "next_cursor": LINK}),
}


@each_kind
@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("status", [200, 400, 401, 404, 500])
def test_no_answer_is_shown(status: int, name: str, kind: wrapped.Kind) -> None:
    """Good, bad or broken."""
    for body in BODIES.values():
        headers = {"location": LINK, "x-debug": KEY}

        def handler(_: httpx.Request, body: bytes = body, headers: Any = headers) -> httpx.Response:
            return httpx.Response(status, headers=headers, content=body)

        error = failed(kind, handler, wrapped.use_of(minimal(SPEC, name)), max_retries=0)
        if error is not None:
            check_locals(error)


@each_kind
@pytest.mark.parametrize("raised", [httpx.ReadError, httpx.ConnectError, RuntimeError])
def test_no_request_is_shown(raised: Any, kind: wrapped.Kind) -> None:
    """With its key and its photo."""

    def handler(request: httpx.Request) -> httpx.Response:
        raise raised(str(request.headers))

    photo = JPEG + SIGNATURE.encode()
    error = failed(kind, handler, lambda c: c.images.analyze(photo), max_retries=0)
    check_locals(error, repr(photo[:40])[2:-1])


def room() -> Any:
    """A configuration."""
    return staging(room_type="living", style="modern")


NOT_JSON: Any = float("nan")
REFUSED: dict[str, wrapped.Use] = {
    "photo": lambda c: c.renders.create(SPACE, room()),
    "second photo": lambda c: c.renders.create((LINK, SPACE), room()),
    "photo of a shortcut": lambda c: c.stage(SPACE, room_type="living", style="modern"),
    "photo of a bulk": lambda c: c.renders.create_bulk([BulkRender(SPACE, room())]),
    "photo to analyse": lambda c: c.images.analyze(SPACE),
    "photos to compare": lambda c: c.images.check_multi_view(LINK, SPACE),
    "webhook": lambda c: c.renders.create(LINK, room(), webhook_url=f"ftp://a/?{SIGNATURE}"),
    "secret": lambda c: c.account.set_webhook_secret(f"{SIGNATURE} "),
    "number": lambda c: c.renders.create(LINK, room(), variation_count=21),
    "what JSON cannot say": lambda c: c.renders.create(LINK, counted(room(), NOT_JSON)),
    "key for an id": lambda c: c.renders.get(f"r_{KEY}"),
    "key and a slash": lambda c: c.renders.get(f"../{KEY}"),
    "key for a cursor": lambda c: c.renders.list(cursor=KEY),
    "kind of image": lambda c: c.download(result(LINK), ".", which="full"),
}


@each_kind
@pytest.mark.parametrize("name", REFUSED)
def test_no_argument_that_is_refused_is_shown(name: str, kind: wrapped.Kind) -> None:
    """Nor those that came with it; nor is it sent."""
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(418)

    error = failed(kind, handler, REFUSED[name])
    assert error is not None
    assert not sent
    assert KEY not in str(error)
    check_locals(error)


@pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])
@pytest.mark.parametrize("key", [f"{KEY}\n", f"Api-Key {KEY}", f"{KEY}é"])
def test_no_key_that_is_refused_is_shown(key: str, kind: Any) -> None:
    """A wrong key is often a right one, copied badly."""
    with pytest.raises(VirtualStagingError) as caught:
        kind(key, base_url=BASE_URL)
    check_locals(caught.value)
    with pytest.raises(VirtualStagingError) as caught:
        kind(KEY, base_url="ftp://x")
    check_locals(caught.value)


@each_kind
@pytest.mark.parametrize("status", [302, 404, 403, 500])
def test_no_link_of_a_download_is_shown(status: int, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Nor where its host redirects to."""
    reply = answer(status, b"", location=f"http://elsewhere.example/?{SIGNATURE}")
    error = failed(kind, lambda _: reply, lambda c: c.download(result(LINK), tmp_path))
    check_locals(error)


@pytest.mark.parametrize("name", ["unwrap", "parse_unverified"])
def test_no_webhook_is_shown(name: str) -> None:
    """Neither the secret nor what came: its links are signed."""
    body = json_body({"event_type": "done", "render_id": 7, "url": LINK})
    headers = {webhooks.SIGNATURE_HEADER: webhooks.sign(body, "s3cret-of-ours")}
    uses: dict[str, Any] = {
        "unwrap": lambda: webhooks.unwrap(body, headers, secret="s3cret-of-ours"),
        "parse_unverified": lambda: webhooks.parse_unverified(body),
    }
    with pytest.raises(VirtualStagingError) as caught:
        uses[name]()
    check_locals(caught.value, "s3cret-of-ours")
    with pytest.raises(VirtualStagingError) as caught:
        webhooks.unwrap(body, headers, secret="another s3cret")
    check_locals(caught.value, "another s3cret")


def test_no_mask_is_shown() -> None:
    """Its link is signed, too."""
    with pytest.raises(VirtualStagingError) as caught:
        staging(room_type="living", style="modern", mask_url=LINK)
    check_locals(caught.value)
