"""The command's arguments. The values that the API takes come from the spec, by generated code."""

import argparse
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from virtualstaging.errors import ValidationError
from virtualstaging_api.models.removal_mode import REMOVAL_MODE_VALUES
from virtualstaging_api.models.room_type import ROOM_TYPE_VALUES
from virtualstaging_api.models.sky_style import SKY_STYLE_VALUES
from virtualstaging_api.models.style import STYLE_VALUES

from . import _batch, _completion, _config, _jobs, _reads, _variations
from ._batch_arguments import BATCH, add_batch
from ._common import add_common, add_what
from ._completion import DIRECTORY, FILE
from ._parser import Parser, Refused, refuse_keys

_DESCRIPTION = "Furnish, declutter and relight photos of rooms with the Virtual Staging AI API."
_EPILOG = """\
The API key is that of --key-file, of --profile, of the environment's VIRTUALSTAGING_API_KEY, or
of the profile called default.
Exit codes: 0 done, 1 failed, 2 used wrongly (nothing was sent), 128 + the signal if interrupted
(130 by Ctrl-C).
"""

Verbs = Any  # argparse names the type of add_subparsers() only in private


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command. Its result's `run` does what was asked for."""
    top = Parser(
        "virtualstaging",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=_version())
    add_common(top, to_verb=False)
    refuse_keys(top)
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_stage(verbs)
    _add_declutter(verbs)
    _add_dusk(verbs)
    _add_job(verbs, "enhance", _jobs.enhance, "improve the light and colour of photos")
    add_batch(_add_verb(verbs, "batch", _batch.run, "carry out a plan of many photos", BATCH))
    _add_renders(verbs)
    _add_variations(verbs)
    _add_verb(verbs, "account", _reads.account, "show the plan's limits and what is used of them")
    _add_analyze(verbs)
    _add_webhook_secret(verbs)
    _add_config(verbs)
    _add_completion(verbs, top)
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
    add_common(verb, to_verb=True)
    refuse_keys(verb)
    return verb


def _add_job(
    verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    verb = _add_verb(verbs, name, run, text, "Each photo given charges one photo of the plan.")
    verb.add_argument(
        "photo",
        nargs="+",
        metavar="PHOTO",
        help="a file (JPEG, PNG, WebP), a URL, a folder, a pattern (*.jpg), - for standard input",
    ).complete = FILE  # type: ignore[attr-defined]
    _add_count(verb, "of each photo")
    _add_results(verb)
    verb.add_argument(
        "--dry-run", action="store_true", help="check all, print the price, and send nothing"
    )
    verb.add_argument(
        "--again", action="store_true", help="send, and pay, also what the directory has already"
    )
    text = "add them to a page with before and after, index.html"
    verb.add_argument("--gallery", action="store_true", help=text)
    return verb


def _add_count(verb: argparse.ArgumentParser, of: str) -> None:
    verb.add_argument(
        "-n",
        "--variations",
        type=_whole,
        default=1,
        metavar="N",
        help=f"how many variations {of}, 1 to 20 (default: 1)",
    )


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a whole number is needed") from None


def _add_results(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "-o",
        "--out",
        default="out",
        metavar="DIR",
        help="where the images go; made if missing (default: out)",
    ).complete = DIRECTORY  # type: ignore[attr-defined]
    verb.add_argument(
        "--which",
        choices=("best", "optimized", "thumbnail"),
        default="best",
        help="which image of each result; if there is none, the next larger one (default: best)",
    )
    text = "how long to wait for all of it (default: 900)"
    verb.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=text)


def _seconds(text: str) -> float:
    from virtualstaging._waiting.wait import wait_seconds  # heavy, and only asked for by some

    try:
        return wait_seconds(float(text))
    except ValidationError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    except ValueError:
        raise argparse.ArgumentTypeError("a number of seconds is needed") from None


def _add_watermark(verb: argparse.ArgumentParser) -> None:
    text = 'mark the results as "virtually staged"'
    verb.add_argument("--watermark", action="store_true", help=text)


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
    _add_watermark(verb)


def _add_declutter(verbs: Verbs) -> None:
    verb = _add_job(verbs, "declutter", _jobs.declutter, "remove the furniture from photos")
    verb.add_argument(
        "--mode", choices=REMOVAL_MODE_VALUES, default="on", help="auto decides (default: on)"
    )
    _add_watermark(verb)


def _add_dusk(verbs: Verbs) -> None:
    verb = _add_job(verbs, "dusk", _jobs.dusk, "turn photos taken by day into dusk")
    verb.add_argument("--sky", required=True, choices=SKY_STYLE_VALUES, help="the evening light")


def _add_renders(verbs: Verbs) -> None:
    verb = _add_verb(verbs, "renders", _reads.renders, "list renders, or fetch results of some")
    verb.add_argument(
        "id", nargs="*", metavar="ID", help="renders to wait for and download; else list the newest"
    )
    verb.add_argument(
        "--limit", type=_whole, default=20, metavar="N", help="how many to list (default: 20)"
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
    verb.add_argument("secret", nargs="?", action=Refused, help=argparse.SUPPRESS)


def _add_variations(verbs: Verbs) -> None:
    verb = _add_verb(
        verbs,
        "variations",
        _variations.run,
        "add variations to a render",
        "They are free of charge; a render holds 20.",
    )
    verb.add_argument("action", choices=("add",), help="what to do")
    verb.add_argument("render", metavar="RENDER", help="the id of the render")
    add_what(verb, "stage")
    _add_count(verb, "to add")
    _add_results(verb)


def _add_config(verbs: Verbs) -> None:
    verb = _add_verb(
        verbs,
        "config",
        _config.run,
        "keep keys and servers by name, in profiles",
        "The profile\ncalled default is used where the environment has no key. The key is typed, "
        "or comes on\nstandard input; only you may read the file, and no key is ever shown.",
    )
    verb.add_argument("action", choices=("set", "show", "delete"), help="what to do")


def _add_completion(verbs: Verbs, top: argparse.ArgumentParser) -> None:
    run = partial(_completion.run, top)
    verb = _add_verb(verbs, "completion", run, "print the completion of this command for a shell")
    verb.add_argument("shell", choices=_completion.SHELLS, help="which shell")
