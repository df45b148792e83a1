"""What callers of `wait` and `as_completed` meet, with threads and with tasks."""

import asyncio
import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.wrapper.waiting.simulated import SimulatedApi, model, session
from virtualstaging import errors, webhooks
from virtualstaging._core.clock import SystemClock
from virtualstaging._core.drivers import adrive, drive
from virtualstaging._core.steps import Answer, Flow, Request
from virtualstaging._waiting.tasks import AsyncWaiting
from virtualstaging._waiting.threads import Waiting
from virtualstaging.testing import VirtualClock
from virtualstaging_api.models import Render


class Tasks:
    """The simulated server as an `AsyncTransport`."""

    def __init__(self, api: SimulatedApi) -> None:
        self.api = api

    async def send(self, request: Request) -> Answer:
        return await self.api.asend(request)

    async def fetch(self, step: Any) -> Answer:
        return self.api.fetch(step)


def awaited(api: SimulatedApi) -> AsyncWaiting:
    """The waits of a client used by tasks."""

    async def run(flow: Flow[Any]) -> Any:
        return await adrive(flow, Tasks(api), api.clock)

    return AsyncWaiting(session(), 0.25, run, api.clock)


def test_shortly_before_time_runs_out_it_is_looked_at(api: SimulatedApi, waits: Waiting) -> None:
    """What ended long before its eta is not missed."""
    render = api.create(5.0, eta=300.0)
    assert waits.wait([model(api, render)], timeout=20).id == render.id
    assert len(api.requests) == 1


def event(api: SimulatedApi, variation: Any, render_id: str, kind: str = "done") -> Any:
    data: dict[str, Any] = {
        "event_type": kind,
        "render_id": render_id,
        "variation_id": variation.id,
        "variation_type": "staging",
        "timestamp": round(api.now * 1000),
    }
    if kind == "done":
        link = "https://images.test/fresh.jpg?signature=other"
        data["result"] = {"url": link, "optimized_url": None, "thumbnail_url": None}
        return webhooks.VariationDoneEvent.from_dict(data)
    return webhooks.VariationErrorEvent.from_dict({**data, "error_message": "no"})


def receive_at(api: SimulatedApi, waits: Waiting, when: dict[float, Any]) -> None:
    """Hand in events as the clock passes these times."""
    sleep = api.clock.sleep

    def sleep_and_receive(seconds: float) -> None:
        until = api.clock.monotonic() + seconds
        due = [at for at in when if at <= until]
        sleep((min(due) if due else until) - api.clock.monotonic())
        for at in [one for one in when if one <= api.clock.monotonic()]:
            waits.receive_event(when.pop(at))

    api.clock.sleep = sleep_and_receive  # type: ignore[method-assign]


def test_webhooks_end_a_wait_without_a_look(api: SimulatedApi, waits: Waiting) -> None:
    """The variations are known, so what is heard of each is all that is needed."""
    render = api.create(900.0, eta=900.0, variations=2)
    first, second = render.variations
    heard = {5.0: event(api, first, render.id), 6.0: event(api, second, render.id, "error")}
    receive_at(api, waits, heard)
    done = waits.wait([model(api, render)])
    assert [one.status for one in done.variations.items] == ["done", "error"]
    assert done.variations.items[0].result.url.endswith("fresh.jpg?signature=other")
    assert api.requests == []
    assert api.clock.monotonic() == pytest.approx(6)


def test_webhooks_for_what_is_not_known_make_it_be_looked_at(
    api: SimulatedApi, waits: Waiting
) -> None:
    """One look by name at once, instead of at the eta."""
    render = api.create(5.0, eta=900.0)
    receive_at(api, waits, {5.5: event(api, render.variations[0], render.id)})
    waits.wait([model(api, render, variations=False)])
    assert [request.operation for _, request in api.requests] == ["get_render"]
    assert api.clock.monotonic() < 6


def test_a_list_that_lags_behind_webhooks(api: SimulatedApi, waits: Waiting) -> None:
    """What has ended stays so, whatever a look says later."""
    render = api.create(40.0, eta=10.0, variations=2)
    receive_at(api, waits, {5.0: event(api, render.variations[0], render.id)})
    changes: list[Render] = []
    waits.wait([model(api, render)], on_update=changes.append)
    assert all(one.variations and one.variations.items[0].status == "done" for one in changes)


def threads(*functions: Callable[[], object]) -> list[BaseException | None]:
    """Run these at once; what each has raised."""
    raised: list[BaseException | None] = [None] * len(functions)

    def run(index: int) -> None:
        try:
            functions[index]()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised[index] = error

    running = [threading.Thread(target=run, args=(index,)) for index in range(len(functions))]
    for one in running:
        one.start()
    for one in running:
        one.join(60)
        assert not one.is_alive(), "a wait hangs"
    return raised


def test_threads_share_one_poller(api: SimulatedApi, waits: Waiting) -> None:
    """Forty threads cost hardly more requests than one that waits for all."""
    renders = [model(api, api.create(30.0 + index / 40, eta=30.0)) for index in range(40)]
    ready = threading.Barrier(40)
    sending, most = [0], [0]
    send = api.send

    def one_at_a_time(request: Request) -> Answer:
        sending[0] += 1
        most[0] = max(most[0], sending[0])
        try:
            return send(request)
        finally:
            sending[0] -= 1

    api.send = one_at_a_time  # type: ignore[method-assign]
    found: dict[int, Any] = {}

    def wait(index: int) -> None:
        ready.wait()
        found[index] = waits.wait([renders[index]])

    assert not any(threads(*[lambda index=index: wait(index) for index in range(40)]))
    assert [found[index].id for index in range(40)] == [one.id for one in renders]
    assert most == [1]
    assert len(api.requests) < 60


def test_a_thread_that_leads_and_fails_hands_the_lead_on(api: SimulatedApi, waits: Waiting) -> None:
    """An interrupt in one thread leaves the others waiting, not hanging."""
    renders = [model(api, api.create(30.0, eta=30.0)) for _ in range(3)]
    interrupted = threading.Event()

    def interrupt(request: Request) -> None:
        if not interrupted.is_set():
            interrupted.set()
            raise KeyboardInterrupt

    api.fault = interrupt
    waiting_for = [lambda one=one: waits.wait([one]) for one in renders]
    raised = threads(*waiting_for)
    assert sum(isinstance(one, KeyboardInterrupt) for one in raised) == 1
    assert sum(one is None for one in raised) == 2


def test_no_lock_is_held_while_a_request_is_under_way(api: SimulatedApi, waits: Waiting) -> None:
    """Another thread can begin and end waits, and hand in events."""
    ended = api.create(0.0)
    api.clock.advance(1)
    given, render = model(api, ended), api.create(30.0, eta=30.0)
    passed: list[Any] = []

    def meanwhile(request: Request) -> None:
        if not passed:
            passed.append(True)
            done = threads(
                lambda: waits.wait([given]),
                lambda: waits.receive_event(event(api, render.variations[0], "another")),
            )
            passed.extend(done)

    api.fault = meanwhile
    waits.wait([model(api, render)])
    assert passed == [True, None, None]


def test_a_follower_has_its_own_deadline() -> None:
    """On the real clock, a thread that follows does not depend on the one that leads."""
    api = SimulatedApi(VirtualClock())
    release, begun = threading.Event(), threading.Event()
    clock = SystemClock()

    def hang(request: Request) -> None:
        begun.set()
        release.wait(60)

    api.fault = hang
    waits = Waiting(session(), 0.05, lambda flow: drive(flow, api, clock), clock)
    done = api.create(0.0)

    def lead() -> None:
        waits.wait([done.id], timeout=60)

    def follow() -> None:
        begun.wait(60)
        try:
            with pytest.raises(errors.WaitTimeoutError):
                waits.wait(["r_other"], timeout=0.05)
        finally:
            release.set()

    assert threads(lead, follow) == [None, None]


def test_a_fork_begins_anew(api: SimulatedApi, waits: Waiting) -> None:
    """A child is not left with a lock that nobody will give back, nor with its parent's waits."""
    first = waits._current()
    render = api.create(10.0, eta=10.0)
    first.condition.acquire()  # as if another thread held it in the moment of the fork
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        found = waits.wait([render.id]).id == render.id and waits._current() is not first
        os.write(write, b"well" if found else b"ill")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 4) == b"well"
    first.condition.release()
    os.close(read)
    os.close(write)


@pytest.mark.anyio
async def test_tasks_share_one_poller_that_ends(api: SimulatedApi) -> None:
    """One task for all, and none when nobody waits."""
    waits = awaited(api)
    renders = [model(api, api.create(30.0 + index / 40, eta=30.0)) for index in range(40)]
    before = asyncio.all_tasks()
    jobs = [asyncio.create_task(waits.wait([one])) for one in renders]
    await asyncio.sleep(0)
    pollers = [t for t in asyncio.all_tasks() if t.get_name() == "virtualstaging-poller"]
    assert len(pollers) == 1
    found = await asyncio.gather(*jobs)
    assert [one.id for one in found] == [one.id for one in renders]
    assert len(api.requests) < 60
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


@pytest.mark.anyio
async def test_events_reach_tasks_from_another_thread() -> None:
    """On the real clock: the poller is woken, and nothing is sent."""
    api = SimulatedApi(VirtualClock())
    render = api.create(900.0, eta=900.0)
    clock = SystemClock()

    async def run(flow: Flow[Any]) -> Any:
        return await adrive(flow, Tasks(api), clock)

    waits = AsyncWaiting(session(), 0.25, run, clock)
    job = asyncio.create_task(waits.wait([model(api, render)]))
    await asyncio.sleep(0)
    await asyncio.to_thread(waits.receive_event, event(api, render.variations[0], render.id))
    assert (await asyncio.wait_for(job, 60)).id == render.id


@pytest.mark.anyio
async def test_a_loop_is_not_blocked_while_a_request_is_under_way(api: SimulatedApi) -> None:
    """Other tasks run."""
    waits, steps = awaited(api), [0]
    job = asyncio.create_task(waits.wait([model(api, api.create(30.0, eta=30.0))]))
    while not job.done():
        steps[0] += 1
        await asyncio.sleep(0)
    assert steps[0] > 2 * len(api.requests)


@pytest.mark.anyio
async def test_whoever_waits_hears_of_a_fault(api: SimulatedApi) -> None:
    """A poller that breaks leaves nobody waiting."""

    async def run(flow: Flow[Any]) -> Any:
        flow.close()
        raise errors.ConfigurationError("closed")

    waits = AsyncWaiting(session(), 0.25, run, api.clock)
    jobs = [waits.wait([model(api, api.create(30.0, eta=30.0))]) for _ in range(2)]
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(one) for one in outcomes] == [errors.ConfigurationError] * 2
