"""Templates endpoint_module, client and models_init: calls, the key, and what gets imported."""

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.generator.mini import generate_mini

SCHEMAS = """
Thing: {type: object, required: [id], properties: {id: {type: string}}}
Error: {type: object, required: [message], properties: {message: {type: string}}}
Unused: {type: object, required: [id], properties: {id: {type: string}}}
"""

PATHS = """
/things/{thing_id}:
  get:
    operationId: get_thing
    tags: [things]
    security: [{Key: []}]
    parameters:
      - {name: thing_id, in: path, required: true, schema: {type: string}}
      - {name: limit, in: query, schema: {type: integer, default: 20}}
      - {name: cursor, in: query, schema: {type: string}}
      - {name: order, in: query, schema: {type: string, enum: [asc, desc]}}
    responses:
      "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      "404": {description: No., content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
/status:
  get:
    operationId: get_status
    tags: [status]
    security: [{Key: []}]
    responses: {"200": {description: Well.}}
"""  # noqa: E501

KEY = "key-that-nobody-may-see"
SCHEME = "{type: apiKey, in: header, name: X-Key, x-prefix: Token}"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return generate_mini(tmp_path_factory.mktemp("calls"), "mini_calls", SCHEMAS, PATHS, SCHEME)


def client_answering(package: ModuleType, answer: httpx.Response, **options: Any) -> Any:
    """An authenticated client whose server always gives this answer and keeps the requests."""
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answer

    transport = httpx.MockTransport(handler)
    client = package.client.AuthenticatedClient(
        "https://api.test/v2", KEY, httpx_args={"transport": transport}, **options
    )
    return client, requests


@pytest.mark.parametrize("status", [499, 520, 599, 429, 204])
def test_a_status_that_the_spec_or_python_does_not_know_is_an_answer(
    package: ModuleType, status: int
) -> None:
    get_thing = import_module("mini_calls.api.things.get_thing")
    client, _ = client_answering(package, httpx.Response(status, text="<html>"))
    answer = get_thing.sync_detailed("t1", client=client)
    assert (answer.status_code, answer.parsed, answer.content) == (status, None, b"<html>")

    strict, _ = client_answering(package, httpx.Response(status), raise_on_unexpected_status=True)
    errors = import_module("mini_calls.errors")
    for function, given in (("sync", client), ("sync", strict), ("sync_detailed", strict)):
        with pytest.raises(errors.UnexpectedStatus, match=f"{status}, which the spec does not"):
            getattr(get_thing, function)("t1", client=given)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<html>t1</html>", "no JSON"),
        (b"", "no JSON"),
        (b'{"id": "t1"', "no JSON"),
        (b"\xff\xfe\xfd", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"name": "t1"}', "lacks 'id'"),
        (b"null", "not the spec's"),
        (b"[1]", "not the spec's"),
    ],
)
@pytest.mark.parametrize("function", ["sync", "sync_detailed"])
def test_an_answer_that_can_not_be_parsed_is_kept(
    package: ModuleType, function: str, body: bytes, says: str
) -> None:
    """What it answers may have been charged, so the error has its body and headers."""
    get_thing = import_module("mini_calls.api.things.get_thing")
    headers = {"x-request-id": "q1"}
    client, _ = client_answering(package, httpx.Response(200, content=body, headers=headers))
    with pytest.raises(import_module("mini_calls.errors").UnreadableAnswer, match=says) as caught:
        getattr(get_thing, function)("t1", client=client)
    assert (caught.value.status_code, caught.value.content) == (200, body)
    assert caught.value.headers["x-request-id"] == "q1"
    assert caught.value.__context__ is None


def test_documented_answers_become_their_models(package: ModuleType) -> None:
    get_thing = import_module("mini_calls.api.things.get_thing")
    client, requests = client_answering(package, httpx.Response(200, json={"id": "t/1"}))
    assert get_thing.sync("t/1", client=client, order="asc").id == "t/1"
    assert requests[0].url.raw_path.partition(b"?")[0] == b"/v2/things/t%2F1"
    assert dict(requests[0].url.params) == {"limit": "20", "order": "asc"}
    client, _ = client_answering(package, httpx.Response(404, json={"message": "no"}))
    assert get_thing.sync("t1", client=client).message == "no"


@pytest.mark.anyio
async def test_the_async_twin_does_the_same(package: ModuleType) -> None:
    get_thing = import_module("mini_calls.api.things.get_thing")
    client, requests = client_answering(package, httpx.Response(200, json={"id": "t1"}))
    async with client:
        assert (await get_thing.asyncio("t1", client=client)).id == "t1"
        assert (await get_thing.asyncio_detailed("t1", client=client)).status_code == 200
    assert requests[0].headers["X-Key"] == f"Token {KEY}"


@pytest.mark.parametrize("thing_id", ["", ".", ".."])
def test_an_id_that_means_another_path_is_refused_unsent(
    package: ModuleType, thing_id: str
) -> None:
    get_thing = import_module("mini_calls.api.things.get_thing")
    client, requests = client_answering(package, httpx.Response(200))
    with pytest.raises(ValueError, match="thing_id must not be"):
        get_thing.sync(thing_id, client=client)
    assert requests == []


def test_an_answer_without_content_is_its_status(package: ModuleType) -> None:
    get_status = import_module("mini_calls.api.status.get_status")
    client, _ = client_answering(package, httpx.Response(200))
    answer = get_status.sync_detailed(client=client)
    assert (answer.status_code, answer.parsed) == (200, None)


def test_up_and_down_are_distinguished(package: ModuleType) -> None:
    get_status = import_module("mini_calls.api.status.get_status")
    client, _ = client_answering(package, httpx.Response(200))
    get_status.sync(client=client)
    errors = import_module("mini_calls.errors")
    for status in (204, 401, 503):
        client, _ = client_answering(package, httpx.Response(status))
        with pytest.raises(errors.UnexpectedStatus):
            get_status.sync(client=client)


def test_header_and_prefix_of_the_key_are_those_of_the_spec(package: ModuleType) -> None:
    get_status = import_module("mini_calls.api.status.get_status")
    headers = {"X-Trace": "1"}
    client, requests = client_answering(package, httpx.Response(200), headers=headers)
    get_status.sync_detailed(client=client)
    assert requests[0].headers["X-Key"] == f"Token {KEY}"
    assert "Authorization" not in requests[0].headers
    assert requests[0].headers["X-Trace"] == "1"
    assert headers == {"X-Trace": "1"}


def test_changed_copies_leave_the_first_client_alone(package: ModuleType) -> None:
    client, _ = client_answering(package, httpx.Response(200))
    http_client = client.get_httpx_client()
    other = client.with_headers({"X-New": "1"}).with_timeout(httpx.Timeout(1))
    assert "X-New" not in http_client.headers
    assert http_client.timeout.connect == 10
    assert other.get_httpx_client().headers["X-New"] == "1"
    assert other.get_httpx_client().timeout.read == 1


def test_without_a_timeout_given_there_is_one(package: ModuleType) -> None:
    client = package.client.Client("https://api.test/v2")
    timeout = client.get_httpx_client().timeout
    assert None not in (timeout.connect, timeout.read, timeout.write, timeout.pool)


def test_a_model_is_imported_when_it_is_first_used(package: ModuleType) -> None:
    folder = Path(str(package.__file__)).parent.parent
    code = (
        "import sys\n"
        "from mini_calls.api.things.get_thing import _parse\n"
        "def loaded():\n"
        "    names = [n for n in sys.modules if n.startswith('mini_calls.models.')]\n"
        "    return [n for n in names if not n.endswith('_order')]\n"  # a set of values, no class
        "assert loaded() == [], loaded()\n"
        """assert _parse(200, b'{"id": "t1"}').id == 't1'\n"""
        "assert loaded() == ['mini_calls.models.thing'], loaded()\n"
    )
    subprocess.run([sys.executable, "-B", "-c", code], cwd=folder, check=True)


def test_every_model_is_reachable_by_name(package: ModuleType) -> None:
    models = package.models
    assert set(models.__all__) == {"Error", "GetThingOrder", "Thing", "Unused"}
    assert all(getattr(models, name) is not None for name in models.__all__)
    assert set(models.__all__) <= set(dir(models))
    with pytest.raises(AttributeError, match="'Nothing'"):
        _ = models.Nothing


CONSUMER = """\
from mini_calls.api.things.get_thing import sync
from mini_calls.client import AuthenticatedClient, Client
from mini_calls.models import Error, GetThingOrder, Thing
from mini_calls.types import UNSET, Unset

client = AuthenticatedClient("https://api.test", "k")
thing: Thing | Error = sync("t1", client=client, order="some day", limit=UNSET)
order: GetThingOrder = "asc"
unset: Unset = UNSET
wrong_type: int = Thing(id="t1").id  # type: ignore[assignment]
no_key = sync("t1", client=Client("https://api.test"))  # type: ignore[arg-type]
"""


def test_type_checkers_see_through_the_lazy_imports(
    package: ModuleType, strict_mypy: Callable[..., str]
) -> None:
    """With `warn_unused_ignores` (part of strict) each `type: ignore` must be needed."""
    folder = Path(str(package.__file__)).parent.parent
    (folder / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    assert strict_mypy(folder, "consumer.py", "mini_calls") == ""
