from typing import Any

import pytest

from virtualstaging_mock._record.checks import Checks
from virtualstaging_mock._record.requests import Exchange
from virtualstaging_mock._spec.spec import Spec

NOW = 1_767_225_600_000
KEY = "vsai-pk-1f0c"
SCHEME = Spec.bundled().key


def call(**given: Any) -> Exchange:
    settings: dict[str, Any] = {
        "at_ms": NOW,
        "method": "GET",
        "path": "/v2/renders/r_1",
        "query": "",
        "headers": {"authorization": f"Api-Key {KEY}"},
        "body": b"",
        "operation": "get_render",
        "status": 200,
    }
    return Exchange(**{**settings, **given})


def create(**given: Any) -> Exchange:
    made = {"method": "POST", "path": "/v2/renders", "operation": "create_render", "body": b"{}"}
    return call(**{**made, "status": 202, **given})


def codes(*calls: Exchange) -> list[str]:
    checks = Checks(frozenset({"create_render"}), SCHEME)
    for seen in calls:
        checks.seen(seen)
    assert KEY not in repr(checks.findings())
    return [finding.code for finding in checks.findings()]


def test_a_client_that_does_all_right_is_not_blamed() -> None:
    """Creating, looking once a second and downloading without the key: no finding."""
    file = call(path="/files/v_1.jpg", operation="file", headers={}, at_ms=NOW + 3000)
    assert codes(create(), call(), call(at_ms=NOW + 1000), file) == []


def test_the_key_at_the_file_host_is_noticed() -> None:
    """A download that carries the Authorization header leaks the key."""
    assert codes(call(path="/files/v_1.jpg", operation="file")) == ["key_sent_to_file_host"]


def test_an_expired_link_is_noticed() -> None:
    """A link used after its time."""
    seen = call(operation="file", headers={}, status=403, expired=True)
    assert codes(seen) == ["expired_link_used"]


@pytest.mark.parametrize("query", [f"key={KEY}", "key=vsai-pk-9"])
def test_a_key_in_a_url_is_noticed(query: str) -> None:
    """In the query of any call, even of one that no route takes."""
    assert "key_in_url" in codes(call(), call(query=query, at_ms=NOW + 5000, path="/x"))


def test_a_key_of_another_form_in_a_url_is_noticed() -> None:
    """A key that was used is found in a URL, whatever it looks like."""
    headers = {"authorization": "Api-Key a-test-key"}
    checks = Checks(frozenset(), SCHEME)
    checks.seen(call(headers=headers))
    checks.seen(call(headers=headers, path="/v2/user", query="k=a-test-key"))
    assert [finding.code for finding in checks.findings()] == ["key_in_url"]


def test_a_short_key_in_a_url_is_taken_for_chance() -> None:
    """The key `user` stands in /v2/user without having leaked."""
    headers = {"authorization": "Api-Key user"}
    checks = Checks(frozenset(), SCHEME)
    checks.seen(call(headers=headers))
    checks.seen(call(headers=headers, path="/v2/user", operation="get_user"))
    assert checks.findings() == []


@pytest.mark.parametrize(
    ("authorization", "shape"),
    [
        (f"Bearer {KEY}", "scheme 'Bearer'"),
        (f"api-key {KEY}", "scheme 'api-key'"),
        (KEY, "a value without a scheme"),
        (f"{KEY} {KEY}", "an unknown scheme"),
        (None, "no Authorization header"),
    ],
)
def test_a_wrong_authorization_is_described_without_the_key(
    authorization: str | None, shape: str
) -> None:
    """Bearer and other schemes: the finding says what was sent, without the key."""
    headers = {} if authorization is None else {"authorization": authorization}
    checks = Checks(frozenset(), SCHEME)
    checks.seen(call(headers=headers, status=401))
    (finding,) = checks.findings()
    assert ("wrong_authorization", shape) == (finding.code, finding.detail)
    assert KEY not in repr(finding)


@pytest.mark.parametrize(("pause", "expected"), [(499, ["polled_too_fast"]), (500, [])])
def test_looking_more_than_twice_a_second_is_too_fast(pause: int, expected: list[str]) -> None:
    """By the mock's clock, for one render and one key."""
    assert expected == codes(call(), call(at_ms=NOW + pause))


def test_looks_at_different_renders_or_by_different_keys_do_not_add_up() -> None:
    """Two renders, or two keys, may be looked at in the same second."""
    other = {"authorization": "Api-Key other-key-of-somebody"}
    assert codes(call(), call(path="/v2/renders/r_2"), call(headers=other)) == []


@pytest.mark.parametrize(
    ("first", "pause", "expected"),
    [
        ({"status": None}, 5_000, ["repeated_create"]),
        ({"status": 202}, 5_000, ["repeated_create"]),
        ({"status": 503, "acted": False}, 5_000, []),
        ({"status": None}, 120_000, []),
    ],
)
def test_an_equal_post_after_one_that_acted_is_a_repeat(
    first: dict[str, Any], pause: int, expected: list[str]
) -> None:
    """A repeat charges twice if the first was carried out; one that was not may be repeated."""
    assert expected == codes(create(**first), create(at_ms=NOW + pause))


def test_another_body_or_operation_is_no_repeat() -> None:
    """Only equal requests that create are repeats."""
    assert codes(create(), create(body=b'{"a":1}')) == []
    assert codes(call(method="POST", operation="check_multi_view"), call(method="POST")) == []


def test_a_refused_request_is_found_with_its_reason() -> None:
    """What a 400 said stands in the finding."""
    checks = Checks(frozenset(), SCHEME)
    checks.seen(create(status=400, message="limit: 0 is less than 1.", acted=False))
    (finding,) = checks.findings()
    assert finding.detail == "create_render: limit: 0 is less than 1."


def test_a_webhook_without_an_answer_is_found_without_its_query() -> None:
    """The address's query may hold a secret."""
    checks = Checks(frozenset(), SCHEME)
    checks.webhook_failed(NOW, "http://127.0.0.1/hook?token=s3cret", "done", "answered 500")
    (finding,) = checks.findings()
    assert finding.detail == "done to http://127.0.0.1/hook: answered 500"


def test_equal_findings_are_counted() -> None:
    """The same mistake is one finding with a number, a first and a last time."""
    checks = Checks(frozenset(), SCHEME)
    for second in range(3):
        checks.seen(call(headers={}, status=401, at_ms=NOW + second))
    (finding,) = checks.findings()
    assert (finding.times, finding.first_at_ms, finding.last_at_ms) == (3, NOW, NOW + 2)
    checks.reset()
    assert checks.findings() == []


def test_findings_are_bounded() -> None:
    """Findings without end do not use up memory."""
    checks = Checks(frozenset(), SCHEME)
    for number in range(1500):
        checks.seen(create(status=400, message=str(number), acted=False))
    assert len(checks.findings()) == 1000
