"""The Authorization header is taken exactly, and each key has its own account."""

import pytest

from tests.mock_server._calls import KEY, Caller
from virtualstaging_mock import Mock

AUTH = "Authorization"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(AUTH, "")],
        [(AUTH, KEY)],
        [(AUTH, "Api-Key")],
        [(AUTH, "Api-Key ")],
        [(AUTH, f"api-key {KEY}")],
        [(AUTH, f"API-KEY {KEY}")],
        [(AUTH, f"Api-Key  {KEY}")],
        [(AUTH, f"Api-Key\t{KEY}")],
        [(AUTH, f"Api-Key:{KEY}")],
        [(AUTH, f"Api-Key {KEY}\r\nX-Other: 1")],
        [(AUTH, f"Api-Key {KEY}é")],
        [(AUTH, f"Bearer {KEY}")],
        [(AUTH, f"Basic {KEY}")],
        [(AUTH, f"Api-Key {'k' * 10_000}")],
        [(AUTH, f"Api-Key {KEY}"), (AUTH, f"Api-Key {KEY}")],
        [("X-Api-Key", KEY)],
        [("Api-Key", KEY)],
    ],
)
def test_another_spelling_is_a_401_that_says_what_to_send(
    mock: Mock, headers: list[tuple[str, str]]
) -> None:
    reply = mock.answer("GET", "/v2/status", "", headers)
    assert reply.status == 401
    assert b"Send the header Authorization: Api-Key {your key}" in reply.body
    assert KEY.encode() not in reply.body


def test_the_name_of_the_header_may_have_any_case(mock: Mock) -> None:
    assert mock.answer("GET", "/v2/status", "", [("aUTHORIZATION", f"Api-Key {KEY}")]).status == 200


def test_with_api_keys_given_only_those_are_let_in() -> None:
    mock = Mock(clock="manual", api_keys=[KEY])
    Caller(mock).get("/user")
    assert Caller(mock, "another").get("/user", status=401)["message"] == (
        "Authentication error. The API does not know this key."
    )


def test_a_key_that_no_header_can_carry_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="visible ASCII"):
        Mock(api_keys=["two words"])


def test_each_key_has_a_account_of_its_own(mock: Mock) -> None:
    one, other = Caller(mock, "one"), Caller(mock, "other")
    render = one.create()
    assert other.get("/renders")["items"] == []
    other.get(f"/renders/{render['id']}", status=404)
    other.post(f"/renders/{render['id']}/variations",
               {"config": {"type": "enhancement"}, "variation_count": 1}, status=404)  # fmt: skip
    assert other.get("/user")["photosUsedThisPeriod"]["staging"] == 0
    assert one.get("/user")["user"] != other.get("/user")["user"]


def test_the_key_is_nowhere_to_be_seen(mock: Mock) -> None:
    api = Caller(mock)
    api.create()
    api.get(f"/renders/{KEY}", f"limit={KEY}", status=404)
    api.refused("/renders", {"config": KEY})
    seen = [repr(mock), repr(list(mock.requests)), repr(mock.checks.findings()), str(vars(mock))]
    assert not any(KEY in text for text in seen)
