"""Reads recordings in HAR form, as browsers and proxies write them (HAR 1.2)."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from .conformance import Judge, Recorded
from .report import Report


class HarError(ValueError):
    """A recording cannot be read; the message says why."""


def check_recording(path: Path, judge: Judge, report: Report, *, base: str | None = None) -> None:
    """Judge every exchange with the API in a recording.

    Args:
        path: the file.
        judge: compares with the document.
        report: is told.
        base: the URL below which the API was called; by default any whose path begins with a prefix
            of the document's servers.

    Raises:
        HarError: the file cannot be read, or is no HAR.
    """
    skipped = 0
    for number, entry in enumerate(_entries(path), 1):
        seen = _recorded(entry, number, judge, base)
        if seen is None:
            skipped += 1
        else:
            report.add(seen, judge.judge(seen))
    report.end(skipped)


def _entries(path: Path) -> Iterator[Any]:
    try:
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise HarError(f"Cannot read {path}: {error.strerror or error}.") from None
    except orjson.JSONDecodeError as error:
        raise HarError(f"{path} is no JSON: {error}.") from None
    entries = data.get("log") if isinstance(data, Mapping) else None
    entries = entries.get("entries") if isinstance(entries, Mapping) else None
    if not isinstance(entries, list):
        raise HarError(f"{path} is no HAR: it has no log.entries.")
    return iter(entries)


def _recorded(entry: Any, number: int, judge: Judge, base: str | None) -> Recorded | None:
    try:
        request, response = entry["request"], entry["response"]
        url = urlsplit(str(request["url"]))
        path = _path(str(request["url"]), url.path, judge, base)
        # Status 0 is what browsers write for a request that never got an answer.
        if path is None or not int(response["status"]):
            return None
        headers = _headers(request)
        return Recorded(
            method=str(request["method"]).upper(),
            path=path,
            query=url.query,
            authorization=headers.get(judge.key_header),
            content_type=headers.get("content-type", ""),
            body=_text(request.get("postData")),
            status=int(response["status"]),
            answer_type=_headers(response).get("content-type", ""),
            answer=_text(response.get("content")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HarError(
            f"Entry {number} is no HAR entry: {type(error).__name__}: {error}."
        ) from None


def _path(url: str, path: str, judge: Judge, base: str | None) -> str | None:
    if base is None:
        return judge.below_prefix(path)
    root = base.rstrip("/")
    return url.partition("?")[0][len(root) :] if url.startswith(f"{root}/") else None


def _headers(message: Any) -> dict[str, str]:
    return {str(pair["name"]).lower(): str(pair["value"]) for pair in message.get("headers", [])}


def _text(content: Any) -> bytes:
    """The bytes of a body; HAR encodes what is no text in base64."""
    if not isinstance(content, Mapping):
        return b""
    text = str(content.get("text") or "")
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("a body is not valid base64") from None
