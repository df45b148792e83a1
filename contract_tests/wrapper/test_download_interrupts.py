"""Downloads that are ended by their caller, by Ctrl-C or a cancelled task, leave nothing behind."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.pictures import JPEG
from contract_tests.wrapper.hosts import Host, Pieces, answer, left_in, result

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


class Interrupted(Pieces):
    """A body during which somebody presses Ctrl-C, or the task is cancelled."""

    def __init__(self, kind: wrapped.Kind) -> None:
        super().__init__(JPEG[:600])
        self.kind = kind

    def __iter__(self) -> Any:
        yield self.body
        raise KeyboardInterrupt if self.kind == "sync" else asyncio.CancelledError


@each_kind
def test_an_interrupt_leaves_nothing_behind(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Nor does it become another error."""

    def broken(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Interrupted(kind))

    with (
        wrapped.client(kind, broken) as client,
        pytest.raises((KeyboardInterrupt, asyncio.CancelledError)),
    ):
        client.do(lambda c: c.download(result(), tmp_path))
    assert not left_in(tmp_path)


class Held(ThreadPoolExecutor):
    """An application's threads, of which one begins its work only when the task is gone."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._left = number
        self.gone = Event()
        self.holds = asyncio.Event()

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Any:
        """The so-many-th work is held."""
        self._left -= 1
        if self._left:
            return super().submit(work, *arguments, **named)

        def late() -> Any:
            self.gone.wait()
            return work(*arguments, **named)

        self.holds.set()
        return super().submit(late)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_thread_that_outlives_its_task_leaves_nothing_behind(number: int, tmp_path: Path) -> None:
    """Whatever of the download it was about to do: make the file, write, give it its name."""
    threads = Held(number)

    async def cancelled(client: Any) -> None:
        asyncio.get_running_loop().set_default_executor(threads)
        task = asyncio.create_task(client.download(result(), tmp_path))
        held = asyncio.create_task(threads.holds.wait())
        await asyncio.wait({task, held}, return_when=asyncio.FIRST_COMPLETED)
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        threads.gone.set()
        threads.shutdown()

    with wrapped.client("async", Host(answer(200, JPEG))) as client:
        client.do(cancelled)
    assert not left_in(tmp_path)
