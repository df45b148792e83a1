"""A report of traffic for people."""

from collections.abc import Iterator
from typing import Any


def lines_of(report: dict[str, Any]) -> Iterator[str]:
    """A report for people."""
    webhooks = f", {report['webhooks']} webhooks" if report["webhooks"] else ""
    skipped = f"; {report['skipped']} of other servers skipped" if report["skipped"] else ""
    yield f"{report['exchanges']} exchanges{webhooks}{skipped}."
    titles = {
        "departure": "What contradicts the document",
        "addition": "What the document does not know",
        "note": "What was wrong with requests",
    }
    for kind, title in titles.items():
        entries = [one for one in report["deviations"] if one["kind"] == kind]
        yield f"\n{title}: {len(entries) or 'nothing'}"
        for one in entries:
            yield f"  {one['count']:>5} × {one['name']} (openapi.yaml:{one['line']}): {one['text']}"
            yield f"          as in {one['example']}"
    yield "\nWhat is assumed"
    for verdict in ("refuted", "confirmed", "not seen"):
        for one in report["assumptions"]:
            if one["verdict"] == verdict:
                said = one["text"] if verdict != "refuted" else f"refuted: {one['text']}"
                yield f"  {one['name']} (openapi.yaml:{one['line']}): {said}"
