"""The errors: one tree, plain data, picklable, without secrets."""

import copy
import inspect
import pickle
from typing import Any

import httpx
import pytest

from tests.wrapper.support import KEY, PHOTO, new_client
from virtualstaging import dusk, errors
from virtualstaging._core.redact import LONGEST, redacted
from virtualstaging._core.settings import Secret
from virtualstaging._recovery.order import Before, Doubt, order
from virtualstaging.errors import VirtualStagingError

KINDS = [
    thing
    for _, thing in inspect.getmembers(errors, inspect.isclass)
    if issubclass(thing, VirtualStagingError)
]


def filled(kind: type[VirtualStagingError]) -> VirtualStagingError:
    """An error with something in each of its fields."""
    doubt = Doubt("t", "create_render", (order([(dusk().to_dict(), 1)]),), Before("r0"))
    values: dict[str, Any] = {
        "operation": "create_render",
        "status": 429,
        "request_id": "q1",
        "body": "{}",
        "retry_after": 121.0,
        "render_ids": ("r1",),
        "candidates": ("r1",),
        "doubt": doubt,
        "done": (),
        "pending": ("r2",),
        "render_id": "r1",
        "variation_ids": ("v1",),
        "path": "out/a.jpg",
    }
    names: set[str] = set()
    for one in kind.__mro__[:-3]:
        names |= set(inspect.signature(one.__init__).parameters)  # type: ignore[misc]
    return kind("What was wrong.", **{name: values[name] for name in names & set(values)})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_it_survives_pickling_and_copying_with_all_its_data(
    kind: type[VirtualStagingError],
) -> None:
    error = filled(kind)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
        assert type(other) is kind
        assert str(other) == "What was wrong."
        assert vars(other) == vars(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_tree_in_the_docstring_names_it(kind: type[VirtualStagingError]) -> None:
    lines = [
        line for line in str(errors.__doc__).splitlines() if kind.__name__ in line.split("─")[-1]
    ]
    assert lines
    assert kind.__name__ in errors.__all__
    if kind is not VirtualStagingError:
        depth = min(line.index("─") // 4 for line in lines if "─" in line)
        assert len(kind.__mro__) - len(VirtualStagingError.__mro__) == depth + 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.ValidationError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (409, errors.APIStatusError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
        (520, errors.ServerError),
        (302, errors.UnexpectedResponseError),
        (204, errors.UnexpectedResponseError),
    ],
)
@pytest.mark.parametrize(
    "body", [b'{"message": "Too bad."}', b"", b"<html>", b'{"message"', b"[]", b"\xff"]
)
def test_each_status_ends_in_its_error_whatever_the_body(
    status: int, kind: type[VirtualStagingError], body: bytes
) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers={"x-request-id": "q7"})

    client = new_client(handle, max_retries=0)
    with pytest.raises(VirtualStagingError) as caught:
        client.renders.get("r1")
    assert type(caught.value) is kind
    assert caught.value.status == status
    assert caught.value.operation == "get_render"
    assert caught.value.request_id == "q7"
    if body.startswith(b'{"message": ') and status >= 400:
        assert "Too bad." in str(caught.value)


def test_a_401_says_what_to_send() -> None:
    client = new_client(lambda _: httpx.Response(401, json={"message": "Authentication error."}))
    with pytest.raises(errors.AuthenticationError, match="Authorization: Api-Key") as caught:
        client.status()
    assert "VIRTUALSTAGING_API_KEY" in str(caught.value)


def test_a_rate_limit_tells_how_long() -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(429, json={"message": "Slow down."}, headers={"retry-after": "600"})

    with pytest.raises(errors.RateLimitError) as caught:
        new_client(handle).renders.create(PHOTO, dusk())
    assert caught.value.retry_after == 600.0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "7",
        '{"id": "r1"',
        '{"id": "r1"}',
        '{"id": "r1", "created_at": "soon", "eta": null}',
        '{"id": 7, "created_at": 1, "eta": null}',
        '{"id": "", "created_at": 1, "eta": null}',
        '{"id": "r1", "created_at": NaN, "eta": null}',
        '{"id": "r1", "created_at": 1e999, "eta": null}',
        '{"id": "r1", "created_at": true, "eta": null}',
        '{"id": "r1", "created_at": 1, "eta": null, "variations": []}',
        '{"id": "r1", "created_at": 1, "eta": null, "variations": {"items": [1]}}',
        "[" * 100_000,
        '{"id": ' + "9" * 5000 + "}",
        "<!doctype html>",
    ],
)
def test_an_answer_that_is_not_the_specs_is_told_with_what_came(body: str) -> None:
    client = new_client(lambda _: httpx.Response(200, text=body))
    with pytest.raises(errors.UnexpectedResponseError) as caught:
        client.renders.get("r1")
    assert caught.value.status == 200
    assert caught.value.body is not None
    assert caught.value.body[:40] == body[:40]


def test_unknown_values_fields_and_configs_come_through() -> None:
    data = {
        "id": "v1",
        "render_id": "r1",
        "created_at": 1735689600000,
        "status": "paused",
        "type": "relighting",
        "eta": None,
        "config": {"type": "relight", "lamps": 3},
        "mood": "warm",
    }
    variation = new_client(lambda _: httpx.Response(200, json=data)).variations.get("r1", "v1")
    assert variation.status == "paused"
    assert variation["mood"] == "warm"
    assert variation.to_dict() == data


@pytest.mark.parametrize(
    "text",
    [
        f"key {KEY}",
        f"Authorization: Api-Key {KEY}",
        "Authorization: Bearer vsai-pk-0123456789",
        "see https://images.example.com/a.jpg?signature=5ecre7",
        '{"url":"https://images.example.com/a.jpg?X-Sig=5ecre7&b=1"}',
        "data:image/png;base64,5ecre7",
        "https://images.example.com/a.jpg#5ecre7",
    ],
)
def test_secrets_are_blotted_out(text: str) -> None:
    shown = redacted(text, Secret(KEY))
    assert "5ecre7" not in shown
    assert "0123456789" not in shown


def test_an_excerpt_is_short_and_a_secret_is_not_cut_into_a_readable_half() -> None:
    shown = redacted("x" * (LONGEST - 5) + KEY, Secret(KEY))
    assert len(shown) <= LONGEST + 1
    assert "vsai" not in shown


def test_no_error_shows_key_or_links_that_the_server_sends_back() -> None:
    echo = f'{{"message": "Bad key {KEY} for https://x.example/a?sig=5ecre7"}}'
    client = new_client(lambda _: httpx.Response(401, text=echo, headers={"x-request-id": KEY}))
    with pytest.raises(errors.AuthenticationError) as caught:
        client.status()
    everything = f"{caught.value!r} {vars(caught.value)} {pickle.dumps(caught.value)!r}"
    assert KEY not in everything
    assert "5ecre7" not in everything
