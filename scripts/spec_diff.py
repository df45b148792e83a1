"""What changed in `openapi/openapi.yaml` since a git ref, and which programs it breaks.

    make spec-diff BASE=v1.0.0        default: the newest tag, else the last commit

Callers are programs written for the old description; servers are those that implement it, the mock
among them. New fields, enum values and alternatives in answers do not break callers: the client
passes them through. What no rule understands is reported, too, to be judged by hand. Beside it: the
names of the generated client and of the wrapper that appear, change or vanish, and what Redocly CLI
says.

Exit code 0 when nothing breaks, 1 when something does, 3 when nothing surely does but something is
to be judged by hand, 2 when there is nothing to compare.
"""

import argparse
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from _diff.api import changes
from _diff.lines import Document, read
from _diff.names import name_changes
from _diff.redocly import rated
from _diff.report import CAN_NOT_COMPARE, Report, as_json, markdown, text
from _spec import ROOT, SPEC, SpecError
from spec_lint import standard_rules

FORMS = {"text": text, "json": as_json, "markdown": markdown}
_PACKAGES = {"virtualstaging_api": "generated", "virtualstaging": "wrapper"}


def report(base: str) -> Report:
    """Everything that differs between a git ref and the working tree.

    Raises:
        SpecError: There is no such ref, no spec in it, or one of the two can't be read.
    """
    name = SPEC.relative_to(ROOT).as_posix()
    old_text, new_text = base_text(base, name), _own_text()
    documents = [_read(old_text, f"{name} at {base}"), _read(new_text, name)]
    found = Report(base, name, changes(*documents))
    if old_text != new_text:
        try:
            found.redocly = rated(old_text, new_text)
        except SpecError as error:
            found.notes.append(str(error))
    _add_names(found)
    return found


def _read(content: str, name: str) -> Document:
    document = read(content, name)
    check_sound(document)
    return document


def check_sound(document: Document) -> None:
    """Is what the comparison takes for granted there?

    Raises:
        SpecError: It is not; the message says where.
    """
    for place, ref in document.references():
        if document.at(ref) is None:
            raise SpecError(f"{document.name}:{place.line}: the reference {ref} leads nowhere.")
    for where, what in standard_rules(document.data):
        raise SpecError(f"{document.name} is no valid OpenAPI document: {where}: {what}")


def _add_names(found: Report) -> None:
    """The public names, read from the files of both sides without importing them."""
    with tempfile.TemporaryDirectory() as name:
        old, new = Path(name) / "old", Path(name) / "new"
        _unpack(found.base, old)
        for package, folder in _PACKAGES.items():
            if not (old / folder / package).is_dir():
                found.notes.append(
                    f"There is no {folder}/{package} at {found.base} to compare with."
                )
                continue
            here = ROOT / folder
            if package == "virtualstaging_api" and (problem := _generated(new)) is not None:
                found.notes.append(f"The names of {package} are unknown: {problem}")
                continue
            if package == "virtualstaging_api" and new.exists():
                here = new
            found.names[package] = name_changes(old / folder, here, package)


def _generated(folder: Path) -> str | None:
    """Makes the client of the spec as it is now, unless `generated/` surely is; or why it can't."""
    if not _git("status", "--porcelain", "--", "openapi", "generated").stdout:
        return None
    from generate import PACKAGE, GenerationError, build

    folder.mkdir()
    try:
        build(SPEC, folder / PACKAGE)
    except (GenerationError, SpecError) as error:
        return str(error)
    return None


def _unpack(ref: str, folder: Path) -> None:
    folders = [
        one for one in _PACKAGES.values() if not _git("cat-file", "-e", f"{ref}:{one}").returncode
    ]
    if folders:
        run = subprocess.run(["git", "archive", ref, *folders], cwd=ROOT, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(run.stdout)) as archive:
            archive.extractall(folder, filter="data")


def base_text(ref: str, name: str) -> str:
    """The spec as it was at a git ref.

    Raises:
        SpecError: There is no such ref, or no spec in it.
    """
    run = _git("show", f"{ref}:{name}")
    if run.returncode:
        raise SpecError(f"There is no {name} at {ref!r}: {run.stderr.strip()}")
    return run.stdout


def _own_text() -> str:
    try:
        return SPEC.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{SPEC} can't be read: {error}") from error


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )


def default_base() -> str:
    """The newest tag, or the last commit where there is none."""
    run = _git("describe", "--tags", "--abbrev=0")
    return run.stdout.strip() if run.returncode == 0 else "HEAD"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", nargs="?", help="a git ref; default: BASE, the newest tag, or HEAD")
    parser.add_argument("--json", action="store_const", const="json", dest="form")
    parser.add_argument("--markdown", action="store_const", const="markdown", dest="form")
    options = parser.parse_args(arguments)
    base = options.base or os.environ.get("BASE") or default_base()
    form = options.form or os.environ.get("FORMAT") or "text"
    if base.startswith("-") or form not in FORMS:
        problem = f"FORMAT={form} is none of {', '.join(FORMS)}." if form not in FORMS else base
        print(problem, file=sys.stderr)
        return CAN_NOT_COMPARE
    try:
        found = report(base)
    except SpecError as error:
        print(error, file=sys.stderr)
        return CAN_NOT_COMPARE
    print(FORMS[form](found), end="")
    return found.code


if __name__ == "__main__":
    sys.exit(main())
