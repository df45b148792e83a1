"""What a client is set up with, checked before anything is sent."""

import ipaddress
import os
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeGuard
from urllib.parse import SplitResult, urlsplit

from virtualstaging.errors import ConfigurationError
from virtualstaging_api.constants import KEY_PREFIX, SERVERS

from .secret import Secret

PRODUCTION_URL = SERVERS["production"]
LONG_URL = SERVERS["long_calls"]
"""For calls that wait for completion: they outlive the first host's gateway time limit (docs)."""

ALLOW_INSECURE_HTTP = "VIRTUALSTAGING_ALLOW_INSECURE_HTTP"
"""The environment variable that says what `allow_insecure_http` says."""

Poll: TypeAlias = Literal["low-latency", "balanced", "frugal"]

PRICES = {"low-latency": 0.05, "balanced": 0.25, "frugal": 2.0}
"""Seconds of waiting that one look is worth."""

DEFAULT_TIMEOUT = 60.0
LONG_TIMEOUT = 900.0
CONNECT_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one client.

    Args:
        key: The API key.
        base_url: Without a slash at its end.
        long_url: The same for calls that wait for completion.
        timeout: Seconds that one answer may take.
        long_timeout: Seconds that an answer may take when the call waits for completion.
        max_retries: How often a call is repeated, at most.
    """

    key: Secret = field(repr=False)
    base_url: str
    long_url: str
    timeout: float = DEFAULT_TIMEOUT
    long_timeout: float = LONG_TIMEOUT
    max_retries: int = 3


def settle(
    api_key: str | None,
    base_url: str | None,
    timeout: float,
    max_retries: int,
    *,
    allow_insecure_http: bool | None,
) -> Settings:
    """The settings, from arguments and environment. `ConfigurationError` if they cannot work."""
    if base_url is None:
        base_url = os.environ.get("VIRTUALSTAGING_BASE_URL") or PRODUCTION_URL
    if allow_insecure_http is None:
        allow_insecure_http = _flag(ALLOW_INSECURE_HTTP)
    base_url = _checked_url(base_url, allow_insecure_http=allow_insecure_http)
    seconds = _checked_seconds(timeout)
    return Settings(
        key=_checked_key(api_key),
        base_url=base_url,
        long_url=LONG_URL if base_url == PRODUCTION_URL else base_url,
        timeout=seconds,
        long_timeout=max(LONG_TIMEOUT, seconds),
        max_retries=_checked_retries(max_retries),
    )


def checked_poll(value: object) -> float:
    """Seconds of waiting that one look is worth, of a client's argument `poll`."""
    if isinstance(value, str) and value in PRICES:
        return PRICES[value]
    if is_number(value) and 0.001 <= value <= 1000:
        return float(value)
    raise ConfigurationError(
        f"poll must be one of {', '.join(PRICES)}, or seconds of waiting that one look is worth: "
        "0.001 to 1000."
    )


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number, which no bool is here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _checked_seconds(value: object) -> float:
    if not is_number(value) or not 0 < value < 1e6:
        raise ConfigurationError("timeout must be a number of seconds above 0: no call is endless.")
    return float(value)


def _checked_retries(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigurationError("max_retries must be a whole number, 0 or more.")
    return value


def _checked_key(given: str | None) -> Secret:
    """No message here may show any part of the key: a wrong key is often a right one, mistyped."""
    key = os.environ.get("VIRTUALSTAGING_API_KEY") if given is None else given
    where = "VIRTUALSTAGING_API_KEY" if given is None else "api_key"
    if key is None:
        raise ConfigurationError(
            "No API key. Set VIRTUALSTAGING_API_KEY or pass api_key=…; "
            "the key is in the settings of your Virtual Staging AI account."
        )
    if not isinstance(key, str):
        raise ConfigurationError(f"{where} must be a string, not {type(key).__name__}.")
    if not key.strip():
        raise ConfigurationError(f"{where} is blank.")
    if key.lower().startswith((f"{KEY_PREFIX.lower()} ", "bearer ")):
        raise ConfigurationError(
            f"{where} must be the key alone: the client itself puts “{KEY_PREFIX} ” before it."
        )
    if any(not "!" <= character <= "~" for character in key):
        raise ConfigurationError(
            f"{where} holds a space, a line break or a character that is not ASCII: "
            "was it copied with something around it?"
        )
    return Secret(key)


def _flag(name: str) -> bool:
    """A variable of the environment that is yes or no; no where it is not set."""
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "0", "1", "false", "true", "no", "yes"):
        raise ConfigurationError(f"{name} must be 1 or 0, not {value[:40]!r}.")
    return value in ("1", "true", "yes")


def _checked_url(url: str, *, allow_insecure_http: bool) -> str:
    if not isinstance(url, str):
        raise ConfigurationError(f"base_url must be a string, not {type(url).__name__}.")
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port  # reading them checks them
    except ValueError as error:
        raise ConfigurationError(f"base_url is not a URL: {error}.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"base_url must look like {PRODUCTION_URL}: with scheme and host.")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError("base_url must hold no user name and no password.")
    if parts.query or parts.fragment or any(c.isspace() for c in url.strip()):
        raise ConfigurationError("base_url must hold no query, no fragment and no space.")
    if parts.scheme == "http" and not (allow_insecure_http or is_loopback(host)):
        raise ConfigurationError(
            "base_url is http, so the API key would travel in the clear. Use https; or, in a "
            f"network that you trust, allow_insecure_http=True, {ALLOW_INSECURE_HTTP}=1 in the "
            "environment, or the command's --allow-insecure-http."
        )
    return _joined(parts)


def _joined(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
