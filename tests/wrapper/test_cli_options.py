"""Every option of the command arrives where it is meant to; and a page of any names is sound."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from virtualstaging import VirtualStaging, configs
from virtualstaging.cli import gallery, main
from virtualstaging_api.models.removal_mode import REMOVAL_MODE_VALUES
from virtualstaging_api.models.sky_style import SKY_STYLE_VALUES
from virtualstaging_mock import Running

PHOTO = Path(__file__).parents[2] / "examples" / "photos" / "house-exterior.jpg"
ROOM: Any = {"room_type": "bed", "style": "coastal"}
STAGE = ["stage", "--room", "bed", "--style", "coastal"]
VERBS: list[tuple[list[str], Any]] = [
    (STAGE, configs.staging(**ROOM)),
    ([*STAGE, "--watermark"], configs.staging(**ROOM, watermark=True)),
    (["declutter"], configs.declutter()),
    (["declutter", "--watermark"], configs.declutter(watermark=True)),
    (["enhance"], configs.enhancement()),
    *(
        ([*STAGE, "--remove", mode], configs.staging(**ROOM, remove_furniture=mode))
        for mode in REMOVAL_MODE_VALUES
    ),
    *(
        (["declutter", "--mode", mode], configs.declutter(mode=mode))
        for mode in REMOVAL_MODE_VALUES
    ),
    *((["dusk", "--sky", sky], configs.dusk(sky_style=sky)) for sky in SKY_STYLE_VALUES),
]


@pytest.fixture(autouse=True)
def photo(server: Running) -> None:
    """One in the working directory."""
    shutil.copy(PHOTO, "photo.jpg")


@pytest.mark.parametrize(("arguments", "config"), VERBS, ids=range(len(VERBS)))
def test_a_verb_orders_what_its_options_say(
    arguments: list[str], config: Any, server: Running
) -> None:
    """What the server was asked for is what the library would have asked it for."""
    assert main([*arguments, "-q", "-n", "2", "photo.jpg"]) == 0
    with VirtualStaging() as client:
        [render] = client.renders.list()
    shown = render.to_dict()["variations"]["items"]
    found = [one["config"] for one in shown]
    # The API makes a removal by itself before it furnishes: that was not asked for.
    asked = [one for one in found if ("add_furniture" in one) == ("--room" in arguments)]
    assert asked == [config.to_dict()] * 2


@pytest.mark.parametrize("which", ["best", "optimized", "thumbnail"])
def test_the_image_that_was_asked_for_is_written(
    which: str, server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a name that says so."""
    assert main([*STAGE, "-q", "--which", which, "photo.jpg"]) == 0
    [render] = json.loads(capsys.readouterr().out)["renders"]
    [variation] = render["variations"]
    [path] = variation["files"]
    kind = "" if which == "best" else f"-{which}"
    assert Path(path).stem == f"photo-staging-coastal-1{kind}"
    assert main(["renders", "-q", "--which", which, "-o", "again", render["render_id"]]) == 0
    assert [each.stem for each in Path("again").iterdir()] == [variation["id"] + kind]


def test_another_server_is_named_by_an_option(
    server: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It goes before the environment's."""
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", "https://environment.invalid/v2")
    assert main(["account", "--base-url", server.base_url]) == 0
    assert json.loads(capsys.readouterr().out)["user"]


@pytest.mark.usefixtures("server")
def test_http_to_another_machine_is_allowed_by_an_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is used wrongly sends nothing, and says what to do; what is allowed finds nobody."""
    command = ["account", "--base-url", "http://0.0.0.0:1/v2"]
    assert main(command) == 2
    assert "--allow-insecure-http" in capsys.readouterr().err
    assert main([*command, "--allow-insecure-http"]) == 1
    assert "--allow-insecure-http" not in capsys.readouterr().err


def test_more_renders_are_listed_than_a_page_holds(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--limit` counts renders, not those of a page."""
    with VirtualStaging() as client:
        orders = [configs.BulkRender("https://photos.example/a.jpg", configs.dusk())] * 20
        for _ in range(6):
            client.renders.create_bulk(orders)
    for limit in (99, 100, 101, 120, 500):
        assert main(["renders", "--limit", str(limit)]) == 0
        listed = json.loads(capsys.readouterr().out)["renders"]
        assert len(listed) == min(limit, 120)


@pytest.mark.parametrize("form", ["--json", "--no-json"])
def test_no_name_steers_the_terminal(
    form: str, server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a photo or a directory, when all goes well and when it does not."""
    odd = "a\x1b[2J\x9b31m\r.jpg"
    shutil.copy("photo.jpg", odd)
    assert main([*STAGE, form, "-o", "out\x1b[2J", odd]) == 0
    assert main([*STAGE, form, "absent\x1b[2J.jpg"]) == 2
    refusal = {"kind": "status", "status": 400}
    server.mock.faults.add({"operation": "create_render", "effect": refusal})
    assert main([*STAGE, form, odd]) == 1
    server.mock.faults.clear()
    shown = capsys.readouterr()
    assert not {"\x1b", "\x9b", "\r"} & {*shown.out, *shown.err}


def test_what_a_photo_is_signed_with_is_not_shown(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is shown to people names the photo, and ends up in logs."""
    photo = "https://photos.example/room.jpg?signature=c2VjcmV0"
    assert main([*STAGE, "--no-json", photo]) == 0
    refusal = {"kind": "status", "status": 400}
    server.mock.faults.add({"operation": "create_render", "effect": refusal})
    for more in ([], ["-q"]):
        assert main([*STAGE, "--no-json", "--again", *more, photo]) == 1
    assert main([*STAGE, "--no-json", photo, photo]) == 2
    server.mock.faults.clear()
    shown = capsys.readouterr()
    assert "c2VjcmV0" not in shown.out + shown.err
    assert "room.jpg" in shown.err


class Page(HTMLParser):
    """The tags of a page, and what they refer to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.references: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.references += [value or "" for name, value in attrs if name in ("src", "href")]


ODD_NAMES = ["100% #1 room?.jpg", "a&amp;b.jpg", "'\"><script>x.jpg", "%41.jpg", "é ü.jpg"]
ODD = "<script>alert(1)</script>\" onload='x' &amp;"


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_page_of_any_names_is_sound(name: str, tmp_path: Path) -> None:
    """Names and links come from outside: none becomes code, and each leads to its file."""
    result = tmp_path / "out" / name
    result.parent.mkdir()
    shutil.copy(PHOTO, result)
    shutil.copy(PHOTO, tmp_path / name)
    link = f"https://photos.example/{quote(name)}&a=b'\"><script>"
    cards = [
        gallery.Card(ODD, ODD, gallery.Image(before, ODD), [gallery.Image(result, ODD)])
        for before in (tmp_path / name, link)
    ]
    written = gallery.write(result.parent, cards, title=ODD, note=ODD)
    page = Page(written.read_text(encoding="utf-8"))
    plain = gallery.write(tmp_path / "out", [gallery.Card("a", "b", cards[0].before, [])])
    assert page.tags <= Page(plain.read_text(encoding="utf-8")).tags
    assert "onload" not in page.names
    files = [one for one in page.references if one != link and not one.startswith("#p")]
    assert len(files) == 6
    assert len(page.references) == 8 + len(cards)  # and the index
    for one in files:
        assert "?" not in one
        assert "#" not in one
        assert (result.parent / unquote(one)).is_file(), one
