"""Result links lead to images, without a key; photos are compared by what is in them."""

import base64
import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach, parse_json
from contract_tests.scenarios.app import (
    BEDROOM,
    DUSK,
    EMPTIED,
    ENHANCED,
    LIVING,
    MORE_PHOTO,
    PHOTO,
    REFURNISHED,
    App,
)
from contract_tests.spec.document import the_spec
from contract_tests.targets import CHARGES, CLOCK, Server

TWO_WEEKS = 14 * 24 * 3600.0 + 60.0

MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/webp": b"RIFF",
    "image/gif": b"GIF8",
    "image/avif": b"\x00\x00\x00",
}


@check("model", CHARGES, late=True)
def links_lead_to_images_without_a_key(server: Server, strength: Strength) -> None:
    """Each link of a result answers 200 with an image of the kind it says, and asks for no key."""
    app = App(server)
    app.create({**LIVING, "output_resolution": 1536}, 1)
    app.create_views({**BEDROOM, "output_resolution": 1536}, 1)
    app.until_ended()
    links: list[str] = []
    for render in [r for r in app.renders if r.ours]:
        path = f"/renders/{render.id}/variations/{render.variations[0].id}"
        links += links_in(app.call("GET", path).json())
    fetch_all(app, links)


@check("model", CHARGES, late=True)
def links_are_good_wherever_they_are_told(server: Server, strength: Strength) -> None:
    """In lists, within renders, by variations themselves, removals too, by calls that wait, and in
    events."""
    app = App(server)
    hooks = app.target.hooks
    more: dict[str, str] = {}
    if hooks is not None:
        app.call("DELETE", "/user/webhook-secret")
        more["webhook_url"] = hooks.url("links")
    render = app.create({**REFURNISHED, "output_resolution": 1536}, 1, **more)
    app.until_ended(everywhere=False)
    app.target.wait(app.target.steps)
    told = [
        app.list(limit=1),
        app.get(render, include_variations=True),
        app.call("GET", f"/renders/{render.id}/variations/{render.variations[0].id}").json(),
    ]
    told += [parse_json(d.body) for d in hooks.received("links")] if hooks is not None else []
    if app.target.may_wait_for_completion():
        told.append(app.add(render, ENHANCED, 1, wait_for_completion=True).json())
    if app.target.may_wait_for_completion():
        told.append(app.add_bulk((render, DUSK, 1), wait_for_completion=True).json())
    for value in told:
        fetch_all(app, links_in(value))


@check("model", CHARGES, CLOCK, late=True)
def links_expire_and_are_made_anew(server: Server, strength: Strength) -> None:
    """Two weeks later a link is dead, and the next read tells one that works."""
    app = App(server)
    render = app.create({**LIVING, "output_resolution": 1536}, 1)
    app.until_ended(everywhere=False)
    path = f"/renders/{render.id}/variations/{render.variations[0].id}"
    first = links_in(app.call("GET", path).json())
    fetch_all(app, first)
    app.target.wait(TWO_WEEKS)
    for link in first:
        answer = app.target.fetch(link)
        if answer is not None and answer.status < 300:
            raise _told(
                Failure("a result link expires within two weeks", answer.excerpt(60)),
                f"curl -i '{link}'",
            )
    fetch_all(app, links_in(app.call("GET", path).json()))


@check("model", CHARGES, late=True)
def images_are_as_asked(server: Server, strength: Strength) -> None:
    """Emptied, at dusk, furnished: no two are the same, and each is as large as was asked for."""
    app = App(server)
    sizes = {1536: (1536, 1536), "default": (1536, 3072)}
    small, large = ({"output_resolution": size} for size in sizes)
    render = app.create_several((EMPTIED | small, 1), (DUSK, 1), (LIVING | large, 1))
    app.until_ended(everywhere=False)
    images: dict[bytes, str] = {}
    for variation in render.variations:
        told = app.call("GET", f"/renders/{render.id}/variations/{variation.id}").json()
        if variation.status != "done" or variation.group is None:
            continue
        link = told["result"]["url"]
        image = fetch(app, link)
        other = images.setdefault(image, variation.id)
        if other != variation.id:
            got = f"those of {other} and {variation.id} are equal"
            raise _told(Failure("different configs make different images", got), f"curl '{link}'")
        least, most = sizes.get(variation.group.config.get("output_resolution"), (1, 10**6))
        edge = max(opened(image).size)
        if not least <= edge <= most:
            raise _told(
                Failure(
                    f"the long edge has {least} to {most} pixels for {variation.group.config}",
                    f"{edge} pixels",
                    app.oracle.spec.cite("#/components/schemas/OutputResolution"),
                ),
                f"curl '{link}'",
            )


@check("model", CHARGES)
def a_mask_is_an_image_too(server: Server, strength: Strength) -> None:
    """The result_url of an analysis that is done leads to an image."""
    app = App(server)
    analysis = app.call("POST", "/analyze", body={"image_url": PHOTO}).json()
    app.target.wait(600.0 if app.target.driven else app.target.steps)
    if analysis["status"] == "done":
        fetch_all(app, [analysis["result_url"]])


@check("model")
def photos_are_compared(server: Server, strength: Strength) -> None:
    """Photos of the same size in landscape go together, photos of different size do not."""
    app = App(server)

    def compare(first: str, second: str) -> bool:
        body = {"image_urls": [first, second]}
        return bool(app.call("POST", "/multi-view-compatibility", body=body).json()["compatible"])

    wide, wide_too, small, tall = (
        photo(96, 64, 10),
        photo(96, 64, 200),
        photo(48, 32, 90),
        photo(64, 96, 30),
    )
    for first, second, fit in (
        (wide, wide_too, True),
        (wide, small, False),
        (wide, tall, False),
        (small, tall, False),
    ):
        for pair in ((first, second), (second, first)):
            if compare(*pair) != fit:
                raise Failure(
                    f"compatible is {str(fit).lower()} for {size_of(first)} and "
                    f"{size_of(second)} pixels",
                    str(not fit).lower(),
                    app.oracle.spec.cite("#/components/schemas/MultiViewRender/description"),
                )
    for _ in range(2):
        compare(PHOTO, MORE_PHOTO)


def links_in(value: Any) -> list[str]:
    """All links to result images in an answer or an event."""
    names = the_spec().component("ResultImage").schema["required"]
    if isinstance(value, list):
        return [link for item in value for link in links_in(item)]
    if not isinstance(value, dict):
        return []
    return [value[name] for name in names if isinstance(value.get(name), str)] + [
        link for item in value.values() for link in links_in(item)
    ]


def fetch_all(app: App, links: list[str]) -> None:
    """Download links and look at what they hold."""
    for link in links:
        fetch(app, link)


def fetch(app: App, link: str) -> bytes:
    """Download a link: a whole image of the kind it says, without a key."""
    answer = app.target.fetch(link)
    if answer is None:
        raise OutOfReach(f"the result links lead to another host: {link[:60]}…")
    command = f"curl -i '{link}'"
    if answer.status != 200:
        expected = "a fresh result link answers 200 without a key"
        raise _told(Failure(expected, answer.excerpt(300)), command)
    magic = MAGIC.get(answer.media_type)
    if magic is None or not answer.body.startswith(magic):
        got = f"{answer.media_type}, {answer.body[:12]!r}…"
        raise _told(Failure("a result link leads to an image of the kind it says", got), command)
    try:
        opened(answer.body)
    except OSError as error:
        got = f"{len(answer.body)} bytes: {error}"
        raise _told(Failure("a result link leads to a whole image", got), command) from None
    return answer.body


def opened(image: bytes) -> Image.Image:
    """An image, decoded to its end. Raises OSError when it is not whole."""
    picture = Image.open(BytesIO(image))
    picture.load()
    return picture


def photo(width: int, height: int, grey: int = 0, noise: int | None = None) -> str:
    """A PNG as a data URL: plain, or of random points, which make it large."""
    points = Random(noise)
    rows = b"".join(
        b"\x00" + (bytes([grey]) * width if noise is None else points.randbytes(width))
        for _ in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return "data:image/png;base64," + base64.b64encode(png).decode()


def size_of(data_url: str) -> str:
    """The size of a photo made by `photo`."""
    data = base64.b64decode(data_url.partition(",")[2])
    return "{} x {}".format(*struct.unpack(">II", data[16:24]))


def _told(failure: Failure, command: str) -> Failure:
    failure.commands = [command]
    return failure
