"""The verb `batch`: a plan of many photos, its price, its progress."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virtualstaging import batch
from virtualstaging._core.paths import expanded
from virtualstaging.batch._opening import Options, checked_options

from . import _doubts, _workers
from ._batch_progress import following, line
from ._connection import client_for
from ._output import UsageError, as_json, deliver, printable, say

if TYPE_CHECKING:
    from virtualstaging._sync.batch import BatchRun

_USUAL = {
    "do": "do",
    "room": "room_type",
    "style": "style",
    "sky": "sky_style",
    "remove": "remove_furniture",
    "variations": "variation_count",
}
_NOT_DONE = ("failed", "refused", "doubt", "unfetched", "waiting", "sending", "planned")


_VERBS: dict[str, tuple[int, Callable[..., int]]] = {
    "status": (1, _doubts.status),
    "doubts": (1, _doubts.doubts),
    "adopt": (3, _doubts.adopt),
    "abandon": (2, _doubts.abandon),
    "work": (0, _workers.work),
    "take-over": (0, _workers.take_over),
}
"""What `batch` does besides carrying out a plan, and how many arguments each takes."""


def run(options: argparse.Namespace) -> int:
    """Carry out a plan, or look after one."""
    first, *more = options.what
    if first in _VERBS:
        count, verb = _VERBS[first]
        if len(more) != count:
            raise UsageError(f"`batch {first}` takes other arguments; see batch --help.")
        return verb(options, *more)
    if more:
        raise UsageError("`batch` takes one plan or folder.")
    return _carry_out(options, _plan(options, first))


def _plan(options: argparse.Namespace, name: str) -> batch.Plan:
    usual = {
        column: value
        for option, column in _USUAL.items()
        if (value := getattr(options, option)) is not None
    }
    path = expanded(name)
    if not path.is_dir():
        return batch.read(path, **usual)
    if not usual:
        raise UsageError(
            "Say what is to be done with the photos of the folder, as with "
            "--room living --style modern, or --do declutter, --sky dusk, --do enhance."
        )
    plan = batch.folder(path, **usual)
    if not len(plan):
        raise UsageError(f"The folder {name} holds no photos (JPEG, PNG, WebP).")
    return plan


def _carry_out(options: argparse.Namespace, plan: batch.Plan) -> int:
    with client_for(options) as client:
        say(f"Checking {len(plan)} rows …")
        made = client.batch(
            plan,
            out=options.out,
            concurrency=options.concurrency,
            rate=options.rate,
            skip_bad=options.skip_bad,
            webhook_url=options.webhook_url,
            journal=options.journal or os.environ.get("VIRTUALSTAGING_JOURNAL") or None,
        )
        del plan  # from now on the journal holds it
        with _resumable() as begin:
            if options.dry_run:
                made.rehearse()
            with made as entered:
                _show_price(entered)
                if options.dry_run:
                    _show_end(options, entered, {"dry_run": True})
                    return 0
                _confirm(options, entered)
                begin()
                return _follow(options, entered)


@contextmanager
def _resumable() -> Iterator[Callable[[], None]]:
    """Say how to go on if what was begun in this block does not come to its end."""
    begun: list[bool] = []
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield lambda: begun.append(True)
    except BaseException:
        if begun:
            say("It has stopped. Nothing is lost: the same command goes on from here.")
        raise
    finally:
        if signal.getsignal(signal.SIGINT) is not handler:
            signal.signal(signal.SIGINT, handler)


def _say_that_it_stops() -> None:
    """From now on another Ctrl-C is as good as SIGKILL, which the journal is made for."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    say(
        "Stopping: nothing more is sent, and what is under way is brought to its end. Ctrl-C once "
        "more ends it at once. Nothing is lost then either: the same command goes on from there."
    )


def _show_price(entered: "BatchRun") -> None:
    for problem in entered.problems:
        say(f"left out: {problem}")
    cost = entered.cost
    done = entered.counts.get("done", 0)
    say(
        f"{_some(cost.renders, 'render')} of {_some(cost.photos, 'photo')} to be charged, for "
        f"{_some(cost.variations, 'variation')}; {_some(done, 'row')} done."
    )
    if cost.additions:
        say(f"{_some(cost.additions, 'addition')} to renders that are there, free of charge.")
    if cost.begun:
        say(f"{_some(cost.begun, 'call')} of the last run to be looked into first.")
    left, editing = cost.staging_left, cost.image_editing_left
    say(f"Left of the plan's quota: {left} photos for staging, {editing} for image editing.")
    if cost.renders > max(left, editing):
        say("That is less than is needed: the run will stop when it is used up.")


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _confirm(options: argparse.Namespace, entered: "BatchRun") -> None:
    cost = entered.cost
    if options.yes or not (cost.renders or cost.begun):
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("Nothing was sent. Pass --yes to have it charged, --dry-run to only look.")
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("Nothing was sent.")


def _follow(options: argparse.Namespace, entered: "BatchRun") -> int:
    try:
        with following(entered, quiet=options.quiet) as show:
            for row in entered:
                if row.state in ("failed", "refused", "doubt", "unfetched"):
                    show(f"{row.name}: {row.state}: {row.error}")
    except BaseException as error:
        say(line(entered.counts))
        if isinstance(error, KeyboardInterrupt):
            _say_that_it_stops()
        raise
    counts = entered.counts
    _show_end(options, entered, {})
    if counts.get("doubt"):
        say(f"A person must decide about some rows: virtualstaging batch doubts {options.out}")
    return 1 if any(counts.get(state) for state in _NOT_DONE) else 0


def _show_end(options: argparse.Namespace, entered: "BatchRun", more: dict[str, Any]) -> None:
    out = checked_options(Options(Path(options.out))).out
    if options.json:
        problems = [asdict(one) for one in entered.problems]
        data = {"out": str(out), "rows": entered.counts, "cost": asdict(entered.cost), **more}
        deliver(as_json({**data, "problems": problems}))
    elif not more:
        say(line(entered.counts))
        deliver(printable(str(out)))
