"""The two drivers: they carry out the steps of flows, over a transport and a clock."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from .clock import Clock
from .steps import Answer, Fetch, Flow, Moment, Now, Request, Send, Sleep, Step, Work

T = TypeVar("T")


class Transport(Protocol):
    """What `drive` needs to reach servers."""

    def send(self, request: Request) -> Answer:
        """The API's answer; raises `NotSent` or `NoAnswer`."""
        ...

    def fetch(self, step: Fetch) -> Answer:
        """A file, without the key; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        ...


class AsyncTransport(Protocol):
    """What `adrive` needs to reach servers."""

    async def send(self, request: Request) -> Answer:
        """The API's answer; raises `NotSent` or `NoAnswer`."""
        ...

    async def fetch(self, step: Fetch) -> Answer:
        """A file, without the key; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        ...


def drive(flow: Flow[T], transport: Transport, clock: Clock) -> T:
    """Carry out a flow in this thread."""
    value: Any = None
    failure: Exception | None = None
    try:
        while True:
            step = flow.send(value) if failure is None else flow.throw(failure)
            value, failure = None, None
            try:
                value = _perform(step, transport, clock)
            except Exception as error:  # noqa: BLE001 - the flow decides what becomes of it
                failure = error
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        flow.close()


def _perform(step: Step, transport: Transport, clock: Clock) -> Any:
    if isinstance(step, Send):
        return transport.send(step.request)
    if isinstance(step, Sleep):
        return clock.sleep(step.seconds)
    if isinstance(step, Work):
        return work(step.function)
    if isinstance(step, Fetch):
        return transport.fetch(step)
    return _now(step, clock)


async def adrive(flow: Flow[T], transport: AsyncTransport, clock: Clock) -> T:
    """Carry out a flow in this task."""
    value: Any = None
    failure: Exception | None = None
    try:
        while True:
            step = flow.send(value) if failure is None else flow.throw(failure)
            value, failure = None, None
            try:
                value = await _aperform(step, transport, clock)
            except Exception as error:  # noqa: BLE001 - the flow decides what becomes of it
                failure = error
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        flow.close()


async def _aperform(step: Step, transport: AsyncTransport, clock: Clock) -> Any:
    if isinstance(step, Send):
        return await transport.send(step.request)
    if isinstance(step, Sleep):
        return await clock.asleep(step.seconds)
    if isinstance(step, Work):
        return await awork(step.function)
    if isinstance(step, Fetch):
        return await transport.fetch(step)
    return _now(step, clock)


def work(function: Callable[..., T], *arguments: Any) -> T:
    """Call something that may block."""
    return function(*arguments)


async def awork(function: Callable[..., T], *arguments: Any) -> T:
    """The same, in a thread: the event loop goes on."""
    import asyncio  # heavy, and only async callers need it

    return await asyncio.to_thread(function, *arguments)


def _now(step: Now, clock: Clock) -> Moment:
    assert isinstance(step, Now), step
    return Moment(clock.monotonic(), clock.time() * 1000)
