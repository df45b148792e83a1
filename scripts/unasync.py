"""Makes the client for threads, `_sync`, from the one for asyncio, `_async`: one text for both.

`unasync.py` writes it, `unasync.py --check` checks that it is what the asyncio one makes. The
substitutions are those of words: what differs in more than words stands in modules of its own.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wrapper" / "virtualstaging"
SOURCE, TARGET = PACKAGE / "_async", PACKAGE / "_sync"
BANNER = "# Made from _async/{} by scripts/unasync.py (make fix): edit that one.\n\n"

_ALONE = re.compile(r"\n*# begin: asyncio alone\n.*?# end: asyncio alone\n", re.DOTALL)
"""Left out."""

SUBSTITUTIONS: tuple[tuple[str, str], ...] = (
    # What a reader has to know of one of them only.
    (r"The client for asyncio, and its parts\..*", 'The client for threads, and its parts."""'),
    (r" as an asynchronous iterator,", " as an iterator,"),
    (r"; may be async\b", ""),
    # Pages: asyncio's can be awaited or iterated over, the others are there.
    (r"PendingPage\((\w+)\)", r"\1()"),
    (r"from \.pages import AsyncPage, PendingPage", "from .pages import Page"),
    (r"PendingPage", "Page"),
    # Words of the language.
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAsyncItera(ble|tor)\b", r"Itera\1"),
    (r"\bAwaitable\[(.*?)\]\]", r"\1]"),
    (r"__aiter__", "__iter__"),
    (r"__aenter__", "__enter__"),
    (r"__aexit__", "__exit__"),
    # Names.
    (r"\b(an|a) `httpx\.AsyncClient`", r"\1 `httpx.Client`"),
    (r"\bhttpx\.Async", "httpx."),
    (r"\baclose\b", "close"),
    (r", event_loop\b", ""),
    (r"\ba(drive|work|pieces|download_all)\b", r"\1"),
    (r"\bAsync([A-Z]\w+)", r"\1"),
    (r"\b_async\b", "_sync"),
    (r"\b_waiting\.tasks\b", "_waiting.threads"),
)


def made_from(text: str, name: str) -> str:
    """The module for threads."""
    text = _ALONE.sub("\n", text)
    for pattern, replacement in SUBSTITUTIONS:
        text = re.sub(pattern, replacement, text)
    return BANNER.format(name) + text


def write(folder: Path) -> None:
    """Write all modules for threads into a folder, in the project's format."""
    folder.mkdir(exist_ok=True)
    for path in SOURCE.glob("*.py"):
        (folder / path.name).write_text(made_from(path.read_text("utf-8"), path.name), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--config", str(ROOT / "pyproject.toml"), "--quiet"]
    subprocess.run([*ruff, "check", *config, "--select", "I,F401", "--fix", folder], check=True)
    subprocess.run([*ruff, "format", *config, folder], check=True)


def texts(folder: Path) -> dict[str, str]:
    """The modules of a folder."""
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}


def main(arguments: list[str]) -> int:
    """Write, or check."""
    if arguments == ["--check"]:
        with tempfile.TemporaryDirectory(dir=PACKAGE) as scratch:
            write(Path(scratch))
            expected = texts(Path(scratch))
        found = texts(TARGET)
        wrong = sorted(
            name for name in {*expected, *found} if expected.get(name) != found.get(name)
        )
        if wrong:
            print(f"{TARGET}: {', '.join(wrong)} is not what _async makes. Run `make fix`.")
        return 1 if wrong else 0
    for path in TARGET.glob("*.py"):
        path.unlink()
    write(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
