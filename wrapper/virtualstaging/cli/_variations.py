"""`virtualstaging variations add`: more images of a render that is there, free of charge."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virtualstaging._core.paths import expanded
from virtualstaging.batch._kinds import config_for
from virtualstaging.errors import VirtualStagingError

from ._connection import client_for
from ._output import UsageError, as_json, deliver, described, say
from ._progress import shown

if TYPE_CHECKING:
    from virtualstaging import Variation, VirtualStaging
    from virtualstaging.configs import Config


def run(options: argparse.Namespace) -> int:
    """Order them, wait, and download."""
    config = _config(options)
    with client_for(options) as client, shown(options.variations, quiet=options.quiet) as progress:
        made = client.variations.create(options.render, config, variation_count=options.variations)
        progress.show(f"{len(made)} variations of {options.render} ordered")
        ended = client.wait(made, timeout=options.timeout, raise_on_error=False)
        progress.reach(len(ended))
        results = [_fetched(client, one, options) for one in ended]
    whole = all(one["files"] for one in results)
    if options.json:
        deliver(as_json({"render_id": options.render, "variations": results}))
    else:
        deliver("\n".join(path for one in results for path in one["files"]))
    return 0 if whole else 1


def _config(options: argparse.Namespace) -> "Config":
    if options.do == "stage" and None in (options.room, options.style):
        raise UsageError("To stage, --room and --style are needed. See --help.")
    config, _ = config_for(
        options.do,
        room_type=options.room,
        style=options.style,
        sky_style=options.sky,
        remove_furniture=options.remove,
    )
    return config


def _fetched(
    client: "VirtualStaging", variation: "Variation", options: argparse.Namespace
) -> dict[str, Any]:
    result: dict[str, Any] = {"id": variation.id, "status": variation.status, "files": []}
    try:
        found = client.download(variation, expanded(options.out), which=options.which)
    except VirtualStagingError as error:
        say(f"{variation.id}: {error}")
        return {**result, "error": described(error)}
    return {**result, "files": [str(each) for each in _listed(found)]}


def _listed(found: Path | list[Path]) -> list[Path]:
    return found if isinstance(found, list) else [found]
