"""How a request that creates is made so that its process may be killed at any instant.

1. Of equal orders on one key only one is under way at a time: by what the API shows, they are
   alike. Whoever hands out jobs sees to that, from the intent to the outcome (`_board`).
2. The intent is written: what is ordered, and what the API showed just before. It is on the disk
   before anything is sent.
3. It is sent, and its outcome is written.
4. An intent without an outcome is looked into: what came after what was there before, and fits
   exactly, is taken if it is one. If there is none when the time of grace is over, nothing was
   made, and it is sent again. The grace counts from the first look of this search, and anew after
   a gap, as of a laptop asleep. Everything else is a doubt, which a person must decide.

| killed                                   | known afterwards       | what is done      |
|------------------------------------------|------------------------|-------------------|
| before the intent is written             | nothing was sent       | begin             |
| then, until the request is on its way    | nothing fits           | grace, send again |
| while the server has not acted yet       | nothing, then one fits | take it           |
| when it has acted, no outcome is written | one fits               | take it           |
| when the outcome is written              | the render's id        | wait for it       |

What cannot be known: whether an equal order in that time is another program's on the same key, and
whether a server acts later than the time of grace.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from virtualstaging import errors
from virtualstaging._core.requests import Call, prepared
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment, Now, Request, Sleep, Work
from virtualstaging._operations.reads import get_render
from virtualstaging._recovery.creating import carry_out, look_before
from virtualstaging._recovery.order import Doubt, Fit, fit
from virtualstaging._recovery.search import Look, look_once

from ._calls import call_of
from ._data import Job, Notes, Outcome
from ._marks import marked
from ._running import Gate
from ._timing import LOOK_EVERY, Pauses, Search

_PASSING = (errors.APIConnectionError, errors.ServerError, errors.RateLimitError)
"""Errors that time may heal. For a call that creates: it has surely made nothing."""

_STRANGE_EVENT = "Its answer was lost, and an event names a render that does not look like its own."


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs.

    Args:
        session: The client's.
        journal: Where intents and outcomes are written.
        grace: Seconds after which what is not to be seen was not made.
        may_send: Called right before each time a request is sent; what it raises ends the job.
        webhook_url: Where the API is to send events, if it is; each request has its own mark there.
        named_by_event: Gives the render that an event has named for a mark, if one has.
    """

    session: Session
    journal: Notes
    grace: float
    may_send: Callable[[], object]
    webhook_url: str | None = field(default=None, repr=False)
    named_by_event: Callable[[str], str | None] = lambda _: None

    def carry_out(self, job: Job) -> Flow[None]:
        """Bring a job to its outcome, from wherever it is.

        Raises:
            AuthenticationError: 401. Nothing was made.
            PermissionDeniedError: 403, as when the plan's photos are used up. Nothing was made.
            APIConnectionError: No answer came for a quarter of an hour; nothing was made, or it
                could not be found out.
            JournalError: It cannot be written.
        """
        if job.doubt is None:
            outcome = yield from self._begun(job)
        else:
            outcome = yield from self.found_out(job, job.doubt)
        yield Work(partial(self.journal.settle, job, outcome))

    def _begun(self, job: Job) -> Flow[Outcome]:
        doubt = yield from self.anchored(job)
        try:
            yield Work(partial(self.journal.intend, job, doubt))
        except BaseException:
            self.session.ledger.give_up(doubt.ticket)
            raise
        return (yield from self.first_sent(job, doubt))

    def first_sent(self, job: Job, doubt: Doubt) -> Flow[Outcome]:
        """Send a job whose intent is written, in the process that has written it."""
        try:
            call = yield from self._call(job, doubt)
            if isinstance(call, Outcome):
                return call
            request = prepared(call, self.session.settings.key)
            outcome = yield from self._sent(job, call, request, doubt)
        finally:
            self.session.ledger.give_up(doubt.ticket)
        del call, request  # a photo is large
        return outcome or (yield from self.found_out(job, doubt))

    def found_out(self, job: Job, doubt: Doubt) -> Flow[Outcome]:
        """What has become of what was begun; sent again if it has surely made nothing."""
        outcome: Outcome | None = None
        while outcome is None:
            now: Moment = yield Now()
            ledger = self.session.ledger
            ledger.begin(doubt, now.monotonic, ledger.count)
            try:
                outcome = yield from self._searched(job, doubt)
                if outcome is None:
                    outcome = yield from self._again(job, doubt)
            finally:
                ledger.give_up(doubt.ticket)
        return outcome

    def _again(self, job: Job, doubt: Doubt) -> Flow[Outcome | None]:
        call = yield from self._call(job, doubt)
        if isinstance(call, Outcome):
            return call
        yield Work(partial(self.journal.send_again, job))
        return (yield from self._sent(job, call, prepared(call, self.session.settings.key), doubt))

    def anchored(self, job: Job) -> Flow[Doubt]:
        """What the API shows before; without that nothing is sent, as it could not be found."""
        operation = "create_render" if job.render_id is None else "create_variations"
        pauses = Pauses()
        while True:
            doubt = yield from look_before(self.session, operation, (job.order,))
            if doubt.before.is_known:
                return doubt
            self.session.ledger.close(doubt.ticket)
            error = errors.APIConnectionError(
                "The API does not show which renders there are. Nothing is sent without that, "
                "since it could not be found out afterwards what was made."
            )
            yield from pauses.after(error)

    def _sent(
        self, job: Job, call: Call[Any], request: Request, doubt: Doubt
    ) -> Flow[Outcome | None]:
        """The outcome; None if that is unknown. Sent again while it surely was not carried out."""
        pauses = Pauses()
        gate = Gate(self.may_send, partial(self.journal.withdraw, job))
        while True:
            try:
                made = yield from carry_out(self.session, call, request, doubt, gate.open)
            except errors.UnknownOutcomeError:
                return None
            except errors.UnexpectedResponseError as error:
                return _named_in(job, error)
            except (errors.AuthenticationError, errors.PermissionDeniedError):
                yield Work(partial(self.journal.withdraw, job))
                raise
            except (errors.APIConnectionError, errors.RateLimitError) as error:
                failure: errors.VirtualStagingError = error.with_traceback(None)
            except errors.VirtualStagingError as error:
                return Outcome("refused", reason=str(error))
            else:
                return Outcome("made", job.render_id or made.id)
            try:
                yield from pauses.after(failure)
            except errors.VirtualStagingError:
                yield Work(partial(self.journal.withdraw, job))
                raise
            now: Moment = yield Now()
            self.session.ledger.begin(doubt, now.monotonic, self.session.ledger.count)

    def _searched(self, job: Job, doubt: Doubt) -> Flow[Outcome | None]:
        """What was made; None if surely nothing was."""
        pause = min(0.5, self.grace / 4)
        pauses, search = Pauses(), Search()
        while True:
            begun: Moment = yield Now()
            try:
                named = yield from self._named(job, doubt)
                if named is not None:
                    return named
                look = yield from look_once(self.session, doubt)
            except _PASSING as error:
                yield from pauses.after(error.with_traceback(None))
                continue
            pauses = Pauses()
            if look.found is not None:
                return Outcome("made", job.render_id or look.found["id"], found=True)
            ended: Moment = yield Now()
            passed = search.looked(begun, ended)
            if passed >= self.grace:
                return _in_doubt(job, look) if look.blind or look.candidates else None
            yield Sleep(min(pause, max(self.grace - passed, 0.01)))
            pause = min(pause * 2, LOOK_EVERY)

    def _named(self, job: Job, doubt: Doubt) -> Flow[Outcome | None]:
        """What an event says that was made, if one came. Then nothing is sent again."""
        render_id = yield Work(partial(self.named_by_event, doubt.ticket))
        if render_id is None:
            return None
        try:
            render = yield from get_render(self.session, render_id, True, 100, None, "asc")
        except (errors.NotFoundError, errors.ValidationError):  # 404, or 400 for what is no id
            fits = Fit.NO
        else:
            page = render.to_dict().get("variations") or {}
            fits = fit(page.get("items"), job.order)
        if fits is not Fit.NO and self.session.ledger.claim(doubt.ticket, [render_id]):
            return Outcome("made", render_id, found=True)
        return Outcome("doubt", reason=_STRANGE_EVENT, candidates=(render_id,))

    def _call(self, job: Job, doubt: Doubt) -> Flow[Call[Any] | Outcome]:
        events_to = marked(self.webhook_url, doubt.ticket) if self.webhook_url else None
        return call_of(job, events_to)


def _named_in(job: Job, error: errors.UnexpectedResponseError) -> Outcome | None:
    """An answer that is not the spec's, but names what was made."""
    if job.render_id is not None:
        return Outcome("made", job.render_id)
    return Outcome("made", error.render_ids[0]) if len(error.render_ids) == 1 else None


def _in_doubt(job: Job, look: Look) -> Outcome:
    reason = "Part of what the API shows could not be read." if look.blind else ""
    return Outcome(
        "doubt",
        reason=reason or "Its answer was lost, and what is there now may be its own, or not.",
        candidates=look.candidates if job.render_id is None else (job.render_id,),
    )
