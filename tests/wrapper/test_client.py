"""The two clients as a whole."""

import ast
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import virtualstaging
from tests.wrapper.support import KEY, PHOTO, Handler, new_async_client, new_client
from virtualstaging import (
    AsyncVirtualStaging,
    NotFoundError,
    VirtualStaging,
    configs,
    dusk,
    errors,
)
from virtualstaging_mock import Mock


def test_each_operation_of_the_spec_has_its_flow() -> None:
    from virtualstaging._core import requests
    from virtualstaging._operations import creates, reads

    for operation in requests._schemas():
        if not operation.startswith("$"):
            assert hasattr(reads, operation) != hasattr(creates, operation), operation


def test_the_public_names_are_listed_and_there_and_in_both_lists() -> None:
    names = virtualstaging.__all__
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(virtualstaging, name) is not None
    assert set(names) <= set(dir(virtualstaging))
    tree = ast.parse(Path(str(virtualstaging.__file__)).read_text("utf-8"))
    (branch,) = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [node for node in branch.body if isinstance(node, ast.ImportFrom)]
    typed = {alias.asname for node in imports for alias in node.names if alias.name != "*"}
    typed |= {*configs.__all__, *errors.__all__}
    assert typed == set(names), "what type checkers see is not what there is"
    with pytest.raises(AttributeError):
        virtualstaging.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_importing_it_loads_neither_models_nor_httpx() -> None:
    code = (
        "import sys, virtualstaging;"
        "print([n for n in sys.modules if n.split('.')[0] in"
        " ('httpx', 'virtualstaging_api', 'fastjsonschema', 'attr', 'asyncio')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def mocked() -> tuple[Mock, Handler]:
    """A mock with photos enough, and what answers as it does."""
    mock = Mock(clock="instant", api_keys=[KEY], photos=1000)
    return mock, mock.transport().handle_request


def test_threads_share_a_client_and_each_gets_its_own_answers() -> None:
    mock, handle = mocked()
    client = new_client(handle)
    begin = threading.Barrier(8)
    found: dict[str, str] = {}
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            begin.wait()
            for turn in range(20):
                render = client.renders.create(f"{PHOTO}?{number}", dusk(), variation_count=1)
                assert client.renders.get(render.id).id == render.id
                found[render.id] = f"{number}/{turn}"
        except BaseException as error:  # noqa: BLE001 - reported by the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(found) == 160
    assert sum(one.operation == "create_render" for one in mock.requests) == 160
    assert client._engine.session.ledger._open == {}


def test_threads_make_one_pool() -> None:
    client = VirtualStaging(KEY, base_url="http://127.0.0.1:9/v2")
    url = httpx.URL("http://127.0.0.1:9/v2")
    pools: set[int] = set()
    begin = threading.Barrier(8)

    def work() -> None:
        begin.wait()
        pools.add(id(client._engine.transport._clients.route(url, keyed=True).client))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.close()
    assert len(pools) == 1


def test_calls_are_spans_when_traces_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    client = new_client(mocked()[1])
    client.status()
    with pytest.raises(NotFoundError):
        new_client(lambda _: httpx.Response(404, json={"message": "x"})).renders.get("r404")
    first, second = exporter.get_finished_spans()
    assert (first.name, second.name) == ("virtualstaging.get_status", "virtualstaging.get_render")
    assert dict(second.attributes or {}) == {
        "error.type": "NotFoundError",
        "http.response.status_code": 404,
    }
    assert KEY not in first.to_json() + second.to_json()
    assert "r404" not in second.to_json()


class Broken(SpanProcessor):
    """A part of an application that fails."""

    def __init__(self, when: str) -> None:
        setattr(self, when, self._fail)

    def _fail(self, *_: object, **__: object) -> None:
        raise ZeroDivisionError


@pytest.mark.parametrize("when", ["on_start", "on_end"])
def test_tracing_that_fails_costs_no_render(
    when: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    provider = TracerProvider()
    provider.add_span_processor(Broken(when))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    client = new_client(mocked()[1])
    assert client.renders.create(PHOTO, dusk()).id
    with pytest.raises(NotFoundError):
        new_client(lambda _: httpx.Response(404, json={"message": "x"})).renders.get("r404")
    assert "could not be traced (ZeroDivisionError)" in caplog.text


@pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])
def test_it_names_itself_to_the_server(kind: type) -> None:
    from virtualstaging._http.messages import user_agent

    assert user_agent().startswith("virtualstaging-python/")
    assert user_agent().split("/")[1][0].isdigit()


@pytest.mark.anyio
async def test_photos_are_read_in_a_thread_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from virtualstaging import _photos

    readers: list[int] = []

    def image_url(photo: object) -> str:
        readers.append(threading.get_ident())
        return PHOTO

    monkeypatch.setattr(_photos, "image_url", image_url)
    client = new_async_client(mocked()[0].transport().handle_async_request)
    await client.renders.create(tmp_path / "a.jpg", dusk())
    assert readers != [threading.get_ident()]
