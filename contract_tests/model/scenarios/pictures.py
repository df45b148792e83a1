"""Result links lead to images, without a key; photos are compared by what is in them."""

import base64
import struct
import zlib

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.model.play import BEDROOM, LIVING, MORE_PHOTO, PHOTO, Play
from contract_tests.targets import CHARGES, Server

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
    play = Play(server)
    play.create({**LIVING, "output_resolution": 1536}, 1)
    play.create_views({**BEDROOM, "output_resolution": 1536}, 1)
    play.until_ended()
    links: list[str] = []
    for render in [r for r in play.renders if r.ours]:
        variation = play.call(
            "GET", f"/renders/{render.id}/variations/{render.variations[0].id}"
        ).json()
        results = variation.get("result", [])
        for image in results if isinstance(results, list) else [results]:
            links += [link for link in image.values() if isinstance(link, str)]
    fetch_all(play, links)


@check("model", CHARGES)
def a_mask_is_an_image_too(server: Server, strength: Strength) -> None:
    """The result_url of an analysis that is done leads to an image."""
    play = Play(server)
    analysis = play.call("POST", "/analyze", body={"image_url": PHOTO}).json()
    play.target.wait(600.0 if play.target.driven else play.target.steps)
    if analysis["status"] == "done":
        fetch_all(play, [analysis["result_url"]])


@check("model")
def photos_are_compared(server: Server, strength: Strength) -> None:
    """Photos of the same size in landscape go together, photos of different size do not."""
    play = Play(server)

    def compare(first: str, second: str) -> bool:
        body = {"image_urls": [first, second]}
        return bool(play.call("POST", "/multi-view-compatibility", body=body).json()["compatible"])

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
                    play.witness.spec.cite("#/components/schemas/MultiViewRender/description"),
                )
    for _ in range(2):
        compare(PHOTO, MORE_PHOTO)


def fetch_all(play: Play, links: list[str]) -> None:
    """Download links and look at what they hold."""
    for link in links:
        answer = play.target.fetch(link)
        if answer is None:
            raise OutOfReach(f"the result links lead to another host: {link[:60]}…")
        command = f"curl -i '{link}'"
        if answer.status != 200:
            raise _told(
                Failure("a fresh result link answers 200 without a key", answer.excerpt(300)),
                command,
            )
        magic = MAGIC.get(answer.media_type)
        if magic is None or not answer.body.startswith(magic):
            got = f"{answer.media_type}, {answer.body[:12]!r}…"
            raise _told(
                Failure("a result link leads to an image of the kind it says", got), command
            )


def photo(width: int, height: int, grey: int) -> str:
    """A plain PNG as a data URL."""
    rows = b"".join(b"\x00" + bytes([grey]) * width for _ in range(height))
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
