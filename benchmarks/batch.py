"""Batches: what they cost beside the server, and beside the loop that everybody writes.

    python -m benchmarks.batch

Memory is the peak of the process that works, with 10,000 rows and with 100. The overhead is its own
processor time, since the server decides how long the rest takes. The loop creates, asks every 3 s
and downloads, one photo after the other; it and the batch are killed when half of the renders are
made, and started again. Memory and processor time are read in Linux's own ways.
"""

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SPEED = 0.05
"""Of the server's time, where renders take time, and of the pauses of the loop."""

KEY = "vsai-pk-00000000-0000-4000-8000-000000000000"
FEW, MANY = 100, 10_000
LOOP_ROWS = 24
MEMORY_AT_MOST = 1.5
ROWS_A_SECOND = 100
STYLES = ("standard", "modern", "scandinavian", "industrial", "midcentury", "luxury", "farmhouse")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took."""

    seconds: float
    processor: float
    megabytes: float


def main() -> int:
    """Print all; 1 if a bound is exceeded."""
    few, many = cost_of(FEW), cost_of(MANY)
    memory = many.megabytes / few.megabytes
    print(
        f"memory     {MANY} rows {many.megabytes:.0f} MB, {FEW} rows {few.megabytes:.0f} MB: "
        f"{memory:.2f} ×, at most {MEMORY_AT_MOST} ×"
    )
    own = (MANY - FEW) / (many.processor - few.processor)
    print(
        f"overhead   {own:.0f} rows a second of its own processor time, at least {ROWS_A_SECOND}; "
        f"{MANY / many.seconds:.0f} a second with this server"
    )
    compare()
    return 0 if memory <= MEMORY_AT_MOST and own >= ROWS_A_SECOND else 1


def cost_of(rows: int) -> Spent:
    """What a batch of so many rows takes, with a server that is ready at once."""
    with tempfile.TemporaryDirectory() as folder, server("instant") as (url, _):
        plan = written_plan(Path(folder), rows)
        return spent([*WORKER, "batch", str(plan), url])


def compare() -> None:
    """The batch and the usual loop, each killed half way and started again."""
    print(f"{LOOP_ROWS} renders, killed half way   requests   seconds   peak MB   charged")
    for kind in ("loop", "batch"):
        with tempfile.TemporaryDirectory() as folder, server("wall") as (url, totals):
            plan = written_plan(Path(folder), LOOP_ROWS)
            command = [*WORKER, kind, str(plan), url]
            started = time.monotonic()
            killed_half_way(command, totals)
            found = spent(command)
            seconds = time.monotonic() - started
            requests, renders = totals()
        print(
            f"  {kind:<25}{requests:>10}{seconds:>10.1f}{found.megabytes:>10.0f}{renders:>10}",
            flush=True,
        )


WORKER = [sys.executable, "-m", "benchmarks.batch"]


def written_plan(folder: Path, rows: int) -> Path:
    """A plan of so many photos that are links."""
    plan = folder / "plan.csv"
    with plan.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "photo", "room_type", "style"])
        for number in range(rows):
            photo = f"https://photos.example/{number}.jpg"
            style = STYLES[number % len(STYLES)]
            writer.writerow([number, f"property-{number // 20}/{number}", photo, "living", style])
    return plan


def spent(command: list[str]) -> Spent:
    """Run a process; return what it took."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    seconds = time.monotonic() - started
    return Spent(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def killed_half_way(command: list[str], totals: "Totals") -> None:
    """Run a process until half of the renders are made."""
    process = subprocess.Popen(command, cwd=ROOT)
    while totals()[1] < LOOP_ROWS // 2 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()


class Totals:
    """How many requests a server took, and how many renders it made.

    Args:
        process: The server's.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self) -> tuple[int, int]:
        """By now."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        requests, renders = self._process.stdout.readline().split()
        return int(requests), int(renders)


@contextmanager
def server(clock: str) -> Iterator[tuple[str, Totals]]:
    """A mock in a process of its own."""
    command = [*WORKER, "serve", clock]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            yield url, Totals(process)
        finally:
            process.terminate()


def serve(clock: str) -> None:
    """Serve a mock whose pictures cost nothing; each line that comes is answered: its totals."""
    from virtualstaging_mock import running
    from virtualstaging_mock._http.reply import Reply
    from virtualstaging_mock._state import files

    picture = Reply(200, {"content-type": "image/jpeg"}, b"\xff\xd8\xff\xe0" + bytes(1000))
    files.draw = lambda *_: picture
    with running(clock=clock, duration=SPEED, photos=10 * MANY) as server:
        print(server.base_url, flush=True)
        for _ in sys.stdin:
            renders = sum(len(one.renders) for one in server.mock.backend.accounts.values())
            print(server.mock.requests.seen, renders, flush=True)


def work(kind: str, plan: str, url: str) -> None:
    """Carry out a plan, as a batch or as the loop."""
    from virtualstaging import VirtualStaging, batch

    out = Path(plan).parent / "out"
    with VirtualStaging(KEY, base_url=url) as client:
        if kind == "batch":
            with client.batch(batch.read(plan), out=out, grace=2.0) as run:
                for _ in run:
                    pass
            return
        with Path(plan).open(newline="") as file:
            for row in csv.DictReader(file):
                loop_body(client, row, out)


def loop_body(client: Any, row: dict[str, str], out: Path) -> None:
    """What programs that call the API do with each photo."""
    from virtualstaging import staging

    config = staging(room_type="living", style="modern")
    render = client.renders.create(row["photo"], config)
    while True:
        render = client.renders.get(render.id, include_variations=True)
        if all(one.status == "done" for one in render.variations.items):
            break
        time.sleep(3 * SPEED)
    client.download(render, out)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", clock]:
            serve(clock)
        case [kind, plan, url]:
            work(kind, plan, url)
        case _:
            sys.exit(main())
