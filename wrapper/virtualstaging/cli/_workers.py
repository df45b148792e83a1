"""`batch work` and `batch take-over`: workers of a batch on several machines."""

import argparse
import os
import threading
from pathlib import Path

from virtualstaging.batch._opening import Options, check_journal, check_packages, checked_options

from ._connection import client_for
from ._output import UsageError, say


def work(options: argparse.Namespace) -> int:
    """Send what plans order into the database, until it is ended."""
    checked_options(Options(Path(), options.concurrency, options.rate))
    journal, slot = _journal_and_slot(options)
    from virtualstaging.batch.distributed.worker import Slot, work as work_on

    with client_for(options) as client:
        say(f"Worker {slot} begins. End it with Ctrl-C.")
        work_on(client, Slot(journal, slot, options.concurrency, options.rate), threading.Event())
    return 0


def take_over(options: argparse.Namespace) -> int:
    """Let the other workers go on with what a dead one has begun."""
    journal, slot = _journal_and_slot(options)
    from virtualstaging.batch.distributed.away import take_over as taken_over

    found = taken_over(journal, slot)
    say(f"{found} orders of {slot} were given to the other workers.")
    return 0


def _journal_and_slot(options: argparse.Namespace) -> tuple[str, str]:
    check_packages()
    journal = options.journal or os.environ.get("VIRTUALSTAGING_JOURNAL")
    if not journal or not options.slot:
        raise UsageError("Pass --journal postgresql://… and --slot NAME.")
    check_journal(journal)
    return journal, options.slot
