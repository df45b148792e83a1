"""Many calls at once through a proxy that does everything wrong: each ends in something true."""

import asyncio
import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from contract_tests.checks import is_quick
from contract_tests.client.calls import KEY
from contract_tests.wrapper.world import living
from virtualstaging import (
    AsyncVirtualStaging,
    UnexpectedResponseError,
    UnknownOutcomeError,
    VirtualStaging,
    VirtualStagingError,
)
from virtualstaging.testing import VirtualClock
from virtualstaging_mock import Mock

STATUSES: tuple[int, ...] = (
    302,
    303,
    304,
    307,
    308,
    402,
    408,
    409,
    410,
    418,
    425,
    429,
    431,
    451,
    499,
)
STATUSES += (500, 501, 502, 503, 504, 507, 520, 599)
STYLES = ("modern", "coastal", "luxury", "farmhouse")
CALLS = 80 if is_quick() else 500


class WrongDate(VirtualClock):
    """A machine whose date is wrong."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._off = seconds

    def time(self) -> float:
        """Seconds since 1970, wrongly."""
        return super().time() + self._off


class FaultyProxy:
    """Acts and says otherwise, says and does not act, gives answers twice, breaks off.

    Args:
        seed: Of what it does.
    """

    def __init__(self, seed: int) -> None:
        self.mock = Mock(clock="instant", api_keys=[KEY], photos=100_000)
        self.made: dict[str, list[str]] = {}
        """The renders made of each photo."""
        self._inner = self.mock.transport()
        self._random = random.Random(seed)
        self._lock = threading.RLock()
        self._answers: dict[str, httpx.Response] = {}
        self._before: httpx.Response | None = None

    def ended(self, photo: str) -> None:
        """The call for a photo has ended. Only from now on its answer is given to others, too: who
        is first to show an answer looks the same as the one whose it is.
        """
        with self._lock:
            self._before = self._answers.get(photo, self._before)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """What becomes of a request."""
        with self._lock:
            if request.method == "GET":
                return self._read(request)
            return self._create(request, self._random.random())

    def _read(self, request: httpx.Request) -> httpx.Response:
        if self._random.random() < 0.15:
            return httpx.Response(self._random.choice(STATUSES), text="<html>")
        return self._pass_on(request)

    def _create(self, request: httpx.Request, chance: float) -> httpx.Response:
        if chance < 0.1:
            raise httpx.ConnectError("planted", request=request)
        acted = self._act(request) if chance < 0.8 else None
        if acted and chance < 0.4:
            self._answers[_photo(request)] = acted
            return acted
        if (self._before and chance < 0.5) or chance > 0.95:
            return self._before or self._status()
        if chance < 0.6 or chance > 0.9:
            raise httpx.ReadError("planted", request=request)
        if acted and chance < 0.65:
            return httpx.Response(202, content=acted.content[: len(acted.content) // 3])
        return self._status()

    def _act(self, request: httpx.Request) -> httpx.Response:
        answer = self._pass_on(request)
        self.made.setdefault(_photo(request), []).append(answer.json()["id"])
        return answer

    def _pass_on(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        answer.read()
        return answer

    def _status(self) -> httpx.Response:
        status = self._random.choice(STATUSES)
        pause = self._random.choice([None, "0", "1", "soon"])
        headers = {"retry-after": pause} if pause else {}
        # Its own 429 is a web page: the API's would be a promise that nothing was made.
        text = '{"message": "Busy."}' if self._random.random() < 0.5 and status != 429 else "<html>"
        return httpx.Response(status, headers=headers, text=text)


def _photo(request: httpx.Request) -> str:
    photo: str = json.loads(request.content)["image_url"]
    return photo


class Judge:
    """Holds how each call ended against what was made."""

    def __init__(self, proxy: FaultyProxy) -> None:
        self._proxy = proxy
        self._lock = threading.Lock()
        self._taken: set[str] = set()
        self.found = 0
        self.problems: list[str] = []

    @contextmanager
    def of(self, photo: str) -> Iterator[Callable[[Any], None]]:
        """Around a call for a photo; call what this gives with its result."""
        results: list[Any] = []
        try:
            yield results.append
        except VirtualStagingError as error:
            results.append(error)
        self._proxy.ended(photo)
        with self._lock:
            try:
                self._judge(results[0], self._proxy.made.get(photo, []))
            except AssertionError as problem:
                self.problems.append(f"{photo}: {problem}")

    def _judge(self, result: Any, made: list[str]) -> None:
        assert len(made) <= 1, f"one call made {made}"
        if isinstance(result, UnknownOutcomeError):
            looked = "Looking for it failed" in str(result)
            assert looked or set(made) <= set(result.candidates), f"{made} is not named: {result}"
        elif isinstance(result, UnexpectedResponseError):
            assert list(result.render_ids) == made, f"{made} is not named: {result}"
        elif isinstance(result, VirtualStagingError):
            assert not made, f"{made} was made, but: {result}"
        else:
            assert [result.id] == made, f"{result.id} was given, {made} was made"
            assert result.id not in self._taken, f"{result.id} was given twice"
            self._taken.add(result.id)
            self.found += 1

    def finish(self) -> None:
        """All calls have ended."""
        assert not self.problems, "\n".join(self.problems)
        total = sum(map(len, self._proxy.made.values()))
        assert total <= CALLS
        assert self.found > CALLS / 5, "hardly a call has come to its render"


def order(client: Any, number: int) -> Any:
    """One call; each has a photo of its own, and every fourth is equal but for that."""
    photo = f"https://photos.example.com/{number}.jpg"
    return client.renders.create(photo, living(STYLES[number % 4]), variation_count=2)


@pytest.mark.parametrize("minutes", [-20, 0, 20])
@pytest.mark.parametrize("threads", [1, 8])
def test_calls_of_threads(threads: int, minutes: int) -> None:
    """One after the other, and eight at a time; the machine's date is minutes off."""
    proxy = FaultyProxy(seed=threads + minutes)
    judge = Judge(proxy)
    http = httpx.Client(transport=httpx.MockTransport(proxy))
    given: dict[str, Any] = {"http_client": http, "clock": WrongDate(minutes * 60.0)}

    def work(first: int) -> None:
        for number in range(first, CALLS, threads):
            with judge.of(f"https://photos.example.com/{number}.jpg") as ended:
                ended(order(client, number))

    url = proxy.mock.base_url
    with http, VirtualStaging(KEY, base_url=url, jitter=lambda: 0.0, **given) as client:
        running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    judge.finish()


@pytest.mark.parametrize("minutes", [-20, 0, 20])
def test_calls_of_tasks(minutes: int) -> None:
    """Eight tasks at a time."""
    proxy = FaultyProxy(seed=minutes)
    judge = Judge(proxy)

    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return proxy(request)

    async def work(client: AsyncVirtualStaging, first: int) -> None:
        for number in range(first, CALLS, 8):
            with judge.of(f"https://photos.example.com/{number}.jpg") as ended:
                ended(await order(client, number))

    async def main() -> None:
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http,
            AsyncVirtualStaging(
                KEY,
                base_url=proxy.mock.base_url,
                http_client=http,
                clock=WrongDate(minutes * 60.0),
                jitter=lambda: 0.0,
            ) as client,
        ):
            await asyncio.gather(*(work(client, number) for number in range(8)))

    asyncio.run(main())
    judge.finish()
