"""`make chaos`: a hundred kills, and the control that must fail."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.batch.chaos.many import Many
from tests.batch.chaos.postgres import binaries, postgres
from tests.batch.chaos.trial import Counts, Trial, random_instants

_ROWS = 60
_KILLS = 25


def main() -> int:
    """Run trials, print what was counted, and say whether nothing was lost."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many, at least (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the first trial (default: 1)")
    options = parser.parse_args()
    total, seed = Counts(), options.seed
    while total.kills < options.kills:
        total.add(_trial(seed, blind=False))
        seed += 1
    control = _trial(seed, blind=True)
    print(f"\nin all: {total}")
    many = _many(seed, options.kills)
    print(f"the control, which does not look: {control.doubled} of {_ROWS} photos were paid twice")
    sound = total.faultless and total.tested and control.doubled > 0 and many
    print("nothing was lost, and nothing paid twice" if sound else "FAILED")
    return 0 if sound else 1


def _many(seed: int, kills: int) -> bool:
    """The same with four workers on PostgreSQL; whether nothing was lost."""
    if binaries() is None:
        print("no PostgreSQL on this machine: workers on several machines were not tried")
        return True
    total = Counts()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder) / "s") as server:
            while total.kills < kills:
                seed += 1
                path = Path(folder) / str(seed)
                path.mkdir()
                counts = Many(path, seed, _ROWS, server.url).killed(4, _KILLS)
                print(f"seed {seed}, four workers on PostgreSQL: {counts}", flush=True)
                total.add(counts)
    print(f"in all, on PostgreSQL: {total}")
    return total.faultless and min(total.in_between, total.adopted, total.sent_again) > 0


def _trial(seed: int, *, blind: bool) -> Counts:
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), seed, _ROWS, random_instants(seed, _KILLS), blind=blind)
        counts = trial.run()
    print(f"seed {seed}{', blind' if blind else ''}: {counts}", flush=True)
    return counts


if __name__ == "__main__":
    sys.exit(main())
