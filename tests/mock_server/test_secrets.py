"""No secret is in anything that is shown, wherever in a request it came."""

import json
from typing import Any

import orjson
import pytest

from tests.mock_server._calls import KEY, Caller, render_body
from virtualstaging_mock import Mock
from virtualstaging_mock._pages.board import board_of
from virtualstaging_mock._secrets import is_secret, redact
from virtualstaging_mock._spec.spec import Spec
from virtualstaging_mock._traffic.conformance import Judge
from virtualstaging_mock._traffic.observed import Recorded

SECRET = "s3cr3t-value-42"


@pytest.mark.parametrize(
    "name",
    [
        *("key", "api_key", "apiKey", "X-API-Key", "webhook_secret", "access_token", "sig"),
        *("password", "X-Amz-Signature", "X-Amz-Credential", "Authorization", "session_cookie"),
    ],
)
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["image_url", "cursor", "keyboard", "expires", "id", "style"])
def test_other_names_are_none(name: str) -> None:
    assert not is_secret(name)


FORMS = {
    "a query": f"/v2/user?limit=1&key={SECRET}&order=asc",
    "an escaped name": f"/v2/user?k%65y={SECRET}",
    "a user in a link": f"https://me:{SECRET}@photos.example/a.jpg",
    "a name in a link": f"https://{SECRET}@photos.example/a.jpg",
    "a signed link": f"see https://x.example/a.jpg?expires=1&signature={SECRET} for it",
    "a body": json.dumps({"config": {"access_token": SECRET}, "n": 1}),
    "a list": json.dumps([{"tokens": [SECRET, SECRET]}]),
    "an object": json.dumps({"credentials": {"user": SECRET}}),
    "a number": '{"api_key": 42, "x": ' + "x" * 5,
    "a body that is cut": '{"image_url": "https://a.example", "webhook_secret": "' + SECRET,
    "a list that is cut": '{"tokens": ["a", "' + SECRET,
    "a form": f"name=me&password={SECRET}",
    "a header in a text": f"curl -H 'Authorization: Bearer {SECRET}' x",
    "another": f"Api-Key {SECRET}",
    "a link in a body": json.dumps({"image_url": f"https://u:{SECRET}@h.example/?token={SECRET}"}),
    "a key of the vendor's": f"the key vsai-pk-{SECRET} is",
}


@pytest.mark.parametrize("form", FORMS)
def test_it_is_taken_out_of(form: str) -> None:
    shown = redact(FORMS[form])
    assert SECRET not in shown
    assert "42" not in shown


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"image_url": "https://a.example/b?size=3"}', "limit=7&order=asc", "[1, 2]"],
)
def test_what_is_not_secret_stays(text: str) -> None:
    assert redact(text) == text


LEAKS: dict[str, Any] = {
    "a refused webhook secret": (
        "POST",
        "/user/webhook-secret",
        "",
        {"webhook_secret": f"{SECRET} "},
    ),
    "a webhook secret of the wrong type": ("POST", "/user/webhook-secret", "", [SECRET]),
    "a key in a query": ("GET", "/user", f"key={SECRET}", None),
    "a key in a query of no path": ("GET", "/nowhere", f"api_key={SECRET}", None),
    "a user in a photo's link": (
        *("POST", "/renders", ""),
        render_body(image_url=f"https://me:{SECRET}@photos.example/a b.jpg"),
    ),
    "a user in a webhook's link": (
        *("POST", "/renders", ""),
        render_body(webhook_url=f"http://me:{SECRET}@127.0.0.1:9/?token={SECRET}"),
    ),
    "a token in a body": ("POST", "/renders", "", {**render_body(count=0), "token": SECRET}),
    "a token in a body that is no JSON": ("POST", "/renders", "", b'{"token": "' + SECRET.encode()),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_it_is_shown_nowhere(leak: str) -> None:
    method, path, query, body = LEAKS[leak]
    mock = Mock(clock="instant")
    mock.deliver_webhooks_to(lambda _outgoing: 500)
    reply = Caller(mock).reply(method, path, body, query)
    mock.run_until_idle()
    shown = repr(
        (list(mock.requests), mock.checks.findings(), board_of(mock), mock.deliveries.log())
    )
    assert len(list(mock.requests)) == 1
    assert SECRET not in shown
    if leak.startswith("a refused"):
        assert SECRET not in reply.body.decode()


@pytest.mark.parametrize("leak", LEAKS)
def test_it_is_in_no_report_of_traffic(leak: str) -> None:
    method, path, query, body = LEAKS[leak]
    data = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
    message = orjson.dumps({"message": f"You sent {data.decode()} and {query}."})
    for status in (200, 400):
        seen = Recorded(
            *(method, path, query, f"Api-Key {KEY}", "application/json"),
            *(data, status, "application/json", message),
        )
        verdict = Judge(Spec.bundled()).judge(seen)
        assert SECRET not in repr(verdict)
