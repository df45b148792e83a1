"""Stage each photo that is put into a folder.

    python examples/watch_folder.py inbox --room living --style modern

Below the folder, `sending/` holds the photos that are on their way, `done/` those that have
results, which lie beside them, and `refused/` those that can't be staged. What is found in
`sending/` at the start may have been charged, so it is never sent again by itself:
`virtualstaging renders` shows what was made.
"""

import argparse
import time
from pathlib import Path

from virtualstaging import (
    ImageError,
    StagingConfig,
    UnexpectedResponseError,
    UnknownOutcomeError,
    ValidationError,
    VirtualStaging,
    VirtualStagingError,
    staging,
)

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


class Folder:
    """A folder that photos are put into."""

    def __init__(self, client: VirtualStaging, path: Path, room: StagingConfig) -> None:
        self.client, self.path, self.room = client, path, room
        self.sizes: dict[Path, int] = {}
        for name in ("sending", "done", "refused"):
            (path / name).mkdir(parents=True, exist_ok=True)
        for photo in sorted((path / "sending").iterdir()):
            print(f"{photo} may have been charged: look into `virtualstaging renders`")

    def look(self) -> None:
        """Stage what is new. A file that has grown since the last look is still being copied."""
        photos = [one for one in sorted(self.path.iterdir()) if one.suffix.lower() in SUFFIXES]
        before, self.sizes = self.sizes, {photo: photo.stat().st_size for photo in photos}
        sent: dict[str, Path] = {}
        try:
            for photo in photos:
                if before.get(photo) == self.sizes[photo]:
                    self.send(photo, sent)
        finally:
            self.collect(sent)

    def send(self, photo: Path, sent: dict[str, Path]) -> None:
        """Moved first, sent then: after a crash it is known what may have been charged."""
        sending = self.path / "sending" / photo.name
        if sending.exists():
            return
        photo.rename(sending)
        try:
            sent[self.client.renders.create(sending, self.room).id] = sending
        except (UnknownOutcomeError, UnexpectedResponseError) as error:
            print(f"{photo.name}: {error}")
        except (ImageError, ValidationError) as error:
            print(f"{photo.name}: {error}")
            sending.rename(self.path / "refused" / photo.name)
        except VirtualStagingError:  # no network, no quota, ...: nothing was charged
            sending.rename(photo)
            raise

    def collect(self, sent: dict[str, Path]) -> None:
        """Wait for the results."""
        for render in self.client.as_completed(list(sent)):
            photo = sent[render.id]
            results = self.path / "done" / photo.stem
            try:
                print(*self.client.download(render, results), sep="\n")
                photo.rename(results / photo.name)
            except VirtualStagingError as error:
                print(f"{photo.name}: {error}")


def main() -> None:
    """Look every five seconds, until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--room", required=True)
    parser.add_argument("--style", required=True)
    options = parser.parse_args()
    with VirtualStaging() as client:
        room = staging(room_type=options.room, style=options.style)
        folder = Folder(client, options.folder, room)
        while True:
            folder.look()
            time.sleep(5)


if __name__ == "__main__":
    main()
