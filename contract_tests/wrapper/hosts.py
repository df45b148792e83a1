"""A host of pictures that answers as a test wants, and what may be left of a download."""

from pathlib import Path
from typing import Any

import httpx

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.client.hygiene import SIGNATURE, check_error
from virtualstaging import DownloadError
from virtualstaging_api.models import Variation


def left_in(directory: Path) -> list[str]:
    """Every file below a directory, hidden ones too."""
    return sorted(str(one.relative_to(directory)) for one in directory.rglob("*") if one.is_file())


def check_no_key(requests: list[httpx.Request]) -> None:
    """Nothing of the account's goes to the host of the pictures."""
    for request in requests:
        shown = str(request.url) + "".join(
            f"{name}: {value}" for name, value in request.headers.items()
        )
        assert KEY not in shown
        assert not {"authorization", "cookie", "x-api-key"} & set(request.headers)


class Host:
    """A host of pictures that answers by a list of functions of the request's headers."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert len(self.requests) < 60
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        found: httpx.Response = answer(request) if callable(answer) else answer
        return httpx.Response(found.status_code, headers=found.headers, stream=found.stream)


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that may break off."""

    def __init__(self, body: bytes, *, breaks: bool = False) -> None:
        self.body, self.breaks = body, breaks

    def __iter__(self) -> Any:
        yield self.body
        if self.breaks:
            raise httpx.ReadError("planted")

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def answer(status: int, body: bytes, *, breaks: bool = False, **headers: str) -> httpx.Response:
    """An answer of the host; without a length unless one is given."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=Pieces(body, breaks=breaks))


def result(url: str = f"https://pictures.example.com/v.jpg?signature={SIGNATURE}") -> Variation:
    """A variation that is done."""
    links = {"url": url, "optimized_url": None, "thumbnail_url": None}
    data = {
        "id": "v_1",
        "render_id": "r_1",
        "created_at": 1e12,
        "status": "done",
        "eta": None,
        "result": links,
    }
    return Variation.from_dict(data)


def download(what: Variation, destination: Any, **more: Any) -> wrapped.Use:
    """A download of one thing."""
    return lambda client: client.download(what, destination, **more)


def fetched(kind: wrapped.Kind, host: Host, directory: Path, what: Variation | None = None) -> Any:
    """The bytes that a download left, or the error it ended in; then nothing may be left."""
    with wrapped.client(kind, host) as one:
        try:
            path = one.do(lambda c: c.download(what or result(), directory))
        except DownloadError as error:
            check_error(error, None, SIGNATURE)
            assert not left_in(directory), "something is left of it"
            check_no_key([r for r in host.requests if r.url.host != "api.example.test"])
            return error
    check_no_key(host.requests)
    assert left_in(directory) == [path.name]
    return path.read_bytes()
