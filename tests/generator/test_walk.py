"""A maintainer edits the spec in a scratch clone, after a change of the vendor's page.

Code that has to be adapted is named with file and line; all other code works without a change.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from _spec import ROOT
from tests.generator.spec_changes import CHANGES, by_name

ADDED = ("new room type", "optional field in an answer", "new operation")
_PARTS = ("openapi", "generated", "wrapper", "mock_server", "scripts", "docs", "pyproject.toml")


ORDER = """
import httpx
from virtualstaging import VirtualStaging, configs
from virtualstaging_api.models import Render

def answer(request):
    assert b'"attic"' in request.read()
    render = {"id": "r", "created_at": 1735689600000, "eta": None, "seed": 7}
    return httpx.Response(200, json=render)

with VirtualStaging("k", http_client=httpx.Client(transport=httpx.MockTransport(answer))) as client:
    config = configs.staging(room_type="attic", style="modern")
    assert client.renders.create("https://example.com/a.jpg", config).seed == 7
"""
REMOVED = "delete_webhook_secret(None)"
REACHES = """
from virtualstaging import VirtualStaging, webhooks
from virtualstaging_api.api.account import get_user
from virtualstaging_api.client import AuthenticatedClient
from virtualstaging_mock import running

with running(api_keys=["k"]) as server:
    with VirtualStaging("k", base_url=server.base_url) as client:
        assert client.account.get().user.uid
    with AuthenticatedClient(server.base_url, "k") as plain:
        assert get_user.sync(client=plain).user.uid
assert webhooks.SIGNATURE_HEADER == "X-Signature"
"""


class Clone:
    """A checkout with the files of this one, and its tools."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in _PARTS:
            source = ROOT / part
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, folder / part, symlinks=True, ignore=ignored)
            else:
                shutil.copy(source, folder / part)
        for command in (["init"], ["add", "."], ["commit", "--message", "As it was"]):
            identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
            subprocess.run(
                ["git", *identity, *command], cwd=folder, check=True, capture_output=True
            )

    @property
    def spec(self) -> Path:
        return self.folder / "openapi" / "openapi.yaml"

    def edit(self, *names: str) -> None:
        """Make some of the realistic changes, one after the other."""
        text = self.spec.read_text(encoding="utf-8")
        for change in (one for one in CHANGES if one.name in names):
            for old, new in change.edits:
                assert old in text, change.name
                text = text.replace(old, new)
        self.spec.write_text(text, encoding="utf-8")

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run something of the clone with the clone's packages."""
        paths = [str(self.folder / one) for one in ("generated", "wrapper", "mock_server")]
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "FORMAT": "text"},
            capture_output=True,
            text=True,
        )

    def types(self) -> list[str]:
        """The type checker's complaints about the wrapper."""
        cache = self.folder.parent / "cache"
        if not cache.exists() and (known := ROOT / ".mypy_cache").exists():
            shutil.copytree(known, cache)  # what it knows of other packages is read once
        options = ["--no-error-summary", "--cache-dir", str(cache)]
        return self.python("-m", "mypy", *options, "wrapper/virtualstaging").stdout.splitlines()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return Clone(tmp_path_factory.mktemp("walk") / "clone")


def test_additions_need_no_code_until_someone_follows_them(clone: Clone) -> None:
    clone.edit(*ADDED)
    made = clone.python("scripts/generate.py")
    assert made.returncode == 0, made.stderr
    assert (clone.folder / "generated/virtualstaging_api/api/renders/cancel_render.py").exists()

    # The wrapper needs nothing: its types hold, the new room type is ordered, the field is there.
    assert clone.types() == []
    ordered = clone.python("-c", ORDER)
    assert ordered.returncode == 0, ordered.stderr
    # The mock can't answer an operation that it has no handler for, and says so.
    started = clone.python("-c", "import virtualstaging_mock; virtualstaging_mock.Mock()")
    assert "cancel_render" in started.stderr.splitlines()[-1]

    # One list names each part that no code follows yet, with its line, and nothing else.
    listed = clone.python("scripts/followed.py").stderr
    lines = clone.spec.read_text(encoding="utf-8").splitlines()
    for number, what in re.findall(r"openapi\.yaml:(\d+): (.*)", listed):
        word = {"RoomType": "attic", "Render.seed": "seed"}.get(what.split(",")[0].split(":")[0])
        assert (word or "post") in lines[int(number) - 1], what
    assert listed.count("openapi.yaml:") == 4
    assert clone.python("scripts/endpoint_page.py", "--check").returncode == 0

    # Only servers break, and the new names are listed.
    difference = clone.python("scripts/spec_diff.py", "HEAD").stdout
    assert "0 break callers, 2 break servers, 0 to judge by hand." in difference
    assert "new      virtualstaging_api.api.renders.cancel_render" in difference
    assert "Names of virtualstaging (none changed)" in difference


def test_what_is_renamed_or_removed_shows_where_code_must_follow(clone: Clone) -> None:
    subprocess.run(["git", "checkout", "--", "."], cwd=clone.folder, check=True)
    text = by_name("field renamed")
    start, end = (
        text.index("    delete:\n      operationId: delete_w"),
        text.index("\ncomponents:\n"),
    )
    text = text[:start] + text[end:]
    clone.spec.write_text(text.replace("percentage_masked: 12", "masked_percentage: 12"))
    made = clone.python("scripts/generate.py")
    assert made.returncode == 0, made.stderr

    assert any("_reads.py:" in one and "percentage_masked" in one for one in clone.types())
    called = clone.python("-c", "from virtualstaging._operations import reads; reads." + REMOVED)
    assert re.search(r"reads\.py.*, line \d+, in delete_webhook_secret", called.stderr)

    started = clone.python("-c", "import virtualstaging_mock; virtualstaging_mock.Mock()")
    assert "delete_webhook_secret" in started.stderr

    listed = clone.python("scripts/followed.py").stderr
    assert "Analysis.masked_percentage: nothing in mock_server/ knows it" in listed
    lost = clone.python("scripts/endpoint_page.py", "--check").stderr
    assert "“percentage_masked: number, optional" in lost
    assert "DELETE /user/webhook-secret: there is no such place" in lost

    difference = clone.python("scripts/spec_diff.py", "HEAD")
    assert difference.returncode == 1
    assert "DELETE /user/webhook-secret: removed" in difference.stdout
    assert "gone     virtualstaging_api.models.analysis.Analysis.percentage_m" in difference.stdout


def test_a_changed_key_header_reaches_client_wrapper_and_mock(clone: Clone) -> None:
    """Without a line of code: all three read it from the spec."""
    subprocess.run(["git", "checkout", "--", "."], cwd=clone.folder, check=True)
    clone.edit("header of the key", "prefix of the key", "header of the signature")
    made = clone.python("scripts/generate.py")
    assert made.returncode == 0, made.stderr
    run = clone.python("-c", REACHES)
    assert run.returncode == 0, run.stderr
