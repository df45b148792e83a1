"""The key and signed links are shown to nobody: not in reprs, logs, pickles, copies or errors."""

import copy
import logging
import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.client.hygiene import SIGNATURE, check_error
from contract_tests.client.samples import minimal
from contract_tests.exchange import json_body
from contract_tests.spec.document import the_spec
from contract_tests.wrapper.world import ordered, world
from virtualstaging import VirtualStagingError

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
    caplog.set_level(logging.DEBUG, logger="virtualstaging")
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        there.plant("list_renders", {"kind": "status", "status": 503, "retry_after": 1})
        there.plant("file", "cut")
        render = there.do(lambda c: ordered(c, 2))
        render = there.do(lambda c: c.wait(render))
        there.do(lambda c: c.download(render, tmp_path))
        links = [one.result.url.partition("?")[2] for one in render.variations.items]
    records = [
        one
        for one in caplog.records
        if one.name.startswith("virtualstaging") and "mock" not in one.name
    ]
    assert records, "a log says what was repeated"
    told = "\n".join(f"{one.getMessage()} {one.args!r}" for one in records)
    for secret in (KEY, "photos.example.com", *links):
        assert secret not in told


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
