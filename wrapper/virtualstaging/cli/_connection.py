"""The client that the verbs use."""

import argparse
import os
import sys

from virtualstaging import VirtualStaging
from virtualstaging._core.paths import expanded
from virtualstaging._core.settings import PRODUCTION_URL

from . import _profiles
from ._output import UsageError

_LONGEST_SECRET = 4096


def client_for(options: argparse.Namespace) -> VirtualStaging:
    """A client with the key of `--key-file`, `--profile`, the environment, or the usual profile.

    The key of a profile goes to the profile's own server, whatever the environment says.
    """
    key = None if options.key_file is None else _secret_from(options.key_file)
    url, insecure = options.base_url, options.allow_insecure_http
    if key is None and (options.profile or not os.environ.get("VIRTUALSTAGING_API_KEY")):
        profile = _profiles.chosen(options.profile)
        if profile is not None:
            key = profile.key.reveal()
            url = url or profile.base_url or PRODUCTION_URL
            insecure = insecure or profile.allow_insecure_http
    return VirtualStaging(key, base_url=url, allow_insecure_http=insecure)


def _secret_from(name: str) -> str:
    if name == "-":
        return secret_from_input()
    try:
        with expanded(name).open(encoding="utf-8") as file:
            return file.read(_LONGEST_SECRET).strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        # The name stays out: it may be the key itself.
        raise UsageError(
            f"The key can't be read from the file that --key-file names: {reason.lower()}."
        ) from None


def secret_from_input() -> str:
    """A secret from standard input; typed unseen if that is a terminal."""
    if sys.stdin is None:
        raise UsageError("Standard input is closed.")
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("Secret: ").strip()
    try:
        return sys.stdin.read(_LONGEST_SECRET).strip()
    except ValueError:
        raise UsageError("Standard input holds no text.") from None
