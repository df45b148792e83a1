"""A worker's process, which is killed or frozen, and the process that holds the plan."""

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from virtualstaging import VirtualStaging, batch
from virtualstaging._core.steps import Answer, Request
from virtualstaging.batch import _opening
from virtualstaging.batch._sending import Sender
from virtualstaging.batch.distributed.worker import Slot, work


def run_slot(slot: Slot, base_url: str, key: str, *, freezes: bool = False, dies: int = 0) -> None:
    """Work for ever.

    Args:
        slot: How.
        base_url: Of the server.
        key: The API key.
        freezes: Stop this process between its first intent and the request.
        dies: Kill it at the nth instant right before or after a request that creates.
    """
    with VirtualStaging(key, base_url=base_url) as client:
        if freezes:
            _freeze()
        if dies:
            transport = client._engine.transport
            transport.send = _deadly(transport.send, dies)  # type: ignore[method-assign, assignment]
        work(client, slot, threading.Event())


def _freeze() -> None:
    send = Sender.first_sent
    first = iter([True])

    def frozen(sender: Sender, *arguments: Any) -> Any:
        if next(first, False):
            os.kill(os.getpid(), signal.SIGSTOP)
        return (yield from send(sender, *arguments))

    Sender.first_sent = frozen  # type: ignore[method-assign, assignment]


def _deadly(send: Callable[[Request], Answer], left: int) -> Callable[[Request], Answer]:
    def sent(request: Request) -> Answer:
        if request.method != "POST":
            return send(request)
        instant()
        answer = send(request)
        instant()
        return answer

    def instant() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return sent


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
