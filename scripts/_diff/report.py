"""What changed, in three forms: for people, as JSON, and as Markdown for a changelog."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from _diff.names import NameChange
from _diff.redocly import Rated
from _diff.verdicts import Change

# Documented in docs/maintaining.md.
NOTHING_BREAKS, BREAKS, CAN_NOT_COMPARE, JUDGE = 0, 1, 2, 3


@dataclass
class Report:
    """All that is known of a difference.

    `notes` says what could not be looked at, and why.
    """

    base: str
    spec: str
    changes: list[Change]
    names: dict[str, list[NameChange]] = field(default_factory=dict)
    redocly: list[Rated] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code."""
        names = [one for listed in self.names.values() for one in listed]
        if any(one.breaks for one in self.changes) or any(one.breaks for one in names):
            return BREAKS
        return JUDGE if any(one.unclear for one in self.changes) else NOTHING_BREAKS


def text(report: Report) -> str:
    """For people: what breaks first, one line for each change, with its place."""
    lines = [_line(report, one) for one in _sorted(report.changes)]
    counts = {
        "break callers": sum("callers" in one.breaks for one in report.changes),
        "break servers": sum("servers" in one.breaks for one in report.changes),
        "to judge by hand": sum(one.unclear and not one.breaks for one in report.changes),
    }
    verdicts = ", ".join(f"{count} {word}" for word, count in counts.items())
    lines.append(f"{len(report.changes)} change(s) of the spec since {report.base}: {verdicts}.")
    for package, names in report.names.items():
        lines += ["", f"Names of {package} ({len(names) or 'none'} changed):"]
        lines += [f"  {one.fate:<8} {one.name}{_shown(one)}" for one in names]
    if report.redocly:
        lines += ["", "Redocly CLI, which rates by semver and for callers alone:"]
        ruled = [one for one in report.redocly if one.rule]
        lines += [f"  {one.impact:<6} {report.spec}:{one.line}: {one.what}" for one in ruled]
        lines.append(f"  and {len(report.redocly) - len(ruled)} change(s) that it has no rule for")
    return "\n".join([*lines, *(f"\n{note}" for note in report.notes)]).strip() + "\n"


def _line(report: Report, one: Change) -> str:
    place = f"{report.spec}:{one.line}" + ("" if one.new else f" at {report.base}")
    return f"{one.verdict:<26} {place}: {one.where}: {one.what}"


def _shown(one: NameChange) -> str:
    place = f" ({one.file}:{one.line})" if one.line and one.fate != "gone" else ""
    return f": {one.what}{place}" if one.fate == "changed" else place


def _sorted(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: (not one.breaks, not one.unclear, one.text, one.line))


def as_json(report: Report) -> str:
    """For programs."""
    whole: dict[str, Any] = {
        "base": report.base,
        "spec": report.spec,
        "exit_code": report.code,
        "changes": [
            {
                "where": one.where,
                "what": one.what,
                "verdict": one.verdict,
                "breaks": sorted(one.breaks),
                "judge_by_hand": one.unclear and not one.breaks,
                "text_only": one.text,
                "line": one.line if one.new else None,
                "line_in_base": one.old_line,
            }
            for one in _sorted(report.changes)
        ],
        "names": {
            package: [vars(one) | {"breaks": one.breaks} for one in names]
            for package, names in report.names.items()
        },
        "redocly": [vars(one) for one in report.redocly],
        "notes": report.notes,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def markdown(report: Report) -> str:
    """For the changelog: what callers and servers have to know; texts are left out."""
    lines: list[str] = []
    groups = {
        "Breaks callers": [one for one in report.changes if "callers" in one.breaks],
        "Breaks servers": [one for one in report.changes if one.breaks == {"servers"}],
        "To judge by hand": [one for one in report.changes if one.unclear and not one.breaks],
        "Breaks nobody": [one for one in report.changes if one.verdict == "breaks nobody"],
    }
    for title, changes in groups.items():
        lines += _section(title, [f"{_code(one.where)}: {one.what}" for one in _sorted(changes)])
    for package, names in report.names.items():
        listed = [
            f"{_code(one.name)} is {one.fate}{': ' + one.what if one.fate == 'changed' else ''}"
            for one in names
        ]
        lines += _section(f"Names of {package}", listed)
    return "\n".join(lines).strip() + "\n" if lines else "Nothing that is sent changed.\n"


def _section(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield from (f"#### {title}", "", *(f"- {one}" for one in items), "")


def _code(text: str) -> str:
    return f"`{text}`"
