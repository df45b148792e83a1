"""Which addresses the mock may connect to.

A webhook_url, or the link to a photo, comes from whoever calls the mock, so it is a way to make
this machine send requests: every address of its host is checked, and the connection goes to a
checked address.
"""

import functools
import ipaddress
import socket
import time
from collections.abc import Callable, Iterable

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        # Cloud metadata that is in no link-local network: Alibaba, Oracle, Azure; AWS and Google by
        # IPv6. A request from a server to these addresses gets the server's credentials.
        *("100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32"),
        *("fd00:ec2::/32", "fd20:ce::/32"),
    )
)
_EMBEDDING = tuple(ipaddress.IPv6Network(f"{text}/96") for text in ("::", "64:ff9b::"))
"""Networks whose addresses end in an IPv4 address: IPv4-compatible ones, and those of NAT64."""
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
Resolve = Callable[[str, int], list[str]]


class TargetError(ValueError):
    """An address may not be sent to, or what is allowed was named wrongly; the message says why."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, as text."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def remembered(
    resolve: Resolve, *, seconds: float = 60.0, monotonic: Callable[[], float] = time.monotonic
) -> Callable[[str, int], list[_Address]]:
    """Return a function that finds the addresses of a host, none where it has none.

    It remembers them for a while, so a hundred webhooks to one host wait only once for a slow or
    failing name server.

    Args:
        resolve: finds the addresses of a host, as text.
        seconds: how long an answer is used at most, in seconds.
        monotonic: the time, in seconds.
    """

    @functools.lru_cache(maxsize=1000)
    def found(host: str, port: int, _period: float) -> list[_Address]:
        try:
            return [_plain(text) for text in resolve(host, port)]
        except (OSError, UnicodeError, ValueError):
            return []

    return lambda host, port: found(host, port, monotonic() // seconds)


class Targets:
    """What webhooks may be sent to.

    Args:
        allowed: besides loopback: `private` (the private networks), a network in CIDR form, an
            address, or the name of a host. Link-local, unspecified and multicast addresses are
            never allowed, nor are those of cloud metadata, in whatever form they come.
        resolve: finds the addresses of a host.

    Raises:
        TargetError: an entry is none of these.
    """

    def __init__(self, allowed: Iterable[str] = (), *, resolve: Resolve = resolve) -> None:
        self._addresses = remembered(resolve)
        self._networks: list[_Network] = []
        self._hosts: set[str] = set()
        for entry in allowed:
            self._allow(entry.strip())

    def check(self, host: str, port: int) -> str:
        """Return the address to connect to; all addresses of the host are allowed.

        Raises:
            TargetError: one is not, or there is none.
        """
        addresses = self._addresses(host, port)
        if not addresses:
            raise TargetError(f"the host {host!r} has no address")
        for address in addresses:
            meant = [address, *_embedded(address)]
            if any(_is_never_allowed(one) for one in meant):
                raise TargetError(f"{host} is at {address}, which is never allowed")
            if not all(self._allowed(host, one) for one in meant):
                raise TargetError(
                    f"{host} is at {address}: only loopback is allowed. To allow it, start the "
                    f"server with --allow-webhooks-to {address} (or private, or a network)"
                )
        return str(addresses[0])

    def _allowed(self, host: str, address: _Address) -> bool:
        if address.is_loopback or host.lower() in self._hosts:
            return True
        return any(address in network for network in self._networks)

    def _allow(self, entry: str) -> None:
        if entry == "private":
            self._networks.extend(_PRIVATE)
            return
        try:
            self._networks.append(ipaddress.ip_network(entry, strict=False))
        except ValueError:
            if not entry or any(sign in entry for sign in "/:@ *") or entry[0].isdecimal():
                raise TargetError(
                    f"{entry!r} is neither private, nor a network such as 10.0.0.0/8, nor an "
                    "address, nor the name of a host"
                ) from None
            self._hosts.add(entry.lower())


def _is_never_allowed(address: _Address) -> bool:
    return (
        address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or any(address in network for network in _NEVER)
    )


def _embedded(address: _Address) -> list[_Address]:
    """The IPv4 addresses that an IPv6 address stands for, by the ways there are to write them."""
    if isinstance(address, ipaddress.IPv4Address) or address == ipaddress.IPv6Address(1):
        return []
    found: list[_Address] = [one for one in (address.sixtofour, *(address.teredo or ())) if one]
    last = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    isatap = (int(address) >> 32) & 0xFCFF_FFFF == 0x5EFE
    if isatap or any(address in network for network in _EMBEDDING):
        found.append(last)
    if address in _LOCAL_NAT64:  # with a prefix of 48 bits the address is split (RFC 6052)
        bits = int(address)
        found += [last, ipaddress.IPv4Address((bits >> 64 & 0xFFFF) << 16 | (bits >> 40 & 0xFFFF))]
    return found


def _plain(text: str) -> _Address:
    address = ipaddress.ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
