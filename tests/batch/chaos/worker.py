"""The process that is killed. It does what an application does, and no more."""

from typing import Any

from virtualstaging import VirtualStaging, batch
from virtualstaging.batch._sending import Sender


def work(plan: str, out: str, base_url: str, key: str, grace: float, blind: bool) -> None:
    """Carry out a plan.

    Args:
        plan: A CSV file.
        out: The directory of the run.
        base_url: Of the server.
        key: The API key.
        grace: Seconds, as of `client.batch`.
        blind: Send again without looking: the control, which must be caught.
    """
    if blind:

        def looks_not(*_: Any) -> Any:
            return None
            yield

        Sender._searched = looks_not  # type: ignore[method-assign, assignment]
    rows = batch.read(plan)
    with (
        VirtualStaging(key, base_url=base_url, poll="low-latency") as client,
        client.batch(rows, out=out, grace=grace) as run,
    ):
        for _ in run:
            pass
