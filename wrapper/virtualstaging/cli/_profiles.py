"""The configuration file: for each profile its API key and its server. `virtualstaging config`.

An INI file, as that of aws or rclone; a section for each profile. Only its owner may read it.
"""

import configparser
import os
from dataclasses import dataclass, field
from pathlib import Path

from virtualstaging._core.paths import os_error_text, replaced
from virtualstaging._core.secret import Secret

from ._output import UsageError

USUAL = "default"


@dataclass(frozen=True, slots=True)
class Profile:
    """Where calls go, and the key that goes with them.

    Args:
        key: The API key.
        base_url: The server; None for production.
        allow_insecure_http: Whether the key may travel in the clear.
    """

    key: Secret = field(repr=False)
    base_url: str | None = None
    allow_insecure_http: bool | None = None


def path() -> Path:
    """Where the file is, or would be."""
    if os.name == "nt":
        folder = os.environ.get("APPDATA") or "~/AppData/Roaming"
    else:
        folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    try:
        return Path(folder).expanduser() / "virtualstaging" / "config.ini"
    except RuntimeError:
        raise UsageError("There is no home directory for the configuration file.") from None


def read() -> dict[str, Profile]:
    """All profiles by name; none if there is no file.

    Raises:
        UsageError: It can't be read, or others can read it.
    """
    file = path()
    try:
        text = file.read_text(encoding="utf-8")
        if os.name != "nt" and file.stat().st_mode & 0o077:
            raise UsageError(f"Others may read {file}, which holds keys. Do: chmod 600 {file}")
        parser = _parser()
        parser.read_string(text)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{file} can't be read: {os_error_text(error)}.") from None
    except (ValueError, configparser.Error):
        # What the parser says repeats the line, which may hold the key.
        raise UsageError(f"{file} is no configuration file. Remove it, or mend it.") from None
    return {name: _profile(parser[name], file) for name in parser.sections()}


def write(profiles: dict[str, Profile]) -> None:
    """Put these profiles in the place of those in the file."""
    parser = _parser()
    for name, one in profiles.items():
        parser[name] = {"api_key": one.key.reveal()}
        if one.base_url is not None:
            parser[name]["base_url"] = one.base_url
        if one.allow_insecure_http:
            parser[name]["allow_insecure_http"] = "yes"
    file = path()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replaced(file, 0o600) as out:
            parser.write(out)
    except OSError as error:
        raise UsageError(f"{file} can't be written: {os_error_text(error)}.") from None


def chosen(name: str | None) -> Profile | None:
    """The profile of this name, or the usual one if there is one."""
    profiles = read()
    if name is not None and name not in profiles:
        known = ", ".join(profiles) or "there are none"
        raise UsageError(f"There is no profile of that name ({known}): see virtualstaging config.")
    return profiles.get(name or USUAL)


def _parser() -> configparser.RawConfigParser:
    return configparser.RawConfigParser(default_section="", interpolation=None, delimiters="=")


def _profile(section: configparser.SectionProxy, file: Path) -> Profile:
    key = section.get("api_key", "")
    if not key:
        raise UsageError(f"The profile {section.name} in {file} holds no key.")
    try:
        insecure = section.getboolean("allow_insecure_http")
    except ValueError:
        raise UsageError(f"allow_insecure_http in {file} must be yes or no.") from None
    return Profile(Secret(key), section.get("base_url"), insecure)
