"""An argparse whose errors show nothing that may be a key."""

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn


def refuse_keys(parser: argparse.ArgumentParser) -> None:
    """Options that people try, and that would put the key where others can read it."""
    for name in ("--api-key", "--apikey", "--key"):
        parser.add_argument(name, nargs="?", action=Refused, help=argparse.SUPPRESS)


class Parser(argparse.ArgumentParser):
    """Its errors repeat nothing of what was written: a mistyped option may be followed by a key."""

    def parse_args(  # pyright: ignore[reportIncompatibleMethodOverride] - of its overloads
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """The options. The error for unknown ones shows their names alone."""
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


class Refused(argparse.Action):
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
