# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""Errors for answers that are not the spec's. Each keeps the answer: what it speaks of may have been charged.

Links are cut short in it, since errors get logged, pickled and reported.
"""

import json
import re

_LINK = re.compile(rb"(:(?:\\?/){2}[^\s\"'<>/?#\\]*)[^\s\"'<>]*")
_HEADERS_WITH_SECRETS = ("location", "set-cookie")


class AnswerError(Exception):
    """An answer came, and it is not the spec's.

    Args:
        status_code: Its status.
        content: Its body, links cut short.
        headers: Its headers, without those that hold links and cookies.
    """

    _problem = ""

    def __init__(
        self,
        status_code: int,
        content: bytes,
        headers: dict[str, str] | None = None,
        problem: str = "",
    ) -> None:
        problem = problem or self._problem
        super().__init__(
            f"The answer has the status {status_code}{problem}. Its body is in `content`."
        )
        self.status_code = status_code
        self.content = _LINK.sub(rb"\1/...", content)
        self.headers = {
            name: value
            for name, value in (headers or {}).items()
            if name.lower() not in _HEADERS_WITH_SECRETS
        }
        self.problem = problem

    def __reduce__(self) -> tuple[type, tuple[int, bytes, dict[str, str], str]]:
        return type(self), (self.status_code, self.content, self.headers, self.problem)


class UnexpectedStatus(AnswerError):
    """The spec does not name this status for the operation."""

    _problem = ", which the spec does not name"


class UnreadableAnswer(AnswerError):
    """The spec names the status, but the body is not what it says: no JSON, or something is missing."""


def problem(error: Exception) -> str:
    """What a parser met, in words and without values: they may be links."""
    if isinstance(error, KeyError):
        return f", but it lacks {error}"
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
        return ", but it is no JSON that can be read"
    said = _LINK.sub(rb"\1/...", str(error).encode(errors="replace")).decode()
    return f", but a value is not the spec's ({said})"


__all__ = ["AnswerError", "UnexpectedStatus", "UnreadableAnswer"]
