"""Reads the API key of a request, or refuses with a 401 that says what to send."""

import re
from collections.abc import Sequence

from .spec import KeyScheme
from .validation import Refused

# Visible ASCII, as a header's value can carry it; the length is a bound, not the API's.
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_MOST_REMEMBERED = 1000


class Keys:
    """The keys that are let in.

    Args:
        scheme: how they are sent.
        known: the keys that are let in; None lets any key in.

    Raises:
        ValueError: one of them could not be sent in a header.
    """

    def __init__(self, scheme: KeyScheme, known: Sequence[str] | None = None) -> None:
        self._scheme = scheme
        for key in known or ():
            if not _KEY.fullmatch(key):
                raise ValueError("An API key is 1 to 512 visible ASCII characters without blanks.")
        self.known = None if known is None else frozenset(known)
        self._let_in: dict[str, str] = {}

    def read(self, values: Sequence[str]) -> str:
        """The key in the header's values.

        Raises:
            Refused: 401, there is no such key.
        """
        if len(values) == 1 and values[0] in self._let_in:
            return self._let_in[values[0]]
        key = self._read(values)
        if len(self._let_in) < _MOST_REMEMBERED:
            self._let_in[values[0]] = key
        return key

    def _read(self, values: Sequence[str]) -> str:
        header, prefix = self._scheme
        expected = f"Send the header {self._scheme.example}, exactly so."
        if not values:
            raise Refused(401, f"The {header} header is missing. {expected}")
        if len(values) > 1:
            raise Refused(401, f"The {header} header was sent more than once. {expected}")
        value = values[0]
        if not value.startswith(prefix):
            raise Refused(401, f"{_mistake(value, header, prefix.strip())} {expected}")
        key = value[len(prefix) :]
        if not _KEY.fullmatch(key):
            raise Refused(
                401, f"After {prefix.strip()} there must be one space and the key alone. {expected}"
            )
        if self.known is not None and key not in self.known:
            raise Refused(401, "The API does not know this key.")
        return key


def _mistake(value: str, header: str, prefix: str) -> str:
    scheme = value.strip().partition(" ")[0].lower()
    if scheme == prefix.lower():
        return f"The prefix {prefix} is case-sensitive and has one space after it."
    if scheme == "bearer":
        return "This API does not take Bearer tokens."
    return f"The {header} header does not begin with {prefix}."
