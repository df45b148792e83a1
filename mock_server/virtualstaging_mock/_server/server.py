"""The mock on a socket: in a process of its own, or in a thread beside tests."""

import contextlib
import gc
import ipaddress
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from virtualstaging_mock._clock import Clock, real_ms
from virtualstaging_mock._http.hosts import Hosts, checked_public_url, usual_files_origin
from virtualstaging_mock.mock import Mock

from .asgi import MockApp
from .protocol import Protocol

_START_SECONDS = 30.0


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._call_back = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call back."""
        await super().startup(sockets)
        if self.started:
            self._call_back()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """End in an orderly way, with exit code 0, at SIGINT or SIGTERM."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kinds = (signal.SIGINT, signal.SIGTERM)
        before = {kind: signal.signal(kind, self.handle_exit) for kind in kinds}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


@dataclass(frozen=True, slots=True)
class Running:
    """A mock that answers on a socket.

    Attributes:
        mock: the mock behind it.
        base_url: what a client is given as the API's address.
    """

    mock: Mock
    base_url: str


def listen(host: str, port: int) -> socket.socket:
    """Open the socket; port 0 picks a free one.

    Raises:
        OSError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def addresses(
    host: str, port: int, public_url: str | None = None, allow_hosts: Iterable[str] = ()
) -> dict[str, Any]:
    """How a mock is reached that listens there, as options of `Mock`.

    Args:
        host: address that is listened on.
        port: the port.
        public_url: the URL under which it is reached from elsewhere; links then always lead there.
        allow_hosts: further names that are answered to.

    Raises:
        ValueError: the URL or a name is none.
    """
    shown = f"[{host}]" if ":" in host else host
    network = host != "localhost"
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        network = not address.is_loopback
        shown = "127.0.0.1" if address.is_unspecified else shown
    found: dict[str, Any] = {"origin": f"http://{shown}:{port}"}
    names = [host] if network and ":" not in host else []
    if public_url is not None:
        public_url = checked_public_url(public_url)
        names.append(str(urlsplit(public_url).hostname))
        found = {"origin": public_url, "files_origin": usual_files_origin(public_url)}
    return {**found, "hosts": Hosts([*names, *allow_hosts], network=network)}


def present(clock: Clock | str | None) -> Clock:
    """The clock of a server. It begins at the real time, as the clocks of its clients do."""
    return clock if isinstance(clock, Clock) else Clock.parse(clock or "wall", start_ms=real_ms())


def serve(
    mock: Mock,
    listening: socket.socket,
    started: Callable[[], None],
    allow_origins: Sequence[str] = (),
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        mock: answers.
        listening: the socket.
        started: called when the first request can come.
        allow_origins: origins of web pages that may call the API from a browser.
    """
    # Renders stay in memory: the garbage collector would visit all of them during requests.
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
    gc.enable()
    _Server(_config(MockApp(mock, allow_origins)), started).run(sockets=[listening])


@contextlib.contextmanager
def running(*, host: str = "127.0.0.1", port: int = 0, **options: Any) -> Iterator[Running]:
    """Serve a mock on a free port while the block runs.

    Args:
        host: address to listen on.
        port: 0 picks a free one.
        options: as `Mock` takes them; a clock given as text begins at the real time.

    Raises:
        RuntimeError: it did not start.
    """
    listening = listen(host, port)
    with listening:
        reached = addresses(host, listening.getsockname()[1])
        options["clock"] = present(options.get("clock"))
        mock = Mock(**{**reached, **options})
        with serving(mock, listening):
            yield Running(mock, mock.base_url)


@contextlib.contextmanager
def serving(mock: Mock, listening: socket.socket) -> Iterator[None]:
    """Let a mock answer on a socket, in a thread, while the block runs.

    Raises:
        RuntimeError: it did not start.
    """
    ready = threading.Event()
    server = _Server(_config(MockApp(mock)), ready.set)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listening]}, name="virtualstaging-mock", daemon=True
    )
    thread.start()
    try:
        if not ready.wait(_START_SECONDS):
            raise RuntimeError("The mock server did not start; see the log for the reason.")
        yield
    finally:
        server.should_exit = True
        thread.join()
        mock.close()


def _config(app: MockApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Protocol,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        date_header=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
    )
