"""Several downloads at once, with a bound on how many."""

import asyncio
import threading
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeAlias

from virtualstaging._core.steps import Flow
from virtualstaging.errors import DownloadError, ValidationError, VirtualStagingError

from . import Downloadable

Outcome: TypeAlias = "Path | list[Path] | VirtualStagingError"
MakeFlow: TypeAlias = Callable[[Downloadable, Callable[[], bool]], Flow["Path | list[Path]"]]
"""Makes the flow of one download, of what and until when."""


def download_all(
    run: Callable[[Flow[Any]], Any],
    items: Iterable[Downloadable],
    make_flow: MakeFlow,
    concurrency: int,
) -> list[Path]:
    """Download all in threads. Items are taken from the iterable only as slots come free."""
    _check(concurrency)
    stop = threading.Event()
    slots = threading.Semaphore(concurrency)

    def one(item: Downloadable) -> Outcome:
        try:
            paths: Path | list[Path] = run(make_flow(item, stop.is_set))
        except VirtualStagingError as error:
            return error
        else:
            return paths
        finally:
            slots.release()

    futures = []
    with ThreadPoolExecutor(concurrency, "virtualstaging-download") as pool:
        try:
            for item in items:
                slots.acquire()
                futures.append(pool.submit(one, item))
            wait(futures)
        except BaseException:
            stop.set()
            raise
    return _collected([future.result() for future in futures])


async def adownload_all(
    run: Callable[[Flow[Any]], Awaitable[Any]],
    items: Iterable[Downloadable] | AsyncIterable[Downloadable],
    make_flow: MakeFlow,
    concurrency: int,
) -> list[Path]:
    """Download all in tasks. Items are taken from the iterable only as slots come free."""
    _check(concurrency)
    stop = threading.Event()
    slots = asyncio.Semaphore(concurrency)

    async def one(item: Downloadable) -> Outcome:
        try:
            paths: Path | list[Path] = await run(make_flow(item, stop.is_set))
        except VirtualStagingError as error:
            return error
        else:
            return paths
        finally:
            slots.release()

    tasks: list[asyncio.Task[Outcome]] = []
    try:
        async for item in _each(items):
            await slots.acquire()
            tasks.append(asyncio.create_task(one(item)))
        return _collected(await asyncio.gather(*tasks))
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _each(
    items: Iterable[Downloadable] | AsyncIterable[Downloadable],
) -> AsyncIterator[Downloadable]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


def _check(concurrency: object) -> None:
    if isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1:
        raise ValidationError("concurrency must be a whole number, 1 or more.")


def _collected(outcomes: list[Outcome]) -> list[Path]:
    paths: list[Path] = []
    failures: list[VirtualStagingError] = []
    for outcome in outcomes:
        if isinstance(outcome, VirtualStagingError):
            failures.append(outcome)
        else:
            paths += [outcome] if isinstance(outcome, Path) else outcome
    if failures:
        raise DownloadError(
            f"{len(failures)} of {len(outcomes)} downloads failed; `failures` holds all errors. "
            f"The first: {failures[0]}",
            paths=tuple(str(path) for path in paths),
            failures=tuple(failures),
        )
    return paths
