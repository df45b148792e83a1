"""Several workers on one PostgreSQL database: killed, frozen, taken over."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batch.chaos.postgres import Postgres, binaries, postgres
from tests.batch.photos import photo
from virtualstaging import VirtualStaging, declutter, staging
from virtualstaging._recovery.order import canonical
from virtualstaging.batch import JournalError, Row
from virtualstaging.batch._opening import Opened, Options
from virtualstaging.cli import main
from virtualstaging.errors import ValidationError

pytest.importorskip("dbos", reason="virtualstaging[distributed] is not installed")


from tests.batch.chaos.many import Many
from tests.batch.test_worker import change, done
from virtualstaging.batch._data import Job
from virtualstaging.batch.distributed.away import Away, take_over
from virtualstaging.batch.distributed.leases import Leases
from virtualstaging.batch.distributed.worker import Slot


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    if binaries() is None:
        pytest.skip(
            "No PostgreSQL on this machine (Debian: apt-get install postgresql): workers are "
            "tested on their engine's SQLite, but not on what they run on, nor that it is "
            "restarted or stays away, nor that a worker is frozen"
        )
    # PostgreSQL refuses to run as root, and another user can't reach pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with postgres(folder / "s") as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The workers' database."""
    if binaries() is None:
        return f"sqlite:///{tmp_path}/journal.sqlite"
    url: str = request.getfixturevalue("server").url
    return url


def test_a_lease_is_lost_that_another_took_while_the_answer_was_on_its_way(
    journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Leases, "_renew_all", lambda _: None)
    ended: list[str] = []
    seconds = iter([0.0, 59.0, 100.0, 160.0])
    leases = Leases(journal, 60, ended.append, lambda: next(seconds))  # type: ignore[arg-type]
    assert leases.acquire("order", "workflow", "first run")
    assert not leases.acquire("order", "workflow", "second run")
    assert not leases.acquire("order", "equal order", "its run")
    leases.check("order", "first run")
    assert ended == []
    leases.check("order", "first run")
    assert len(ended) == 1
    leases.release("order", "first run")
    assert leases.acquire("order", "equal order", "its run")
    leases.release("order", "its run")
    done(leases)


def test_a_lease_that_is_over_is_taken_by_another_run_of_its_order_alone(
    journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Leases, "_renew_all", lambda _: None)
    ended: list[str] = []
    leases = Leases(journal, 60, ended.append, float)  # type: ignore[arg-type]
    assert leases.acquire("begun", "workflow", "first run")
    change(journal, "until = 0")
    leases.check("begun", "first run")
    assert len(ended) == 1
    assert not leases.acquire("begun", "equal order", "its run")
    assert leases.acquire("begun", "workflow", "second run")
    leases.release("begun", "second run")
    done(leases)


def test_an_order_that_is_handed_over_again_is_the_same(journal: str) -> None:
    for _ in range(2):
        away = Away(journal, "twice", "owner", lambda _: pytest.fail("the database is there"))
        away.hand_over(Job(1, "photo", "digest", (("{}", 1),), "lock", None))
        found = [one.workflow_id for one in away._client.list_workflows(status="ENQUEUED")]
        away.close()
        assert sum(name.startswith("twice") for name in found) == 1


def test_orders_whose_renders_look_alike_are_not_under_way_together(journal: str) -> None:
    """The API removes furniture by itself, too: an ordered removal looks the same."""
    auto: Any = {"remove_furniture": "auto"}
    furnished = canonical(staging(room_type="bed", style="modern", **auto).to_dict())
    removed = canonical(declutter(mode="auto").to_dict())
    other = canonical(staging(room_type="bed", style="luxury", **auto).to_dict())
    away = Away(journal, "alike", "owner", lambda _: pytest.fail("the database is there"))
    orders = [((furnished, 1),), ((furnished, 1), (removed, 1)), ((other, 1),)]
    for number, wants in enumerate(orders):
        away.hand_over(Job(number, f"photo {number}", str(number), wants, f"lock {number}"))
    found = away._client.list_workflows(workflow_ids=list(away._jobs), sort_desc=False)
    away.close()
    first, second, third = (one.queue_partition_key for one in found)
    assert first == second != third


def test_workers_and_the_process_with_the_plan_are_killed(journal: str, tmp_path: Path) -> None:
    counts = Many(tmp_path, 2, 12, journal).killed(3, 4)
    assert counts.faultless, counts
    assert counts.states == {"done": 12}
    assert counts.in_between > 0


def test_a_worker_that_was_frozen_does_not_send_what_was_taken_over(
    server: Postgres, tmp_path: Path
) -> None:
    counts = Many(tmp_path, 1, 3, server.url).frozen()
    assert counts.faultless, counts


def test_postgresql_is_restarted_while_requests_are_under_way(
    server: Postgres, tmp_path: Path
) -> None:
    counts = Many(tmp_path, 3, 12, server.url).restarted(server)
    assert counts.faultless, counts
    assert counts.states == {"done": 12}


def test_a_database_that_stays_away_ends_the_run(server: Postgres) -> None:
    pauses: list[float] = []
    away = Away(server.url, "run", "owner", pauses.append)
    job = Job(1, "photo", "digest", (("{}", 1),), "lock", None)
    away.hand_over(job)
    server.stop()
    try:
        with pytest.raises(JournalError, match="is it running"):
            away.hand_over(job)
        assert sum(pauses) == 30
        with pytest.raises(JournalError, match="is it running"):
            away.outcomes()
        with pytest.raises(JournalError, match="is it running"):
            take_over(server.url, "slot")
        with pytest.raises(JournalError, match="is it running"):
            Leases(server.url, 60, pytest.fail, float)
    finally:
        server.start()
    assert away.outcomes() == []
    away.close()


def test_a_journal_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    rows = [Row(str(photo(tmp_path / "a.jpg", 1)), "enhance")]
    client = VirtualStaging("any-key", base_url="http://127.0.0.1:9/v2")
    with client, pytest.raises(ValidationError, match="PostgreSQL"):
        client.batch(rows, out=tmp_path, journal="mysql://here")
    with pytest.raises(ValidationError, match="workers send"):
        client.batch(rows, out=tmp_path, rate=2, journal="postgresql://here")
    assert main(["batch", "work", "--journal", "postgresql://", "--slot", "a", "--rate", "0"]) == 2
    assert main(["batch", "work", "--slot", "a"]) == 2
    assert main(["batch", "take-over", "--journal", "postgresql://"]) == 2


def test_what_workers_have_is_not_sent_here(tmp_path: Path) -> None:
    opened = Opened(Options(tmp_path))
    opened.journal.note("sent", "elsewhere")
    opened.journal._write(
        "INSERT INTO job (digest, photo, wants, lock, state) VALUES ('', '', '[]', '', 'open')"
    )
    with pytest.raises(JournalError, match="with the same --journal"):
        opened._keep_to("here")
    opened.close()


def test_a_database_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://batch:s3cret@127.0.0.1:1/batch"
    assert main(["batch", "take-over", "--journal", url, "--slot", "a"]) == 1
    shown = capsys.readouterr()
    assert "is it running?" in shown.err
    assert "s3cret" not in shown.err + shown.out


def test_the_password_of_the_journal_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql://batch:s3cret@db/batch"
    assert "s3cret" not in repr([Options(tmp_path, journal=url), Slot(url, "a")])
