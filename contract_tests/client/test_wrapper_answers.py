"""What the wrapper makes of answers: models that lose nothing, or an error of ours by status."""

from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from contract_tests.checks import is_quick
from contract_tests.client import odd, wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.models import as_read, check_model
from contract_tests.client.same import assert_same
from contract_tests.client.samples import answered, asked, coherent, documented, minimal
from contract_tests.client.strength import examples
from contract_tests.client.values import Values
from contract_tests.exchange import json_body
from contract_tests.spec.document import Operation, the_spec
from virtualstaging import UnexpectedResponseError, UnknownOutcomeError, VirtualStagingError, errors

SPEC = the_spec()
each_operation = pytest.mark.parametrize("name", SPEC.operations)
CREATING = [one.id for one in SPEC.operations.values() if one.creates or one.id == "analyze_image"]
WITH_CONTENT = [name for name in SPEC.operations if answered(SPEC, name)[1] is not None]
WITH_LISTS = {"create_renders_bulk": "renders"}

STATUSES = (
    *(
        201,
        206,
        300,
        304,
        400,
        401,
        402,
        403,
        404,
        405,
        406,
        408,
        409,
        410,
        413,
        415,
        418,
        421,
        422,
    ),
    *(425, 426, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 511, 520, 522, 529, 599),
)
BY_STATUS = {
    400: errors.ValidationError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    429: errors.RateLimitError,
}


def outcome(
    name: str, kind: wrapped.Kind, *answers: httpx.Response, fitting: Any = None
) -> tuple[Any, list[str]]:
    """What a plain call returns or raises, and its requests' methods; the last answer repeats.

    The ids that are asked for are those of `fitting`.
    """
    methods: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        methods.append(request.method)
        answer = answers[min(len(methods), len(answers)) - 1]
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    use = wrapped.use_of(asked(SPEC, name, fitting))
    with wrapped.client(kind, handler) as one:
        try:
            return one.do(use), methods
        except VirtualStagingError as error:
            return error, methods


REFUSALS = {400, 401, 403, 404, 405, 413, 415, 422}
"""Statuses that say, whoever sends them, that nothing was carried out (docs/money.md)."""


def expected_class(name: str, status: int, content: bytes) -> type[VirtualStagingError]:
    """By the errors tree and the table of money: of what creates only a refusal is no doubt."""
    own = status == 429 and b"Refused" in content
    if name in CREATING and status not in REFUSALS and not own:
        return UnknownOutcomeError
    if status < 400:
        return UnexpectedResponseError
    if status >= 500:
        return errors.ServerError
    return BY_STATUS.get(status, errors.APIStatusError)


def place_of(name: str) -> Any:
    """The schema of an operation's success."""
    return SPEC.operations[name].responses[answered(SPEC, name)[0]]


def check_result(name: str, result: Any, body: Any) -> None:
    """What the wrapper returned is what the answer said."""
    if name == "list_renders":
        assert not result.problems
        schema = {"type": "array", "items": {"$ref": "#/components/schemas/Render"}}
        check_model(SPEC, schema, result.items, body["items"])
        found = [one.to_dict() for one in result.items]
        assert_same(found, as_read(SPEC, schema, body["items"]))
        assert (result.next_cursor, result.total_count) == (
            body.get("next_cursor"),
            body.get("total_count"),
        )
    elif isinstance(result, list):
        listed = SPEC.at(place_of(name).pointer)["properties"]
        [(field, schema)] = [one for one in listed.items() if one[1].get("type") == "array"]
        items = body[field]
        check_model(SPEC, schema, result, items)
        assert_same([one.to_dict() for one in result], as_read(SPEC, schema, items))
    else:
        schema = {"$ref": place_of(name).pointer}
        check_model(SPEC, schema, result, body)
        assert_same(result.to_dict(), as_read(SPEC, schema, body))


@pytest.mark.parametrize("name", WITH_CONTENT)
@pytest.mark.parametrize("later", [False, True], ids=["now", "later"])
def test_a_valid_answer_comes_through_whole(name: str, later: bool) -> None:
    """Today's answers and those of later versions: new values of enums, fields, configs."""
    operation = SPEC.operations[name]
    successes = [status for status in operation.responses if status < 300]
    values = Values(SPEC, extra=True, later=later)
    bodies = values.of(place_of(name))
    if name in WITH_LISTS:  # as many as were ordered
        number = len(minimal(SPEC, name).body[WITH_LISTS[name]])
        exactly: Any = {"properties": {WITH_LISTS[name]: {"minItems": number, "maxItems": number}}}
        bodies = values.of_schema(place_of(name).schema, exactly)

    @examples(12)
    @given(
        bodies,
        st.sampled_from(successes),
        st.sampled_from([json_body, odd.dumped]),
        st.sampled_from(wrapped.KINDS),
    )
    def check(body: Any, status: int, dump: Any, kind: wrapped.Kind) -> None:
        body = coherent(body)
        if name.startswith("get_"):
            body = {**body, **{one: "x_01" for one in ("id", "render_id") if one in body}}
        answer = httpx.Response(status, content=dump(body))
        result, methods = outcome(name, kind, answer, fitting=body)
        assert not isinstance(result, Exception), f"{result!r}"
        check_result(name, result, body)
        assert [one for one in methods if one != "GET" or name not in CREATING] == [
            operation.method
        ]

    check()


@each_operation
@pytest.mark.parametrize("kind", wrapped.KINDS)
def test_the_examples_come_through_whatever_they_are_called(name: str, kind: wrapped.Kind) -> None:
    """The content type is not looked at, and a byte order mark does no harm."""
    for status, body in documented(SPEC, name):
        content = b"" if body is None else json_body(body)
        for form in (content, odd.with_a_mark(content)):
            if name in WITH_LISTS and len(body["renders"]) != len(
                minimal(SPEC, name).body["renders"]
            ):
                continue
            for media in (
                "application/json",
                "application/json; charset=utf-8",
                "text/plain",
                "text/html",
            ):
                answer = httpx.Response(status, content=form, headers={"content-type": media})
                result, _ = outcome(name, kind, answer, fitting=body)
                assert not isinstance(result, Exception), f"{result!r}"
                if body is None:
                    assert result is None
                else:
                    check_result(name, result, body)


# An object without a message is a confirmation, too.
BROKEN = [
    (name, broken)
    for name in WITH_CONTENT
    for broken in odd.BROKEN
    if not (broken == "empty object" and name.endswith("webhook_secret"))
]


@pytest.mark.parametrize(("name", "broken"), BROKEN)
def test_a_broken_body_ends_in_an_error_that_says_so(name: str, broken: str) -> None:
    """Never in an exception of Python's, and never in a model of nothing."""
    for status in [one for one in SPEC.operations[name].responses if one < 300]:
        for kind in wrapped.KINDS:
            error, _ = outcome(name, kind, httpx.Response(status, content=odd.BROKEN[broken]))
            check_unexpected(name, error, status)


@pytest.mark.parametrize("name", WITH_CONTENT)
def test_a_cut_body_ends_in_an_error_and_keeps_what_was_made(name: str) -> None:
    """A render that was charged is not lost: its id is reported if it can be read at all."""
    for status, body in documented(SPEC, name):
        for content in odd.cut(body):
            for kind in wrapped.KINDS:
                answer = httpx.Response(status, content=content)
                error, _ = outcome(name, kind, answer, fitting=body)
                check_unexpected(name, error, status)
                if (
                    name == "create_render"
                    and b'"id": "r_0' in content
                    and content.count(b'"') >= 4
                ):
                    assert ids_named(error) == (body["id"],)


@pytest.mark.parametrize("name", WITH_CONTENT)
def test_a_required_field_that_is_wrong_ends_in_an_error(name: str) -> None:
    """Missing or of another type, at every depth. A page reports what it left out."""
    for status, body in documented(SPEC, name):
        if name in WITH_LISTS:
            body = {**body, "renders": body["renders"] * 2}
        for what, changed in odd.with_wrong_fields(SPEC, {"$ref": place_of(name).pointer}, body):
            for kind in wrapped.KINDS:
                answer = httpx.Response(status, content=json_body(changed))
                result, _ = outcome(name, kind, answer, fitting=body)
                if name == "list_renders" and not isinstance(result, Exception):
                    assert len(result.items) <= len(body["items"])
                    assert result.problems or "config/" in what, f"{what}: it is not reported"
                    continue
                if "config/" in what and not isinstance(result, Exception):
                    continue  # an echo of what was sent: nothing is decided by it
                assert isinstance(result, Exception), f"{what}: {result!r}"
                check_unexpected(name, result, status)
                if name == "create_render" and changed.get("id") == body["id"]:
                    assert ids_named(result) == (body["id"],), what


def ids_named(error: Any) -> tuple[str, ...]:
    """The ids of what was made, as an error names them."""
    return tuple(getattr(error, "render_ids", ()) or getattr(error, "candidates", ()))


def check_unexpected(name: str, error: Any, status: int) -> None:
    """The error for an answer that is not the spec's; of creating calls, or an open outcome."""
    allowed = [UnexpectedResponseError, *([UnknownOutcomeError] if name in CREATING else [])]
    assert type(error) in allowed, f"{error!r}"
    assert error.status == status
    check_error(error, name)


GOOD = {"id": "r_01", "created_at": 1735689600000, "eta": None}


def variation(**changes: Any) -> dict[str, Any]:
    """A variation that is well, but for the changes."""
    found = {
        "id": "v_01",
        "render_id": "r_01",
        "created_at": 1735689600000,
        "status": "queued",
        "eta": None,
    }
    return {name: value for name, value in {**found, **changes}.items() if value is not ...}


def page_of(*variations: Any) -> dict[str, Any]:
    """A page of variations."""
    return {"total_count": 0, "next_cursor": None, "items": list(variations)}


BAD_ITEMS: list[Any] = [
    None,
    7,
    "r_02",
    [],
    {},
    {**GOOD, "id": 7},
    {**GOOD, "id": ""},
    {**GOOD, "eta": "soon"},
    {**GOOD, "created_at": None},
    {**GOOD, "variations": "none"},
    {**GOOD, "variations": {}},
    {**GOOD, "variations": page_of(variation(status=None))},
    {**GOOD, "variations": page_of(variation(), variation(eta=...))},
    {**GOOD, "variations": page_of(variation(result=7), variation())},
    {**GOOD, "variations": page_of(variation(config={"type": "daytodusk"}))},
]


def without_bad_variations(bad: Any) -> list[Any]:
    """What is left of a bad item: if only its variations are bad, all but those."""
    inner = bad.get("variations") if isinstance(bad, dict) else None
    if not isinstance(inner, dict) or "items" not in inner:
        return []
    good = [one for one in inner["items"] if one == variation()]
    return [{**bad, "variations": {**inner, "items": good}}]


@pytest.mark.parametrize("bad", BAD_ITEMS)
@pytest.mark.parametrize("kind", wrapped.KINDS)
def test_a_bad_item_hides_none_of_the_others_and_leaves_a_trace(
    bad: Any, kind: wrapped.Kind, caplog: Any
) -> None:
    """The page's other renders are there; what was left out is in `problems` and in the log."""
    others = [{**GOOD, "id": f"r_{number}"} for number in range(3)]
    body = {"items": [*others[:1], bad, *others[1:]], "next_cursor": None}
    page, _ = outcome("list_renders", kind, httpx.Response(200, content=json_body(body)))
    assert not isinstance(page, Exception), f"{page!r}"
    assert [one.id for one in page.items if one.id != "r_01"] == ["r_0", "r_1", "r_2"]
    assert len(page.problems) == 1
    check_error(page.problems[0], "list_renders")
    named = bad.get("id") if isinstance(bad, dict) else None
    assert page.problems[0].render_ids == ((named,) if named and isinstance(named, str) else ())
    assert str(page.problems[0]) in caplog.text
    kept = [one.to_dict() for one in page.items if one.id == "r_01"]
    assert kept == without_bad_variations(bad)


# Of get_status any 2xx says that the API runs.
ERRORS = [
    (name, status)
    for name in SPEC.operations
    for status in STATUSES
    if not (status < 300 and name == "get_status")
]


@pytest.mark.parametrize(("name", "status"), ERRORS)
def test_a_status_ends_in_its_error(name: str, status: int) -> None:
    """Documented or not, with an error body, another body or none; by both clients alike."""
    said = json_body({"message": f"Refused: {status}."})
    bodies = [b"", odd.HTML, b"null", b"[]", b'{"message": 7}']
    if is_quick():  # each is met with by many statuses and operations all the same
        bodies = [bodies[(status + len(name)) % len(bodies)]]
    for content in [said, *bodies]:
        for kind in wrapped.KINDS:
            error, methods = outcome(name, kind, httpx.Response(status, content=content))
            expected = expected_class(name, status, content)
            if status < 300 and name in CREATING:
                assert isinstance(error, UnexpectedResponseError | UnknownOutcomeError)
            elif not (
                status < 300 and name.endswith("webhook_secret") and content.startswith(b"{")
            ):
                assert type(error) is expected, f"{error!r}"
            else:
                continue
            assert error.status == status
            check_error(error, name)
            if b"Refused" in content and status >= 400 and expected is not UnknownOutcomeError:
                assert f"Refused: {status}." in str(error)
            check_repetitions(SPEC.operations[name], name, status, methods, expected)


def check_repetitions(
    operation: Operation, name: str, status: int, methods: list[str], expected: type[Exception]
) -> None:
    """Reads come again where that helps; what creates goes out once, but for the API's own 429."""
    sent = methods.count(operation.method)
    again = {408, 429} | set(range(500, 600)) - {501, 505}
    if name in CREATING:
        again = {429} if expected is errors.RateLimitError else set()
    assert sent == (4 if status in again else 1), f"{operation.method} was sent {sent} times"
    if name in CREATING:
        assert set(methods) <= {operation.method, "GET"}
