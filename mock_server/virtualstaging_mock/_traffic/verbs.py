"""The verbs of `virtualstaging-mock` that look at traffic with another server: proxy and check."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_traffic_verbs(verbs: Any, port: Callable[[str], int]) -> None:
    """Add them to the command's parser; `port` reads a port's number."""
    proxy = verbs.add_parser(
        "proxy",
        help="pass traffic on to a server and report where it leaves the document",
        description="Pass traffic on. The first line printed is the base URL to use.",
    )
    proxy.set_defaults(run=_proxy)
    proxy.add_argument("--upstream", required=True, metavar="URL", help="the API, with its prefix")
    proxy.add_argument("--host", default="127.0.0.1", help="address to listen on")
    proxy.add_argument("--port", type=port, default=8080, help="0 picks a free one")
    check = verbs.add_parser(
        "check",
        help="report where recorded traffic leaves the document",
        description="Read a recording in HAR form. Exit code 1: it leaves the document.",
    )
    check.set_defaults(run=_check)
    check.add_argument("recording", type=Path, metavar="FILE.har")
    check.add_argument("--base", metavar="URL", help="where the API was called, with its prefix")


def _check(options: argparse.Namespace) -> int:
    from virtualstaging_mock._spec.spec import Spec

    from .conformance import Judge
    from .har import HarError, check_recording
    from .report import Report

    report = Report(print)
    try:
        check_recording(options.recording, Judge(Spec.bundled()), report, base=options.base)
    except HarError as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if report.departs else 0


def _proxy(options: argparse.Namespace) -> int:
    import uvicorn

    from virtualstaging_mock._server.server import _Server, addresses, listen
    from virtualstaging_mock._spec.spec import Spec

    from .conformance import Judge
    from .proxy import Proxy, UpstreamError
    from .report import Report

    report = Report(lambda line: print(line, flush=True))
    try:
        proxy = Proxy(options.upstream, Judge(Spec.bundled()), report)
        listening = listen(options.host, options.port)
    except UpstreamError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        reason = error.strerror or error
        print(f"Cannot listen on {options.host}, port {options.port}: {reason}.", file=sys.stderr)
        return 1
    with listening:
        base_url = f"{addresses(options.host, listening.getsockname()[1])['origin']}/v2"
        config = uvicorn.Config(
            proxy, lifespan="on", ws="none", log_level="error", access_log=False
        )
        server = _Server(config, lambda: print(base_url, flush=True))
        server.run(sockets=[listening])
    return 1 if report.departs else 0
