"""`virtualstaging config`: keys and servers by name, so that they need not be given each time."""

import argparse
import re

from virtualstaging._core.settings import PRODUCTION_URL, settle

from . import _profiles
from ._connection import secret_from_input
from ._output import UsageError, print_json, printable

_NAME = re.compile(r"[\w.-]{1,50}")


def run(options: argparse.Namespace) -> int:
    """Set, show or delete profiles."""
    name = options.profile or _profiles.USUAL
    if not _NAME.fullmatch(name):
        raise UsageError("A profile's name is letters, digits, point, underscore and hyphen.")
    profiles = _profiles.read()
    if options.action == "set":
        profiles[name] = _asked_for(options)
        _profiles.write(profiles)
    elif options.action == "delete":
        if profiles.pop(name, None) is None:
            raise UsageError(f"There is no profile {name}.")
        _profiles.write(profiles)
    _show(options, profiles)
    return 0


def _asked_for(options: argparse.Namespace) -> _profiles.Profile:
    if options.key_file is not None:
        raise UsageError("The key of a profile is typed, or comes on standard input.")
    url, insecure = options.base_url, options.allow_insecure_http
    key = secret_from_input()
    settled = settle(key, url or PRODUCTION_URL, 60, 0, allow_insecure_http=insecure)
    return _profiles.Profile(settled.key, url, insecure)


def _show(options: argparse.Namespace, profiles: dict[str, _profiles.Profile]) -> None:
    """Everything but the keys."""
    file = _profiles.path()
    if options.json:
        listed = {name: {"base_url": one.base_url} for name, one in profiles.items()}
        print_json({"file": str(file), "profiles": listed})
        return
    print(printable(f"{file}{'' if profiles else ': no profiles'}"))
    for name, one in profiles.items():
        print(printable(f"{name:12}  {one.base_url or PRODUCTION_URL}  (key set)"))
