"""Reads recordings in HAR form, as browsers and proxies write them (HAR 1.2)."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from virtualstaging_mock._input import InputError, read_json
from virtualstaging_mock._spec.spec import Match

from .conformance import Judge
from .observed import Recorded
from .report import Report


def check_recording(path: Path, judge: Judge, report: Report, *, base: str | None = None) -> None:
    """Judge every exchange with the API in a recording, and the webhooks in it.

    Args:
        path: the file.
        judge: compares with the document.
        report: receives the exchanges and the webhooks.
        base: the URL below which the API was called; by default any whose path begins with a prefix
            of the document's servers.

    Raises:
        InputError: the file cannot be read, or is no HAR.
    """
    for seen, entry in exchanges(path, judge, base):
        # A webhook may go to a path that begins as the API's own.
        known = seen is not None and isinstance(judge.spec.match(seen.method, seen.path), Match)
        if not known and _webhook(entry, report):
            continue
        if seen is None:
            report.skipped += 1
        else:
            report.add(seen)


def exchanges(
    path: Path, judge: Judge, base: str | None = None
) -> Iterator[tuple[Recorded | None, Any]]:
    """The exchanges of a recording, with their entries; None for those with other servers.

    Raises:
        InputError: the file cannot be read, or is no HAR.
    """
    for number, entry in enumerate(_entries(path), 1):
        yield _recorded(entry, number, judge, base), entry


def began_ms(entry: Any) -> float | None:
    """When an exchange began, in epoch milliseconds; None where the recording does not say."""
    try:
        return datetime.fromisoformat(str(entry["startedDateTime"])).timestamp() * 1000
    except (KeyError, ValueError):
        return None


def _entries(path: Path) -> Iterator[Any]:
    data = read_json(path)
    entries = data.get("log") if isinstance(data, Mapping) else None
    entries = entries.get("entries") if isinstance(entries, Mapping) else None
    if not isinstance(entries, list):
        raise InputError(f"{path} is no HAR: it has no log.entries.")
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
        raise InputError(
            f"Entry {number} is no HAR entry: {type(error).__name__}: {error}."
        ) from None


def _webhook(entry: Any, report: Report) -> bool:
    """Whether an exchange with another server carries an event; it is then counted as one."""
    request = entry.get("request", {})
    posted = request.get("method") == "POST"
    return posted and report.add_webhook(_headers(request), _text(request.get("postData")))


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
