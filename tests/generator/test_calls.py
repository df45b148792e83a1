"""Templates endpoint_module, client and models_init: calls, the key, and what gets imported."""

import subprocess
import sys
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


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return generate_mini(tmp_path_factory.mktemp("calls"), "mini_calls", SCHEMAS, PATHS)


def client_answering(package: ModuleType, answer: httpx.Response, **options: Any) -> Any:
    """An authenticated client whose server always gives this answer and keeps the requests."""
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answer

    transport = httpx.MockTransport(handler)
    client = package.client.AuthenticatedClient(
        "https://api.test/v2", KEY, prefix="Api-Key", httpx_args={"transport": transport}, **options
    )
    return client, requests


@pytest.mark.parametrize("status", [499, 520, 599, 429, 204])
def test_a_status_that_the_spec_or_python_does_not_know_is_an_answer(
    package: ModuleType, status: int
) -> None:
    get_thing = import_module("mini_calls.api.things.get_thing")
    client, _ = client_answering(package, httpx.Response(status, text="<html>"))
    answer = get_thing.sync_detailed("t1", client=client)
    assert (answer.status_code, answer.parsed) == (status, None)

    strict, _ = client_answering(package, httpx.Response(status), raise_on_unexpected_status=True)
    errors = import_module("mini_calls.errors")
    with pytest.raises(errors.UnexpectedStatus, match=str(status)):
        get_thing.sync("t1", client=strict)


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
    assert requests[0].headers["Authorization"] == f"Api-Key {KEY}"


def test_an_answer_without_content_is_its_status(package: ModuleType) -> None:
    get_status = import_module("mini_calls.api.status.get_status")
    client, _ = client_answering(package, httpx.Response(200))
    answer = get_status.sync_detailed(client=client)
    assert (answer.status_code, answer.parsed) == (200, None)
    assert not hasattr(get_status, "sync")


def test_the_key_is_sent_but_in_no_repr(package: ModuleType) -> None:
    get_status = import_module("mini_calls.api.status.get_status")
    headers = {"X-Trace": "1"}
    client, requests = client_answering(package, httpx.Response(200), headers=headers)
    get_status.sync_detailed(client=client)
    assert requests[0].headers["Authorization"] == f"Api-Key {KEY}"
    assert requests[0].headers["X-Trace"] == "1"
    assert headers == {"X-Trace": "1"}
    for one in (
        client,
        client.with_headers({"Authorization": KEY}),
        client.with_cookies({"k": KEY}),
    ):
        assert KEY not in repr(one)


def test_changed_copies_leave_the_first_client_alone(package: ModuleType) -> None:
    client, _ = client_answering(package, httpx.Response(200))
    http_client = client.get_httpx_client()
    other = client.with_headers({"X-New": "1"}).with_timeout(httpx.Timeout(1))
    assert "X-New" not in http_client.headers
    assert http_client.timeout.connect == 10
    assert other.get_httpx_client().headers["X-New"] == "1"
    assert other.get_httpx_client().timeout.read == 1
    assert other.get_httpx_client().headers["Authorization"] == f"Api-Key {KEY}"


def test_without_a_timeout_given_there_is_one(package: ModuleType) -> None:
    client = package.client.Client("https://api.test/v2")
    timeout = client.get_httpx_client().timeout
    assert None not in (timeout.connect, timeout.read, timeout.write, timeout.pool)


def test_a_model_is_imported_when_it_is_first_used(package: ModuleType) -> None:
    folder = Path(str(package.__file__)).parent.parent
    code = (
        "import sys, httpx\n"
        "from mini_calls.api.things.get_thing import _parse_response\n"
        "from mini_calls.client import Client\n"
        "def loaded():\n"
        "    return [n for n in sys.modules if n.startswith('mini_calls.models.')]\n"
        "assert loaded() == [], loaded()\n"
        "answer = httpx.Response(200, json={'id': 't1'})\n"
        "assert _parse_response(client=Client('https://a'), response=answer).id == 't1'\n"
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
thing: Thing | Error | None = sync("t1", client=client, order="some day", limit=UNSET)
order: GetThingOrder = "asc"
unset: Unset = UNSET
wrong_type: int = Thing(id="t1").id  # type: ignore[assignment]
no_key = sync("t1", client=Client("https://api.test"))  # type: ignore[arg-type]
"""


def test_type_checkers_see_through_the_lazy_imports(package: ModuleType) -> None:
    """With `warn_unused_ignores` (part of strict) each `type: ignore` must be needed."""
    folder = Path(str(package.__file__)).parent.parent
    (folder / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache")]
    run = subprocess.run(
        [*command, "--config-file", "", "consumer.py", "mini_calls"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
