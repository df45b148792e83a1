"""Takes secrets out of what is shown, by the names of fields and by their form."""

import functools
import hashlib
import re
from typing import Any
from urllib.parse import unquote

import orjson

GONE = "…"
_WORDS = ("secret", "token", "passw", "credential", "authorization", "signature", "cookie")
_ENDS = ("key", "sig", "pwd")
_NAME = r"[\w.\-\[\]%]{1,80}"
# In JSON that is cut or broken: a name, and what follows it.
_PAIR = re.compile(
    rf'(?P<start>"(?P<name>{_NAME})"\s*:\s*)'
    r'(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|\[[^\]]*(?:\]|$)|\{[^}]*(?:\}|$)|[^\s",{}\[\]]+)'
)
# In a query or a form, of a link or alone.
_FIELD = re.compile(rf"(?P<start>(?:^|[?&;\s])(?P<name>{_NAME})=)[^&;\s\"'<>#]*")
_USER = re.compile(r"(?P<start>\b[a-z][a-z0-9+.\-]*://)[^/\s\"'<>?#]*@", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?P<start>api-?key|bearer|basic|token) +[^\s\"',;]+", re.IGNORECASE)
_KEY = re.compile(r"vsai-pk-[^\s\"'&,;/]*")


@functools.lru_cache(maxsize=1024)
def fingerprint(key: str) -> str:
    """A short name for an API key that does not give the key away."""
    return "key-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def is_secret(name: str) -> bool:
    """Whether a field of this name holds a secret, as names go."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    return plain.endswith(_ENDS) or any(word in plain for word in _WORDS)


def redact(text: str) -> str:
    """The text without what is secret in it: a body, a path with its query, a sentence."""
    if text[:1] in ("{", "["):
        try:
            whole = orjson.loads(text)
        except orjson.JSONDecodeError:  # cut off, or no JSON
            text = _PAIR.sub(_named, text)
        else:
            clean = _without(whole)
            return text if clean == whole else orjson.dumps(clean).decode()
    return _without_forms(text)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: GONE if is_secret(name) and inner is not None else _without(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_without(inner) for inner in value]
    return _without_forms(value) if isinstance(value, str) else value


def _without_forms(text: str) -> str:
    text = _USER.sub(rf"\g<start>{GONE}@", text)
    text = _FIELD.sub(_named, text)
    return _KEY.sub(GONE, _SCHEME.sub(rf"\g<start> {GONE}", text))


def _named(found: "re.Match[str]") -> str:
    return f"{found['start']}{GONE}" if is_secret(unquote(found["name"])) else found[0]
