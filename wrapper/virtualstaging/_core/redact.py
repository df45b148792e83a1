"""Takes secrets out of text that people will see: errors and logs."""

import json
import re
from urllib.parse import quote, urlsplit

from .settings import Secret

LONGEST = 500
"""Characters of a foreign text that an error keeps."""

_URL = r"https?:(?:\\?/){2}"
_QUERY = re.compile(rf"({_URL}(?:[^\s\"'<>\\?#]|\\/)*)[?#][^\s\"'<>]*", re.IGNORECASE)
_USER = re.compile(rf"({_URL})[^\s\"'<>\\/?#@]*@", re.IGNORECASE)
_COOKIE = re.compile(r"(\bset-cookie\b\W{1,6}b?['\"]?)[^'\"\r\n]+", re.IGNORECASE)
_CREDENTIAL = re.compile(r"\b(api-key|bearer|basic)\s+[^\s\"'<>,]+", re.IGNORECASE)
_VENDOR_KEY = re.compile(r"vsai-[\w-]{8,}", re.IGNORECASE)
_DATA_URL = re.compile(r"(data:image/[\w.+-]+;base64,)[A-Za-z0-9+/=]+", re.IGNORECASE)


def redacted(text: str, key: Secret) -> str:
    """The text without keys, other credentials, signatures of links and photos, cut short."""
    text = _shortened(text)
    plain = key.reveal()
    for form in {plain, repr(plain)[1:-1], json.dumps(plain)[1:-1], quote(plain, safe="")}:
        text = text.replace(form, "[key]")
    return cleaned(text)


def cleaned(text: str) -> str:
    """The same where no key of ours is known."""
    text = _CREDENTIAL.sub(r"\1 […]", _shortened(text))
    text = _VENDOR_KEY.sub("[key]", text)
    text = _DATA_URL.sub(r"\1[…]", text)
    text = _COOKIE.sub(r"\1[…]", text)
    text = _USER.sub(r"\1[…]@", text)
    text = _QUERY.sub(r"\1?[…]", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def shown_photo(photo: str) -> str:
    """A photo as it was named; a URL may be signed, so no more of it than host and path."""
    if "://" not in photo:
        return photo
    parts = urlsplit(photo)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _shortened(text: str) -> str:
    """A body may be megabytes; what a cut at this length can split is cut again afterwards."""
    return text[: LONGEST * 20]
