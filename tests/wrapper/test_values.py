"""Rooms, styles and skies: listed, refused where they are written, and insisted on."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.wrapper.support import PHOTO, new_client
from virtualstaging import (
    NewValue,
    RemovalMode,
    RoomType,
    SkyStyle,
    Style,
    ValidationError,
    VirtualStaging,
    counted,
    declutter,
    dusk,
    staging,
)
from virtualstaging_api.constants import SERVERS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_values_can_be_listed_and_used() -> None:
    assert "modern" in list(Style)
    config = staging(room_type=RoomType.HOME_OFFICE, style=Style.MODERN)
    assert config == staging(room_type="home_office", style="modern")
    assert "style='modern'" in repr(config)
    assert [one for one in Style if one.deprecated] == ["hamptons", "american", "southwestern"]
    assert not any(one.deprecated for one in RoomType)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: staging(room_type="living", style="modren"), 'did you mean "modern"?'),
        (lambda: staging(room_type="Living", style="modern"), 'did you mean "living"?'),
        (lambda: staging(room_type="hut", style="x"), "there are living, bed, kitchen, dining"),
        (lambda: dusk(sky_style="gold"), 'did you mean "golden"?'),
        (lambda: declutter(mode="of"), 'did you mean "off"?'),
        (
            lambda: staging(room_type="bed", style="luxury", remove_furniture="yes"),
            "remove_furniture is 'yes': there are on, off, auto.",
        ),
        (lambda: staging(room_type=7, style="luxury"), "room_type is 7"),  # type: ignore[arg-type]
    ],
)
def test_a_mistake_is_refused_where_it_is_written(make: Any, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make()
    assert says in str(caught.value)


def sent(config: Any) -> dict[str, Any]:
    """The body of a call that creates."""
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content or b"null"))
        return httpx.Response(403, json={"message": "No."})

    with pytest.raises(Exception, match="No"):
        new_client(answer).renders.create(PHOTO, config)
    body: dict[str, Any] = next(one for one in bodies if one)
    return body


def test_a_new_value_is_sent_if_the_caller_insists() -> None:
    new = staging(
        room_type=NewValue("attic"), style=NewValue("rococo"), remove_furniture=NewValue("most")
    )
    assert sent(new)["config"] == {
        "type": "staging",
        "add_furniture": {"room_type": "attic", "style": "rococo"},
        "remove_furniture": {"mode": "most"},
    }
    assert sent(dusk(sky_style=NewValue("green")))["config"]["sky_style"] == "green"
    several = [counted(new, 2), counted(dusk(), 1)]
    assert sent(several)["configs"][0]["add_furniture"]["style"] == "rococo"


def test_insisting_on_one_value_lets_no_other_mistake_pass() -> None:
    client = VirtualStaging("any-key", base_url=SERVERS["production"])
    with pytest.raises(ValidationError, match=r"variation_count.*Nothing was sent"):
        client.renders.create(
            PHOTO, staging(room_type="bed", style=NewValue("rococo")), variation_count=21
        )
    empty = staging(room_type=NewValue(""), style="modern")
    assert empty.add_furniture is not None


def test_the_page_of_values_shows_all_of_them_and_marks_the_deprecated() -> None:
    page = (DOCS / "values.md").read_text("utf-8")
    for enum, picture in (
        (RoomType, "empty-room.{}.modern"), (Style, "empty-room.living.{}"),
        (SkyStyle, "house-exterior.{}"),
    ):  # fmt: skip
        for value in enum:
            assert f"`{value}`" in page
            assert f"pictures/{picture.format(value)}.webp" in page
            assert (f"`{value}` (deprecated)" in page) is value.deprecated
    assert not [value for value in RemovalMode if f"`{value}`" not in page]
