"""The command `virtualstaging-mock`."""

import argparse
import contextlib
import gc
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._input import InputError, read_json
from ._traffic.verbs import add_traffic_verbs

if TYPE_CHECKING:
    import socket

    from .mock import Mock

_MISSING = (
    "virtualstaging-mock needs packages that are not installed: pip install 'virtualstaging[mock]'"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 2 for wrong use, 1 for failure."""
    options = _parser().parse_args(arguments)
    gc.disable()  # what is imported now stays: collecting garbage would only delay the start
    try:
        return int(options.run(options))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except ImportError as error:
        print(f"{_MISSING} ({error})", file=sys.stderr)
        return 2
    finally:
        gc.enable()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="virtualstaging-mock",
        description="A stateful stand-in for the Virtual Staging AI API v2.",
    )
    parser.add_argument("--version", action="version", version=_version())
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    serve = verbs.add_parser(
        "serve",
        help="answer on a port of this machine",
        description="Answer on a port. The first line printed is the base URL.",
    )
    serve.set_defaults(run=_serve)
    _add_serve_options(serve.add_argument)
    add_traffic_verbs(verbs, _port)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"virtualstaging-mock {version('virtualstaging')}"
    except PackageNotFoundError:
        return "virtualstaging-mock, not installed"


def _add_serve_options(add: Callable[..., object]) -> None:
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=_port, default=8080, help="0 picks a free one (default: %(default)s)")
    add("--public-url", metavar="URL", help="under which it is reached from elsewhere, without /v2")
    several: dict[str, Any] = {"action": "append", "default": []}
    add(
        "--allow-host",
        metavar="NAME",
        help="a name that it is reached by; may be repeated",
        **several,
    )
    add(
        "--allow-origin",
        type=_origin,
        metavar="ORIGIN",
        help="of a web page that may call the API from a browser; may be repeated",
        **several,
    )
    add("--speed", type=float, default=1.0, help="how many times as fast jobs and retries go")
    add("--clock", default="wall", help="wall, instant, polls=N or manual (default: %(default)s)")
    add("--seed", type=int, default=0, help="same seed, same calls: same bytes")
    add("--api-key", action="append", metavar="KEY", help="let in only this key; may be repeated")
    add("--photos", type=int, help="photos a period that a plan allows (default: 100000)")
    add("--failure-rate", type=float, default=0.0, help="share of jobs that fail, 0 to 1")
    add("--eta-error", type=float, default=0.1, help="how wrong etas may be, 0 to 1")
    add("--duration", type=float, default=1.0, help="stretches the time that jobs take")
    add(
        "--state", type=Path, metavar="FILE", help="begin with this state; write it back at the end"
    )
    add("--faults", type=Path, metavar="FILE", help="plant the rules in this JSON file")
    where = "besides loopback: private, a network, an address or a host; may be repeated"
    several["metavar"] = "WHERE"
    add("--allow-webhooks-to", help=f"where webhooks may go, {where}", **several)
    add("--allow-images-from", help=f"where photos are fetched from, {where}", **several)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _origin(text: str) -> str:
    if text != "*" and not re.fullmatch(r"https?://[^/\s]+", text):
        raise argparse.ArgumentTypeError("an origin looks like http://localhost:5173, or is *")
    return text


def _serve(options: argparse.Namespace) -> int:
    from ._server.server import listen
    from ._state.state_file import in_use

    try:
        listening = listen(options.host, options.port)
    except OSError as error:
        print(
            f"Cannot listen on {options.host}, port {options.port}: {error.strerror or error}. "
            "Choose another port, or 0 for a free one.",
            file=sys.stderr,
        )
        return 1
    alone = contextlib.nullcontext() if options.state is None else in_use(options.state)
    try:
        with listening, alone:
            return _serve_on(listening, options)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2


def _serve_on(listening: "socket.socket", options: argparse.Namespace) -> int:
    from ._server.server import addresses, serve

    port = listening.getsockname()[1]
    reached = addresses(options.host, port, options.public_url, options.allow_host)
    mock = _mock(options, reached)
    serve(mock, listening, lambda: print(mock.base_url, flush=True), options.allow_origin)
    return 0 if options.state is None else _write_state(mock, options.state)


def _mock(options: argparse.Namespace, reached: Mapping[str, Any]) -> "Mock":
    from ._clock import Clock, real_ms
    from .mock import Mock

    state = read_json(options.state) if options.state and options.state.exists() else None
    # Where time stands still, a state goes on from its own time.
    began_ms = state.get("now_ms") if isinstance(state, dict) else None
    start_ms = began_ms if options.clock != "wall" and isinstance(began_ms, int) else real_ms()
    mock = Mock(
        clock=Clock.parse(options.clock, speed=options.speed, start_ms=start_ms),
        seed=options.seed,
        api_keys=options.api_key,
        **reached,
        photos=options.photos,
        failure_rate=options.failure_rate,
        eta_error=options.eta_error,
        duration=options.duration,
        faults=() if options.faults is None else read_json(options.faults),
        allow_webhooks_to=options.allow_webhooks_to,
        allow_images_from=options.allow_images_from,
    )
    if state is not None:
        mock.load_state(state)
    return mock


def _write_state(mock: "Mock", path: Path) -> int:
    from ._state.state_file import SnapshotError, write

    try:
        write(path, mock.dump_state())
    except SnapshotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
