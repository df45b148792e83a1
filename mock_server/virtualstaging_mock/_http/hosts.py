"""The names by which a server is reached: which it answers to, and where its files are by each.

A web page can let its own name resolve to 127.0.0.1 (DNS rebinding), and then read in a browser
what the server answers. So a server answers only to names that no other site can own: addresses,
names of this machine, and names that it was started with. One that listens on a network also
answers to names without a dot, such as those of services in containers, because the public DNS has
no such names.
"""

import functools
import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?P<port>:[0-9]{1,5})?", re.IGNORECASE)
_OTHER_NAMES = {"127.0.0.1": "localhost", "localhost": "127.0.0.1", "[::1]": "localhost"}


class Hosts:
    """The names that a server answers to.

    Args:
        allowed: names of hosts, besides this machine's own.
        network: whether the server is open to a network.

    Raises:
        ValueError: one of them is no name of a host.
    """

    def __init__(self, allowed: Iterable[str] = (), *, network: bool = False) -> None:
        self._network = network
        self._allowed = {_checked(name) for name in allowed}
        self.knows = functools.lru_cache(maxsize=256)(self._knows)
        """Whether a Host header names this server."""

    def _knows(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"].lower().rstrip(".")
        return (
            name in self._allowed
            or name == "localhost"
            or name.endswith(".localhost")
            or _is_address(name)
            or (self._network and "." not in name)
        )


def unknown(host: str) -> str:
    """Why a server does not answer to a Host header, and what to do."""
    found = _HOST.fullmatch(host)
    if found is None:
        return "The Host header names no host."
    name = found["name"][:100]
    return f"This server does not answer to the host {name}: start it with --allow-host {name}."


@functools.lru_cache(maxsize=256)
def files_origin(host: str) -> str | None:
    """The origin of result files for a request with this Host header; None for an invalid one.

    It is another host than the API's where this machine has one: a key sent there is noticed.
    """
    found = _HOST.fullmatch(host)
    if found is None:
        return None
    name = found["name"].lower()
    return f"http://{_OTHER_NAMES.get(name, name)}{found['port'] or ''}"


def usual_files_origin(origin: str) -> str:
    """The origin of result files for a request without a Host header, by the API's own origin."""
    parts = urlsplit(origin)
    return (files_origin(parts.netloc) if parts.scheme == "http" else None) or origin


def checked_public_url(url: str) -> str:
    """The URL under which a server is reached from elsewhere, without a slash at its end.

    Raises:
        ValueError: it is none.
    """
    try:
        parts = urlsplit(url)
        usable = parts.hostname is not None and parts.scheme in ("http", "https")
        plain = not (parts.query or parts.fragment or parts.username) and parts.port != 0
    except ValueError:
        usable = plain = False
    if not (usable and plain):
        raise ValueError(f"A public URL looks like https://mock.example:8443, not {url!r}.")
    return url.rstrip("/").removesuffix("/v2")


def _checked(name: str) -> str:
    found = _HOST.fullmatch(name)
    if found is None or found["port"]:
        raise ValueError(f"{name!r} is no name of a host, such as mock.example.")
    return found["name"].lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
