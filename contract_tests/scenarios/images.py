"""Results are as asked for; photos are compared by what is in them."""

import base64
import struct
import zlib
from random import Random

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.scenarios.app import DUSK, EMPTIED, LIVING, MORE_PHOTO, PHOTO, App
from contract_tests.scenarios.downloads import fetch, fetch_all, of_link, opened
from contract_tests.targets import CHARGES, Server


@check("model", CHARGES, waits=True)
def images_are_as_asked(server: Server, strength: Strength) -> None:
    """Emptied, at dusk, furnished: no two are the same, and each is as large as was asked for."""
    app = App(server, strength)
    sizes = {1536: (1536, 1536), "default": (1536, 3072)}
    small, large = ({"output_resolution": size} for size in sizes)
    render = app.create_several((EMPTIED | small, 1), (DUSK, 1), (LIVING | large, 1))
    app.until_ended(everywhere=False)
    images: dict[str, bytes] = {}
    for variation in render.variations:
        path = f"/renders/{render.id}/variations/{variation.id}"
        shown = app.call("GET", path).json()
        if variation.status == "done" and variation.group is not None:
            link = shown["result"]["url"]
            images[link] = fetch(app, link)
    if not app.target.draws and len(set(images.values())) == 1:
        raise OutOfReach("all results are one picture, which stands in for them")
    for (link, image), variation in zip(images.items(), render.variations, strict=False):
        if list(images.values()).count(image) > 1:
            expected = "different configs make different images"
            raise of_link(Failure(expected, "two of them are equal"), link)
        group = variation.group
        least, most = sizes.get(group.config.get("output_resolution") if group else 0, (1, 10**6))
        edge = max(opened(image).size)
        if group and not least <= edge <= most:
            expected = f"the long edge has {least} to {most} pixels for {group.config}"
            place = app.oracle.spec.cite("#/components/schemas/OutputResolution")
            raise of_link(Failure(expected, f"{edge} pixels", place), link)


@check("model", CHARGES)
def a_mask_is_an_image_too(server: Server, strength: Strength) -> None:
    """The result_url of an analysis that is done leads to an image."""
    app = App(server, strength)
    analysis = app.call("POST", "/analyze", body={"image_url": PHOTO}).json()
    if analysis["status"] == "done":
        fetch_all(app, [analysis["result_url"]])


@check("model")
def photos_are_compared(server: Server, strength: Strength) -> None:
    """Photos of the same size in landscape go together, photos of different size do not."""
    app = App(server, strength)

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
