"""What a wait gives back, or raises: the same for threads and tasks."""

from collections.abc import Iterable
from typing import NoReturn

from virtualstaging.errors import VariationError, VirtualStagingError, WaitTimeoutError
from virtualstaging_api.models import Render, Variation

from .targets import Ended, Target
from .waiter import Waiter

_NAMED = 5


def results(waiter: Waiter, *, raise_on_error: bool) -> list[Ended]:
    """What has ended, in the order of the call.

    Raises:
        VirtualStagingError: Of the first that is not there, or has failed, if that is wanted.
    """
    outcomes = [waiter.outcomes[target.key] for target in waiter.wanted]
    found: list[Ended] = []
    for outcome in outcomes:
        if isinstance(outcome, VirtualStagingError):
            raise outcome
        found.append(outcome)
    if raise_on_error:
        for ended in found:
            refuse_failed(ended)
    return found


def refuse_failed(ended: Ended) -> None:
    """`VariationError` if nothing came of a render, or of the variation that was waited for."""
    if isinstance(ended, Variation):
        failed = [ended]
        render_id = ended.render_id
    else:
        failed = list(ended.variations.items) if ended.variations else []
        render_id = ended.id
    if any(one.status == "done" for one in failed):
        return
    ids = tuple(one.id for one in failed)
    what = "has no variations" if not ids else f"ended without a result: {_listed(ids)}"
    raise VariationError(f"Render {render_id} {what}.", render_id=render_id, variation_ids=ids)


def raise_if_over(waiter: Waiter) -> None:
    """Raise what has ended a wait before its time, or because of it."""
    if waiter.fatal is not None:
        raise waiter.fatal
    if waiter.expired:
        _raise_timeout(waiter)


def _raise_timeout(waiter: Waiter) -> NoReturn:
    unique: dict[object, Target] = {target.key: target for target in waiter.wanted}
    pending = tuple(t.key.name for t in unique.values() if t.key in waiter.pending)
    ended = [waiter.outcomes.get(target.key) for target in unique.values()]
    done = tuple(one for one in ended if isinstance(one, Render | Variation))
    last = waiter.last_failure
    raise WaitTimeoutError(
        f"{len(pending)} of {len(unique)} had not ended when the time to wait was over: "
        f"{_listed(pending)}. The work goes on: wait again with error.pending."
        + (f" The last look that failed: {last}" if last is not None else ""),
        done=done,  # type: ignore[arg-type]  # variations, if those were waited for
        pending=pending,
    )


def _listed(ids: Iterable[str]) -> str:
    names = list(ids)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
