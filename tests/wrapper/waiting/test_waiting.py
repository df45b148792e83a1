"""What callers of `wait` and `as_completed` meet, with threads and with tasks."""

import asyncio
import os
import pickle
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.wrapper.waiting.simulated import SimulatedApi, model, session, waiting
from virtualstaging import errors, webhooks
from virtualstaging._core.clock import SystemClock
from virtualstaging._core.drivers import adrive, drive
from virtualstaging._core.steps import Answer, Flow, Request
from virtualstaging._waiting.tasks import AsyncWaiting
from virtualstaging._waiting.threads import Waiting
from virtualstaging.testing import VirtualClock
from virtualstaging_api.models import Render, Variation


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


class Both:
    """The same call made with threads or with tasks."""

    def __init__(self, api: SimulatedApi, kind: str) -> None:
        self.sync = waiting(api) if kind == "threads" else None
        self.tasks = awaited(api) if kind == "tasks" else None

    def wait(self, *items: Any, **how: Any) -> Any:
        if self.sync is not None:
            return self.sync.wait(items, **how)
        assert self.tasks is not None
        return asyncio.run(self.tasks.wait(items, **how))

    def as_completed(self, items: Any, **how: Any) -> list[Any]:
        if self.sync is not None:
            return list(self.sync.as_completed(items, **how))
        return asyncio.run(self._collected(items, how))

    async def _collected(self, items: Any, how: Any) -> list[Any]:
        assert self.tasks is not None
        return [one async for one in self.tasks.as_completed(items, **how)]

    def receive_event(self, event: Any) -> None:
        (self.sync or self.tasks).receive_event(event)  # type: ignore[union-attr]


@pytest.fixture(params=["threads", "tasks"])
def both(api: SimulatedApi, request: pytest.FixtureRequest) -> Both:
    """One client, of each kind in turn."""
    return Both(api, request.param)


def test_one_for_one_and_a_list_for_more(api: SimulatedApi, both: Both) -> None:
    """What comes back has the shape and the order of what was handed in."""
    first, second = api.create(30.0, eta=30.0, variations=2), api.create(10.0, eta=10.0)
    one, two = model(api, first), model(api, second)
    assert both.wait(one).id == first.id
    assert [done.id for done in both.wait(one, two)] == [first.id, second.id]
    assert [done.id for done in both.wait([one])] == [first.id]
    assert [done.id for done in both.wait(one, one)] == [first.id, first.id]
    assert both.wait([]) == []
    assert both.wait() == []
    assert both.wait(first.id).id == first.id


def test_it_returns_whole_renders(api: SimulatedApi, both: Both) -> None:
    """With all variations, final, and their results; also when nothing was known of them."""
    render = api.create(30.0, eta=30.0, variations=3)
    done = both.wait(model(api, render, variations=False))
    assert isinstance(done, Render)
    assert done.variations
    assert [one.status for one in done.variations.items] == ["done"] * 3
    assert all(one.result for one in done.variations.items)


def test_what_has_ended_is_not_asked_for(api: SimulatedApi, both: Both) -> None:
    """It comes back as it was."""
    render = api.create(30.0)
    api.clock.advance(60)
    given = model(api, render)
    variation = Variation.from_dict(api.variation_data(render, render.variations[0]))
    assert both.wait(given) is given
    assert both.wait(variation) is variation
    assert api.requests == []


def test_each_comes_when_it_has_ended(api: SimulatedApi, both: Both) -> None:
    """Not in the order of the call; each once."""
    seconds = [60.0, 20.0, 40.0]
    renders = [model(api, api.create(one, eta=one)) for one in seconds]
    done = both.as_completed([*renders, renders[0]])
    assert [one.id for one in done] == [renders[index].id for index in (1, 2, 0)]


def test_each_comes_once(api: SimulatedApi, both: Both) -> None:
    """Also what had ended before, and was handed in twice."""
    render = api.create(1.0)
    api.clock.advance(5)
    given = model(api, render)
    assert both.as_completed([given, given]) == [given]


def test_nothing_came_of_it(api: SimulatedApi, both: Both) -> None:
    """All variations failed: an error, or the render, as the caller likes."""
    render = api.create(10.0, eta=10.0, variations=2)
    for one in render.variations:
        one.ending = "error"
    with pytest.raises(errors.VariationError) as caught:
        both.wait(model(api, render))
    assert caught.value.render_id == render.id
    assert caught.value.variation_ids == tuple(one.id for one in render.variations)
    done = both.wait(model(api, render), raise_on_error=False)
    assert {one.status for one in done.variations.items} == {"error"}
    (again,) = both.as_completed([model(api, render)])
    assert again.id == render.id


@pytest.mark.parametrize("ending", ["error", "deleted"])
def test_something_came_of_it(api: SimulatedApi, both: Both, ending: str) -> None:
    """A render with one result is worth having. A variation that failed is an error."""
    render = api.create(10.0, eta=10.0, variations=2)
    failed = render.variations[0]
    failed.ending = ending
    given = Variation.from_dict(api.variation_data(render, failed))
    done = both.wait(model(api, render))
    assert [one.status for one in done.variations.items] == [ending, "done"]
    with pytest.raises(errors.VariationError):
        both.wait(given)


def test_time_runs_out(api: SimulatedApi, both: Both) -> None:
    """The error says what is done and what is not, and can be pickled; nothing is lost."""
    quick, slow = api.create(10.0, eta=10.0), api.create(600.0, eta=600.0)
    with pytest.raises(errors.WaitTimeoutError, match=slow.id) as caught:
        both.wait(model(api, quick), model(api, slow), timeout=30)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert [one.id for one in error.done] == [quick.id]
    assert error.pending == (slow.id,)
    assert api.clock.monotonic() == pytest.approx(30, abs=1.1)
    assert both.wait([slow.id])[0].id == slow.id


def test_shortly_before_time_runs_out_it_is_looked_at(api: SimulatedApi, both: Both) -> None:
    """What ended long before its eta is not missed."""
    render = api.create(5.0, eta=300.0)
    assert both.wait(model(api, render), timeout=20).id == render.id
    assert len(api.requests) == 1


def test_no_wait_is_endless(api: SimulatedApi, both: Both) -> None:
    """A quarter of an hour, if nothing else is said."""
    render = api.create(1e6, eta=60.0)
    with pytest.raises(errors.WaitTimeoutError):
        both.wait(model(api, render))
    assert api.clock.monotonic() == pytest.approx(900, abs=1.1)


@pytest.mark.parametrize("timeout", [-1, float("inf"), float("nan"), "5", True])
def test_timeouts_that_are_none(both: Both, timeout: Any) -> None:
    """Refused before anything is sent."""
    with pytest.raises(errors.ValidationError):
        both.wait("r_1", timeout=timeout)


@pytest.mark.parametrize("item", [None, 5, "", "../user", b"r_1", "a/b", {"id": 5}])
def test_things_that_cannot_be_waited_for(api: SimulatedApi, both: Both, item: Any) -> None:
    """Refused before anything is sent."""
    with pytest.raises(errors.ValidationError):
        both.wait(item if item != {"id": 5} else [item, 5])
    assert api.requests == []


def test_changes_are_told(api: SimulatedApi, both: Both) -> None:
    """Each once: states and etas; the last shows the end."""
    render = api.create(30.0, eta=30.0, variations=3)
    told: list[Render] = []
    done = both.wait(model(api, render), on_update=told.append)
    states = [[one.status for one in seen.variations.items] for seen in told if seen.variations]
    assert states[-1] == ["done"] * 3
    assert len(states) == len({tuple(one) for one in states})
    assert told[-1] == done


def test_what_a_caller_raises_reaches_that_caller_alone(api: SimulatedApi, both: Both) -> None:
    """And the client can be used on."""
    render = api.create(30.0, eta=30.0)

    def refuse(_: Any) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        both.wait(model(api, render), on_update=refuse)
    assert both.wait(render.id).id == render.id


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


def test_a_webhook_that_came_before_the_wait_counts(api: SimulatedApi, both: Both) -> None:
    """It may overtake the answer of the call that created."""
    render = api.create(900.0, eta=900.0)
    given = model(api, render)
    both.receive_event(event(api, render.variations[0], render.id))
    assert both.wait(given).variations.items[0].status == "done"
    assert api.requests == []


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"event_type": "done"},
        {"event_type": "done", "render_id": 5, "variation_id": []},
        {"event_type": "update", "render_id": "r_000000", "variation_id": "v_000000_0"},
        {"event_type": "done", "render_id": "r_000000", "variation_id": "v_000000_0"},
        webhooks.UnknownEvent("new", {}),
        None,
        "done",
    ],
)
def test_events_that_say_nothing(api: SimulatedApi, waits: Waiting, odd: Any) -> None:
    """They end no wait and do no harm."""
    render = api.create(20.0, eta=20.0)
    given = model(api, render)
    waits.receive_event(odd)
    assert waits.wait([given]).variations.items[0].status == "done"
    assert api.clock.monotonic() > 20


def test_a_list_that_lags_behind_webhooks(api: SimulatedApi, waits: Waiting) -> None:
    """What has ended stays so, whatever a look says later."""
    render = api.create(40.0, eta=10.0, variations=2)
    receive_at(api, waits, {5.0: event(api, render.variations[0], render.id)})
    told: list[Render] = []
    waits.wait([model(api, render)], on_update=told.append)
    assert all(one.variations and one.variations.items[0].status == "done" for one in told)


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
async def test_a_task_that_is_cancelled_leaves_the_others_waiting(api: SimulatedApi) -> None:
    """Its render is not looked at any more."""
    waits = awaited(api)
    one, other = api.create(30.0, eta=30.0), api.create(60.0, eta=60.0)
    first = asyncio.create_task(waits.wait([model(api, one)]))
    second = asyncio.create_task(waits.wait([model(api, other)]))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).id == other.id
    with pytest.raises(asyncio.CancelledError):
        await first
    assert {request.path for _, request in api.requests} == {f"/renders/{other.id}"}


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


@pytest.mark.anyio
async def test_on_update_may_be_awaited(api: SimulatedApi) -> None:
    """With tasks, it may be a coroutine function."""
    told: list[str] = []

    async def tell(render: Render) -> None:
        await asyncio.sleep(0)
        told.append(render.id)

    render = api.create(30.0, eta=30.0)
    await awaited(api).wait([model(api, render)], on_update=tell)
    assert told == [render.id]


def test_the_key_and_links_are_in_no_error(api: SimulatedApi, both: Both) -> None:
    """Not even when the server sends them back."""
    render = api.create(30.0, eta=30.0)
    leak = b'{"message": "vsai-pk-test https://images.test/a.jpg?signature=secret"}'
    api.fault = lambda request: Answer(500, {}, leak)
    with pytest.raises(errors.WaitTimeoutError) as caught:
        both.wait(model(api, render), timeout=60)
    assert "500" in str(caught.value)
    assert "vsai-pk-test" not in repr(vars(caught.value))
    assert "signature=secret" not in repr(vars(caught.value))
