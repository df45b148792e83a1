"""Answers of the API are decoded once at most, and none fills the memory."""

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.hosts import Pieces
from contract_tests.wrapper.world import ordered
from virtualstaging import APIConnectionError, UnknownOutcomeError, VirtualStagingError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
RENDER = b'{"id": "r_1", "created_at": 1767225600000, "eta": null}'


def coded(coding: str, *pieces: bytes) -> wrapped.Handler:
    """A server whose answers are coded like this, or say so."""
    headers = {"content-encoding": coding}
    return lambda _: httpx.Response(200, headers=headers, stream=Several(*pieces))


class Several(Pieces):
    """A body in several pieces."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__(b"".join(pieces))
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)


@each_kind
@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", "identity, gzip"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_compressed_answer_is_read(size: int, coding: str, kind: wrapped.Kind) -> None:
    """In pieces of any size."""
    sent = gzip.compress(RENDER)
    pieces = [sent[start : start + size] for start in range(0, len(sent), size)]
    with wrapped.client(kind, coded(coding, *pieces)) as one:
        assert one.do(ordered).id == "r_1"
        assert one.do(lambda c: c.renders.get("r_1")).id == "r_1"


BROKEN: dict[str, tuple[str, bytes]] = {
    "twice": ("gzip, gzip", gzip.compress(gzip.compress(RENDER))),
    "not asked for": ("deflate", zlib.compress(RENDER)),
    "unknown": ("br", RENDER),
    "cut": ("gzip", gzip.compress(RENDER)[:-9]),
    "no gzip": ("gzip", RENDER),
    "with a wrong sum": ("gzip", gzip.compress(RENDER)[:-8] + bytes(8)),
}


@each_kind
@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_decoded_is_no_answer(name: str, kind: wrapped.Kind) -> None:
    """Of a call that creates, the outcome is unknown then: the server has acted."""
    coding, body = BROKEN[name]
    with wrapped.client(kind, coded(coding, body)) as one:
        for use, error in (
            (lambda c: c.renders.get("r_1"), APIConnectionError),
            (ordered, UnknownOutcomeError),
        ):
            with pytest.raises(error, match="compress") as caught:
                one.do(use)
            check_error(caught.value)


@each_kind
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "compressed"])
def test_an_answer_that_is_far_too_long_is_given_up(packed: bool, kind: wrapped.Kind) -> None:
    """Before it fills the memory; a little of it compressed may be much."""
    piece = bytes(8 * 1024 * 1024)
    pieces = [gzip.compress(piece * 40, 1)] if packed else [piece] * 40
    read: list[int] = []

    class Long(Several):
        def __iter__(self) -> Iterator[bytes]:
            for one in self.pieces:
                read.append(len(one))
                yield one

    def handler(_: httpx.Request) -> httpx.Response:
        headers = {"content-encoding": "gzip"} if packed else {}
        return httpx.Response(200, headers=headers, stream=Long(*pieces))

    with (
        wrapped.client(kind, handler, max_retries=0) as one,
        pytest.raises(VirtualStagingError) as caught,
    ):
        one.do(lambda c: c.account.get())
    assert "larger" in str(caught.value)
    assert sum(read) <= 4 * len(piece)


@each_kind
def test_decoding_makes_no_more_than_the_bound(
    kind: wrapped.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not all of it, to throw it away afterwards: meanwhile an event loop would stand still."""
    made: list[int] = []
    new = zlib.decompressobj

    class Counting:
        def __init__(self, *args: Any, **options: Any) -> None:
            self.inner = new(*args, **options)

        def decompress(self, *args: Any) -> bytes:
            found = self.inner.decompress(*args)
            made.append(len(found))
            return found

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    sent = gzip.compress(bytes(200 * 1024 * 1024), 1)
    with (
        wrapped.client(kind, coded("gzip", sent), max_retries=0) as one,
        pytest.raises(VirtualStagingError, match="larger"),
    ):
        one.do(lambda c: c.account.get())
    assert sum(made) < 64 * 1024 * 1024
