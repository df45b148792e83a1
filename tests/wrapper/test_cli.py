"""The command: what it writes, where, and the code it ends with; on the mock, over a real port."""

import io
import itertools
import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from collections import deque
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from tests.wrapper.support import KEY
from virtualstaging import VirtualStaging
from virtualstaging._core.clock import SystemClock
from virtualstaging._sync.renders import Renders
from virtualstaging.cli import _sending, gallery, main
from virtualstaging.cli._arguments import parser
from virtualstaging_mock import Clock, Running, running

ROOT = Path(__file__).parents[2]
PHOTO = ROOT / "examples" / "photos" / "house-exterior.jpg"
SPEC = yaml.safe_load((ROOT / "openapi" / "openapi.yaml").read_text(encoding="utf-8"))
STAGE = ["stage", "--room", "living", "--style", "modern"]


def operations(server: Running) -> list[str | None]:
    return [each.operation for each in server.mock.requests]


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """What was printed, which must be one JSON document."""
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return json.loads(captured.out)


def copies(count: int) -> list[str]:
    """Photos of different names in the working directory."""
    names = [f"photo-{number}.jpg" for number in range(count)]
    for name in names:
        # Bytes behind the end of a JPEG are not looked at: equal to the eye, not to the mock.
        Path(name).write_bytes(PHOTO.read_bytes() + name.encode())
    return names


def test_stage_writes_the_images_and_one_document(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off a terminal it is JSON by default; progress goes to standard error."""
    assert main([*STAGE, "-n", "3", "-o", "new/out", *copies(2)]) == 0
    found = document(capsys)
    files = [
        Path(path)
        for render in found["renders"]
        for variation in render["variations"]
        for path in variation["files"]
    ]
    assert len(files) == 6
    assert all(path.read_bytes().startswith(b"\xff\xd8\xff") for path in files)
    assert sorted(Path("new/out").glob("[!.]*")) == sorted(files)
    assert [path.name for path in files[:2]] == [
        "photo-0-staging-modern-1.jpg",
        "photo-0-staging-modern-2.jpg",
    ]
    assert [render["photos"] for render in found["renders"]] == [["photo-0.jpg"], ["photo-1.jpg"]]
    assert operations(server).count("create_render") == 2
    assert not server.mock.checks.findings()


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        (["declutter"], ["removal"]),
        (["dusk", "--sky", "golden"], ["daytodusk"]),
        (["enhance"], ["enhancement"]),
        ([*STAGE, "--remove", "on", "--watermark"], ["removal", "staging"]),
    ],
    ids=["declutter", "dusk", "enhance", "remove and stage"],
)
def test_the_other_verbs(
    arguments: list[str], kinds: list[str], server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each makes what its name says."""
    assert main([*arguments, str(PHOTO), "-q"]) == 0
    [render] = document(capsys)["renders"]
    assert [each["type"] for each in render["variations"]] == kinds
    assert all(each["files"] for each in render["variations"])


def test_lines_for_people(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Without JSON the paths are printed, one a line; what happens meanwhile goes to stderr."""
    assert main([*STAGE, "--no-json", *copies(1)]) == 0
    captured = capsys.readouterr()
    [path] = captured.out.splitlines()
    assert Path(path).is_file()
    assert "photo-0.jpg: render r_" in captured.err
    assert "1 of 1 variations have ended" in captured.err
    assert main([*STAGE, "--no-json", "--quiet", *copies(1)]) == 0
    assert not capsys.readouterr().err


def test_multi_view(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Two photos make one render, and two files of each variation."""
    photos = [str(ROOT / f"examples/photos/living-room-view-{number}.jpg") for number in (1, 2)]
    assert main([*STAGE, "--multi-view", "--gallery", *photos]) == 0
    found = document(capsys)
    [render] = found["renders"]
    assert len(render["variations"][0]["files"]) == 2
    page = Path(found["gallery"]).read_text()
    for path in render["variations"][0]["files"]:
        assert f'src="{Path(path).name}"' in page
    assert main([*STAGE, "--multi-view", photos[0]]) == 2


def test_the_gallery(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Before and after, by relative links to files that are there; nothing of another's is lost."""
    Path("out").mkdir()
    Path("out/index.html").write_text("mine")
    shutil.copy(PHOTO, "<b>&'\".jpg")
    for _ in range(2):
        assert main([*STAGE, "-n", "2", "--gallery", "<b>&'\".jpg"]) == 0
        assert document(capsys)["gallery"] == "out/index2.html"
    page = Path("out/index2.html").read_text()
    assert Path("out/index.html").read_text() == "mine"
    assert "<b>&'" not in page
    assert "://" not in page
    sources = [unquote(unescape(part.split('"')[0])) for part in page.split('src="')[1:]]
    assert len(sources) == 3
    assert all((Path("out") / source).is_file() for source in sources)
    assert [one.name for one in Path("out").glob(".*")] == [".orders.jsonl"]


def test_a_gallery_is_added_to(server: Running) -> None:
    """What an earlier command made is still there; what is made anew takes its own place."""
    first, second = copies(2)
    page = Path("out/index.html")
    for photos in ([first], [second], [first, second]):
        assert main([*STAGE, "--gallery", *photos]) == 0
    text = page.read_text()
    assert text.count("<article") == text.count('<li><a href="#p') == 2
    assert main(["stage", "--room", "living", "--style", "coastal", "--gallery", first]) == 0
    assert page.read_text().count("<article") == 3


def test_a_gallery_that_cannot_be_written(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The images are there and named all the same."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gallery, "replaced", full)
    assert main([*STAGE, "--gallery", *copies(1)]) == 1
    assert document(capsys)["renders"][0]["variations"][0]["files"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("nope.jpg", None, "neither a URL"),
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"<html>", "HTML"),
        ("a.jpg", b"GIF89a" + bytes(40), "GIF"),
        ("ftp://example.com/a.jpg", None, "ftp"),
    ],
)
def test_photos_that_are_none(
    name: str,
    data: bytes | None,
    says: str,
    server: Running,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2, and not one photo is sent, not even the good one before it."""
    if data is not None:
        Path(name).write_bytes(data)
    assert main([*STAGE, *copies(1), name]) == 2
    error = document(capsys)["error"]
    assert error["type"] == "ImageError"
    assert says in error["message"]
    assert "Nothing was sent" in error["message"]
    assert not operations(server)
    assert not Path("out").exists()


def test_a_photo_named_twice(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """It would be charged twice; the same photo is found under another spelling."""
    [name] = copies(1)
    assert main([*STAGE, name, f"./{name}"]) == 2
    assert "charged twice" in capsys.readouterr().err
    assert not operations(server)


@pytest.mark.parametrize(
    "arguments",
    [
        ["stage", "a.jpg", "--room", "ballroom", "--style", "modern"],
        ["stage", "a.jpg", "--room", "living"],
        ["stage", "--room", "living", "--style", "modern"],
        [*STAGE, "a.jpg", "-n", "three"],
        [*STAGE, "a.jpg", "--timeout", "-1"],
        [*STAGE, "a.jpg", "--timeout", "nan"],
        ["renders", "--limit", "x"],
        ["webhook-secret", "show"],
        ["paint"],
        [],
    ],
)
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """argparse says what may be written; exit code 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["account", "--api-key", "s3cret"],
        ["account", "--api-key=s3cret"],
        ["account", "--key", "s3cret"],
        ["webhook-secret", "set", "s3cret"],
    ],
)
def test_secrets_are_not_taken_from_the_command_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The error does not repeat them."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert "others can read it" in captured.err
    assert "s3cret" not in captured.err + captured.out


@pytest.mark.parametrize("count", ["0", "21", "-3"])
def test_numbers_that_the_spec_forbids(
    count: str, server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused by the client before anything is sent."""
    assert main([*STAGE, "-n", count, *copies(1)]) == 2
    assert document(capsys)["renders"][0]["error"]["type"] == "ValidationError"
    assert not operations(server)


def test_no_place_for_the_images(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Found out before anything is charged."""
    Path("file").write_text("")
    assert main([*STAGE, *copies(1), "-o", "file/out"]) == 2
    assert "can't be written" in document(capsys)["error"]["message"]
    assert not operations(server)


def test_no_key(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong use; the message names the variable."""
    monkeypatch.delenv("VIRTUALSTAGING_API_KEY")
    assert main(["account"]) == 2
    assert "VIRTUALSTAGING_API_KEY" in document(capsys)["error"]["message"]


def test_a_key_from_a_file_or_from_standard_input(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each key has an account of its own, so another key shows another user."""
    assert main(["account"]) == 0
    first = document(capsys)["user"]
    Path("key").write_text("another-key\n")
    assert main(["account", "--key-file", "key"]) == 0
    second = document(capsys)["user"]
    monkeypatch.setattr("sys.stdin", io.StringIO("another-key\n"))
    assert main(["account", "--key-file", "-"]) == 0
    assert document(capsys)["user"] == second != first
    assert main(["account", "--key-file", "nope"]) == 2
    assert "no such file" in document(capsys)["error"]["message"]


@pytest.mark.parametrize("fault", [{"kind": "html"}, {"kind": "status", "status": 401}])
def test_a_server_that_refuses_everything(
    fault: dict[str, Any], server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and an error of ours; what cannot succeed is not sent."""
    server.mock.faults.add([{"effect": fault}])
    assert main(["account"]) == 1
    assert document(capsys)["error"]["type"] != "VirtualStagingError"
    if fault["kind"] == "status":
        assert main([*STAGE, *copies(3)]) == 1
        errors = [each["error"] for each in document(capsys)["renders"]]
        assert errors[0]["type"] == "AuthenticationError"
        assert "Not sent" in errors[1]["message"]
        assert operations(server).count("create_render") == 1


def test_no_server(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, and where to look."""
    monkeypatch.setattr(SystemClock, "sleep", lambda *_: None)
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    assert main(["account", "--base-url", "http://127.0.0.1:9/v2"]) == 1
    assert document(capsys)["error"]["type"] == "APIConnectionError"


@pytest.mark.parametrize("rate", [0.5, 1.0])
def test_variations_that_fail(
    rate: float, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Exit code 1; the document says which; the others are there."""
    with running(clock=Clock("instant"), failure_rate=rate) as server:
        (tmp_path / "key").write_text(KEY)
        connection = ["--base-url", server.base_url, "--key-file", str(tmp_path / "key")]
        out = str(tmp_path / "out")
        assert main([*STAGE, str(PHOTO), "-n", "6", "-o", out, *connection]) == 1
    [render] = document(capsys)["renders"]
    states = {each["status"] for each in render["variations"]}
    assert states == ({"error", "done"} if rate < 1 else {"error"})
    for each in render["variations"]:
        assert bool(each["files"]) == (each["status"] == "done")


def test_time_runs_out_and_the_rest_is_fetched_later(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """The render is not lost: it is named, and `renders ID` goes on with it."""
    server.mock.set_clock("manual")
    assert main([*STAGE, "--timeout", "0", *copies(1)]) == 1
    captured = capsys.readouterr()
    [render] = json.loads(captured.out)["renders"]
    assert render["error"]["type"] == "WaitTimeoutError"
    assert f"virtualstaging renders {render['render_id']} -o out" in captured.err
    server.mock.advance(600)
    assert main(["renders", render["render_id"]]) == 0
    [later] = document(capsys)["renders"]
    assert Path(later["variations"][0]["files"][0]).is_file()
    assert main(["renders", "r_unknown"]) == 1
    assert document(capsys)["renders"][0]["error"]["type"] == "NotFoundError"


def test_an_interrupt(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 130; what was charged is named, with the way to fetch it."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(VirtualStaging, "as_completed", interrupt)
        assert main([*STAGE, *copies(1)]) == 130
    with VirtualStaging() as client:
        [render] = client.renders.list().items
    assert f"virtualstaging renders {render.id}" in capsys.readouterr().err
    assert not list(Path("out").glob("[!.]*"))


def test_a_fault_of_ours(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was charged is reported all the same, before it shows."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("virtualstaging.cli._jobs.download", fail)
    with pytest.raises(ZeroDivisionError):
        main([*STAGE, *copies(2)])
    captured = capsys.readouterr()
    made = [each["render_id"] for each in json.loads(captured.out)["renders"]]
    assert len(set(made)) == 2
    assert f"virtualstaging renders {' '.join(made)}" in captured.err


def test_a_download_that_fails(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """The other photo's images are there; exit code 1."""
    page = {"kind": "html", "status": 200}
    server.mock.faults.add([{"operation": "file", "times": 1, "effect": page}])
    assert main([*STAGE, *copies(2)]) == 1
    renders = document(capsys)["renders"]
    failed = [each for each in renders if each["error"]]
    assert [each["error"]["type"] for each in failed] == ["DownloadError"]
    assert len(list(Path("out").glob("[!.]*"))) == 1


def test_signed_links_are_shown_only_when_asked_for(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Output ends up in logs."""
    main([*STAGE, "-q", *copies(1)])
    capsys.readouterr()
    for verb in (["renders"], ["analyze", "photo-0.jpg"]):
        for form in ("--json", "--no-json"):
            assert main([*verb, form]) == 0
            assert "signature" not in capsys.readouterr().out
            assert main([*verb, form, "--links"]) == 0
            assert "signature" in capsys.readouterr().out


def test_renders_are_listed(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest first, as many as asked for."""
    made = []
    for photo in copies(3):
        main([*STAGE, "-q", photo])
        made.append(document(capsys)["renders"][0]["render_id"])
    assert main(["renders", "--limit", "2"]) == 0
    assert [each["id"] for each in document(capsys)["renders"]] == made[:0:-1]
    assert main(["renders", "--no-json"]) == 0
    _, *lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == made[::-1]
    assert main(["renders", "--limit", "0"]) == 2


def test_the_account(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """What is used, and what there is."""
    main([*STAGE, "-q", *copies(1)])
    capsys.readouterr()
    assert main(["account", "--no-json"]) == 0
    assert "staging        1 of 100000 photos used" in capsys.readouterr().out


def test_the_webhook_secret(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the environment or standard input, never shown."""
    monkeypatch.setenv("VIRTUALSTAGING_WEBHOOK_SECRET", "s3cret")
    assert main(["webhook-secret", "set", "--no-json"]) == 0
    monkeypatch.delenv("VIRTUALSTAGING_WEBHOOK_SECRET")
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret-2\n"))
    assert main(["webhook-secret", "set"]) == 0
    assert main(["webhook-secret", "delete"]) == 0
    captured = capsys.readouterr()
    assert "s3cret" not in captured.out + captured.err
    sent = [each for each in operations(server) if each and "secret" in each]
    assert sent == ["set_webhook_secret", "set_webhook_secret", "delete_webhook_secret"]
    assert main(["webhook-secret", "set"]) == 2
    assert main(["webhook-secret", "set", "--key-file", "-"]) == 2


def test_the_choices_are_those_of_the_spec(capsys: pytest.CaptureFixture[str]) -> None:
    """Every value of the spec's enums is taken, and no other is."""
    schemas = SPEC["components"]["schemas"]
    for room in schemas["RoomType"]["enum"]:
        for style in schemas["Style"]["enum"]:
            options = parser().parse_args(["stage", "a", "--room", room, "--style", style])
            assert (options.room, options.style) == (room, style)
    for sky in schemas["SkyStyle"]["enum"]:
        assert parser().parse_args(["dusk", "a", "--sky", sky]).sky == sky
    for mode in schemas["RemovalMode"]["enum"]:
        assert parser().parse_args(["declutter", "a", "--mode", mode]).mode == mode


def test_a_reader_that_goes_away(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """`virtualstaging renders | head -1` ends without a complaint."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "virtualstaging.cli", "account"],
            stdout=gone,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.stderr == b""
    assert done.returncode == 1


def test_a_bar_on_a_terminal(server: Running) -> None:
    """With rich, and names with markup in them shown as they are."""
    name = "[red]room.jpg"
    shutil.copy(PHOTO, name)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "virtualstaging.cli", *STAGE, name]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: read_terminal(ours), b""))
    os.close(ours)
    assert process.returncode == 0
    assert b"1/1" in shown
    assert b"[red]room.jpg: render r_" in shown
    assert b"out/[red]room-staging-modern-1.jpg" in shown


def read_terminal(terminal: int) -> bytes:
    """What comes next; nothing when the other side has ended, which Linux calls an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_several_are_sent_at_once_and_the_same_is_not_paid_again(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four besides the first are under way together; each line names its photo."""
    together = threading.Barrier(4)
    create = Renders.create
    sent = itertools.count()

    def created(renders: Renders, *photos: Any, **more: Any) -> Any:
        if 0 < next(sent) < 5:
            together.wait(30)
        return create(renders, *photos, **more)

    photos = copies(4)
    for folder in ("elm", "oak"):
        Path(folder).mkdir()
    kitchen = shutil.move(photos.pop(), "elm/kitchen.jpg")
    Path("oak/kitchen.jpg").write_bytes(Path(kitchen).read_bytes() + b"another")
    photos += ["elm/kitchen.jpg", "oak/kitchen.jpg"]
    monkeypatch.setattr(Renders, "create", created)
    assert main([*STAGE, *photos]) == 0
    shown = capsys.readouterr().err
    assert all(f"{Path(photo).name}: render r_" in shown for photo in photos)
    assert Path("out/elm-kitchen-staging-modern-1.jpg").exists()
    assert Path("out/oak-kitchen-staging-modern-1.jpg").exists()
    assert main([*STAGE, *photos]) == 0
    assert (
        "photo-0.jpg: out/photo-0-staging-modern-1.jpg is there already" in capsys.readouterr().err
    )
    Path("out/photo-0-staging-modern-1.jpg").unlink()
    assert main([*STAGE, *photos]) == 0
    assert Path("out/photo-0-staging-modern-1.jpg").exists()
    assert operations(server).count("create_render") == 5
    assert main([*STAGE, "--again", photos[0]]) == 0
    assert operations(server).count("create_render") == 6


def test_two_threads_may_reach_for_the_last_photo(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Taken(deque[Any]):
        """Seems to hold one more, as when another thread takes it at this very moment."""

        def __bool__(self) -> bool:
            return True

    monkeypatch.setattr(_sending, "deque", Taken)
    assert main([*STAGE, *copies(3)]) == 0
    assert operations(server).count("create_render") == 3


def test_what_was_being_sent_when_a_run_was_killed_is_not_paid_again(
    server: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported, and where to look."""

    class Killed(BaseException):
        pass

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Renders, "create", kill)
        with pytest.raises(Killed):
            main([*STAGE, *copies(1)])
    capsys.readouterr()
    assert main([*STAGE, *copies(1)]) == 1
    assert "was being sent" in document(capsys)["renders"][0]["error"]["message"]
    assert not operations(server)
    assert main([*STAGE, "--again", *copies(1)]) == 0
