"""One wait: what it is for, what has come of it, and what it gives back or raises."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from virtualstaging import errors
from virtualstaging._core.clock import Clock
from virtualstaging._core.requests import check_id
from virtualstaging._core.settings import is_number
from virtualstaging.errors import VirtualStagingError
from virtualstaging.render import Render as RenderWithPhotos
from virtualstaging_api.models import Render, Variation

Waitable = Render | Variation | str
Ended = Render | Variation
OnUpdate = Callable[[Any], object]

DEFAULT_WAIT = 900.0
"""Seconds. A render takes seconds to minutes; programs in use give up after a quarter of an hour,
and what is pending that long rarely comes."""

_NAMED = 5
"""Ids in the text of an error, at most."""


logger = logging.getLogger("virtualstaging")


class Key(NamedTuple):
    """A render, or one variation of it."""

    render_id: str
    variation_id: str | None = None


class Wait:
    """One wait of one thread or task.

    Args:
        items: What its caller wants to wait for.
        timeout: For how long, in seconds; None for the usual time.
        on_update: Is to be called with what has changed.
        clock: Measures the time.

    Raises:
        ValidationError: For what cannot be waited for, or for no time to wait.
    """

    def __init__(
        self,
        items: Iterable[Waitable],
        timeout: float | None,
        on_update: OnUpdate | None,
        clock: Clock,
    ) -> None:
        given = [(_key(item), item) for item in items]
        self.given = dict(sorted(given, key=lambda one: not isinstance(one[1], str)))
        """What was handed in for each, rather a model than an id."""
        self.deadline = clock.monotonic() + wait_seconds(timeout)
        self.on_update = on_update
        self._wanted = [key for key, _ in given]
        self.pending = dict.fromkeys(self._wanted)
        self.outcomes: dict[Key, Ended | VirtualStagingError] = {}
        self.ended: deque[Key] = deque()
        self.changes: deque[Ended] = deque()
        self.error: VirtualStagingError | None = None
        self.last_failure: VirtualStagingError | None = None
        self.wake: Callable[[], None] = lambda: None
        """Lets its task run."""

    @property
    def has_news(self) -> bool:
        """Whether there is something for its thread or task to do."""
        return bool(self.changes or self.ended or self.error) or not self.pending

    @property
    def goes_on(self) -> bool:
        """Whether there is or will be news."""
        return bool(self.pending or self.changes or self.ended)

    def settle(self, key: Key, outcome: Ended | VirtualStagingError) -> None:
        """One thing that it waits for has ended."""
        del self.pending[key]
        given = self.given[key]
        if isinstance(given, RenderWithPhotos) and isinstance(outcome, RenderWithPhotos):
            outcome.photos = given.photos
        self.outcomes[key] = outcome
        self.ended.append(key)
        self.wake()

    def change(self, what: Ended) -> None:
        """Something that it waits for has changed."""
        self.changes.append(what)
        self.wake()

    def report_changes(self) -> Iterator[object]:
        """Call `on_update` with each change, and yield what it returns."""
        while self.changes and self.on_update is not None:
            yield self.on_update(self.changes.popleft())

    def fail(self, error: VirtualStagingError) -> None:
        """It cannot go on."""
        self.error = error
        self.wake()

    def expire(self) -> None:
        """Its time is up."""
        pending = tuple(key.variation_id or key.render_id for key in self.pending)
        outcomes = (self.outcomes.get(key) for key in dict.fromkeys(self._wanted))
        done: Any = tuple(one for one in outcomes if isinstance(one, Ended))
        last = f" The last look that failed: {self.last_failure}" if self.last_failure else ""
        text = (
            f"{len(pending)} of {len(self.given)} had not ended when the time to wait was over: "
            f"{_listed(pending)}. The work goes on: wait again with error.pending.{last}"
        )
        self.fail(errors.WaitTimeoutError(text, done=done, pending=pending))

    def given_back(self) -> Iterator[Ended]:
        """What has ended since this was asked last. Raises what ends the wait before its time."""
        while self.ended:
            outcome = self.outcomes[self.ended.popleft()]
            if not isinstance(outcome, VirtualStagingError):
                yield outcome
        if self.error is not None:
            raise self.error

    def results(self, *, raise_on_error: bool) -> list[Ended]:
        """What has ended, in the order of the call.

        Raises:
            VirtualStagingError: Of the first that is not there, or has failed, if that is wanted.
        """
        found: list[Ended] = []
        for outcome in [self.outcomes[key] for key in self._wanted]:
            if isinstance(outcome, VirtualStagingError):
                raise outcome
            found.append(outcome)
        for ended in found if raise_on_error else ():
            _refuse_failed(ended)
        return found


def wait_seconds(timeout: object) -> float:
    """How long a wait may take, of its argument `timeout`. `ValidationError` if that is none."""
    if timeout is None:
        return DEFAULT_WAIT
    if not is_number(timeout):
        raise errors.ValidationError(
            f"timeout must be a number of seconds, or None for {DEFAULT_WAIT:.0f}; "
            f"not {type(timeout).__name__}."
        )
    if not 0 <= timeout < 1e8:
        raise errors.ValidationError(
            "timeout must be 0 or more seconds, and finite: no wait is endless."
        )
    return float(timeout)


@contextmanager
def naming(render_id: str) -> Iterator[None]:
    """Whatever is raised inside names this render: errors of ours in `render_ids`, others, as those
    of a cancelled task, in a note.
    """
    try:
        yield
    except VirtualStagingError as error:
        error.render_ids = error.render_ids or (render_id,)
        raise
    except BaseException as error:
        error.add_note(f"The render {render_id} was created, and the work on it goes on.")
        logger.warning("interrupted; the render %s was created, and goes on", render_id)
        raise


def listed(items: Sequence[Any]) -> tuple[list[Any], bool]:
    """The arguments of `wait` as a list, and whether it is one thing that was handed in."""
    if len(items) != 1:
        return list(items), False
    (item,) = items
    if isinstance(item, Iterable) and not isinstance(item, str):
        return list(item), False
    return [item], True


def _key(item: Waitable) -> Key:
    """The ids of something to wait for. `ValidationError` if it is nothing of the kind."""
    if isinstance(item, Variation):
        key = Key(item.render_id, item.id)
        check_id("variation_id", item.id)
    elif isinstance(item, Render | str):
        key = Key(item if isinstance(item, str) else item.id)
    else:
        raise errors.ValidationError(
            f"wait takes renders, variations and ids of renders, not {type(item).__name__}."
        )
    check_id("render_id", key.render_id)
    return key


def _refuse_failed(ended: Ended) -> None:
    """`VariationError` if nothing came of a render, or of the variation that was waited for."""
    if isinstance(ended, Variation):
        failed, render_id = [ended], ended.render_id
    else:
        failed, render_id = list(ended.variations.items) if ended.variations else [], ended.id
    if any(one.status == "done" for one in failed):
        return
    ids = tuple(one.id for one in failed)
    what = "has no variations" if not ids else f"ended without a result: {_listed(ids)}"
    raise errors.VariationError(
        f"Render {render_id} {what}.", render_id=render_id, variation_ids=ids
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
