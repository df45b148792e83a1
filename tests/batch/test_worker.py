"""What a worker does from an order to its outcome, its steps recorded here, not by the engine."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.batch.support import KilledError, World
from virtualstaging import staging
from virtualstaging._core.steps import NoAnswer, Request
from virtualstaging._photos import image_url
from virtualstaging._recovery.order import GRACE, canonical

pytest.importorskip("dbos", reason="virtualstaging[distributed] is not installed")

import sqlalchemy as sa
from dbos import DBOS

from virtualstaging.batch.distributed import worker as workers
from virtualstaging.batch.distributed.leases import Leases
from virtualstaging.batch.distributed.worker import Slot, _Worker


class Steps:
    """The workflow's steps that came to their end, as the engine keeps them."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.before: Callable[[str], object] = lambda _: None

    def run(self, options: dict[str, str], step: Callable[[], Any]) -> Any:
        """As the engine does: what was kept is not run again."""
        name = options["name"]
        if name not in self.kept:
            self.before(name)
            self.kept[name] = json.loads(json.dumps(step()))
        return self.kept[name]


def change(journal: str, values: str) -> None:
    """Change all leases."""
    url = journal.replace("postgresql:", "postgresql+psycopg:")
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.execute(sa.text(f"UPDATE virtualstaging_lease SET {values}"))  # noqa: S608


def done(leases: Leases) -> None:
    """Close the connection, which stays until a worker's process ends."""
    leases._connection.close()
    leases._connection.engine.dispose()


class Bench:
    """Workers of one order, one after the other.

    Args:
        path: A folder of its own.
        steps: Those of the order.
    """

    def __init__(self, path: Path, steps: Steps) -> None:
        self.world = World(path)
        self.steps = steps
        self.url = f"sqlite:///{path}/journal.sqlite"
        photo = self.world.rows(1)[0].photo
        config = canonical(staging(room_type="living", style="modern").to_dict())
        self._data = {
            "photo": photo,
            "digest": hashlib.sha256(image_url(photo).encode()).hexdigest(),
            "wants": [[config, 1]],
            "lock": "equal orders",
            "render_id": None,
        }

    def order(self, around: Any = None, *, owner: str | None = None) -> dict[str, Any]:
        """Carry the order out, or go on with it."""
        with self.world.client(around) as client:
            worker = _Worker(client, Slot(self.url, "a"))
            try:
                return worker.order({**self._data, "owner": owner or worker._owner})
            finally:
                done(worker._leases)

    def lease(self, values: str) -> None:
        """Change the lease."""
        change(self.url, values)

    @property
    def renders(self) -> int:
        """How many were made."""
        return sum(self.world.made().values())


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    steps = Steps()
    monkeypatch.setattr(DBOS, "run_step", steps.run)
    monkeypatch.setattr(Leases, "_renew_all", lambda _: None)

    def ended(reason: str) -> None:
        raise KilledError(reason)

    monkeypatch.setattr(workers, "_end_at_once", ended)
    return Bench(tmp_path, steps)


def test_an_order_is_carried_out_once(bench: Bench) -> None:
    assert bench.order()["state"] == "made"
    assert bench.order()["state"] == "made"
    assert bench.renders == 1


def test_nothing_is_sent_with_the_key_of_another_account(bench: Bench) -> None:
    assert bench.order(owner="another")["state"] == "withdrawn"
    assert bench.renders == 0


def test_what_another_worker_took_over_is_not_sent(bench: Bench) -> None:
    def taken_over(step: str) -> None:
        if step == "settle":
            bench.lease("holder = 'another', until = until + 60")

    bench.steps.before = taken_over
    with pytest.raises(KilledError, match="frozen"):
        bench.order()
    assert bench.renders == 0


def killed_after_acting(request: Request, send: Any) -> Any:
    """The server acts, and the worker is killed before it knows."""
    answer = send(request)
    if request.operation == "create_render":
        raise KilledError
    return answer


def test_what_a_killed_worker_has_made_is_found(bench: Bench) -> None:
    with pytest.raises(KilledError):
        bench.order(killed_after_acting)
    bench.lease("until = 0")
    outcome = bench.order()
    assert (outcome["state"], outcome["found"]) == ("made", True)
    assert bench.renders == 1


def test_what_a_killed_worker_has_not_sent_is_sent_after_the_grace(bench: Bench) -> None:
    def killed(request: Request, send: Any) -> Any:
        if request.operation == "create_render":
            raise KilledError
        return send(request)

    with pytest.raises(KilledError):
        bench.order(killed)
    bench.lease("until = 0")
    begun = bench.world.clock.monotonic()
    assert bench.order()["state"] == "made"
    assert bench.renders == 1
    assert bench.world.clock.monotonic() - begun >= GRACE


def test_a_killed_worker_is_waited_for_until_its_lease_is_over(bench: Bench) -> None:
    with pytest.raises(KilledError):
        bench.order(killed_after_acting)
    waits: list[float] = []

    def over_after_a_while(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            bench.lease("until = 0")

    bench.world.clock._on_sleep = over_after_a_while
    bench.steps.before = lambda _: waits.append(-1.0)
    assert bench.order()["state"] == "made"
    assert waits[:4] == [0.0, 1.0, 1.0, -1.0]


def test_what_nobody_could_look_into_is_not_given_back_to_be_sent(bench: Bench) -> None:
    """The answer is lost, and then the API does not answer for half an hour."""
    begun = bench.world.clock.monotonic()

    def around(request: Request, send: Any) -> Any:
        away = bench.renders and bench.world.clock.monotonic() - begun < 1800
        answer = send(request)
        if away or request.operation == "create_render":
            raise NoAnswer("nobody is there")
        return answer

    outcome = bench.order(around)
    assert outcome["state"] == "made", outcome
    assert bench.renders == 1


def test_each_worker_keeps_to_its_rate(bench: Bench) -> None:
    with bench.world.client() as client:
        worker = _Worker(client, Slot(bench.url, "a", rate=0.1))
        begun = bench.world.clock.monotonic()
        for one in range(3):
            data = {"photo": f"https://a.test/{one}.jpg", "digest": "", "wants": [], "lock": "x"}
            worker.order({**data, "render_id": None, "owner": "another"})
        done(worker._leases)
    assert bench.world.clock.monotonic() - begun == pytest.approx(20)
