"""SIGKILL at random instants, on a server that misbehaves: a quick form of `make chaos`."""

from pathlib import Path

from tests.batch.chaos.trial import Instant, Trial

# The first is killed before the server acts, the second while it looks into that; then after it.
INSTANTS: list[Instant] = [("dropped", 1), ("look", 1), ("acted", 1), ("acted", 2), 0.4]


def test_killed_at_random_instants(tmp_path: Path) -> None:
    counts = Trial(tmp_path, 1, 10, INSTANTS).run()
    assert counts.faultless, counts
    assert counts.states == {"done": 10}
    assert counts.tested, counts


def test_the_control_that_does_not_look_is_caught(tmp_path: Path) -> None:
    counts = Trial(tmp_path, 2, 4, [("acted", 1)], blind=True).run()
    assert counts.doubled > 0
