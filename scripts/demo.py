"""`make demo`: photos of rooms, staged end to end on the mock server, and a page that shows them.

Everything is real but the API: the client sends the photos over HTTP to a mock server on a free
port, waits, and downloads the results. `make demo PHOTO=path` takes a photo of your own.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from virtualstaging import (
    ImageError,
    Render,
    StagingConfig,
    Variation,
    VirtualStaging,
    VirtualStagingError,
    counted,
    declutter,
    dusk,
    enhancement,
    staging,
)
from virtualstaging._photos import image_url
from virtualstaging.cli import gallery
from virtualstaging.configs import Config, CountedConfig
from virtualstaging_mock import Clock, running

ROOT = Path(__file__).resolve().parents[1]
PHOTOS = ROOT / "examples" / "photos"
OUT = ROOT / "out" / "demo"
SPEED = 20
"""How many times as fast the mock is: a render usually takes 6 to 20 seconds."""

NOTE = (
    "Results drawn by the local mock server from the photos on the left. "
    "The API itself furnishes them; the client is the same."
)


@dataclass(frozen=True)
class Scene:
    """One render of the demo.

    Args:
        text: What is done, for people.
        photos: One photo, or two of one room.
        config: What is to be done; several for several results of one render.
        count: How many variations of it.
    """

    text: str
    photos: tuple[Path, ...]
    config: "Config | Sequence[CountedConfig]"
    count: int = 1

    @property
    def name(self) -> str:
        """Short, for file names and the terminal."""
        return " + ".join(photo.stem for photo in self.photos)


def examples() -> list[Scene]:
    """The scenes with the photos of this repository."""

    def photos(*names: str) -> tuple[Path, ...]:
        return tuple(PHOTOS / f"{name}.jpg" for name in names)

    return [
        Scene(
            "Three variations of an empty living room, scandinavian.",
            photos("empty-room"),
            staging(room_type="living", style="scandinavian"),
            3,
        ),
        Scene(
            "The furniture is removed first, then the room is staged anew.",
            photos("living-room"),
            staging(room_type="living", style="midcentury", remove_furniture="on"),
        ),
        Scene("The furniture is removed.", photos("bedroom"), declutter()),
        Scene(
            "A dining room, farmhouse.",
            photos("dining-room"),
            staging(room_type="dining", style="farmhouse"),
        ),
        Scene(
            "An office, industrial, marked as virtually staged.",
            photos("office"),
            staging(room_type="home_office", style="industrial", watermark=True),
        ),
        Scene(
            "Two photos of one room, staged alike (multi-view).",
            photos("living-room-view-1", "living-room-view-2"),
            staging(room_type="living", style="coastal"),
        ),
        Scene("Day to dusk, golden.", photos("house-exterior"), dusk(sky_style="golden")),
        Scene("Day to dusk, blue.", photos("building-exterior"), dusk(sky_style="blue")),
    ]


def own(photo: Path) -> list[Scene]:
    """The scenes with a photo of the user's."""
    styles = ("modern", "scandinavian", "farmhouse")
    staged = [counted(staging(room_type="living", style=style), 1) for style in styles]
    return [
        Scene("Staged as a living room, in three styles.", (photo,), staged),
        Scene("The furniture is removed.", (photo,), declutter()),
        Scene("Light and colour are improved.", (photo,), enhancement()),
    ]


def run(client: VirtualStaging, scenes: list[Scene], out: Path) -> list[gallery.Card]:
    """Send all photos, and download the results as they come."""
    began: dict[str, Scene] = {}
    for scene in scenes:
        photo = scene.photos if len(scene.photos) > 1 else scene.photos[0]
        render = client.renders.create(photo, scene.config, variation_count=scene.count)
        print(f"  sent  {scene.name}")
        began[render.id] = scene
    cards: dict[str, list[gallery.Card]] = {}
    for render in client.as_completed(list(began), timeout=600):
        assert isinstance(render, Render)
        scene = began[render.id]
        cards[render.id] = fetch(client, render, scene, out)
        print(f"  done  {scene.name}")
    return [card for render_id in began for card in cards[render_id]]


def fetch(client: VirtualStaging, render: Render, scene: Scene, out: Path) -> list[gallery.Card]:
    """Download the results of one render; a card for each of its photos."""
    assert render.variations is not None
    images: list[list[gallery.Image]] = [[] for _ in scene.photos]
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        for number, variation in enumerate(render.variations.items, 1):
            found = client.download(variation, scratch)
            for view, path in enumerate(found if isinstance(found, list) else [found]):
                # Names that stay the same from run to run, so that nothing piles up.
                name = f"{scene.photos[view].stem}-{variation.type_ or 'result'}-{number}"
                final = path.replace(out / f"{name}{path.suffix}")
                images[view].append(gallery.Image(final, label(variation)))
    return [
        gallery.Card(
            photo.stem.replace("-", " ").capitalize(),
            scene.text,
            gallery.Image(photo, ""),
            images[view],
        )
        for view, photo in enumerate(scene.photos)
    ]


def label(variation: Variation) -> str:
    """What stands below a result."""
    config = variation.config
    if variation.type_ == "removal":
        return "furniture removed"
    if isinstance(config, StagingConfig):
        furniture = config.add_furniture
        return "furniture removed" if furniture is None else str(furniture.style)
    return ""


def main() -> int:
    """Run the demo; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("photo", nargs="?", help="a photo of your own: JPEG, PNG or WebP")
    options = parser.parse_args()
    out = OUT if options.photo is None else OUT.with_name("demo-own")
    try:
        if options.photo is not None:
            image_url(Path(options.photo))
        scenes = examples() if options.photo is None else own(Path(options.photo))
        out.mkdir(parents=True, exist_ok=True)
        with (
            running(clock=Clock(speed=SPEED)) as server,
            VirtualStaging("demo-key", base_url=server.base_url) as client,
        ):
            print(f"Mock server at {server.base_url}")
            cards = run(client, scenes, out)
            used = client.account.get().photos_used_this_period
            charged = used.staging + used.image_editing
        page = gallery.write(out, cards, "Before and after", NOTE)
    except ImageError as error:
        print(f"make demo: {error}", file=sys.stderr)
        return 2
    except (VirtualStagingError, OSError, RuntimeError) as error:
        print(f"make demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The mock server is stopped.", file=sys.stderr)
        return 130
    print(f"{len(scenes)} renders, {charged} photos charged. The mock server is stopped.")
    print(f"\nBefore and after: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
