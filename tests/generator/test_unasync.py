"""The client for threads is what the one for asyncio makes."""

import ast
from pathlib import Path

import pytest

import unasync


def test_it_is_up_to_date_and_a_change_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make check` says which module has been edited, or was not made anew."""
    assert unasync.main(["--check"]) == 0
    for path in unasync.TARGET.glob("*.py"):
        text = path.read_text("utf-8")
        changed = text.replace("limit: int = 20", "limit: int = 21")
        (tmp_path / path.name).write_text(changed, "utf-8")
    monkeypatch.setattr(unasync, "TARGET", tmp_path)
    assert unasync.main(["--check"]) == 1
    assert "renders.py is not what _async makes" in capsys.readouterr().out


def test_nothing_asynchronous_is_left() -> None:
    """Neither statements nor names."""
    for path in unasync.TARGET.glob("*.py"):
        text = path.read_text("utf-8")
        kinds = {type(node) for node in ast.walk(ast.parse(text))}
        assert not kinds & {ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await}, path
        names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert not [name for name in names if "sync" in name.lower()], path


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("async with AsyncThing() as one:", "with Thing() as one:"),
        ("return await self.more()", "return self.more()"),
        ("def list() -> PendingPage[Render]:", "def list() -> Page[Render]:"),
        ("return PendingPage(first)", "return first()"),
        ("Callable[[str], Awaitable[dict[str, Any]]]", "Callable[[str], dict[str, Any]]"),
        ("x: AsyncIterator[int] | AsyncIterable[int]", "x: Iterator[int] | Iterable[int]"),
        ("a variation that is awaited", "a variation that is awaited"),
    ],
)
def test_words(text: str, made: str) -> None:
    """Each is replaced as a whole."""
    assert unasync.made_from(text, "x.py").endswith(made)
