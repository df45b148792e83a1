"""What is refused, and the one sentence that says why."""

from typing import Any

import orjson
import pytest

from tests.mock_server._calls import DUSK, KEY, PHOTO, STAGING, Caller, render_body
from virtualstaging_mock import Mock

TYPES = '"staging", "daytodusk", "enhancement"'


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (render_body(count=0), "variation_count: 0 is less than the minimum of 1."),
        (render_body(count=21), "variation_count: 21 is more than the maximum of 20."),
        (render_body({"type": "x"}), f'config has the type "x", not one of {TYPES}.'),
        (render_body({"sky_style": "blue"}), f"config lacks type, one of {TYPES}."),
        (render_body({"type": ["staging"]}), f"config has the type an array, not one of {TYPES}."),
        (render_body([]), "config must be an object."),
        (render_body({"type": "daytodusk"}), "config.sky_style is required."),
        (
            render_body({**DUSK, "sky_style": "noon"}),
            'config.sky_style: "noon" is not one of "dusk", "golden", "blue".',
        ),
        (
            render_body({"type": "staging"}),
            (
                "config.add_furniture is required. Furnish a room, empty it, or both. "
                "Needs add_furniture or remove_furniture."
            ),
        ),
        (render_body(webhook_url=7), "webhook_url: 7 is not of type string or null."),
        (
            render_body(wait_for_completion="yes"),
            'wait_for_completion: "yes" is not of type boolean or null.',
        ),
        (
            {"image_url": PHOTO, "configs": [{**STAGING, "variation_count": "2"}]},
            'configs[0].variation_count: "2" is not of type integer.',
        ),
        ({"image_url": PHOTO, "configs": []}, "configs: an array has fewer items than 1."),
        ({"config": STAGING, "variation_count": 1}, "image_url is required."),
        ({"config": 1, "junk": 2}, "config must be an object."),
        ([], "The body: an array is not of type object."),
        (None, "The body: null is not of type object."),
    ],
)
def test_a_refusal_names_the_field_of_the_form_that_was_meant(
    api: Caller, body: Any, sentence: str
) -> None:
    assert api.refused("/renders", orjson.dumps(body)) == f"Validation error. {sentence}"


def test_forms_that_exclude_each_other_are_named(api: Caller) -> None:
    body = render_body(configs=[{**DUSK, "variation_count": 1}])
    assert "mixes forms that exclude each other" in api.refused("/renders", body)
    assert "fits no form" in api.refused("/renders", {})


def test_a_field_of_another_form_that_is_not_valid_there_is_ignored(api: Caller) -> None:
    render = api.post("/renders", render_body(count=2, configs="junk", image_urls=3))
    assert len(api.variations(render["id"])) == 2


def test_a_long_value_is_not_repeated_at_length(api: Caller) -> None:
    assert len(api.refused("/renders", render_body(image_url="x" * 100_000))) < 400


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"{",
        b"NaN",
        b"1e999",
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b'{"a":\x00}',
        b"[" * 100_000,
        b'{"a":' * 1000 + b"1" + b"}" * 1000,
        b'{"a":' * 300 + b"1" + b"}" * 300,
    ],
)
def test_a_body_that_is_no_usable_json_is_a_400(api: Caller, data: bytes) -> None:
    reply = api.reply("POST", "/renders", data)
    assert reply.status == 400
    assert orjson.loads(reply.body)["message"].startswith("Validation error. The body ")


def test_a_body_of_more_than_64_mb_is_a_400(api: Caller) -> None:
    data = b'{"x":"' + b"a" * (64 * 2**20) + b'"}'
    assert "larger than 64 MB" in api.refused("/analyze", data)


@pytest.mark.parametrize("place", ["body", "config"])
def test_what_is_unknown_is_dropped_unread_however_deep(api: Caller, place: str) -> None:
    deep = b'{"a":' * 700 + b"1" + b"}" * 700
    body = render_body({**STAGING, "extra": "@"} if place == "config" else None, extra="@")
    render = api.post("/renders", orjson.dumps(body).replace(b'"@"', deep))
    assert api.variations(render["id"])[0]["config"] == STAGING


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 202),
        ("Application/JSON; charset=UTF-8", 202),
        ("application/json; charset=latin-1", 400),
        ("application/jsonx", 400),
        ("text/plain", 400),
        ("application/x-www-form-urlencoded", 400),
        ("", 400),
    ],
)
def test_a_body_is_json_by_its_content_type(mock: Mock, content_type: str, status: int) -> None:
    headers = [("authorization", f"Api-Key {KEY}"), ("content-type", content_type)]
    data = orjson.dumps(render_body())
    assert mock.answer("POST", "/v2/renders", "", headers, data).status == status


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=5.0",
        "limit=",
        "limit",
        "limit=1&limit=1",
        "limit=1e1",
        "limit=01",
        "limit=%2B1",
        "limit=1%20",
        "limit=%D9%A3",
        f"limit={'9' * 5000}",
        "order=ASC",
        "order=",
        "order=asc%00",
        "cursor=",
        "cursor=%ff",
        "cursor=nothing",
    ],
)
def test_a_query_parameter_is_taken_strictly(api: Caller, query: str) -> None:
    name = query.partition("=")[0]
    message = api.get("/renders", query, status=400)["message"]
    assert message.startswith(f"Validation error. Query parameter {name}")


@pytest.mark.parametrize(
    "query",
    [
        "include_variations=TRUE",
        "include_variations=1",
        "include_variations=",
        "variations_limit=0",
        "variations_order=down",
        "variations_cursor=nothing",
    ],
)
def test_so_are_those_of_a_render(api: Caller, query: str) -> None:
    render_id = api.create()["id"]
    message = api.get(f"/renders/{render_id}", query, status=400)["message"]
    assert query.partition("=")[0] in message


@pytest.mark.parametrize("query", ["nonsense=1", "limit[]=5", "LIMIT=1000", "&&&", "%ff=%ff"])
def test_unknown_query_parameters_are_ignored(api: Caller, query: str) -> None:
    api.get("/renders", query)


def test_an_absurd_query_is_refused(api: Caller) -> None:
    assert "more than 100 fields" in api.get("/renders", "a=1&" * 5000, status=400)["message"]


@pytest.mark.parametrize(
    "path",
    ["/renders/..", "/renders/%2e%2e%2f%2e%2e", "/renders/%00", "/renders/%ff", "/renders/%zz",
     "/renders/%0d%0aX:%20y", f"/renders/{'x' * 100_000}", "/renders/../variations/.."],
)  # fmt: skip
def test_an_odd_id_is_not_found(api: Caller, path: str) -> None:
    assert api.get(path, status=404)["message"] == "Not found. No render has this id."


@pytest.mark.parametrize("method", ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "DELETE", "BREW"])
def test_a_method_that_a_path_has_not_is_a_405(mock: Mock, method: str) -> None:
    reply = mock.answer(method, "/v2/renders")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, POST")
    assert (reply.body == b"") == (method == "HEAD")


@pytest.mark.parametrize("path", ["/", "/v2", "/v2/", "/v2/nothing", "/v1/renders", "/files"])
def test_an_unknown_path_is_a_404_with_an_error_body(mock: Mock, path: str) -> None:
    reply = mock.answer("GET", path)
    assert reply.status == 404
    assert orjson.loads(reply.body)["message"].startswith("Not found. ")


def test_the_key_is_looked_at_before_the_request(mock: Mock) -> None:
    assert mock.answer("POST", "/v2/renders", "", [], b"{").status == 401
    assert mock.answer("GET", "/v2/renders", "limit=0").status == 401


def test_a_refused_request_leaves_the_account_as_it_was(api: Caller) -> None:
    before = (api.get("/renders"), api.get("/user"))
    api.refused("/renders", render_body(count=0))
    api.refused("/renders/bulk", {"renders": [render_body(), render_body(count=0)]})
    assert (api.get("/renders"), api.get("/user")) == before
