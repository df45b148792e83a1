"""Marks: each request of a batch may have one of its own in its `webhook_url`.

An event names its render, and the URL that it comes to the request: so it says for sure which
render was made for which row, also when the answer to the request was lost. The mark is the random
name that the request has in the journal. It is no secret of the account, and it is not signed; but
nobody else knows it, as it is sent to the API alone.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from virtualstaging.errors import ValidationError

PARAMETER = "batch"
"""The parameter of the query that holds the mark."""


def check_webhook_url(url: str) -> None:
    """`ValidationError` if no event can be sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise ValidationError("webhook_url must be an http or https URL without a fragment (#…).")
    if PARAMETER in parse_qs(parts.query, keep_blank_values=True):
        raise ValidationError(
            f"webhook_url has the parameter {PARAMETER!r}, which a batch adds itself."
        )


def marked(url: str, mark: str) -> str:
    """The URL that events of one request are sent to."""
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode({PARAMETER: mark})}"


def mark_of(url: str) -> str | None:
    """The mark in a URL that an event came to; None if there is none."""
    try:
        marks = parse_qs(urlsplit(url).query).get(PARAMETER, [])
    except ValueError:
        return None
    return marks[0] if len(marks) == 1 else None
