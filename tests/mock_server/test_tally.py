"""Times that have passed are counted as a plain count of all of them does."""

import random

from virtualstaging_mock._state.account import Tally


def test_it_counts_as_one_would_one_by_one() -> None:
    chance = random.Random(5)
    tally, times, now_ms = Tally(), [], 1_000_000
    for _ in range(3000):
        what = chance.random()
        if what < 0.6:
            times.append(now_ms + chance.choice([-1500, 0, 1, 999, 1000, 2500, 40_000]))
            tally.add(times[-1])
        elif what < 0.8 and times:
            tally.remove(times.pop(chance.randrange(len(times))))
        else:
            now_ms += chance.choice([0, 1, 10, 999, 1000, 5000])
            assert tally.until(now_ms) == sum(time <= now_ms for time in times)
    assert len(times) > 100
