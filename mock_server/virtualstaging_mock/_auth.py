"""Who calls: the key behind the exact prefix, or a 401 that says what to send."""

import re
from collections.abc import Sequence

from ._validation import Refused

PREFIX = "Api-Key "
# Visible ASCII, as a header's value can carry it; the length is a bound, not the API's.
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_EXPECTED = "Send the header Authorization: Api-Key {your key}, exactly so."
_MOST_REMEMBERED = 1000


class Keys:
    """Says which keys there are.

    Args:
        known: the keys that are let in; None lets any key in.

    Raises:
        ValueError: one of them could not be sent in a header.
    """

    def __init__(self, known: Sequence[str] | None = None) -> None:
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
        if not values:
            raise Refused(401, f"The Authorization header is missing. {_EXPECTED}")
        if len(values) > 1:
            raise Refused(401, f"The Authorization header was sent more than once. {_EXPECTED}")
        value = values[0]
        if not value.startswith(PREFIX):
            raise Refused(401, f"{_mistake(value)} {_EXPECTED}")
        key = value[len(PREFIX) :]
        if not _KEY.fullmatch(key):
            raise Refused(
                401, f"After Api-Key there must be one space and the key alone. {_EXPECTED}"
            )
        if self.known is not None and key not in self.known:
            raise Refused(401, "The API does not know this key.")
        return key


def _mistake(value: str) -> str:
    scheme = value.strip().partition(" ")[0].lower()
    if scheme == "bearer":
        return "This API does not take Bearer tokens."
    if scheme == "api-key":
        return "The prefix Api-Key is case-sensitive and has one space after it."
    return "The Authorization header does not begin with Api-Key."
