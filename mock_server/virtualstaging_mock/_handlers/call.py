"""What a handler gets and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from virtualstaging_mock._spec.spec import Json
from virtualstaging_mock._state.account import Account
from virtualstaging_mock._state.backend import Backend
from virtualstaging_mock._state.jobs import Job, Variation
from virtualstaging_mock._state.views import View


@dataclass(slots=True)
class Call:
    """One valid request: its path and query values and body fit the document."""

    backend: Backend
    account: Account
    path: Mapping[str, str]
    query: Mapping[str, Json]
    body: Json
    body_bytes: int
    host: str
    at_ms: int

    def view(self) -> View:
        """The state as it is now, as an answer shows it."""
        return View(self.backend, self.host)


@dataclass(slots=True)
class Result:
    """An answer: a status that the document lists, and a body where it has one."""

    status: int
    payload: Json = None


@dataclass(slots=True)
class Slow:
    """The answer takes long to make: `run` reads or draws a picture and changes nothing."""

    run: Callable[[], Result] = field(repr=False)


@dataclass(slots=True)
class Waiting:
    """The answer comes when all of these have ended; `then` makes it."""

    jobs: Sequence[Job]
    then: Callable[[], Result | Slow]


Handled = Result | Waiting | Slow
Handler = Callable[[Call], Handled]


def answer_created(
    call: Call, made: Sequence[Variation], body: Callable[[View, bool], Json]
) -> Handled:
    """Answer a request that made variations: 202 at once, or 200 when all have ended.

    With `wait_for_completion` it is answered when they have ended.

    Args:
        call: the request.
        made: what it made.
        body: makes the body, from a view and whether the variations have ended.
    """
    if call.body.get("wait_for_completion"):
        return Waiting(made, lambda: Result(200, body(call.view(), True)))
    view = call.view()
    ended = view.now_ms >= max([job.due_ms for job in made])
    return Result(200 if ended else 202, body(view, ended))
