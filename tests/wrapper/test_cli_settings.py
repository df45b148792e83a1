"""Profiles, completion, options before the verb, --verbose, and how photos are named."""

import io
import json
import stat
import subprocess
import sys
import time
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.wrapper.support import KEY
from virtualstaging import Render, VirtualStaging
from virtualstaging.cli import main
from virtualstaging.cli._output import in_words_of_the_command
from virtualstaging.cli._reads import _line
from virtualstaging_mock import Running

PHOTO = Path(__file__).parents[2] / "examples" / "photos" / "house-exterior.jpg"
STAGE = ["stage", "--room", "living", "--style", "modern"]
OTHER = "vsai-pk-0ther1-0ther1"


def typed(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """This comes on standard input."""
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def names(place: Path, *found: str) -> list[str]:
    """Photos of these names, no two alike."""
    for name in found:
        place.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        place.joinpath(name).write_bytes(PHOTO.read_bytes() + name.encode())
    return list(found)


def sent(server: Running) -> int:
    return len([one for one in server.mock.requests if one.operation == "create_render"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the configuration file, and no key in the environment."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VIRTUALSTAGING_API_KEY", raising=False)
    return tmp_path / "home" / "virtualstaging" / "config.ini"


def test_a_profile_holds_key_and_server(
    server: Running, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Its key goes to its server, also where the environment names another."""
    assert main(["account"]) == 2  # there is no key yet
    typed(f"{KEY}\n", monkeypatch)
    assert main(["config", "set", "--base-url", server.base_url]) == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", "http://127.0.0.1:9/v2")
    assert main(["account"]) == 0
    typed(OTHER, monkeypatch)
    assert main(["config", "set", "--profile", "work"]) == 0
    assert main(["config", "show", "--no-json"]) == 0
    assert main(["--profile", "work", "config", "delete"]) == 0
    assert main(["--profile", "work", "account"]) == 2
    out = capsys.readouterr()
    assert f"default       {server.base_url}  (key set)" in out.out
    assert "work          https://api.virtualstagingai.app/v2" in out.out
    for secret in (KEY, OTHER):
        assert secret not in out.out + out.err


def test_the_environments_key_goes_before_the_usual_profile_and_not_before_a_named_one(
    server: Running, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for options in ([], ["--profile", "work"]):
        typed(OTHER, monkeypatch)
        assert main(["config", "set", "--base-url", server.base_url, *options]) == 0
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    keys = []
    for options in ([], ["--profile", "work"]):
        assert main([*options, "account"]) == 0
        keys.append(list(server.mock.requests)[-1].key)
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    ("text", "mode", "says"),
    [
        (f"[default]\napi_key = {KEY}\n", 0o644, "chmod 600"),
        (f"api_key = {KEY}\n", 0o600, "is no configuration file"),
        ("[default]\nbase_url = x\n", 0o600, "holds no key"),
        (f"[default]\napi_key = {KEY}\nallow_insecure_http = maybe\n", 0o600, "yes or no"),
        (f"[default]\napi_key = {KEY}\nbase_url = ftp://x\n", 0o600, "--base-url"),
    ],
)
def test_a_file_that_cannot_be_used(
    home: Path, text: str, mode: int, says: str, capsys: Any
) -> None:
    home.parent.mkdir(parents=True)
    home.write_text(text)
    home.chmod(mode)
    assert main(["account"]) == 2
    found = capsys.readouterr()
    assert says in found.err
    assert KEY not in found.out + found.err


@pytest.mark.parametrize("text", ["", "two words", "Api-Key vsai-pk-1"])
def test_a_key_that_cannot_be_one_is_not_kept(
    home: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(text, monkeypatch)
    assert main(["config", "set"]) == 2
    assert not home.exists()


@pytest.mark.parametrize("words", [["--json", "account"], ["account", "--json"]])
def test_options_stand_before_or_behind_the_verb(
    words: list[str], server: Running, capsys: Any
) -> None:
    assert main(["--no-json", *words[:1], *words[1:]]) == 0
    assert "user" in json.loads(capsys.readouterr().out)


def test_verbose_shows_requests_without_key_and_links(server: Running, capsys: Any) -> None:
    names(Path(), "a.jpg")
    assert main(["-v", *STAGE, "a.jpg"]) == 0
    shown = capsys.readouterr().err
    assert f"HTTP Request: POST {server.base_url}/renders" in shown
    assert KEY not in shown
    assert "?signature" not in shown
    assert "?[…]" in shown or "/_mock/files" not in shown


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_is_a_script_of_that_shell(shell: str, capsys: Any) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "--multi-view" in script
    assert "scandinavian" in script
    assert "--api-key" not in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_bash_completes_verbs_and_values(tmp_path: Path, capsys: Any) -> None:
    main(["completion", "bash"])
    (tmp_path / "script").write_text(capsys.readouterr().out)
    ask = (
        f"source {tmp_path}/script; COMP_WORDS=(virtualstaging stage --style mo); COMP_CWORD=3; "
        "_shtab_virtualstaging virtualstaging mo --style; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["modern"]


def test_a_folder_and_a_pattern_are_the_photos_in_them(server: Running, capsys: Any) -> None:
    names(Path("rooms"), "b.jpg", "a.JPG", ".hidden.jpg", "deeper/c.jpg")
    Path("rooms/notes.txt").write_text("not a photo")
    assert main([*STAGE, "rooms"]) == 0
    found = json.loads(capsys.readouterr().out)["renders"]
    assert [one["photos"] for one in found] == [["rooms/a.JPG"], ["rooms/b.jpg"]]
    assert main([*STAGE, "rooms/[b]*", "-o", "other"]) == 0
    assert sent(server) == 3


def test_a_file_with_the_name_of_a_pattern_is_that_file(server: Running) -> None:
    names(Path(), "[a].jpg", "a.jpg")
    assert main([*STAGE, "[a].jpg"]) == 0
    assert sent(server) == 1


@pytest.mark.parametrize("name", ["empty", "no*.jpg"])
def test_a_folder_or_pattern_without_photos_is_wrong_use(name: str, server: Running) -> None:
    Path("empty").mkdir()
    assert main([*STAGE, *names(Path(), "a.jpg"), name]) == 2
    assert sent(server) == 0


def test_a_photo_on_standard_input(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(PHOTO.read_bytes(), monkeypatch)
    assert main([*STAGE, "-"]) == 0
    assert sent(server) == 1
    for nothing in (b"", b"<html>"):
        typed(nothing, monkeypatch)
        assert main([*STAGE, "-"]) == 2
    assert sent(server) == 1


def test_a_dry_run_shows_the_price_and_sends_nothing(server: Running, capsys: Any) -> None:
    photos = names(Path(), "a.jpg", "b.jpg")
    assert main([*STAGE, "--dry-run", "-n", "3", *photos]) == 0
    shown = json.loads(capsys.readouterr().out)["dry_run"]
    assert (shown["renders"], shown["variations"], shown["staging_left"]) == (2, 6, 100_000)
    assert main([*STAGE, "--dry-run", "--no-json", *photos]) == 0
    assert "2 photos would be charged, for 2 variations" in capsys.readouterr().out
    assert main([*STAGE, "--dry-run", "nowhere.jpg"]) == 2
    assert sent(server) == 0
    assert main([*STAGE, "a.jpg"]) == 0
    capsys.readouterr()
    for more, renders in (([], 1), (["--again"], 2)):  # what is there is not paid again
        assert main([*STAGE, "--dry-run", *more, *photos]) == 0
        assert json.loads(capsys.readouterr().out)["dry_run"]["renders"] == renders


def test_variations_are_added_to_a_render(server: Running, capsys: Any) -> None:
    assert main([*STAGE, *names(Path(), "a.jpg")]) == 0
    render_id = json.loads(capsys.readouterr().out)["renders"][0]["render_id"]
    more = ["variations", "add", render_id, "--room", "living", "--style", "coastal", "-n", "2"]
    assert main([*more, "-o", "more"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["variations"]) == 2
    assert all(Path(one["files"][0]).is_file() for one in found["variations"])
    assert main(["variations", "add", render_id, "--do", "enhance"]) == 0
    assert main(["variations", "add", render_id]) == 2  # no room, no style
    assert main(["variations", "add", "nobody", "--do", "dusk"]) == 1
    assert sent(server) == 1


def test_renders_have_a_header_and_the_time_of_here(
    server: Running, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert main([*STAGE, *names(Path(), "a.jpg")]) == 0
    render_id = json.loads(capsys.readouterr().out)["renders"][0]["render_id"]
    with VirtualStaging() as client:
        created = client.renders.get(render_id).created_at_datetime
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert main(["renders", "--no-json"]) == 0
    finally:
        monkeypatch.undo()
        time.tzset()
    head, line = capsys.readouterr().out.splitlines()
    assert head.split() == ["RENDER", "CREATED", "VARIATIONS"]
    assert line.index("staging") == head.index("VARIATIONS")
    there = created.astimezone(timezone(timedelta(hours=9)))
    assert line.split()[1:3] == [f"{there:%Y-%m-%d}", f"{there:%H:%M}"]


def test_a_time_that_cannot_be_hides_no_render() -> None:
    bare = {"id": "r1", "created_at": 1e300, "eta": None}
    assert _line(Render.from_dict(bare), 4) == "r1    1e+300            -"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-n", "two"], "a whole number is needed"),
        (["--timeout", "soon"], "a number of seconds is needed"),
        (["--style", "modren"], "choose from"),
    ],
)
def test_errors_speak_no_python(words: list[str], says: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*STAGE, *words, "a.jpg"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert says in said
    assert "int value" not in said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Is base_url right?", "Is --base-url right?"),
        ("used up: see account.get().", "used up: see `virtualstaging account`."),
        ("Set X or pass api_key=…; the", "Set X or see `virtualstaging config`; the"),
        ("my-base_url.jpg", "my-base_url.jpg"),
    ],
)
def test_messages_name_options_and_verbs(message: str, said: str) -> None:
    assert in_words_of_the_command(message) == said


def test_no_file_is_left_of_standard_input(
    server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "scratch").mkdir()
    typed(PHOTO.read_bytes(), monkeypatch)
    assert main([*STAGE, "-"]) == 0
    assert list((tmp_path / "scratch").iterdir()) == []
