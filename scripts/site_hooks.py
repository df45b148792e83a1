"""What of the documentation is made, not written: mkdocs calls these hooks.

- `pictures/PHOTO.jpg` in a page: that photo of examples/photos. `pictures/PHOTO.WHAT.webp`: what
  the mock server draws of it, where WHAT is `removed`, `enhanced`, a style of sky, or `ROOM.STYLE`
  of a staging, `ROOM.STYLE.2` for its second variation.
- `<!-- help: COMMAND -->`: the help of that command and of its verbs, from its parser.
- `api.html`: the reference of the API, made of openapi/openapi.yaml by Redocly CLI.
"""

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from PIL import Image

import virtualstaging.cli._arguments
import virtualstaging_mock.cli
from virtualstaging_mock._pictures import Pictures, Wanted

ROOT = Path(__file__).parents[1]
PHOTOS = ROOT / "examples" / "photos"
SPEC = ROOT / "openapi" / "openapi.yaml"
WIDTH = 840  # pixels of a picture in a page
_PICTURE = re.compile(r"\bpictures/([\w.-]+)\.(?:jpg|webp)\b")
_HELP = re.compile(r"<!-- help: ([\w-]+) -->")
_PARSERS = {
    "virtualstaging": virtualstaging.cli._arguments.parser,
    "virtualstaging-mock": virtualstaging_mock.cli._parser,
}
_BACK = '<p class="back"><a href="index.html">← Documentation of virtualstaging</a></p>'
_STYLE = """<style>
  :root:root { --search-trigger-color: var(--text-color-secondary) }
  html:not(.dark) .tag-get.tag-get { --tag-color: #0b7a3c }
  .back { margin: 0; padding: 0.7rem 1rem; font: 0.9rem system-ui; background: #3949ab }
  .back a { color: #fff }
</style>"""  # first of all, what Redoc makes too faint for a contrast of 4.5
_WORKER = ".venv/node/node_modules/iframe-worker/shim/index.js"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files that are made. The search needs a worker that a browser allows on file://."""
    texts = [page.content_string for page in files.documentation_pages()]
    named = {(found[0], found[1]) for text in texts for found in _PICTURE.finditer(text)}
    for path, name in sorted(named):
        if path not in files.src_uris:
            files.append(File.generated(config, path, content=picture(name)))
    files.append(File.generated(config, "api.html", content=reference()))
    worker = (ROOT / _WORKER).read_bytes()
    files.append(File.generated(config, "assets/iframe-worker.js", content=worker))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the help of commands where it is asked for."""
    return _HELP.sub(lambda found: "\n".join(_helps(_PARSERS[found[1]]())), markdown)


def picture(name: str) -> bytes:
    """The photo, or what the mock server draws of it, at the width of a page."""
    photo, *what = name.split(".")
    source = (PHOTOS / f"{photo}.jpg").read_bytes()
    drawn = Pictures().draw(_wanted(source, what)).body if what else source
    with Image.open(io.BytesIO(drawn)) as image:
        image.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "WEBP" if what else "JPEG", quality=82)
    return out.getvalue()


def _wanted(photo: bytes, what: list[str]) -> Wanted:
    config: dict[str, Any]
    match what:
        case ["removed"]:
            config = {"type": "staging", "remove_furniture": {"mode": "on"}}
        case ["enhanced"]:
            config = {"type": "enhancement"}
        case [sky]:
            config = {"type": "daytodusk", "sky_style": sky}
        case [room, style, *_]:
            config = {"type": "staging", "add_furniture": {"room_type": room, "style": style}}
    return Wanted("optimized", photo, config=config, number=int((*what, "1", "1")[2]))


def _helps(parser: argparse.ArgumentParser, level: int = 2) -> Iterator[str]:
    os.environ["COLUMNS"] = "84"  # argparse asks the terminal otherwise
    yield f"{'#' * level} `{parser.prog}`\n\n```text\n{parser.format_help().strip()}\n```\n"
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _helps(verb, 3)


def reference() -> str:
    """The reference of the API: one page that fetches nothing, a logo of its maker's neither."""
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "api.html"
        subprocess.run(
            [
                str(Path(sys.executable).with_name("redocly")),
                *("build-docs", str(SPEC), "--output", str(page), "--inlineBundle"),
                *("--openapi.showExtensions", "x-source"),
            ],
            check=True,
            capture_output=True,
            cwd=scratch,
        )
        text = page.read_text(encoding="utf-8").replace("</head>", f"{_STYLE}</head>", 1)
        text = re.sub("<body[^>]*>", lambda found: found[0] + _BACK, text, count=1)
        return re.sub(r"https://cdn\.redoc\.ly/[\w/.-]+", "data:,", text)
