"""What Redocly CLI says of the same two versions: it rates by semver, for callers alone."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from _spec import SpecError

_RULES = "extends: [diff-recommended]\n"


@dataclass(frozen=True)
class Rated:
    """One change with the impact that Redocly CLI gives it: major, minor or patch.

    `rule` is empty where it has none, and rates by habit.
    """

    impact: str
    what: str
    rule: str
    line: int | None


def rated(old: str, new: str) -> list[Rated]:
    """The changes that Redocly CLI finds between two texts, the gravest first.

    Raises:
        SpecError: It is not installed, or could not read them.
    """
    command = Path(sys.executable).parent / "redocly"
    if not command.exists():
        raise SpecError(f"{command} is missing: `make check` installs it.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (("old.yaml", old), ("new.yaml", new), ("redocly.yaml", _RULES)):
            (folder / file).write_text(text, encoding="utf-8")
        options = ["--config", "redocly.yaml", "--format", "json", "--fail-on", "none"]
        run = subprocess.run(
            [command, "diff", "old.yaml", "new.yaml", *options],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    try:
        found = json.loads(run.stdout)["changes"]
    except (ValueError, KeyError) as error:
        said = (run.stderr or run.stdout).strip().splitlines() or ["nothing"]
        raise SpecError(f"Redocly CLI can't compare these: {said[-1]}") from error
    order = ["major", "minor", "patch"]
    lines = [_rated(one) for one in found]
    return sorted(set(lines), key=lambda one: (order.index(one.impact), one.line or 0, one.what))


def _rated(change: dict[str, object]) -> Rated:
    verdicts = change.get("verdicts")
    first = verdicts[0] if isinstance(verdicts, list) and verdicts else {}
    place = change.get("revision") or change.get("base")
    line = place.get("line") if isinstance(place, dict) else None
    what = first.get("message") or f"{change.get('kind')} {change.get('path')}"
    return Rated(str(change["impact"]), str(what), str(first.get("ruleId", "")), line)
