"""A worker's process, which is killed or frozen, and the process that holds the plan."""

import os
import signal
import threading
from typing import Any

from virtualstaging import VirtualStaging, batch
from virtualstaging.batch import _opening
from virtualstaging.batch._sending import Sender
from virtualstaging.batch.distributed.worker import Slot, work


def run_slot(slot: Slot, base_url: str, key: str, *, freezes: bool = False) -> None:
    """Work for ever; one that freezes stops itself between its first intent and the request."""
    if freezes:
        send = Sender.first_sent
        first = iter([True])

        def frozen(sender: Sender, *arguments: Any) -> Any:
            if next(first, False):
                os.kill(os.getpid(), signal.SIGSTOP)
            return (yield from send(sender, *arguments))

        Sender.first_sent = frozen  # type: ignore[method-assign, assignment]
    with VirtualStaging(key, base_url=base_url) as client:
        work(client, slot, threading.Event())


def run_plan(plan: str, out: str, base_url: str, key: str, journal: str) -> None:
    """Carry out a plan with the workers."""
    if journal.startswith("sqlite"):  # refused to users: it holds on one machine only
        _opening.check_journal = lambda url: None
    rows = batch.read(plan)
    with (
        VirtualStaging(key, base_url=base_url, poll="low-latency") as client,
        client.batch(rows, out=out, journal=journal) as run,
    ):
        for _ in run:
            pass
