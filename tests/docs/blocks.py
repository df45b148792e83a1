"""Finds the fenced blocks of a Markdown page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?P<info>[^\n]*)\n(?P<code>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Args:
        page: The file it stands in.
        line: The line of its fence, counted from 1.
        language: What stands behind the fence: python, json, console.
        info: What stands behind the language, as a title.
        code: Its lines, without the page's indentation.
    """

    page: Path
    line: int
    language: str
    info: str
    code: str

    @property
    def is_included(self) -> bool:
        """Whether it shows another file, which has tests of its own."""
        return self.code.startswith("--8<--")

    @property
    def file(self) -> str | None:
        """The name of the file that its title says it stands in: it is for pytest then."""
        found = re.search(r'title="([\w.]+\.py)"', self.info)
        return None if found is None else found[1]


def blocks(page: Path, language: str) -> Iterator[Block]:
    """The blocks of a page in one language, from top to bottom."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        if found["language"] == language:
            line = text.count("\n", 0, found.start()) + 1
            yield Block(page, line, language, found["info"], dedent(found["code"]))
