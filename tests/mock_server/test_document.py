"""The bundled document is read from YAML once, and from its cache afterwards."""

from importlib.util import cache_from_source
from pathlib import Path

import orjson
import pytest

from virtualstaging_mock._spec import document as _document

TEXT = "openapi: 3.1.0\ninfo: {title: one}\n"
ONE = {"openapi": "3.1.0", "info": {"title": "one"}}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document in a folder where a cache can be written."""
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", None)
    path = tmp_path / "openapi.yaml"
    path.write_text(TEXT)
    return path


def kept_beside(source: Path) -> Path:
    return Path(cache_from_source(str(source.with_suffix(".py")))).with_name("openapi.json")


def test_it_is_decoded_once(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reading needs no YAML, and finds the same."""
    assert _document.read(source) == ONE
    monkeypatch.setattr(_document, "_decode", lambda _text: pytest.fail("decoded again"))
    assert _document.read(source) == ONE
    assert [path.name for path in kept_beside(source).parent.iterdir()] == ["openapi.json"]


def test_a_changed_document_is_read_anew(source: Path) -> None:
    """The cache of another text is not used."""
    _document.read(source)
    source.write_text(TEXT.replace("one", "two"))
    assert _document.read(source) == {**ONE, "info": {"title": "two"}}


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"{}", b'{"sha256": 1}', b"null"])
def test_what_is_broken_is_not_believed(source: Path, broken: bytes) -> None:
    """A broken cache is written anew."""
    _document.read(source)
    kept_beside(source).write_bytes(broken)
    assert _document.read(source) == ONE
    assert orjson.loads(kept_beside(source).read_bytes())["document"] == ONE


def test_nothing_is_kept_where_nothing_can_be(source: Path) -> None:
    """A file in the folder's place, as in one that cannot be written: it is read all the same."""
    kept_beside(source).parent.write_text("")
    assert _document.read(source) == ONE


def test_nothing_is_kept_where_python_shall_keep_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with compiled modules."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert _document.read(source) == ONE
    assert not kept_beside(source).exists()


def test_what_json_cannot_hold_is_not_kept(source: Path) -> None:
    """A date in YAML is no text; it must not become one at the second reading."""
    source.write_text("openapi: 3.1.0\ninfo: {version: 2026-01-01}\n")
    first = _document.read(source)
    assert _document.read(source) == first
    assert not kept_beside(source).exists()
