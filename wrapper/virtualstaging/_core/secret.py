"""Keeps the API key, signed links and bodies out of what people and tools see: the repr of a
setting, error messages, what libraries log, and the local variables of tracebacks.
"""

import functools
import inspect
import json
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import quote, urlsplit

T = TypeVar("T")

LONGEST = 500
"""Characters of a text from outside that an error keeps."""

_URL = r"https?:(?:\\?/){2}"
_QUERY = re.compile(rf"({_URL}(?:[^\s\"'<>\\?#]|\\/)*)[?#][^\s\"'<>]*", re.IGNORECASE)
_USER = re.compile(rf"({_URL})[^\s\"'<>\\/?#@]*@", re.IGNORECASE)
_COOKIE = re.compile(r"(\bset-cookie\b\W{1,6}b?['\"]?)[^'\"\r\n]+", re.IGNORECASE)
_CREDENTIAL = re.compile(r"\b(api-key|bearer|basic)\s+[^\s\"'<>,]+", re.IGNORECASE)
_VENDOR_KEY = re.compile(r"vsai-[\w-]{8,}", re.IGNORECASE)
_DATA_URL = re.compile(r"(data:image/[\w.+-]+;base64,)[A-Za-z0-9+/=]+", re.IGNORECASE)


class Secret:
    """A string that shows itself only when asked to: not in a repr, a log, a pickle or `vars`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself."""
        return self._value

    def is_in(self, value: object) -> bool:
        """Whether a text holds it. One that is too short for a key of the API, as for a mock, may
        stand in any."""
        return isinstance(value, str) and len(self._value) >= 8 and self._value in value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key is not pickled. Make a client where it is needed.")


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


log_key: ContextVar[Secret | None] = ContextVar("virtualstaging_key", default=None)
"""Set while a request of ours is carried out in this thread or task: what libraries then log is
about it, and is redacted. Set to None afterwards, not reset: a task that nobody awaits is ended in
another context.
"""

_LOGGERS = (
    "httpx",  # the URL of each request
    *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
    *("hpack.hpack", "hpack.table"),  # with HTTP/2, each header
)
"""A filter works on the one logger that it was added to, so they are named one by one."""


class _Redacts(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        key = log_key.get()
        if key is not None:
            record.msg, record.args = redacted(record.getMessage(), key), None
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_Redacts())


_OURS = ("virtualstaging.", "virtualstaging_api.")


def discreet(thing: T) -> T:
    """A function, or a class with its public methods, behind whose errors no locals are kept."""
    if not inspect.isclass(thing):
        return cast(T, _wrapped(thing))  # type: ignore[arg-type]
    for name, member in list(vars(thing).items()):
        if inspect.isfunction(member) and (name == "__init__" or not name.startswith("_")):
            setattr(thing, name, _wrapped(member))
    return thing


def _wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            try:
                return await function(*args, **kwargs)
            except BaseException as error:
                del args, kwargs
                _forget_locals(error)
                raise

        return wrapper

    @functools.wraps(function)
    def plain_wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            _forget_locals(error)
            raise

    return plain_wrapper


def _forget_locals(error: BaseException) -> None:
    """Of all frames of ours that have ended, of this error and of those behind it."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        todo += [one.__cause__, one.__context__]
        _clear(one.__traceback__)


def _clear(trace: TracebackType | None) -> None:
    while trace is not None:
        frame = trace.tb_frame
        if str(frame.f_globals.get("__name__", "")).startswith(_OURS):
            with suppress(RuntimeError):  # it is still at work
                frame.clear()
        trace = trace.tb_next
