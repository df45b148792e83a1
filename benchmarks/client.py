"""What the wrapper costs, beside bare httpx and bare json.

    python -m benchmarks.client

Processor time, medians of interleaved rounds, so that a busy machine changes both sides alike.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import chain, count
from statistics import median
from typing import Any

import httpx

from benchmarks._results import Ratio, environment, printed
from virtualstaging import VirtualStaging, staging

BASE = "http://127.0.0.1:9/v2"
ROUNDS = 15
CALLS = 300
IMPORTS = 11
VARIATIONS = 4

RENDER = {"id": "r_1", "created_at": 1735689600000, "queued_at": 1735689600100, "eta": None}


def answer(request: httpx.Request) -> httpx.Response:
    """A server that takes no time."""
    if request.url.path == "/v2/renders" and request.method == "GET":
        return httpx.Response(200, content=PAGE)
    number = next(_NUMBERS) if request.method == "POST" else 1  # a new id for each that is made
    return httpx.Response(200, content=ONE % number)


def item(number: int) -> dict[str, Any]:
    """A finished render as a page shows it, with links as long as signed ones are."""
    link = "https://images.example.com/v_{}.jpg?signature=" + "a" * 120
    variations = [
        {
            "id": f"v_{number}_{one}",
            "type": "staging",
            "render_id": f"r_{number}",
            "created_at": 1735689600000,
            "status": "done",
            "result": {"url": link, "optimized_url": link, "thumbnail_url": link},
            "eta": None,
            "config": {"type": "staging", "add_furniture": {"room_type": "bed", "style": "modern"}},
        }
        for one in range(VARIATIONS)
    ]
    page = {"total_count": VARIATIONS, "next_cursor": None, "items": variations}
    return {**RENDER, "id": f"r_{number}", "variations": page}


PAGE = json.dumps({"items": [item(one) for one in range(100)], "next_cursor": None}).encode()
ONE = json.dumps({**RENDER, "id": "r_%d"}).encode()
_NUMBERS = count(2)


def compare(
    what: str,
    peer: str,
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    times: int,
    at_most: float,
) -> Ratio:
    """Both in turn, round after round."""

    def timed(function: Callable[[], Any]) -> float:
        begun = time.process_time()
        for _ in range(times):
            function()
        return (time.process_time() - begun) / times

    timed(ours), timed(theirs)
    pairs = [(timed(ours), timed(theirs)) for _ in range(ROUNDS)]
    us, they = (median(column) * 1e3 for column in zip(*pairs, strict=True))
    return Ratio(what, peer, us, they, "ms", at_most)


def import_cost() -> Ratio:
    """Of a whole process, less one that imports nothing."""

    def cost(statement: str) -> float:
        code = f"import time\nb = time.process_time()\n{statement}\nprint(time.process_time() - b)"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, check=True, env=environment())
        return float(done.stdout)

    pairs = [
        (cost("from virtualstaging import VirtualStaging"), cost("import httpx"))
        for _ in range(IMPORTS)
    ]
    ours, theirs = (median(column) * 1e3 for column in zip(*pairs, strict=True))
    return Ratio(
        "from virtualstaging import VirtualStaging", "import httpx", ours, theirs, "ms", 1.4
    )


def calls() -> list[Ratio]:
    """One call through the wrapper, beside the same by httpx with the answer's JSON read."""
    bare = httpx.Client(transport=httpx.MockTransport(answer), headers={"Authorization": "x"})
    client = VirtualStaging("k", base_url=BASE, http_client=bare)
    config = staging(room_type="living", style="modern")
    photo = "https://example.com/a.jpg"
    body = {"config": config.to_dict(), "variation_count": 1, "image_url": photo}
    query = {"include_variations": "false", "variations_limit": "20", "variations_order": "asc"}
    return [
        compare(
            "GET a render",
            "httpx",
            lambda: client.renders.get("r_1"),
            lambda: bare.get(BASE + "/renders/r_1", params=query).json(),
            CALLS,
            1.5,
        ),
        compare(
            "POST a render",
            "httpx",
            lambda: client.renders.create(photo, config),
            lambda: bare.post(BASE + "/renders", json=body).json(),
            CALLS,
            1.5,
        ),
    ]


def pages() -> list[Ratio]:
    """A page of 100 renders with their variations, beside `json.loads` of it."""
    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    client = VirtualStaging("k", base_url=BASE, http_client=http_client)
    return [
        compare(
            "a page of 100, none of its renders built yet",
            "json.loads",
            lambda: client.renders.list(limit=100),
            lambda: json.loads(PAGE),
            3,
            5.0,
        ),
        compare(
            "a page of 100, each render built",
            "json.loads",
            lambda: client.renders.list(limit=100).items,
            lambda: json.loads(PAGE),
            3,
            5.0,
        ),
    ]


def main() -> int:
    """Print all; 1 if a bound is exceeded."""
    return printed(chain([import_cost()], calls(), pages()))


if __name__ == "__main__":
    sys.exit(main())
