"""The command's arguments. The values that the API takes come from the spec, by generated code."""

import argparse
import re
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from virtualstaging._core.settings import wait_seconds
from virtualstaging.errors import ValidationError
from virtualstaging_api.models.removal_mode import REMOVAL_MODE_VALUES
from virtualstaging_api.models.room_type import ROOM_TYPE_VALUES
from virtualstaging_api.models.sky_style import SKY_STYLE_VALUES
from virtualstaging_api.models.style import STYLE_VALUES

from . import _batch, _jobs, _reads
from ._batch_arguments import BATCH, add_batch

_DESCRIPTION = "Furnish, declutter and relight photos of rooms with the Virtual Staging AI API."
_EPILOG = """\
The API key is taken from the environment's VIRTUALSTAGING_API_KEY, or from --key-file.
Exit codes: 0 done, 1 failed, 2 used wrongly (nothing was sent), 128 + the signal if interrupted
(130 by Ctrl-C).
"""

Verbs = Any  # argparse names the type of add_subparsers() only in private


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command. Its result's `run` does what was asked for."""
    top = _Parser(
        "virtualstaging",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=_version())
    _refuse_keys(top)
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_stage(verbs)
    _add_declutter(verbs)
    _add_dusk(verbs)
    _add_job(verbs, "enhance", _jobs.enhance, "improve the light and colour of photos")
    add_batch(_add_verb(verbs, "batch", _batch.run, "carry out a plan of many photos", BATCH))
    _add_renders(verbs)
    _add_verb(verbs, "account", _reads.account, "show the plan's limits and what is used of them")
    _add_analyze(verbs)
    _add_webhook_secret(verbs)
    return top


def _version() -> str:
    try:
        return f"virtualstaging {version('virtualstaging')}"
    except PackageNotFoundError:
        return "virtualstaging, not installed"


def _add_verb(
    verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], text: str, more: str = ""
) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}. {more}",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verb.set_defaults(run=run)
    common = verb.add_argument_group("connection and output")
    common.add_argument(
        "--key-file", metavar="FILE", help="read the API key from this file; - for standard input"
    )
    common.add_argument("--base-url", metavar="URL", help="another server, with its version: …/v2")
    common.add_argument(
        "--allow-insecure-http",
        action="store_true",
        default=None,
        help="let the key travel in the clear, to an http URL of another machine",
    )
    common.add_argument(
        "--json",
        action=argparse.BooleanOptionalAction,
        help="print one JSON document; the default when the output is no terminal",
    )
    common.add_argument("-q", "--quiet", action="store_true", help="show no progress")
    _refuse_keys(verb)
    return verb


def _refuse_keys(parser: argparse.ArgumentParser) -> None:
    for name in ("--api-key", "--apikey", "--key"):
        parser.add_argument(name, nargs="?", action=_Refused, help=argparse.SUPPRESS)


class _Parser(argparse.ArgumentParser):
    """Its errors repeat nothing of what was written: a mistyped option may be followed by a key."""

    def parse_args(  # pyright: ignore[reportIncompatibleMethodOverride] - of its overloads
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """The options; unknown ones are told by their names alone."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            names = [_name(each) for each in unknown if each.startswith("-")]
            self.error(f"unknown: {', '.join(names)}" if names else "too much is written")
        return options

    def error(self, message: str) -> NoReturn:
        """Say what was wrong, and end."""
        said, choices, listed = message.partition("(choose from")
        super().error(_QUOTED.sub("", said) + choices + listed)


_QUOTED = re.compile(r""":? *('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def _name(argument: str) -> str:
    return argument.partition("=")[0] if argument.startswith("--") else argument[:2]


class _Refused(argparse.Action):
    """Everyone on a machine can read the arguments of its processes, and shells keep them."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 - argparse calls it so
        values: str | Sequence[Any] | None,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        if values:
            parser.error(
                "a key or secret is not taken from the command line, where others can read it; "
                "see --help"
            )


def _add_job(
    verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    verb = _add_verb(verbs, name, run, text, "Each photo given charges one photo of the plan.")
    verb.add_argument("photo", nargs="+", metavar="PHOTO", help="a file (JPEG, PNG, WebP) or a URL")
    verb.add_argument(
        "-n",
        "--variations",
        type=int,
        default=1,
        metavar="N",
        help="how many variations of each photo, 1 to 20 (default: 1)",
    )
    _add_results(verb)
    verb.add_argument(
        "--again", action="store_true", help="send, and pay, also what the directory has already"
    )
    verb.add_argument(
        "--gallery", action="store_true", help="write a page with before and after, index.html"
    )
    return verb


def _add_results(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "-o",
        "--out",
        default="out",
        metavar="DIR",
        help="where the images go; made if missing (default: out)",
    )
    verb.add_argument(
        "--which",
        choices=("best", "optimized", "thumbnail"),
        default="best",
        help="which image of each result; if there is none, the next larger one (default: best)",
    )
    verb.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="how long to wait for all of it (default: 900)",
    )


def _seconds(text: str) -> float:
    try:
        return wait_seconds(float(text))
    except ValidationError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


_seconds.__name__ = "number of seconds"  # argparse puts it into its message


def _add_output(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--watermark", action="store_true", help='mark the results as "virtually staged"'
    )


def _add_stage(verbs: Verbs) -> None:
    verb = _add_job(verbs, "stage", _jobs.stage, "furnish photos of rooms")
    verb.add_argument("--room", required=True, choices=ROOM_TYPE_VALUES, help="the kind of room")
    verb.add_argument("--style", required=True, choices=STYLE_VALUES, help="of the furniture")
    verb.add_argument(
        "--remove", choices=REMOVAL_MODE_VALUES, help="remove what stands in the room first"
    )
    verb.add_argument(
        "--multi-view",
        action="store_true",
        help="the two photos show one room and are staged alike (beta)",
    )
    _add_output(verb)


def _add_declutter(verbs: Verbs) -> None:
    verb = _add_job(verbs, "declutter", _jobs.declutter, "remove the furniture from photos")
    verb.add_argument(
        "--mode", choices=REMOVAL_MODE_VALUES, default="on", help="auto decides (default: on)"
    )
    _add_output(verb)


def _add_dusk(verbs: Verbs) -> None:
    verb = _add_job(verbs, "dusk", _jobs.dusk, "turn photos taken by day into dusk")
    verb.add_argument("--sky", required=True, choices=SKY_STYLE_VALUES, help="the evening light")


def _add_renders(verbs: Verbs) -> None:
    verb = _add_verb(verbs, "renders", _reads.renders, "list renders, or fetch results of some")
    verb.add_argument(
        "id", nargs="*", metavar="ID", help="renders to wait for and download; else list the newest"
    )
    verb.add_argument(
        "--limit", type=int, default=20, metavar="N", help="how many to list (default: 20)"
    )
    verb.add_argument("--links", action="store_true", help="show signed links, which are secrets")
    _add_results(verb)


def _add_analyze(verbs: Verbs) -> None:
    verb = _add_verb(verbs, "analyze", _reads.analyze, "have a mask made of a photo's furniture")
    verb.add_argument("photo", metavar="PHOTO", help="a file (JPEG, PNG, WebP) or a URL")
    verb.add_argument("--links", action="store_true", help="show signed links, which are secrets")


def _add_webhook_secret(verbs: Verbs) -> None:
    verb = _add_verb(
        verbs,
        "webhook-secret",
        _reads.webhook_secret,
        "set or delete the secret that webhooks are signed with",
        "To set it, put it into\nthe environment's VIRTUALSTAGING_WEBHOOK_SECRET, "
        "or write it to standard input.",
    )
    verb.add_argument("action", choices=("set", "delete"), help="what to do")
    verb.add_argument("secret", nargs="?", action=_Refused, help=argparse.SUPPRESS)
