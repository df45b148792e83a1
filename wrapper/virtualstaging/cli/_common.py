"""Options that verbs share. Those of all may stand before the verb, too."""

import argparse
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from virtualstaging_api.models.removal_mode import REMOVAL_MODE_VALUES
from virtualstaging_api.models.room_type import ROOM_TYPE_VALUES
from virtualstaging_api.models.sky_style import SKY_STYLE_VALUES
from virtualstaging_api.models.style import STYLE_VALUES

from ._output import printable


def add_common(parser: argparse.ArgumentParser, *, to_verb: bool) -> None:
    """Add them to the command itself, or to a verb, where what is not given changes nothing."""
    unless: Callable[[Any], Any] = lambda value: argparse.SUPPRESS if to_verb else value  # noqa: E731
    group = parser.add_argument_group("connection and output")
    group.add_argument(
        "--profile",
        metavar="NAME",
        default=unless(None),
        help="take key and server from this profile of `virtualstaging config`",
    )
    group.add_argument(
        "--key-file",
        metavar="FILE",
        default=unless(None),
        help="read the API key from this file; - for standard input",
    )
    group.add_argument(
        "--base-url",
        metavar="URL",
        default=unless(None),
        help="another server, with its version: …/v2",
    )
    group.add_argument(
        "--allow-insecure-http",
        action="store_true",
        default=unless(None),
        help="let the key travel in the clear, to an http URL of another machine",
    )
    group.add_argument(
        "--json",
        action=argparse.BooleanOptionalAction,
        default=unless(None),
        help="print one JSON document; the default when the output is no terminal",
    )
    group.add_argument(
        "-q", "--quiet", action="store_true", default=unless(False), help="show no progress"
    )
    group.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        default=unless(False),
        help="show each request on standard error; never with the key or a signed link",
    )


def add_what(verb: Any, default: str | None = None) -> None:
    """Add what says what is made of a photo, to a verb or a group of one.

    Args:
        verb: The parser or its group.
        default: What is done where --do is left out.
    """
    verb.add_argument(
        "--do",
        choices=("stage", "declutter", "dusk", "enhance"),
        default=default,
        help="what is made" + (f" (default: {default})" if default else ""),
    )
    verb.add_argument("--room", choices=ROOM_TYPE_VALUES, help="to stage: the kind of room")
    verb.add_argument("--style", choices=STYLE_VALUES, help="to stage: of the furniture")
    verb.add_argument("--sky", choices=SKY_STYLE_VALUES, help="for dusk: the evening light")
    verb.add_argument("--remove", choices=REMOVAL_MODE_VALUES, help="remove furniture first")


class _Lines(logging.Handler):
    """To whatever is standard error at the time: it is replaced where nobody reads it any more."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        print(printable(f"{record.name}: {record.getMessage()}"), file=sys.stderr)


@contextmanager
def requests_shown() -> Iterator[None]:
    """Show what the client, and httpx for it, log in this block."""
    handler = _Lines()
    loggers = [logging.getLogger(name) for name in ("virtualstaging", "httpx")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.removeHandler(handler)
