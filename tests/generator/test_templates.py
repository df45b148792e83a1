"""The templates are few and accounted for; so are the modules that know httpx."""

import ast
import re
from pathlib import Path

import pytest

from _spec import ROOT

TEMPLATES = ROOT / "openapi" / "templates"
PAGE = ROOT / "docs" / "generated-client.md"
PACKAGES = {
    "virtualstaging_api": "generated",
    "virtualstaging": "wrapper",
    "virtualstaging_mock": "mock_server",
}


def rows() -> list[tuple[list[str], list[str]]]:
    """Of each line of the table: the templates, and the tests."""
    lines = (TEMPLATES / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [line.strip("|").split("|") for line in lines if line.startswith("| `")]
    return [(re.findall("`([^`]+)`", one[0]), re.findall("`([^`]+)`", one[-1])) for one in cells]


def test_each_template_has_its_reason_and_its_test() -> None:
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.jinja")}
    assert {name for names, _ in rows() for name in names} == there
    for names, tests in rows():
        assert tests, names
        for one in tests:
            assert (ROOT / "tests" / "generator" / one).is_file(), one


def importers(package: str, folder: str) -> set[str]:
    """The modules of a package that import httpx or what is below it."""
    found = set()
    for path in (ROOT / folder / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in ("httpx", "httpcore") for name in names):
                found.add(".".join(path.relative_to(ROOT / folder).with_suffix("").parts))
    return found


def named_on_the_page() -> set[str]:
    text = PAGE.read_text(encoding="utf-8").partition("## When httpx is followed")[2]
    found: set[str] = set()
    for line in text.splitlines():
        if line.startswith("| `"):
            names = re.findall(r"`([\w.]+)`", line.split("|")[1])
            first = names[0].rpartition(".")[0]
            found |= {name if name.startswith("virtual") else f"{first}.{name}" for name in names}
    return found


def test_only_the_modules_that_are_named_import_httpx() -> None:
    found = {name for one in PACKAGES.items() for name in importers(*one)}
    assert found == named_on_the_page()


@pytest.mark.parametrize("line", ["import httpx", "from httpcore import X", "import httpx.y as z"])
def test_an_import_is_noticed(tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder" / "pack").mkdir(parents=True)
    (tmp_path / "folder" / "pack" / "new.py").write_text(f"def f():\n    {line}\n")
    monkeypatch.setattr("tests.generator.test_templates.ROOT", tmp_path)
    assert importers("pack", "folder") == {"pack.new"}
