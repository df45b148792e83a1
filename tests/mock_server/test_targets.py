from collections.abc import Callable

import pytest

from virtualstaging_mock._webhooks.targets import TargetError, Targets, remembered


def at(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_allowed(address: str) -> None:
    """Loopback, in each of its forms, without any setting."""
    assert Targets(resolve=at(address)).check("host", 80) == address.removeprefix("::ffff:")


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "10.0.0.5", "192.168.1.1", "2606:4700::1", "::ffff:10.0.0.5"]
)
def test_all_else_is_refused_with_the_flag_to_set(address: str) -> None:
    """The refusal says how to allow the address."""
    with pytest.raises(TargetError, match="--allow-webhooks-to"):
        Targets(resolve=at(address)).check("host", 80)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "0.0.0.0", "::", "fe80::1", "224.0.0.1"],  # noqa: S104
)
@pytest.mark.parametrize("allowed", [(), ("0.0.0.0/0", "::/0"), ("host",)])
def test_some_addresses_are_never_allowed(address: str, allowed: tuple[str, ...]) -> None:
    """Link-local (cloud metadata), unspecified and multicast addresses, whatever is allowed."""
    with pytest.raises(TargetError, match="never allowed"):
        Targets(allowed, resolve=at(address)).check("host", 80)


@pytest.mark.parametrize(
    "address",
    [
        *("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"),
        *("::ffff:100.100.100.200", "::169.254.169.254", "2002:a9fe:a9fe::1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1::a9fe:a9fe"),
        *("2001:0:a9fe:a9fe::1", "2001:0:5db8:d822::5601:5601", "fd00::5efe:169.254.169.254"),
        *("fd00::200:5efe:a9fe:a9fe", "2002:6464:64c8::1"),
    ],
)
@pytest.mark.parametrize("allowed", [("private", "0.0.0.0/0", "::/0"), ("host",)])
def test_cloud_metadata_is_never_reached_in_whatever_form(
    address: str, allowed: tuple[str, ...]
) -> None:
    """By addresses of its own, and by the ways to write an IPv4 address as an IPv6 one."""
    with pytest.raises(TargetError, match="never allowed"):
        Targets(allowed, resolve=at(address)).check("host", 80)


def test_an_address_within_another_has_to_be_allowed_itself() -> None:
    """Translated to IPv4, the connection would go there."""
    allowed = Targets(["64:ff9b::/96"], resolve=at("64:ff9b::5db8:d822"))
    with pytest.raises(TargetError, match="only loopback"):
        allowed.check("host", 80)
    both = Targets(["64:ff9b::/96", "93.184.216.34"], resolve=at("64:ff9b::5db8:d822"))
    assert both.check("host", 80) == "64:ff9b::5db8:d822"


@pytest.mark.parametrize(
    ("entry", "address", "expected"),
    [
        ("private", "10.0.0.5", True),
        ("private", "fd00::1", True),
        ("private", "93.184.216.34", False),
        ("10.0.0.0/8", "10.9.9.9", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("93.184.216.34", "93.184.216.34", True),
        ("HOST", "93.184.216.34", True),
        ("other", "93.184.216.34", False),
    ],
)
def test_what_can_be_allowed(entry: str, address: str, expected: bool) -> None:
    """Private networks, a network, an address, a host's name."""
    targets = Targets([entry], resolve=at(address))
    if expected:
        assert targets.check("host", 80) == address
    else:
        with pytest.raises(TargetError):
            targets.check("host", 80)


@pytest.mark.parametrize("entry", ["", "10.0.0.0/99", "http://x", "1.2.3", "a b", "*"])
def test_nonsense_cannot_be_allowed(entry: str) -> None:
    """An entry that is neither is refused when it is given."""
    with pytest.raises(TargetError, match="neither private"):
        Targets([entry])


def test_one_bad_address_spoils_a_host() -> None:
    """All addresses of a host are checked, not the first alone."""
    with pytest.raises(TargetError, match=r"10\.0\.0\.5"):
        Targets(resolve=at("127.0.0.1", "10.0.0.5")).check("host", 80)


@pytest.mark.parametrize(("later", "asked"), [(59.0, 1), (60.0, 2)])
@pytest.mark.parametrize("found", ["127.0.0.1", ""])
def test_a_host_is_looked_up_once_a_minute(later: float, asked: int, found: str) -> None:
    """Also one that has no address: where that is slow to say, webhooks would queue up for it."""
    times = iter([0.0, later])
    lookups: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        lookups.append(host)
        if not found:
            raise OSError("no such name")
        return [found]

    addresses = remembered(resolve, monotonic=lambda: next(times))
    expected = [found] if found else []
    for _ in range(2):
        assert [str(address) for address in addresses("host", 80)] == expected
    assert len(lookups) == asked


def test_lookups_are_kept_apart_and_within_bounds() -> None:
    """Each host has its own; of thousands of names the latest are remembered."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [host]

    addresses = remembered(resolve, monotonic=lambda: 0.0)
    hosts = [f"10.0.{number // 256}.{number % 256}" for number in range(3000)]
    assert [str(address) for host in hosts for address in addresses(host, 1)] == hosts
    addresses(hosts[-1], 1)
    assert len(asked) == 3000
    addresses(hosts[0], 1)
    assert len(asked) == 3001
