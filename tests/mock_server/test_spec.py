"""The server follows the document: change it in memory, and the server changes with it."""

import copy
from typing import Any

import pytest

from tests.mock_server._calls import Caller, render_body
from virtualstaging_mock import Mock
from virtualstaging_mock._handlers import HANDLERS
from virtualstaging_mock._spec.references import SpecError
from virtualstaging_mock._spec.spec import Match, NoMatch, Spec


@pytest.fixture
def document() -> Any:
    """The document, to be changed."""
    return copy.deepcopy(dict(Spec.bundled().document))


def served(document: Any) -> Caller:
    """A mock that serves it."""
    return Caller(Mock(spec=document, clock="manual"))


def test_every_operation_has_a_handler_and_every_handler_an_operation() -> None:
    assert Spec.bundled().operations.keys() == HANDLERS.keys()
    assert len(HANDLERS) == 13


def test_an_operation_without_a_handler_is_refused_at_the_start(document: Any) -> None:
    document["paths"]["/user"]["get"]["operationId"] = "get_somebody"
    with pytest.raises(SpecError, match=r"get_somebody.*get_user"):
        Mock(spec=document)


def test_what_is_no_openapi_document_is_refused() -> None:
    with pytest.raises(SpecError, match=r"no OpenAPI 3\.1"):
        Mock(spec={"swagger": "2.0"})


def test_a_new_value_of_an_enum_is_accepted(document: Any) -> None:
    body = render_body(
        {"type": "staging", "add_furniture": {"room_type": "attic", "style": "modern"}}
    )
    assert "attic" in served(document).refused("/renders", body)
    document["components"]["schemas"]["RoomType"]["enum"].append("attic")
    served(document).post("/renders", body)


def test_a_new_bound_of_a_parameter_is_kept(document: Any) -> None:
    served(document).get("/renders", "limit=100")
    limit = document["paths"]["/renders"]["get"]["parameters"][0]
    limit["schema"]["maximum"] = 7
    message = served(document).get("/renders", "limit=100", status=400)["message"]
    assert message == "Validation error. Query parameter limit: 100 is more than the maximum of 7."


def test_a_new_default_of_a_parameter_is_applied(document: Any) -> None:
    document["paths"]["/renders"]["get"]["parameters"][0]["schema"]["default"] = 1
    api = served(document)
    api.create()
    api.create()
    assert len(api.get("/renders")["items"]) == 1


def test_a_newly_required_field_is_asked_for(document: Any) -> None:
    document["components"]["schemas"]["AnalyzeRequest"]["required"].append("webhook_url")
    message = served(document).refused("/analyze", {"image_url": "https://example.com/a.jpg"})
    assert message == "Validation error. webhook_url is required."


def test_a_moved_path_is_served_where_it_is(document: Any) -> None:
    document["paths"]["/account"] = document["paths"].pop("/user")
    api = served(document)
    api.get("/account")
    api.get("/user", status=404)


def test_another_description_of_an_error_is_what_is_answered(document: Any) -> None:
    document["components"]["responses"]["AuthenticationError"]["description"] = "Who are you."
    reply = Mock(spec=document).answer("GET", "/v2/user")
    assert b"Who are you." in reply.body


def test_an_answer_that_breaks_the_document_never_leaves(
    document: Any, caplog: pytest.LogCaptureFixture
) -> None:
    document["components"]["schemas"]["AccountUser"]["properties"]["uid"]["maxLength"] = 1
    assert served(document).get("/user", status=500) == {
        "message": "Unexpected server error. This is a bug of the mock."
    }
    assert "does not fit the document" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/renders/bulk", "create_renders_bulk"),
        ("POST", "/renders/variations/bulk", "create_variations_bulk"),
        ("GET", "/renders/bulky", "get_render"),
        ("POST", "/renders/bulk/variations", "create_variations"),
        ("GET", "/renders/a%2Fb/variations/c", "get_variation"),
    ],
)
def test_a_written_out_path_goes_before_one_with_parameters(
    method: str, path: str, expected: str
) -> None:
    match = Spec.bundled().match(method, path)
    assert isinstance(match, Match)
    assert match.operation.id == expected


def test_an_encoded_slash_belongs_to_its_id() -> None:
    match = Spec.bundled().match("GET", "/renders/..%2F..%2Fuser")
    assert isinstance(match, Match)
    assert match.values == {"render_id": "../../user"}


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/renders/bulk", ("POST",)),
        ("/user/webhook-secret", ("POST", "DELETE")),
        ("/renders/", ()),
        ("/renders//variations/x", ()),
        ("/users", ()),
    ],
)
def test_no_operation_says_which_methods_there_are(path: str, allowed: tuple[str, ...]) -> None:
    match = Spec.bundled().match("PUT", path)
    assert isinstance(match, NoMatch)
    assert sorted(match.allowed) == sorted(allowed)
