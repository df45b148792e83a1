"""The client beside those of other services, as frameworks: the same answers, the same server.

    python -m benchmarks.peers

Each client is used as its users do: a call that reads, a call that creates, with its own models,
checks and retries. All talk to one server on this machine, which answers with the same render;
where a client needs fields of its own, they stand beside it. What is measured is the processor time
of the client's process, medians of rounds in turn, and that of importing it.
"""

import importlib.metadata
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median
from typing import Any

from benchmarks._results import Ratio, environment, printed
from benchmarks.client import item

ROUNDS = 15
CALLS = 100
IMPORTS = 9
PHOTO = "https://example.com/a.jpg"
OTHERS = {
    "object": "charge",
    "model": "a/b",
    "version": "1",
    "input": {},
    "status": "succeeded",
    "created_at": "2026-01-01T00:00:00Z",
}
_NUMBERS = count(2)
Calls = tuple[Callable[[], Any], Callable[[], Any]]
"""One that reads, and one that creates."""


def answer(method: str, path: str) -> bytes:
    """The render; another one for each call that creates, and none on a list."""
    if (method, path) == ("GET", "/v2/renders"):
        return b'{"items": [], "next_cursor": null}'
    made = item(next(_NUMBERS) if method == "POST" else 1)
    return json.dumps(made if path.startswith("/v2/") else made | OTHERS).encode()


async def server(
    scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """Answers each request with a render."""
    while (await receive()).get("more_body", False):
        pass
    body = answer(scope["method"], scope["path"])
    length = str(len(body)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served() -> Iterator[str]:
    """The server, in a process of its own; its origin."""
    run = (
        "import socket, uvicorn, benchmarks.peers as ours; "
        "s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); "
        "uvicorn.Server(uvicorn.Config(ours.server, log_level='error', lifespan='off')).run([s])"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", run], stdout=pipe, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def ours(origin: str) -> Calls:
    """This client."""
    from virtualstaging import VirtualStaging, staging

    client = VirtualStaging("k", base_url=f"{origin}/v2")
    config = staging(room_type="living", style="modern")
    return lambda: client.renders.get("r_1"), lambda: client.renders.create(PHOTO, config)


def bare_httpx(origin: str) -> Calls:
    """The library below it, with the answer's JSON read."""
    import httpx

    client = httpx.Client(headers={"Authorization": "Api-Key k"})
    url, body = f"{origin}/v2/renders", {"image_url": PHOTO, "variation_count": 1}
    return lambda: client.get(f"{url}/r_1").json(), lambda: client.post(url, json=body).json()


def openai(origin: str) -> Calls:
    """Its client with models of its kind for our answers."""
    from openai import BaseModel, OpenAI

    class Result(BaseModel):
        url: str
        optimized_url: str | None
        thumbnail_url: str | None

    class Variation(BaseModel):
        id: str
        status: str
        created_at: float
        eta: float | None
        result: Result
        config: dict[str, Any]

    class Page(BaseModel):
        total_count: int
        next_cursor: str | None
        items: list[Variation]

    class Render(BaseModel):
        id: str
        created_at: float
        eta: float | None
        variations: Page

    Render.model_rebuild(_types_namespace={"Page": Page})
    client = OpenAI(api_key="k", base_url=f"{origin}/v2")
    body = {"image_url": PHOTO, "variation_count": 1}
    return (
        lambda: client.get("/renders/r_1", cast_to=Render),
        lambda: client.post("/renders", cast_to=Render, body=body),
    )


def stripe(origin: str) -> Calls:
    """Its own calls, which take whatever comes as an object."""
    from stripe import StripeClient

    client = StripeClient("k", base_addresses={"api": origin})
    charges = client.v1.charges
    return lambda: charges.retrieve("r_1"), lambda: charges.create({"amount": 1, "currency": "eur"})


def replicate(origin: str) -> Calls:
    """Its own calls, with its model of a prediction."""
    from replicate.client import Client

    client = Client("k", base_url=origin)
    predictions = client.predictions
    return (
        lambda: predictions.get("r_1"),
        lambda: predictions.create(version="1", input={"image": PHOTO}),
    )


def fal(origin: str) -> Calls:
    """Its one kind of call, which gives back the answer's JSON."""
    import fal_client
    from fal_client import client as module

    module.RUN_URL_FORMAT = f"{origin}/"
    client = fal_client.SyncClient("k")

    def call() -> Any:
        return client.run("a/b", {"image_url": PHOTO})

    return call, call


PEERS = {
    "httpx": bare_httpx,
    "openai": openai,
    "stripe": stripe,
    "replicate": replicate,
    "fal": fal,
}
MODULES = {"fal": "fal_client"}
PACKAGES = {"fal": "fal-client"}


def results() -> Iterator[Ratio]:
    """Reading, creating, importing: beside each."""
    names = {
        name: f"{name} {importlib.metadata.version(PACKAGES.get(name, name))}" for name in PEERS
    }
    with served() as origin:
        sides = {"": ours(origin)} | {name: make(origin) for name, make in PEERS.items()}
        for number, what in enumerate(("GET a render", "POST a render")):
            spent = measured({name: calls[number] for name, calls in sides.items()})
            for name in PEERS:
                yield Ratio(what, names[name], spent[""], spent[name], "µs")
    imports = imported()
    for name in PEERS:
        yield Ratio("import", names[name], imports[""], imports[name], "ms")


def measured(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Microseconds of processor time of one call of each."""
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    for round_number in range(ROUNDS + 1):
        for name, call in calls.items():
            begun = time.process_time()
            for _ in range(CALLS):
                call()
            if round_number:  # the first one warms up
                rounds[name].append((time.process_time() - begun) / CALLS * 1e6)
    return {name: median(times) for name, times in rounds.items()}


def imported() -> dict[str, float]:
    """Milliseconds of processor time that importing each takes."""
    statements = {"": "from virtualstaging import VirtualStaging"}
    statements |= {name: f"import {MODULES.get(name, name)}" for name in PEERS}
    took: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(IMPORTS):
        for name, statement in statements.items():
            code = (
                f"import time\nb = time.process_time()\n{statement}\nprint(time.process_time() - b)"
            )
            command = [sys.executable, "-c", code]
            ran = subprocess.run(command, capture_output=True, check=True, env=environment())
            took[name].append(float(ran.stdout) * 1e3)
    return {name: median(times) for name, times in took.items()}


def main() -> int:
    """Print all."""
    return printed(results())


if __name__ == "__main__":
    sys.exit(main())
