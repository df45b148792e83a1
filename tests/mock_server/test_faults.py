import email.utils
from typing import Any

import orjson
import pytest

from virtualstaging_mock import Clock
from virtualstaging_mock._faults.effects import apply
from virtualstaging_mock._faults.faults import Faults
from virtualstaging_mock._faults.rules import (
    EFFECTS,
    FILE,
    WEBHOOK,
    WEBHOOK_EFFECTS,
    Effect,
    FaultRuleError,
    parse_rules,
)
from virtualstaging_mock._http.reply import Reply

CLOCK = Clock("manual")
OPERATIONS = ("create_render", "get_render")
RESET = {"kind": "reset"}
GOOD = Reply(200, {"content-type": "application/json"}, b'{"id":"r_1","items":[{"status":"done"}]}')


def fired(faults: Faults, calls: int, operation: str = "get_render") -> list[bool]:
    return [bool(faults.decide(operation).before) for _ in range(calls)]


def test_without_rules_nothing_goes_wrong() -> None:
    """Without a rule there is no effect."""
    assert Faults().decide("get_render").over(GOOD, CLOCK) == GOOD


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [True, True, True, True]),
        ({"nth": 2}, [False, True, False, False]),
        ({"nth": 2, "times": 2}, [False, True, True, False]),
        ({"nth": 2, "times": None}, [False, True, True, True]),
        ({"times": 1}, [True, False, False, False]),
        ({"probability": 0}, [False, False, False, False]),
    ],
)
def test_when_a_rule_fires(rule: dict[str, Any], expected: list[bool]) -> None:
    """A rule fires from the nth matching call on, as often as `times` says."""
    faults = Faults([{"operation": "get_render", "effect": RESET, **rule}])
    assert expected == fired(faults, 4)


def test_only_matching_calls_count() -> None:
    """Calls of other operations do not bring a rule nearer to its nth."""
    faults = Faults([{"operation": "get_render", "nth": 2, "effect": RESET}])
    assert fired(faults, 1) == [False]
    assert fired(faults, 2, "create_render") == [False, False]
    assert fired(faults, 1) == [True]


def test_a_rule_for_one_key_leaves_others_alone() -> None:
    """A rule with a key fires for this key only, and never shows it."""
    faults = Faults([{"key": "vsai-pk-1", "effect": RESET}])
    assert not faults.decide("get_render", "vsai-pk-2").before
    assert not faults.decide("get_render").before
    assert faults.decide("get_render", "vsai-pk-1").before
    assert "vsai-pk" not in repr(faults.as_json())


def test_the_same_seed_fires_at_the_same_calls() -> None:
    """Drawn from the seed: equal seeds agree, others differ, and the share is right."""
    rule = [{"probability": 0.5, "effect": RESET}]
    one = fired(Faults(rule, seed=1), 400)
    assert one == fired(Faults(rule, seed=1), 400)
    assert one != fired(Faults(rule, seed=2), 400)
    assert 150 < sum(one) < 250


def test_planted_anew_a_rule_fires_as_it_did() -> None:
    """After a reset the same calls meet the same faults."""
    rule = [{"probability": 0.5, "effect": RESET}]
    faults = Faults(rule)
    before = fired(faults, 50)
    faults.replace(rule)
    assert before == fired(faults, 50)


def test_rules_of_any_operation_spare_files_and_webhooks() -> None:
    """Without an operation a rule means the API's; files and webhooks are named."""
    faults = Faults([{"effect": RESET}])
    assert not faults.decide(FILE).before
    assert not faults.decide(WEBHOOK).before
    assert Faults([{"operation": "file", "effect": RESET}]).decide(FILE).before
    assert Faults([{"effect": "drop"}]).decide(WEBHOOK).before


def test_before_a_refusal_takes_the_place_of_acting() -> None:
    """A status before the server acts means that it never acts; a latency lets it."""
    faults = Faults([{"effect": {"kind": "status", "status": 503}}])
    reply = faults.decide("get_render").instead(CLOCK)
    assert reply is not None
    assert reply.status == 503
    slow = Faults([{"effect": {"kind": "latency", "seconds": 2}}]).decide("get_render")
    assert slow.instead(CLOCK) is None
    assert slow.over(GOOD, CLOCK).pause == 2.0


def test_after_the_server_has_acted_its_answer_is_lost() -> None:
    """The phase that doubles charges: the server acts, and the answer never comes."""
    decision = Faults([{"phase": "after", "effect": RESET}]).decide("create_render")
    assert decision.instead(CLOCK) is None
    assert decision.over(GOOD, CLOCK).ending == "reset"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"retry_after": 3}, "3"),
        ({"retry_after": 2.5}, "2.5"),
        (
            {"retry_after": 3, "retry_after_form": "date"},
            email.utils.formatdate(CLOCK.now_ms() / 1000 + 3, usegmt=True),
        ),
        ({}, None),
    ],
)
def test_retry_after_comes_as_seconds_or_as_a_date(
    form: dict[str, Any], expected: str | None
) -> None:
    """Retry-After in both of HTTP's forms, by the mock's clock."""
    faults = Faults([{"effect": {"kind": "status", "status": 429, **form}}])
    reply = faults.decide("get_render").instead(CLOCK)
    assert reply is not None
    assert reply.headers.get("retry-after") == expected
    assert "message" in orjson.loads(reply.body)


@pytest.mark.parametrize(
    ("body", "expected"), [({"message": "x"}, b'{"message":"x"}'), ("plain", b"plain"), ([], b"[]")]
)
def test_a_status_has_the_body_it_was_given(body: Any, expected: bytes) -> None:
    """A body given with a status is what comes."""
    assert expected == apply(Effect("status", status=500, body=body), GOOD, CLOCK).body


def test_effects_on_a_sound_answer() -> None:
    """What each effect does to the answer, and that it does something."""

    def changed(kind: str, **given: Any) -> Reply:
        return apply(Effect(kind, **given), GOOD, CLOCK)

    for ending in ("reset", "empty", "cut", "drip", "hang"):
        assert changed(ending).ending == ending
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(changed("malformed_json").body)
    html = changed("html")
    assert html.status == 502
    assert html.headers["content-type"].startswith("text/html")
    assert b"<html>" in html.body
    assert changed("content_type").headers["content-type"] == "text/plain"
    assert changed("content_type").body == GOOD.body
    enum = orjson.loads(changed("unknown_enum").body)
    assert enum["items"][0]["status"] == "a_value_of_a_later_version"
    extra = orjson.loads(changed("extra_field", field="new", value=1).body)
    assert extra["new"] == 1
    assert orjson.loads(changed("null_field").body)["id"] is None
    assert orjson.loads(changed("null_field", field="items.0.status").body)["items"] == [
        {"status": None}
    ]


@pytest.mark.parametrize("kind", ["unknown_enum", "extra_field", "null_field"])
@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"3"])
def test_an_answer_without_the_field_stays_as_it_is(kind: str, body: bytes) -> None:
    """An effect on a field leaves alone what has no fields."""
    reply = Reply(200, {}, body)
    assert apply(Effect(kind), reply, CLOCK).body == body


def test_every_kind_of_effect_can_be_planted() -> None:
    """Each kind is read from JSON, and written so that it can be planted again."""
    for kind, names in EFFECTS.items():
        effect: dict[str, Any] = {"kind": kind}
        effect |= {"seconds": 1} if "seconds" in names else {}
        effect |= {"status": 503} if "status" in names else {}
        faults = Faults([{"effect": effect}])
        again = Faults(faults.rules_json())
        assert faults.rules_json() == again.rules_json()
        hit = faults.decide(WEBHOOK if kind in WEBHOOK_EFFECTS else "get_render")
        assert [kind] == [found.kind for found in hit.before]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (3, "must be an object"),
        ({}, 'lacks "effect"'),
        ({"effect": {"kind": "explode"}}, "kind must be one of"),
        ({"effect": {"kind": []}}, "kind must be one of"),
        ({"effect": 3}, "effect must be an object"),
        ({"effect": RESET, "operatoin": "x"}, "no field 'operatoin'"),
        ({"effect": {"kind": "reset", "seconds": 1}}, "no field 'seconds'"),
        ({"effect": RESET, "operation": "nope"}, "no operation 'nope'"),
        ({"effect": RESET, "operation": 3}, "must be a text"),
        ({"effect": RESET, "operation": "webhook"}, "can go wrong by"),
        ({"effect": "drop", "operation": "get_render"}, "is for webhooks"),
        ({"effect": RESET, "nth": 0}, "nth must be a whole number from 1"),
        ({"effect": RESET, "nth": True}, "nth must be a whole number"),
        ({"effect": RESET, "times": -1}, "times must be a whole number"),
        ({"effect": RESET, "probability": 2}, "probability must be a number from 0 to 1"),
        ({"effect": RESET, "probability": float("nan")}, "probability must be a number"),
        ({"effect": RESET, "phase": "during"}, "phase must be"),
        ({"effect": RESET, "key": 3}, "key must be a text"),
        ({"effect": {"kind": "latency"}}, 'lacks "seconds"'),
        ({"effect": {"kind": "latency", "seconds": -1}}, "seconds must be a number"),
        ({"effect": {"kind": "latency", "seconds": "2"}}, "seconds must be a number"),
        ({"effect": {"kind": "status"}}, 'lacks "status"'),
        ({"effect": {"kind": "status", "status": 99}}, "status must be a whole number"),
        ({"effect": {"kind": "status", "status": 429, "retry_after": "x"}}, "retry_after must"),
        (
            {"effect": {"kind": "status", "status": 429, "retry_after_form": "x"}},
            "retry_after_form",
        ),
        ({"effect": {"kind": "content_type", "content_type": "a\r\nb: c"}}, "control characters"),
    ],
)
def test_a_malformed_rule_is_refused_in_a_sentence(rule: Any, words: str) -> None:
    """A malformed rule is refused with a message that says where and why, and changes nothing."""
    faults = Faults([{"effect": RESET}], operations=OPERATIONS)
    with pytest.raises(FaultRuleError, match=r"^Rule 2") as refusal:
        faults.replace([{"effect": RESET}, rule])
    assert words in str(refusal.value)
    assert len(faults.as_json()) == 1


@pytest.mark.parametrize("data", ["text", 3, None])
def test_what_is_no_list_of_rules_is_refused(data: Any) -> None:
    """Rules come as one object or a list of them."""
    with pytest.raises(FaultRuleError, match="Expected a fault rule or a list"):
        parse_rules(data)


def test_rules_are_added_removed_and_cleared() -> None:
    """Each rule can be removed by its number."""
    faults = Faults()
    first, second = faults.add([{"effect": RESET}, {"effect": RESET}])
    assert faults.remove(first)
    assert not faults.remove(first)
    assert [second] == [rule["number"] for rule in faults.as_json()]
    faults.clear()
    assert faults.as_json() == []
