"""Models where data goes: JSON, pydantic, FastAPI, notebooks, type hints."""

import copy
import importlib
import inspect
import json
import pickle
import pkgutil
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import attrs
import pydantic
import pytest
from fastapi import Body, FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.testclient import TestClient
from rich.pretty import pretty_repr

import virtualstaging
import virtualstaging_api
from virtualstaging import (
    Account,
    Message,
    Render,
    RenderStatus,
    Variation,
    VariationPage,
    VirtualStaging,
    staging,
)
from virtualstaging._photos import names_of

PHOTO = Path(__file__).parents[2] / "examples" / "photos" / "empty-room.jpg"
PREFIX = "virtualstaging_api."
SIGNATURE = "c2lnbmVk"
RESULT = {"url": f"https://x.example/1.jpg?s={SIGNATURE}", "optimized_url": None}
VARIATION = {"id": "v1", "render_id": "r1", "created_at": 1735689600500, "status": "done"}
DONE = {**VARIATION, "eta": None, "result": {**RESULT, "thumbnail_url": None}}
PAGE = {"total_count": 1, "next_cursor": None, "items": [DONE]}
JSON: dict[str, Any] = {"id": "r1", "created_at": 1735689600500, "eta": None, "variations": PAGE}
EMPTY = {**PAGE, "total_count": 0, "items": []}


def render_with(*states: str) -> Render:
    """A render with variations in these states."""
    items = [{**VARIATION, "eta": None, "status": state} for state in states]
    return Render.from_dict({**JSON, "variations": {**PAGE, "items": items}})


def test_what_is_left_out_is_none() -> None:
    bare = Render.from_dict({"id": "r1", "created_at": 1.0, "eta": None})
    seen: list[object] = [bare.variations, bare.queued_at, bare.status]
    variation = Variation.from_dict({**VARIATION, "eta": None})
    seen += [variation.result, variation.config, variation.type_, Message.from_dict({}).message]
    assert seen == [None] * 7


def test_pages_are_iterated_over_and_have_a_length() -> None:
    render = Render.from_dict(JSON)
    assert [one.id for one in render.variations] == ["v1"]
    assert len(render.variations) == 1
    assert render.variations.items[0] in render.variations


def test_times_are_datetimes_too() -> None:
    render = Render.from_dict(JSON)
    assert render.created_at_datetime == datetime(2025, 1, 1, 0, 0, 0, 500_000, UTC)
    assert render.eta_datetime is None


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ((), "queued"),
        (("queued", "queued"), "queued"),
        (("queued", "done"), "rendering"),
        (("rendering", "error"), "rendering"),
        (("a later one", "done"), "rendering"),
        (("done", "error", "deleted"), "done"),
        (("error", "deleted"), "error"),
        (("deleted",), "deleted"),
    ],
)
def test_a_render_has_the_status_of_its_variations(
    states: tuple[str, ...], status: RenderStatus
) -> None:
    assert render_with(*states).status == status


@pytest.mark.parametrize("data", [JSON, {**JSON, "variations": EMPTY}, {**JSON, "later": [1]}])
def test_a_model_becomes_json_in_every_usual_way(data: dict[str, Any]) -> None:
    render = Render.from_dict(data)
    assert dict(render) == render.to_dict() == jsonable_encoder(render) == data
    assert jsonable_encoder({"of": [render.variations]}) == {"of": [data["variations"]]}
    text = json.dumps(attrs.asdict(render))
    assert json.loads(text)["variations"]["total_count"] == data["variations"]["total_count"]


class Listing(pydantic.BaseModel):
    """An application's own model with fields of ours."""

    render: Render
    others: list[Variation] = []


def test_pydantic_takes_models_as_fields() -> None:
    listing = Listing(render=Render.from_dict(JSON))
    assert listing.render.status == "done"
    assert Listing.model_validate_json(listing.model_dump_json()) == listing
    assert json.loads(listing.model_dump_json())["render"] == JSON
    assert Listing.model_json_schema()["properties"]["render"]["type"] == "object"
    with pytest.raises(pydantic.ValidationError, match="created_at"):
        Listing.model_validate({"render": {"id": "r1"}})


def test_fastapi_takes_models_as_answers_and_bodies() -> None:
    app = FastAPI()

    @app.get("/render")
    def read() -> Render:
        return Render.from_dict(JSON)

    @app.get("/variations")
    def listed() -> list[Variation]:
        return list(Render.from_dict(JSON).variations)

    @app.post("/account")
    def write(account: Annotated[Account, Body()]) -> str:
        return account.user.email

    browser = TestClient(app)
    assert browser.get("/render").json() == JSON
    assert browser.get("/variations").json() == [DONE]
    counts = {"staging": 1, "imageEditing": 0}
    account = {"user": {"email": "a@b.example", "uid": "u"}, "photoLimit": counts}
    whole = {**account, "photosUsedThisPeriod": counts}
    assert browser.post("/account", json=whole).json() == "a@b.example"
    assert browser.post("/account", json=account).status_code == 422
    assert browser.get("/openapi.json").status_code == 200


def public_callables() -> list[Any]:
    """Every public class and function, with the public methods."""
    found = []
    for name in virtualstaging.__all__:
        thing = getattr(virtualstaging, name)
        if inspect.ismodule(thing):
            members = {f"{name}.{one}": getattr(thing, one) for one in thing.__all__}
        else:
            members = {name: thing}
        for path, one in members.items():
            if not getattr(one, "__module__", "").startswith("virtualstaging"):
                continue  # httpx's clients, and aliases
            found.append(pytest.param(one, id=path))
            for method, function in inspect.getmembers(one, inspect.isfunction):
                if method == "__init__" or not method.startswith("_"):
                    found.append(pytest.param(function, id=f"{path}.{method}"))
    return found


@pytest.mark.parametrize("thing", public_callables())
def test_hints_of_everything_public_resolve_and_help_is_whole(thing: Any) -> None:
    if callable(thing):
        get_type_hints(thing)
        assert (thing.__doc__ or "").strip() or "init" in thing.__name__


def test_hints_of_the_generated_client_resolve() -> None:
    names = [one.name for one in pkgutil.walk_packages(virtualstaging_api.__path__, PREFIX)]
    assert len(names) > 70
    for name in names:
        for _, thing in inspect.getmembers(importlib.import_module(name), callable):
            if getattr(thing, "__module__", "") == name:
                get_type_hints(thing)


def test_aliases_are_types_for_applications() -> None:
    def mine(photo: virtualstaging.Photo, config: virtualstaging.Config) -> None: ...

    assert virtualstaging.StagingConfig in get_type_hints(mine)["config"].__args__


def test_a_repr_is_short_and_shows_no_link() -> None:
    render = Render.from_dict({**JSON, "variations": {**PAGE, "items": [DONE] * 2}})
    shown = repr(render)
    assert len(shown) < 450
    assert "queued_at" not in shown
    assert "additional_properties" not in shown
    # rich, as many consoles and error pages use it, looks into objects by itself.
    for text in (shown, pretty_repr(render), pretty_repr([render])):
        assert "status='done'" in text
        assert SIGNATURE not in text


def test_copies_are_equal() -> None:
    render = Render.from_dict(JSON)
    for one in (copy.copy(render), copy.deepcopy(render), pickle.loads(pickle.dumps(render))):  # noqa: S301
        assert one == render
        assert one.status == "done"


@pytest.mark.virtualstaging_mock(clock="instant")
def test_a_notebook_shows_before_and_after(virtualstaging_mock: Any) -> None:
    room = staging(room_type="living", style="modern")
    with VirtualStaging("any-key", base_url=virtualstaging_mock.base_url) as client:
        render = client.wait(client.renders.create(PHOTO, room, variation_count=2))
        assert render.photos == (str(PHOTO),)
        page = render._repr_html_()
    assert len(re.findall(r'<img src="data:image/\w+;base64,[\w+/=]+"', page)) == 3
    assert "before" in page
    assert "http" not in page


def test_what_cannot_be_shown_is_left_out() -> None:
    render = Render.from_dict({**JSON, "id": "<b>"})
    render.photos = ("nowhere.jpg", "https://127.0.0.1:9/<script>")
    page = render._repr_html_()
    assert "<img" not in page
    assert "<b>" not in page
    assert SIGNATURE not in page


def test_bytes_and_data_urls_are_not_kept() -> None:
    assert names_of([b"bytes", "data:image/png;base64,AA", Path("a.jpg")]) == ("a.jpg",)


def test_an_empty_page_is_not_absent() -> None:
    assert VariationPage.from_dict(EMPTY) is not None
    assert dict(VariationPage.from_dict(EMPTY)) == EMPTY
