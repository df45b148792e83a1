"""The verbs of `virtualstaging-mock` that look at traffic with another server.

Those are proxy, check, learn and replay.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .report import Report


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
    proxy.add_argument(
        "--webhooks-to", metavar="URL", help="pass on to there what is posted to other paths"
    )
    check = verbs.add_parser(
        "check",
        help="report where recorded traffic leaves the document",
        description="Read a recording in HAR form. Exit code 1: it leaves the document.",
    )
    check.set_defaults(run=_check)
    replay = verbs.add_parser(
        "replay",
        help="send recorded requests to a mock and list where it answers otherwise",
        description="Read a recording in HAR form. Exit code 1: the mock answers otherwise.",
    )
    replay.set_defaults(run=_replay)
    for verb in (check, replay):
        verb.add_argument("recording", type=Path, metavar="FILE.har")
        verb.add_argument("--base", metavar="URL", help="where the API was called, with its prefix")
    for verb in (proxy, check):
        verb.add_argument("--report", type=Path, metavar="FILE", help="write it as JSON, too")
    learn = verbs.add_parser(
        "learn",
        help="propose the changes of the document that a report asks for, as a patch",
        description="Print a patch of openapi/openapi.yaml; nothing is changed.",
    )
    learn.set_defaults(run=_learn)
    learn.add_argument("--report", type=Path, required=True, metavar="FILE")


def _check(options: argparse.Namespace) -> int:
    from virtualstaging_mock._spec.spec import Spec

    from .conformance import Judge
    from .har import check_recording
    from .report import Report

    judge = Judge(Spec.bundled())
    report = Report(judge)
    check_recording(options.recording, judge, report, base=options.base)
    return _finish(report, options.report)


def _finish(report: "Report", path: Path | None) -> int:
    """Print a report, and write it where that was asked for; the exit code."""
    import orjson

    data = report.as_json()
    print("\n".join(lines_of(data)), flush=True)
    if path is not None:
        try:
            path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))
        except OSError as error:
            print(f"Cannot write {path}: {error.strerror or error}.", file=sys.stderr)
            return 2
    return 1 if report.departs else 0


def _proxy(options: argparse.Namespace) -> int:
    import uvicorn

    from virtualstaging_mock._server.server import _Server, addresses, listen
    from virtualstaging_mock._spec.spec import Spec

    from .conformance import Judge
    from .proxy import Proxy
    from .report import Report

    report = Report(Judge(Spec.bundled()), lambda line: print(line, flush=True))
    proxy = Proxy(options.upstream, report, webhooks_to=options.webhooks_to)
    try:
        listening = listen(options.host, options.port)
    except OSError as error:
        reason = error.strerror or error
        print(f"Cannot listen on {options.host}, port {options.port}: {reason}.", file=sys.stderr)
        return 1
    with listening:
        base_url = f"{addresses(options.host, listening.getsockname()[1])['origin']}/v2"
        config = uvicorn.Config(
            proxy.app(), lifespan="on", ws="none", log_level="error", access_log=False
        )
        server = _Server(config, lambda: print(base_url, flush=True))
        server.run(sockets=[listening])
    return _finish(report, options.report)


def _learn(options: argparse.Namespace) -> int:
    from .learn import patch_of, read_report

    print(patch_of(read_report(options.report)), end="")
    return 0


def _replay(options: argparse.Namespace) -> int:
    from virtualstaging_mock._spec.spec import Spec
    from virtualstaging_mock.mock import Mock

    from .conformance import Judge
    from .har import began_ms, exchanges
    from .replay import Replay

    judge = Judge(Spec.bundled())
    replay = Replay(Mock(clock="manual"), judge)
    for seen, entry in exchanges(options.recording, judge, options.base):
        if seen is not None:
            replay.add(seen, began_ms(entry))
    print("\n".join(replay.lines()))
    return 1 if replay.differences() else 0


def lines_of(report: dict[str, Any]) -> Iterator[str]:
    """A report for people."""
    webhooks = f", {report['webhooks']} webhooks" if report["webhooks"] else ""
    skipped = f"; {report['skipped']} of other servers skipped" if report["skipped"] else ""
    yield f"{report['exchanges']} exchanges{webhooks}{skipped}."
    titles = {
        "departure": "What contradicts the document",
        "addition": "What the document does not know",
        "note": "What was wrong with requests",
    }
    for kind, title in titles.items():
        entries = [one for one in report["deviations"] if one["kind"] == kind]
        yield f"\n{title}: {len(entries) or 'nothing'}"
        for one in entries:
            yield f"  {one['count']:>5} × {one['name']} (openapi.yaml:{one['line']}): {one['text']}"
            yield f"          as in {one['example']}"
    yield "\nWhat is assumed"
    for verdict in ("refuted", "confirmed", "not seen"):
        for one in report["assumptions"]:
            if one["verdict"] == verdict:
                said = one["text"] if verdict != "refuted" else f"refuted: {one['text']}"
                yield f"  {one['name']} (openapi.yaml:{one['line']}): {said}"
