"""Slow lines: how long sending takes says nothing of the answer, and no whole answer is dropped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.pictures import JPEG
from contract_tests.wrapper.hosts import result
from contract_tests.wrapper.world import living
from virtualstaging import APITimeoutError, DownloadError, UnknownOutcomeError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
RENDER = b'{"id": "r_1", "created_at": 1767225600000, "eta": null}'
MB = 1024 * 1024
PHOTO = JPEG + bytes(3 * MB)


class Line(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A line over which each piece of a request takes its time, as does each of an answer."""

    def __init__(
        self, *answer: bytes, sending: float = 0, first: float = 0, each: float = 0
    ) -> None:
        self.answer = answer
        self.sending = sending
        self.first, self.each = first, each
        self.clock: Any = None
        self.pieces: list[int] = []
        self.requests: list[str] = []

    def _sent(self, piece: bytes) -> None:
        self.pieces.append(len(piece))
        self.clock.advance(self.sending)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.method)
        assert isinstance(request.stream, httpx.SyncByteStream)
        for piece in request.stream:
            self._sent(piece)
        return self._answered()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.method)
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for piece in request.stream:
            self._sent(piece)
        return self._answered()

    def _answered(self) -> httpx.Response:
        self.clock.advance(self.first)
        return httpx.Response(200, stream=Trickle(self))


class Trickle(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The answer that comes over a line."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.line.answer:
            self.line.clock.advance(self.line.each)
            yield piece

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def over(line: Line, kind: wrapped.Kind, use: wrapped.Use, **options: Any) -> Any:
    """What a use of a client leads to over this line."""
    with wrapped.client(kind, line, **options) as one:
        line.clock = one.clock
        return one.do(use)


def ordered(client: Any) -> Any:
    """A render of a photo of three megabytes."""
    return client.renders.create(PHOTO, living())


@each_kind
def test_sending_takes_nothing_of_the_answers_time(kind: wrapped.Kind) -> None:
    """Minutes for the photo, then an answer within its two seconds."""
    line = Line(RENDER, sending=1, first=1.5)
    assert over(line, kind, ordered, timeout=2).id == "r_1"
    assert sum(line.pieces) * 10 > len(PHOTO) * 13


@each_kind
def test_a_photo_is_sent_in_pieces(kind: wrapped.Kind) -> None:
    """Each must be sent within the time for an answer: all of it could not be."""
    line = Line(RENDER)
    over(line, kind, ordered)
    assert max(line.pieces) <= 64 * 1024


@each_kind
def test_a_photo_is_not_sent_for_ever(kind: wrapped.Kind) -> None:
    """A line that takes a piece a minute ends the call, as one in doubt."""
    line = Line(RENDER, sending=59)
    with pytest.raises(UnknownOutcomeError) as caught:
        over(line, kind, ordered)
    check_error(caught.value, "create_render")
    assert line.clock.monotonic() < 3600
    assert line.requests.count("POST") == 1


@each_kind
@pytest.mark.parametrize("pieces", [1, 5])
def test_an_answer_that_is_here_is_used(pieces: int, kind: wrapped.Kind) -> None:
    """However late it is: it is the render that was paid for."""
    step = len(RENDER) // pieces + 1
    answer = [RENDER[start : start + step] for start in range(0, len(RENDER), step)]
    assert over(Line(*answer, first=200), kind, ordered).id == "r_1"
    assert over(Line(RENDER, each=200), kind, ordered).id == "r_1"


@each_kind
def test_an_answer_that_goes_on_trickling_is_given_up(kind: wrapped.Kind) -> None:
    """When its time is over, and what is here has been taken in."""
    line = Line(*[b" "] * 1000, each=20)
    with pytest.raises(APITimeoutError):
        over(line, kind, lambda c: c.account.get(), max_retries=0)
    assert 60 <= line.clock.monotonic() <= 100


@each_kind
def test_a_picture_that_is_here_is_kept(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Its last piece came after its time: ten minutes for all of it."""
    line = Line(JPEG[:200], JPEG[200:250], JPEG[250:], first=650)
    path = over(line, kind, lambda c: c.download(result(), tmp_path))
    assert path.read_bytes() == JPEG
    slow = Line(JPEG, *[b"x"] * 1000, each=100)
    with pytest.raises(DownloadError, match="in time"):
        over(slow, kind, lambda c: c.download(result(), tmp_path))
