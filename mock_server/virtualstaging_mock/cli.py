"""The command `virtualstaging-mock`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_MISSING = (
    "virtualstaging-mock needs packages that are not installed: pip install 'virtualstaging[mock]'"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 2 for wrong use, 1 for failure."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ImportError as error:
        print(f"{_MISSING} ({error})", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="virtualstaging-mock",
        description="A stateful stand-in for the Virtual Staging AI API v2.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    serve = verbs.add_parser(
        "serve",
        help="answer on a port of this machine",
        description="Answer on a port. The first line printed is the base URL.",
    )
    serve.set_defaults(run=_serve)
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
    )
    serve.add_argument(
        "--port", type=_port, default=8080, help="0 picks a free one (default: %(default)s)"
    )
    clock = serve.add_mutually_exclusive_group()
    clock.add_argument("--speed", type=float, default=1.0, help="mock seconds per real second")
    clock.add_argument("--clock", default="wall", help="wall, instant, polls=N or manual")
    serve.add_argument("--seed", type=int, default=0, help="same seed, same calls: same bytes")
    serve.add_argument(
        "--api-key", action="append", metavar="KEY", help="let in only this key; may be repeated"
    )
    serve.add_argument("--photos", type=int, help="photos a period that a plan allows")
    serve.add_argument(
        "--failure-rate", type=float, default=0.0, help="share of jobs that fail, 0 to 1"
    )
    serve.add_argument("--eta-error", type=float, default=0.1, help="how wrong etas may be, 0 to 1")
    serve.add_argument(
        "--faults", type=Path, metavar="FILE", help="plant the rules in this JSON file"
    )
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _serve(options: argparse.Namespace) -> int:
    from ._clock import Clock
    from ._server import listen, origins, serve
    from .mock import Mock

    try:
        listening = listen(options.host, options.port)
    except OSError as error:
        print(
            f"Cannot listen on {options.host}, port {options.port}: {error.strerror or error}. "
            "Choose another port, or 0 for a free one.",
            file=sys.stderr,
        )
        return 1
    origin, files_origin = origins(options.host, listening.getsockname()[1])
    settings: dict[str, Any] = {"api_keys": options.api_key, "seed": options.seed}
    if options.photos is not None:
        settings["photos"] = options.photos
    try:
        mock = Mock(
            clock=Clock.parse(options.clock, speed=options.speed),
            origin=origin,
            files_origin=files_origin,
            failure_rate=options.failure_rate,
            eta_error=options.eta_error,
            faults=_read_faults(options.faults),
            **settings,
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    serve(mock, listening, lambda: print(mock.base_url, flush=True))
    return 0


def _read_faults(path: Path | None) -> Any:
    if path is None:
        return ()
    import json

    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"Cannot read {path}: {error.strerror or error}.") from None
    except ValueError as error:
        raise ValueError(f"{path} is no JSON: {error}.") from None


if __name__ == "__main__":
    sys.exit(main())
