"""What a client did wrong, for the developer of an application.

Each check looks for a pattern of calls that works in a test and causes harm in production.
"""

import functools
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from virtualstaging_mock._faults.rules import FILE
from virtualstaging_mock._secrets import fingerprint, redact
from virtualstaging_mock._spec.spec import KeyScheme

from .requests import SHORTEST_KEY, Exchange

_K = TypeVar("_K")
_V = TypeVar("_V")
Code = Literal[
    "key_sent_to_file_host",
    "key_in_url",
    "wrong_authorization",
    "polled_too_fast",
    "repeated_create",
    "request_refused",
    "expired_link_used",
    "webhook_not_answered",
]
POLL_INTERVAL_MS = 500
"""Looking at one render more often than this, in milliseconds, is too fast."""
REPEAT_WINDOW_MS = 120_000
"""An equal creating POST within this time, in milliseconds, of one that acted is a repeat."""
_MOST_FINDINGS = 1000
_MOST_REMEMBERED = 10_000
_WORDS = re.compile(r"[/?&=,;:]")
_POLLS = frozenset({"get_render", "get_variation"})
_ADVICE: dict[Code, str] = {
    "key_sent_to_file_host": "The API key was sent to the host of the result files. Result links "
    "are signed and need no key: download through a client that does not send it.",
    "key_in_url": "The API key stands in a URL, where logs and proxies keep it. Send it only in "
    "its header.",
    "wrong_authorization": "The key was not sent as the API wants it: the exact header, prefix, "
    "one space, then the key.",
    "polled_too_fast": "One render or variation was looked at more than twice a second. Wait "
    "longer between looks, or list the renders once for all of them.",
    "repeated_create": "A POST that creates was sent again with an equal body soon after one that "
    "was carried out. Each render charges a photo: look for what the first one made before "
    "repeating it.",
    "request_refused": "A request was refused because it is not valid.",
    "expired_link_used": "A result link was used after it had expired. Read the variation again "
    "for a fresh link, and download at once.",
    "webhook_not_answered": "A webhook was not answered with 200. Answer at once and do the work "
    "later; the event is sent again, up to 3 times.",
}


@dataclass(slots=True)
class Finding:
    """One mistake, with how often it was made."""

    code: Code
    advice: str
    detail: str
    key: str | None
    times: int
    first_at_ms: int
    last_at_ms: int


class Checks:
    """Watches calls and deliveries and keeps what was wrong with them. Safe for threads.

    Args:
        creating: operationIds of the POSTs that create or charge.
        scheme: how the API key is sent.
        keys: API keys known beforehand, to find in URLs; others are learnt from their use.
    """

    def __init__(
        self, creating: frozenset[str], scheme: KeyScheme, keys: tuple[str, ...] = ()
    ) -> None:
        self._scheme = scheme
        self._creating = creating
        self._given_keys = keys
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget everything seen."""
        with self._lock:
            self._keys = dict.fromkeys(self._given_keys)
            self._findings: OrderedDict[tuple[str, str, str | None], Finding] = OrderedDict()
            self._last_look: OrderedDict[tuple[str, str], int] = OrderedDict()
            self._last_create: OrderedDict[tuple[str, int], tuple[int, int | None]] = OrderedDict()

    def findings(self) -> list[Finding]:
        """The findings, in the order in which they were first made."""
        with self._lock:
            return [replace(finding) for finding in self._findings.values()]

    def seen(self, call: Exchange) -> None:
        """Check one call."""
        file = call.operation == FILE
        key, name = call.key, call.owner
        if key is None:
            key = _key_of(call.headers.get(self._scheme.header.lower()))
            name = None if key is None else fingerprint(key)
        with self._lock:
            if key is not None and not file and call.status not in (401, None):
                self._remember(key)
            if file:
                self._file(call, name)
            if call.query or not call.fixed_path:
                self._urls(call, name)
            if call.status == 401 and not file:
                shape = self._shape(call)
                self._add("wrong_authorization", shape, None, call.at_ms)
            elif call.status == 400:
                where = f"{call.operation or f'{call.method} {call.path}'}: {call.message or ''}"
                self._add("request_refused", where, name, call.at_ms)
            if name is not None:
                if call.operation in self._creating:
                    self._repeat(call, name)
                elif call.operation in _POLLS and call.status == 200:
                    self._pace(call, name)

    def webhook_failed(self, at_ms: int, url: str, event_type: str, outcome: str) -> None:
        """Keep that an attempt to deliver a webhook was not answered with 200."""
        detail = f"{event_type} to {url.partition('?')[0]}: {outcome}"
        with self._lock:
            self._add("webhook_not_answered", detail, None, at_ms)

    def _file(self, call: Exchange, name: str | None) -> None:
        authorization = call.headers.get(self._scheme.header.lower())
        if authorization is not None or "api-key" in call.headers or "x-api-key" in call.headers:
            self._add("key_sent_to_file_host", self._shape(call), name, call.at_ms)
        if call.expired:
            self._add("expired_link_used", call.path, name, call.at_ms)

    def _shape(self, call: Exchange) -> str:
        return _shape(call.headers.get(self._scheme.header.lower()), self._scheme)

    def _urls(self, call: Exchange, name: str | None) -> None:
        target = f"{call.path}?{call.query}"
        # The words of the URL are looked up among the keys, of which there may be thousands.
        words = (word for word in _WORDS.split(target) if len(word) >= SHORTEST_KEY)
        if "vsai-pk-" in target or any(word in self._keys for word in words):
            what = call.operation or call.method
            self._add("key_in_url", f"in the URL of {what}", name, call.at_ms)

    def _pace(self, call: Exchange, name: str) -> None:
        last = _swap(self._last_look, (name, call.path), call.at_ms)
        # Where the clock stands still, two equal times do not mean that the calls were fast.
        if last is not None and 0 < call.at_ms - last < POLL_INTERVAL_MS:
            self._add("polled_too_fast", f"GET {call.path}", name, call.at_ms)

    def _repeat(self, call: Exchange, name: str) -> None:
        """An equal POST soon after one that acted: a blind repeat if that one's answer was lost."""
        known = (name, hash((call.method, call.path, call.body)))
        before = self._last_create.get(known)
        if before is not None and call.at_ms - before[0] < REPEAT_WINDOW_MS:
            answered = before[1] if before[1] is not None and before[1] < 400 else None
            self._add("repeated_create", _repeated(call.path, answered), name, call.at_ms)
        if call.acted:
            _swap(self._last_create, known, (call.at_ms, call.status))

    def _remember(self, key: str) -> None:
        if len(self._keys) < _MOST_REMEMBERED:
            self._keys[key] = None

    def _add(self, code: Code, detail: str, key: str | None, at_ms: int) -> None:
        same = (code, detail, key)
        found = self._findings.get(same)
        if found is not None:
            found.times += 1
            found.last_at_ms = at_ms
            return
        shown = redact(detail)
        self._findings[same] = Finding(code, _ADVICE[code], shown, key, 1, at_ms, at_ms)
        if len(self._findings) > _MOST_FINDINGS:
            self._findings.popitem(last=False)


@functools.lru_cache(maxsize=256)
def _repeated(path: str, answered: int | None) -> str:
    if answered is None:
        return f"POST {path}, after one that acted, though its answer did not say so"
    return f"POST {path}, after one that was answered {answered}"


def _swap(memory: OrderedDict[_K, _V], name: _K, value: _V) -> _V | None:
    last = memory.pop(name, None)
    memory[name] = value
    if len(memory) > _MOST_REMEMBERED:
        memory.popitem(last=False)
    return last


def _key_of(authorization: str | None) -> str | None:
    """The key in a header, whatever scheme it was sent with."""
    if authorization is None:
        return None
    return authorization.strip().rpartition(" ")[2] or None


def _shape(value: str | None, wanted: KeyScheme) -> str:
    """Describe a header without giving the key away."""
    if value is None:
        return f"no {wanted.header} header"
    scheme, space, rest = value.strip().partition(" ")
    if not space:
        return "a value without a scheme"
    if f"{scheme} " == wanted.prefix:
        return f"{scheme} with a key" if rest.strip() else f"{scheme} without a key"
    known = scheme.lower() in ("api-key", "basic", "bearer", "key", "token")
    return f"scheme {scheme!r}" if known else "an unknown scheme"
