"""Templates client, errors, types and model: the key and signed links stay where they belong."""

import copy
import pickle
import threading
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from virtualstaging_api import errors, models
from virtualstaging_api.api.account import set_webhook_secret
from virtualstaging_api.api.renders import get_render
from virtualstaging_api.api.status import get_status
from virtualstaging_api.client import AuthenticatedClient, Client
from virtualstaging_api.constants import SERVERS

KEY = "key-that-nobody-may-see"
SIGNATURE = "c2lnbmVkLXNlY3JldA"
LINK = f"https://images.example.com/{SIGNATURE}/1.jpg?signature={SIGNATURE}"
API = SERVERS["production"]

Handler = Callable[[httpx.Request], httpx.Response]


def new_client(handler: Handler, base_url: str = API, **options: Any) -> AuthenticatedClient:
    transport = httpx.MockTransport(handler)
    return AuthenticatedClient(base_url, KEY, httpx_args={"transport": transport}, **options)


def answering(answer: httpx.Response) -> AuthenticatedClient:
    return new_client(lambda _: answer)


def frames(error: BaseException) -> str:
    """A traceback as the tools show it that also show each frame's local values."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    # The test's own frame holds what the test wrote down.
    shown.stack = traceback.StackSummary.from_list(
        [frame for frame in shown.stack if frame.filename != __file__]
    )
    return "".join(shown.format())


def test_a_client_shows_its_key_to_nobody() -> None:
    client = answering(httpx.Response(200))
    get_status.sync(client=client)
    for one in (
        client,
        client.with_headers({"Authorization": KEY}),
        client.with_cookies({"k": KEY}),
    ):
        assert KEY not in repr(one)
        for travel in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="make one where it is needed"):
                travel(one)


def other_host(request: httpx.Request) -> httpx.Response:
    if request.url.host == "elsewhere.example":
        return httpx.Response(200, json=dict(request.headers))
    return httpx.Response(307, headers={"location": "https://elsewhere.example/v2/status"})


@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key"])
def test_the_key_goes_to_no_other_host(header: str) -> None:
    client = new_client(other_host, follow_redirects=True, auth_header_name=header)
    answer = get_status.sync_detailed(client=client)
    assert KEY not in answer.content.decode()
    direct = client.get_httpx_client().get("https://elsewhere.example/picture")
    assert KEY not in direct.text
    own = client.get_httpx_client().get("https://elsewhere.example/", headers={header: "mine"})
    assert own.json()[header.lower()] == "mine"


@pytest.mark.parametrize(
    ("base_url", "other", "same"),
    [
        ("https://api.test/v2", "https://api.test:443/x", True),
        ("https://api.test/v2", "http://api.test/x", False),
        ("https://api.test/v2", "https://api.test:444/x", False),
        ("http://127.0.0.1:8080/v2", "http://127.0.0.1:8080/x", True),
        ("http://127.0.0.1:8080/v2", "http://127.0.0.1:8081/x", False),
    ],
)
def test_the_same_host_is_scheme_name_and_port(base_url: str, other: str, same: bool) -> None:
    client = new_client(lambda request: httpx.Response(200, json=dict(request.headers)), base_url)
    assert (KEY in client.get_httpx_client().get(other).text) is same


def test_hooks_of_the_application_see_no_key() -> None:
    seen: list[str] = []
    hooks = {"request": [lambda request: seen.append(str(request.headers.raw))]}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=request.headers))
    client = AuthenticatedClient(
        API, KEY, httpx_args={"transport": transport, "event_hooks": hooks}
    )
    answer = get_status.sync_detailed(client=client)
    assert KEY in answer.headers["authorization"]
    assert len(seen) == 1
    assert KEY not in seen[0]


@pytest.mark.parametrize(
    ("base_url", "proxied"),
    [
        ("http://127.0.0.1:8080/v2", False),
        ("http://[::1]:8080/v2", False),
        ("http://localhost/v2", False),
        (API, True),
    ],
)
def test_no_proxy_of_the_environment_gets_what_is_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, base_url: str, proxied: bool
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    http_client = AuthenticatedClient(base_url, KEY).get_httpx_client()
    transport = http_client._transport_for_url(httpx.URL(base_url))
    assert ("HTTPProxy" in type(transport._pool).__name__) is proxied  # type: ignore[attr-defined]


def test_a_response_shows_neither_body_nor_headers() -> None:
    answer = httpx.Response(500, content=LINK, headers={"location": LINK, "x-key": KEY})
    client = answering(httpx.Response(503, content=LINK, headers=answer.headers))
    response = get_render.sync_detailed("r_1", client=client)
    assert repr(response) == "Response(status_code=503, parsed=None)"
    assert response.content == LINK.encode()


@pytest.mark.parametrize(
    "body",
    [
        f'{{"id": "r_1", "variations": {{"items": [{{"url": "{LINK}"}}]}}}}',
        f'{{"id": "r_1", "url": "{LINK}"}}'.replace("/", "\\/"),
        f"<html>r_1 <a href='{LINK}'>",
        f'{{"id": "r_1", "created_at": "{LINK}", "eta": null, "variations": "{LINK}"}}',
    ],
)
@pytest.mark.parametrize("status", [200, 418])
def test_an_error_keeps_the_answer_without_its_links(body: str, status: int) -> None:
    headers = {"location": LINK, "set-cookie": SIGNATURE, "retry-after": "3"}
    client = answering(httpx.Response(status, content=body, headers=headers))
    with pytest.raises(errors.AnswerError) as caught:
        get_render.sync("r_1", client=client)
    error = caught.value
    assert error.status_code == status
    assert b"r_1" in error.content
    assert error.headers["retry-after"] == "3"
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(copied), str(copied), vars(copied)) == (type(error), str(error), vars(error))
    shown = str(error) + repr(error) + repr(vars(error)) + frames(error) + repr(error.args)
    assert SIGNATURE not in shown + pickle.dumps(error).decode("latin-1")
    assert KEY not in shown


@pytest.mark.parametrize("failure", [httpx.ConnectError, httpx.ReadTimeout, httpx.ProxyError])
def test_a_connection_that_fails_takes_nothing_along(failure: type[httpx.HTTPError]) -> None:
    """Not by the request that httpx adds to its error, and not by the frames of its traceback."""

    def handler(request: httpx.Request) -> httpx.Response:
        try:
            raise OSError(request.headers["authorization"])
        except OSError as error:
            raise failure("broken") from error

    client = new_client(handler)
    body = models.WebhookSecretRequest(webhook_secret=SIGNATURE)
    with pytest.raises(failure, match="broken") as caught:
        set_webhook_secret.sync(client=client, body=body)
    error = caught.value
    assert str(error.request.url) == f"{API}/user/webhook-secret"
    shown = frames(error) + repr(vars(error.request)) + pickle.dumps(error).decode("latin-1")
    assert KEY not in shown
    assert SIGNATURE not in shown


def test_threads_share_one_httpx_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when all of them ask first, and making one takes its time."""
    made: list[object] = []
    start = threading.Barrier(8)

    def make(**arguments: Any) -> object:
        made.append(arguments)
        return threading.Event().wait(0.02) or object()

    client = Client(API)
    monkeypatch.setattr("virtualstaging_api.client.httpx.Client", make)
    found: list[object] = []

    def ask() -> None:
        start.wait()
        found.append(client.get_httpx_client())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_a_client_can_be_entered_after_its_first_call_and_is_closed_afterwards() -> None:
    client = answering(httpx.Response(200))
    get_status.sync(client=client)
    with client:
        get_status.sync(client=client)
    with pytest.raises(RuntimeError, match="closed"):
        get_status.sync(client=client)


@pytest.mark.parametrize(
    ("model", "shows"),
    [
        (models.Error(message=f"Not found: {LINK}"), "message='Not found: ...'"),
        (models.ResultImage.from_dict({"url": LINK, "optimized_url": None, "thumbnail_url": LINK}),
         "ResultImage(url=..., optimized_url=None, thumbnail_url=...)"),
        (models.MultiViewCompatibilityRequest(image_urls=[LINK, LINK]), "image_urls=..."),
        (models.WebhookSecretRequest(webhook_secret=SIGNATURE), "webhook_secret=..."),
        (models.UnknownConfig.from_dict({"type": "new", "mask": LINK}), "['mask']"),
        (models.UnknownConfig.from_dict({"type": LINK}), "type_='...'"),
        (models.RenderList.from_dict({"renders": []}), "renders=[]"),
    ],
)  # fmt: skip
def test_a_repr_shows_no_link_photo_or_secret(model: Any, shows: str) -> None:
    assert shows in repr(model)
    assert SIGNATURE not in repr(model)
