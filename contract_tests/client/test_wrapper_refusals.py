"""What cannot be sent is refused with an error of ours that says so, and nothing leaves."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from contract_tests.client import wrapped
from contract_tests.client.strength import examples
from contract_tests.client.values import json_values
from contract_tests.exchange import Request
from contract_tests.spec.document import the_spec
from contract_tests.spec.judge import judge
from virtualstaging import (
    BulkRender,
    ImageError,
    ValidationError,
    VirtualStagingError,
    counted,
    declutter,
    dusk,
    enhancement,
    staging,
)
from virtualstaging_api.models import BulkVariation

SPEC = the_spec()
PHOTO = "https://example.com/room.jpg"
LIVING: Any = {"room_type": "living", "style": "modern"}
Use = Callable[[Any], Any]


def room() -> Any:
    """A configuration that is well."""
    return staging(**LIVING)


WRONG_IDS = [
    "",
    " ",
    ".",
    "..",
    "a/b",
    "../user",
    "a\\b",
    "a\x00b",
    "a\nb",
    None,
    7,
    True,
    ["a"],
    b"a",
]
WRONG_COUNTS = [0, 21, -1, 1.5, "3", None, True, [1], float("nan"), float("inf"), 2**70]
WRONG_LIMITS = [0, 101, -1, 1.5, "3", None, True, float("nan")]
WRONG_HOOKS = [
    "",
    "ftp://example.com/",
    "example.com",
    "http://",
    "https://a b/",
    7,
    b"https://a/",
    True,
]
WRONG_FLAGS = ["yes", 1, 2.0, [], "true"]
WRONG_PHOTOS = [
    "",
    " ",
    "no-such-file.jpg",
    "ftp://example.com/a.jpg",
    "http://",
    "https://exa mple.com/a.jpg",
    "data:image/png;base64,",
    "data:image/png;base64,bm90IGFuIGltYWdl",
    "data:text/plain;base64,AAAA",
    b"",
    b"not an image",
    b"GIF89a" + bytes(40),
    b"%PDF-1.7" + bytes(40),
    None,
    7,
    {"url": PHOTO},
    __file__,
]
WRONG_CONFIGS: list[Any] = [
    None,
    "staging",
    {},
    {"type": "staging", "add_furniture": LIVING},
    7,
    room,
]
WRONG_MADE: list[Callable[[], Any]] = [
    lambda: staging(room_type="castle", style="modern"),
    lambda: staging(room_type="living", style="rococo"),
    lambda: staging(room_type="Living", style="modern"),
    lambda: staging(room_type=None, style="modern"),  # type: ignore[arg-type]
    lambda: staging(**LIVING, remove_furniture="yes"),
    lambda: staging(**LIVING, remove_furniture="on", base_variation_id="v_1"),
    lambda: staging(**LIVING, base_variation_id=""),
    lambda: staging(**LIVING, mask_url="https://example.com/m.png"),
    lambda: staging(**LIVING, remove_furniture="on", mask_url="not a url"),
    lambda: staging(**LIVING, output_resolution=1024),  # type: ignore[arg-type]
    lambda: staging(**LIVING, output_resolution="1536"),  # type: ignore[arg-type]
    lambda: staging(**LIVING, watermark="yes"),  # type: ignore[arg-type]
    lambda: declutter(mode="maybe"),
    lambda: declutter(mask_url="ftp://example.com/m.png"),
    lambda: declutter(output_resolution=3072),  # type: ignore[arg-type]
    lambda: dusk(sky_style="night"),
    lambda: dusk(sky_style=None),  # type: ignore[arg-type]
]
WRONG_SECRETS = ["", "with space", "é", "line\n", "a/b", "a\x00", "ä", "a.b", None, 7, b"abc"]


def wrong_uses() -> dict[str, Use]:
    """Each wrong argument of each method, by a name that says both."""
    found: dict[str, Use] = {}

    def add(name: str, values: list[Any], make: Callable[[Any], Use]) -> None:
        for number, value in enumerate(values):
            shown = "" if callable(value) or isinstance(value, list | tuple) else f" {value!r:.30}"
            found[f"{name}[{number}]{shown}"] = make(value)

    add("renders.get", WRONG_IDS, lambda v: lambda c: c.renders.get(v))
    add("variations.get(render)", WRONG_IDS, lambda v: lambda c: c.variations.get(v, "v"))
    add("variations.get(variation)", WRONG_IDS, lambda v: lambda c: c.variations.get("r", v))
    add("variations.create", WRONG_IDS, lambda v: lambda c: c.variations.create(v, room()))
    add(
        "variations.create_bulk", WRONG_IDS, lambda v: lambda c: c.variations.create_bulk([bulk(v)])
    )
    add("list.limit", WRONG_LIMITS, lambda v: lambda c: c.renders.list(limit=v))
    add("get.limit", WRONG_LIMITS, lambda v: lambda c: c.renders.get("r", variations_limit=v))
    orders = ["", "up", "ASC", None, 7, True]
    add("list.order", orders, lambda v: lambda c: c.renders.list(order=v))
    add("get.order", orders, lambda v: lambda c: c.renders.get("r", variations_order=v))
    add("list.cursor", ["", 7, True], lambda v: lambda c: c.renders.list(cursor=v))
    add("get.cursor", ["", 7], lambda v: lambda c: c.renders.get("r", variations_cursor=v))
    add("get.include", WRONG_FLAGS, lambda v: lambda c: c.renders.get("r", include_variations=v))
    add(
        "create.count",
        WRONG_COUNTS,
        lambda v: lambda c: c.renders.create(PHOTO, room(), variation_count=v),
    )
    add(
        "variations.count",
        WRONG_COUNTS,
        lambda v: lambda c: c.variations.create("r", room(), variation_count=v),
    )
    add(
        "create.several.count",
        WRONG_COUNTS,
        lambda v: lambda c: c.renders.create(PHOTO, [counted(room(), v)]),
    )
    add(
        "create.hook",
        WRONG_HOOKS,
        lambda v: lambda c: c.renders.create(PHOTO, room(), webhook_url=v),
    )
    add("analyze.hook", WRONG_HOOKS, lambda v: lambda c: c.images.analyze(PHOTO, webhook_url=v))
    add(
        "create.wait",
        WRONG_FLAGS,
        lambda v: lambda c: c.renders.create(PHOTO, room(), wait_for_completion=v),
    )
    add("create.photo", WRONG_PHOTOS, lambda v: lambda c: c.renders.create(v, room()))
    add("create.photos", WRONG_PHOTOS, lambda v: lambda c: c.renders.create((PHOTO, v), room()))
    add("analyze", WRONG_PHOTOS, lambda v: lambda c: c.images.analyze(v))
    add("check.second", WRONG_PHOTOS, lambda v: lambda c: c.images.check_multi_view(PHOTO, v))
    add(
        "bulk.photo",
        WRONG_PHOTOS,
        lambda v: lambda c: c.renders.create_bulk([BulkRender(v, room())]),
    )
    add("create.config", WRONG_CONFIGS, lambda v: lambda c: c.renders.create(PHOTO, v))
    add("variations.config", WRONG_CONFIGS, lambda v: lambda c: c.variations.create("r", v))
    add(
        "bulk.config",
        WRONG_CONFIGS,
        lambda v: lambda c: c.renders.create_bulk([BulkRender(PHOTO, v)]),
    )
    add("made.create", WRONG_MADE, lambda v: lambda c: c.renders.create(PHOTO, v()))
    add("made.several", WRONG_MADE, lambda v: lambda c: c.renders.create(PHOTO, [counted(v(), 1)]))
    add(
        "made.bulk", WRONG_MADE, lambda v: lambda c: c.renders.create_bulk([BulkRender(PHOTO, v())])
    )
    add("made.variations", WRONG_MADE, lambda v: lambda c: c.variations.create("r", v()))
    add("secret", WRONG_SECRETS, lambda v: lambda c: c.account.set_webhook_secret(v))
    empty: list[Any] = [[], None, 7, "ab", [None], [room()]]
    add("renders.create_bulk", empty, lambda v: lambda c: c.renders.create_bulk(v))
    add("variations.create_bulk.list", empty, lambda v: lambda c: c.variations.create_bulk(v))
    several = [[], [room(), None], [counted(room(), 15), counted(dusk(), 6)]]
    add("create.several", several, lambda v: lambda c: c.renders.create(PHOTO, v))
    photos: list[Any] = [(), (PHOTO,) * 3, []]
    add("create.number of photos", photos, lambda v: lambda c: c.renders.create(v, room()))
    pairs: list[Any] = [
        dusk(),
        enhancement(),
        declutter(),
        staging(room_type="kitchen", style="modern"),
        staging(**LIVING, remove_furniture="on"),
        [counted(room(), 1)],
    ]
    add("multi-view", pairs, lambda v: lambda c: c.renders.create((PHOTO, PHOTO), v))
    return found


def bulk(render_id: Any) -> Any:
    """One item of a bulk of variations."""
    return BulkVariation(render_id=render_id, config=room(), variation_count=1)


WRONG = wrong_uses()


@pytest.mark.parametrize("kind", wrapped.KINDS)
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_refused_before_anything_is_sent(name: str, kind: wrapped.Kind) -> None:
    """With ValidationError or ImageError, whose text says what was wrong."""
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(418)

    with (
        wrapped.client(kind, handler) as one,
        pytest.raises((ValidationError, ImageError)) as caught,
    ):
        one.do(WRONG[name])
    assert not sent
    assert caught.value.status is None
    assert len(str(caught.value)) > 15


def wild_uses(draw: st.DrawFn) -> Use:
    """A call of any method with any JSON in the place of one of its arguments."""
    value = draw(json_values())
    uses: list[Use] = [
        lambda c: c.renders.get(value),
        lambda c: c.renders.get("r", variations_limit=value),
        lambda c: c.renders.get("r", include_variations=value),
        lambda c: c.renders.get("r", variations_cursor=value),
        lambda c: c.renders.list(limit=value),
        lambda c: c.renders.list(cursor=value),
        lambda c: c.renders.list(order=value),
        lambda c: c.renders.create(PHOTO, room(), variation_count=value),
        lambda c: c.renders.create(PHOTO, room(), webhook_url=value),
        lambda c: c.renders.create(PHOTO, room(), wait_for_completion=value),
        lambda c: c.renders.create(PHOTO, value),
        lambda c: c.renders.create(value, room()),
        lambda c: c.renders.create(PHOTO, staging(room_type=value, style="modern")),
        lambda c: c.renders.create(PHOTO, staging(**LIVING, output_resolution=value)),
        lambda c: c.renders.create(PHOTO, staging(**LIVING, base_variation_id=value)),
        lambda c: c.renders.create(PHOTO, declutter(mask_url=value)),
        lambda c: c.renders.create_bulk(value),
        lambda c: c.renders.create_bulk([BulkRender(PHOTO, room(), value)]),
        lambda c: c.variations.create(value, room()),
        lambda c: c.variations.create("r", value),
        lambda c: c.variations.create_bulk(value),
        lambda c: c.variations.create_bulk([bulk(value)]),
        lambda c: c.variations.get(value, value),
        lambda c: c.images.analyze(value),
        lambda c: c.images.analyze(PHOTO, webhook_url=value),
        lambda c: c.images.check_multi_view(PHOTO, value),
        lambda c: c.account.set_webhook_secret(value),
    ]
    return draw(st.sampled_from(uses))


@examples(300)
@given(st.composite(wild_uses)(), st.sampled_from(wrapped.KINDS))
def test_whatever_is_passed_is_sent_validly_or_refused(use: Use, kind: wrapped.Kind) -> None:
    """No exception but ours, and no request that the spec forbids."""
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(418)

    with wrapped.client(kind, handler) as one, pytest.raises(VirtualStagingError):
        one.do(use)
    for request in sent:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = tuple((name.decode(), value.decode()) for name, value in request.headers.raw)
        plain = Request(
            request.method, path.removeprefix("/v2"), query, headers, request.content or None
        )
        operation, ids, _ = SPEC.find(plain.method, plain.path)
        assert operation is not None, plain
        judgement = judge(SPEC, operation, ids, plain)
        assert judgement.verdict != "invalid", f"{judgement.reason}\n{plain}"
