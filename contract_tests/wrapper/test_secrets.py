"""The key and signed links are shown to nobody: not in reprs, logs, pickles, copies or errors."""

import copy
import json
import logging
import pickle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.client.hygiene import SIGNATURE, check_error
from contract_tests.client.pictures import JPEG
from contract_tests.client.samples import asked, coherent, documented, minimal
from contract_tests.exchange import json_body
from contract_tests.spec.document import the_spec
from contract_tests.wrapper.world import ordered, world
from virtualstaging import VirtualStagingError, counted, declutter, staging

SPEC = the_spec()
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
LINK = f"https://pictures.example.com/a.jpg?X-Goog-Signature={SIGNATURE}&key={KEY}"


@each_kind
def test_a_client_shows_no_key(kind: wrapped.Kind) -> None:
    """Nor do its parts; and it is neither pickled nor copied."""
    with wrapped.client(kind, lambda _: httpx.Response(200)) as one:
        one.do(lambda c: c.status())
        client = one.client
        parts = [
            client,
            client.renders,
            client.variations,
            client.images,
            client.account,
            client._engine,
        ]
        parts += [client._engine.session, client._engine.session.settings, client._engine.transport]
        for part in parts:
            assert KEY not in repr(part) + str(part) + repr(getattr(part, "__dict__", ""))
        for travel in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                travel(client)


@each_kind
def test_logs_show_no_key_no_link_and_no_body(
    kind: wrapped.Kind, caplog: Any, tmp_path: Path
) -> None:
    """At every level, in good times and bad."""
    caplog.set_level(logging.DEBUG)
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        there.plant("list_renders", {"kind": "status", "status": 503, "retry_after": 1})
        there.plant("file", "cut")
        render = there.do(lambda c: ordered(c, 2))
        render = there.do(lambda c: c.wait(render))
        there.do(lambda c: c.download(render, tmp_path))
        links = [one.result.url.partition("?")[2] for one in render.variations.items]
    records = [one for one in caplog.records if "mock" not in one.name]  # httpx's are among them
    ours = [one for one in records if one.name.startswith("virtualstaging")]
    assert ours, "a log says what was repeated"
    shown = "\n".join(f"{one.getMessage()} {one.args!r}" for one in records)
    for secret in (KEY, "photos.example.com", *links):
        assert secret not in shown


@each_kind
@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 429, 500])
def test_a_server_that_repeats_the_key_is_not_quoted(
    status: int, name: str, kind: wrapped.Kind
) -> None:
    """In its message, its headers, where it redirects to; plain, escaped or in a link."""
    text = f"Your key {KEY} at {LINK} is odd: Authorization: Api-Key {KEY}"
    escaped = KEY.replace("-", "%2D")
    headers = {"x-request-id": KEY, "location": LINK, "x-debug": text, "content-type": "text/html"}
    for body in (
        json_body({"message": text}),
        text.encode(),
        json_body({"url": LINK, "id": 7}),
        b"[" + text.encode(),
    ):
        with wrapped.client(
            kind,
            lambda _, b=body: httpx.Response(status, headers=headers, content=b),
            max_retries=0,
        ) as one:
            error: Any = None
            try:
                one.do(wrapped.use_of(minimal(SPEC, name)))
            except VirtualStagingError as raised:
                error = raised
        if error is not None:
            check_error(error, name)
            assert escaped not in str(error)


@each_kind
def test_errors_come_without_what_the_transport_knew(kind: wrapped.Kind) -> None:
    """httpx's exceptions hold the request, key and all: they are not handed on."""

    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"with {request.headers['authorization']}", request=request)

    for name in SPEC.operations:
        with wrapped.client(kind, handler) as one, pytest.raises(VirtualStagingError) as caught:
            one.do(wrapped.use_of(minimal(SPEC, name)))
        check_error(caught.value, name)
        assert caught.value.__cause__ is None
        chain, seen = caught.value.__context__, 0
        while chain is not None and seen < 10:
            assert not isinstance(chain, httpx.HTTPError)
            chain, seen = chain.__context__, seen + 1


ODD_KEYS = ['quo"ted\\key-0123456789', "pl+us/sl=ash&key%41-0123456789", "plain-key-0123456789"]


def quoting(key: str) -> list[bytes]:
    """Answers that quote a key: as it is, as JSON has it, and as URLs have it."""
    link = f"https://elsewhere.example/{quote(key, safe='')}"
    return [
        f"<p>{key}</p>".encode(),
        json_body({"message": f"The key {key} is unknown.", "debug": {"key": key}}),
        json_body({"message": f"See {link}", "link": link}),
    ]


def shown_by(kind: wrapped.Kind, key: str, name: str, body: bytes) -> str:
    """All that an error shows of an answer with this body."""
    with (
        wrapped.client(kind, lambda _: httpx.Response(400, content=body), api_key=key) as one,
        pytest.raises(VirtualStagingError) as caught,
    ):
        one.do(wrapped.use_of(minimal(SPEC, name)))
    return f"{caught.value} {vars(caught.value)}"


@each_kind
@pytest.mark.parametrize("key", ODD_KEYS)
@pytest.mark.parametrize("name", SPEC.operations)
def test_a_key_of_any_spelling_is_not_quoted(name: str, key: str, kind: wrapped.Kind) -> None:
    """A key is any text; JSON and URLs write some of its characters otherwise."""
    for body in quoting(key):
        shown = shown_by(kind, key, name, body)
        for form in (key, json.dumps(key)[1:-1], quote(key, safe="")):
            assert form not in shown
            assert repr(form)[1:-1] not in shown


@each_kind
def test_no_part_of_a_key_is_left_where_a_text_is_cut(kind: wrapped.Kind) -> None:
    """Texts of a server are cut short: wherever its key may stand in them."""
    key = "topsecret0123456789abcdefghijklmnopqrstuvwxyz"
    for place in range(0, 1100, 13):
        for body in (b"x" * place + key.encode(), json_body({"message": "x" * place + key})):
            assert key[:8] not in shown_by(kind, key, "get_user", body), f"at {place}"


@each_kind
def test_no_photo_is_quoted(kind: wrapped.Kind) -> None:
    """Of a server that repeats what it was sent."""
    photos: list[str] = []

    def repeat(request: httpx.Request) -> httpx.Response:
        sent = request.content.decode()
        photos.append(sent.partition("base64,")[2][:40])
        return httpx.Response(400, json={"message": f"Cannot use {sent}", "got": sent})

    with wrapped.client(kind, repeat) as one, pytest.raises(VirtualStagingError) as caught:
        one.do(lambda c: c.images.analyze(JPEG))
    assert len(photos[0]) == 40
    assert photos[0] not in f"{caught.value} {vars(caught.value)}"


SIGNED = f"?X-Goog-Signature={SIGNATURE}"
REFUSED: dict[str, wrapped.Use] = {
    "photo with a space": lambda c: c.images.analyze(f"https://a.example/a b.jpg{SIGNED}"),
    "photo without a host": lambda c: c.images.analyze(f"https:///a.jpg{SIGNED}"),
    "photo of another protocol": lambda c: c.images.analyze(f"ftp://a.example/a.jpg{SIGNED}"),
    "webhook": lambda c: c.images.analyze(
        "https://a.example/a.jpg", webhook_url=f"ftp://a.example/{SIGNED}"
    ),
    "webhook secret": lambda c: c.account.set_webhook_secret(f"{SIGNATURE} with a space"),
    "mask": lambda c: c.renders.create(
        "https://a.example/a.jpg", declutter(mask_url=f"ftp://a.example/{SIGNED}")
    ),
}


@each_kind
@pytest.mark.parametrize("name", REFUSED)
def test_a_link_that_is_refused_is_not_quoted(name: str, kind: wrapped.Kind) -> None:
    """It may be signed."""
    with (
        wrapped.client(kind, lambda _: httpx.Response(418)) as one,
        pytest.raises(VirtualStagingError) as caught,
    ):
        one.do(REFUSED[name])
    assert caught.value.status is None
    check_error(caught.value)


def with_links(value: Any) -> Any:
    """An example with a secret in each of its links, and in fields that the spec does not know."""
    if isinstance(value, list):
        return [with_links(one) for one in value]
    if isinstance(value, dict):
        return {name: with_links(one) for name, one in value.items()} | {"preview_url": LINK}
    return LINK if isinstance(value, str) and value.startswith("https:") else value


@each_kind
@pytest.mark.parametrize("name", SPEC.operations)
def test_what_comes_back_shows_no_signed_link(name: str, kind: wrapped.Kind) -> None:
    """Models end up in logs; links are for whoever asks for them by name."""
    for status, body in documented(SPEC, name):
        if name == "create_renders_bulk":
            number = len(minimal(SPEC, name).body["renders"])
            body = coherent({"renders": body["renders"] * number})
        content = b"" if body is None else json_body(with_links(body))
        with wrapped.client(kind, answering(status, content)) as one:
            found = one.do(wrapped.use_of(asked(SPEC, name, body)))
        shown = f"{found!r} {found} {getattr(found, 'items', '')!r}"
        assert SIGNATURE not in shown
        assert body is None or len(shown) > 10


def answering(status: int, content: bytes) -> wrapped.Handler:
    """Always the same answer."""
    return lambda _: httpx.Response(status, content=content)


def test_configurations_show_no_signed_link() -> None:
    """That of a mask."""
    mask = f"https://pictures.example.com/mask.png{SIGNED}"
    room = staging(room_type="bed", style="modern", remove_furniture="on", mask_url=mask)
    for config in (declutter(mask_url=mask), room, counted(room, 2)):
        for shown in (repr(config), str(config), repr([config])):
            assert SIGNATURE not in shown
