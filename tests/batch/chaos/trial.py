"""One batch, killed again and again until all rows are done, and what is counted then."""

import csv
import hashlib
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from tests.batch.chaos.proxy import Proxy, serving
from tests.batch.chaos.worker import work
from tests.batch.photos import photo
from virtualstaging.batch._reading import JOURNAL
from virtualstaging_mock import Mock, running

KEY = "vsai-pk-00000000-0000-4000-8000-000000000000"
GRACE = 1.5
"""Seconds. After that there is one more look, so what is late is found however slow all is."""

Instant = tuple[str, int] | float
"""When to kill: when a request passes for the nth time at a point of the proxy, or after seconds.
"dropped" kills before the server has acted, and it does not.
"""

_PATIENCE = 60.0
"""Seconds until a process is killed that does not come to the instant."""

EVENTS = ("dropped", "acted", "look", "read", "answered")
STYLES = ("standard", "modern", "scandinavian", "industrial", "midcentury", "luxury", "farmhouse")


@dataclass
class Counts:
    """What was counted.

    Args:
        kills: How often the process was killed.
        in_between: How often between an intent and its outcome.
        recovering: How often while an earlier intent was looked into.
        adopted: Renders that were found.
        sent_again: Requests that were sent again.
        doubled: Photos of which more than one render was made.
        missing: Photos of which none was.
        wrong: Rows that hold another photo's render.
        torn: Files that can't be opened, or are left over.
        states: Rows in each state.
        planted: What the proxy did.
    """

    kills: int = 0
    in_between: int = 0
    recovering: int = 0
    adopted: int = 0
    sent_again: int = 0
    doubled: int = 0
    missing: int = 0
    wrong: int = 0
    torn: int = 0
    states: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)

    @property
    def faultless(self) -> bool:
        """One render for each photo, each row its own, each file whole, nothing in doubt."""
        wrong = self.doubled + self.missing + self.wrong + self.torn
        return not wrong and set(self.states) == {"done"}

    @property
    def tested(self) -> bool:
        """Whether all that could go wrong was tried."""
        return min(self.in_between, self.recovering, self.adopted, self.sent_again) > 0

    def add(self, other: "Counts") -> None:
        """Add another trial's."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


class Trial:
    """One batch.

    Args:
        path: A folder of its own.
        seed: Of the instants and of what the proxy does.
        rows: How many photos.
        instants: When the process is killed, each time that it was started.
        blind: Whether it sends again without looking.
    """

    def __init__(
        self, path: Path, seed: int, rows: int, instants: Sequence[Instant], *, blind: bool = False
    ) -> None:
        self._out = path / "out"
        self._plan = path / "plan.csv"
        self._instants = instants
        self._blind = blind
        self._digests = written_plan(self._plan, seed, rows)
        self._proxy_seed = seed
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.batch.chaos.worker"])

    def run(self) -> Counts:
        """Kill, start again, and count."""
        counts = Counts()
        with running(duration=0.004, failure_rate=0.0) as server:
            proxy = Proxy(server.base_url, self._proxy_seed)
            with serving(proxy) as address:
                for instant in self._instants:
                    if self._once(address, proxy, counts, instant):
                        break
                    self._note_intents(counts)
                proxy.passes = lambda _: False
                assert self._once(address, proxy, counts, None)
            counts.planted = proxy.planted
            count(counts, server.mock, self._out, self._digests)
        return counts

    def _once(self, address: str, proxy: Proxy, counts: Counts, instant: Instant | None) -> bool:
        """Start the process once; whether it came to its end."""
        arguments = (str(self._plan), str(self._out), address, KEY, GRACE, self._blind)
        process = self._context.Process(target=work, args=arguments)
        process.start()
        with nullcontext() if instant is None else killer(process, proxy, instant):
            process.join(120)
        if process.exitcode == -signal.SIGKILL:
            counts.kills += 1
            return False
        assert process.exitcode == 0, f"the process ended with {process.exitcode}"
        return True

    def _note_intents(self, counts: Counts) -> None:
        if not (self._out / JOURNAL).exists():
            return
        with closing(sqlite3.connect(self._out / JOURNAL)) as journal:
            if not journal.execute("SELECT 1 FROM sqlite_master WHERE name = 'job'").fetchone():
                return
            (begun, again) = journal.execute(
                "SELECT count(*), coalesce(sum(recoveries > 0), 0) FROM job WHERE state = 'open'"
            ).fetchone()
        counts.in_between += begun > 0
        counts.recovering += again > 0


def written_plan(plan: Path, seed: int, rows: int) -> list[str]:
    """A plan of so many photos beside it; returns their digests."""
    digests = []
    with plan.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "photo", "room_type", "style"])
        for number in range(rows):
            place = photo(plan.parent / "photos" / f"{number}.jpg", seed * 1000 + number)
            digests.append(hashlib.sha256(place.read_bytes()).hexdigest())
            writer.writerow([number, place, "living", STYLES[number % len(STYLES)]])
    return digests


def count(counts: Counts, mock: Mock, out: Path, digests: Sequence[str]) -> None:
    """Count what was made at the server, and hold the results against it."""
    photos = {
        render.id: render.photos[0].digest
        for account in mock.backend.accounts.values()
        for render in account.renders
    }
    made = Counter(photos.values())
    counts.doubled = sum(made[digest] > 1 for digest in digests)
    counts.missing = sum(made[digest] == 0 for digest in digests)
    with closing(sqlite3.connect(out / JOURNAL)) as journal:
        (counts.adopted, counts.sent_again) = journal.execute(
            "SELECT sum(found), sum(sends - 1) FROM job"
        ).fetchone()
        rows = journal.execute(
            "SELECT row.number, row.state, row.files, job.render"
            " FROM row LEFT JOIN job ON job.id = row.job"
        ).fetchall()
    for number, state, files, render in rows:
        counts.states[state] += 1
        counts.wrong += photos.get(render) != digests[number - 1]
        counts.torn += sum(not _is_whole(out / name) for name in json.loads(files))
        counts.torn += state == "done" and len(json.loads(files)) != 1
    counts.torn += len(list(out.rglob(".*.part")))


@contextmanager
def killer(process: Any, proxy: Proxy, instant: Instant) -> Iterator[None]:
    """Kill a process at an instant; if it does not come, some seconds later."""

    def kill() -> None:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.kill(process.pid, signal.SIGKILL)

    name, left = instant if isinstance(instant, tuple) else ("", 0)

    def passes(passed: str) -> bool:
        nonlocal left
        left -= passed == name
        if passed == name and left == 0:
            kill()
            return True
        return False

    proxy.passes = passes
    timer = threading.Timer(_PATIENCE if isinstance(instant, tuple) else instant, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def random_instants(seed: int, number: int) -> list[Instant]:
    """Some of each kind."""
    chosen = random.Random(seed)
    return [
        chosen.uniform(0.2, 2.0)
        if chosen.random() < 0.3
        else (chosen.choice(EVENTS), chosen.randint(1, 3))
        for _ in range(number)
    ]


def _is_whole(path: Path) -> bool:
    try:
        with Image.open(path) as picture:
            picture.load()
    except OSError:
        return False
    return True
