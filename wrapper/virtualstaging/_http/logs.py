"""Keeps the key and signed links out of what libraries log while they carry out our requests."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from virtualstaging._core.redact import redacted
from virtualstaging._core.settings import Secret

_key: ContextVar[Secret | None] = ContextVar("virtualstaging_key", default=None)

_LOGGERS = (
    "httpx",  # the URL of each request
    *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
    *("hpack.hpack", "hpack.table"),  # with HTTP/2, each header
)
"""A filter works on the one logger that it was added to, so they are named one by one."""


class _Redacts(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        key = _key.get()
        if key is not None:
            record.msg, record.args = redacted(record.getMessage(), key), None
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_Redacts())


@contextmanager
def redacted_logs(key: Secret) -> Iterator[None]:
    """What is logged in this block, in this thread or task, is about requests of ours."""
    _key.set(key)
    try:
        yield
    finally:
        _key.set(None)  # not reset: a task that nobody awaits is ended in another context
