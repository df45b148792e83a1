"""Carries out `Fetch`: a file from another host, piece by piece, without the key."""

from typing import TYPE_CHECKING

from .clock import Clock
from .steps import Answer, Fetch, NoAnswer

if TYPE_CHECKING:
    import httpx


def fetch(client: "httpx.Client", request: "httpx.Request", step: Fetch, clock: Clock) -> Answer:
    """The answer without its body, which went to the receiver if that wanted it."""
    until = clock.monotonic() + step.seconds
    response = client.send(request, auth=None, follow_redirects=False, stream=True)
    try:
        answer = Answer(response.status_code, dict(response.headers), b"")
        if step.receiver.begin(answer):
            # Piece by piece as they come: what has come before a cut is not asked for again.
            for piece in response.iter_bytes():
                step.receiver.write(piece)
                check_time(clock, until)
        return answer
    finally:
        response.close()


async def afetch(
    client: "httpx.AsyncClient", request: "httpx.Request", step: Fetch, clock: Clock
) -> Answer:
    """The same for asyncio; the receiver works in a thread."""
    import asyncio  # heavy, and only async callers need it

    until = clock.monotonic() + step.seconds
    response = await client.send(request, auth=None, follow_redirects=False, stream=True)
    try:
        answer = Answer(response.status_code, dict(response.headers), b"")
        if await asyncio.to_thread(step.receiver.begin, answer):
            async for piece in response.aiter_bytes():
                await asyncio.to_thread(step.receiver.write, piece)
                check_time(clock, until)
        return answer
    finally:
        await response.aclose()


def check_time(clock: Clock, until: float) -> None:
    """A server that drips would otherwise hold a download for ever: each read is in time."""
    if clock.monotonic() > until:
        raise NoAnswer("the file did not come to its end in time", timeout=True)
