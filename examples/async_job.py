"""Work through a list of photos: python examples/async_job.py listings.csv results.csv out

The list has the columns photo, room and style. A few photos are uploaded at a time, all renders
are waited for together. Each row of the results names the images, or what went wrong. To be safe
against a crash in the middle, and for thousands of photos, use `virtualstaging batch`.
"""

import asyncio
import csv
import sys
from collections.abc import Mapping
from pathlib import Path

from virtualstaging import AsyncVirtualStaging, VirtualStagingError, staging

Row = Mapping[str, str]


async def stage(
    client: AsyncVirtualStaging, uploads: asyncio.Semaphore, row: Row, out: Path
) -> dict[str, str]:
    """One photo, from the upload to its images."""
    render_id = ""
    try:
        room = staging(room_type=row["room"], style=row["style"])
        async with uploads:
            render = await client.renders.create(row["photo"], room)
        render_id = render.id
        paths = await client.download(await client.wait(render), out / Path(row["photo"]).stem)
    except VirtualStagingError as error:
        return {**row, "render": render_id, "images": "", "problem": str(error)}
    return {**row, "render": render_id, "images": " ".join(map(str, paths)), "problem": ""}


async def work(client: AsyncVirtualStaging, rows: list[Row], out: Path) -> list[dict[str, str]]:
    """All rows: four uploads at a time."""
    uploads = asyncio.Semaphore(4)
    return await asyncio.gather(*(stage(client, uploads, row, out) for row in rows))


async def main(listings: Path, results: Path, out: Path) -> None:
    """Read the list, and write one with the results."""
    with listings.open(newline="", encoding="utf-8") as file:
        rows: list[Row] = list(csv.DictReader(file))
    async with AsyncVirtualStaging() as client:
        done = await work(client, rows, out)
    with results.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "render", "images", "problem"])
        writer.writeheader()
        writer.writerows(done)
    print(sum(not row["problem"] for row in done), "of", len(done), "staged")


if __name__ == "__main__":
    asyncio.run(main(*map(Path, sys.argv[1:4])))
