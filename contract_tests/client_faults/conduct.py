"""Faults in retrying, reconciling, waiting and reading pages."""
# ruff: noqa: E501 - pieces of code stand here as they stand in the client

from contract_tests.client_faults.planting import Edit, Fault, Put

_CORE = "virtualstaging._core"
_PAUSE = f"{_CORE}.retries:_pause_after"
_WATCH = "virtualstaging._waiting.watch:Watch"
_JOB = "virtualstaging._waiting.job:Job"

FAULTS = (
    Fault(
        "POST repeated after a reset",
        "retries",
        "An order without an answer is sent again: it may be charged twice.",
        (Edit(_PAUSE, "if creates:\n        raise InDoubtError(outcome.reason, sent_at)", "pass"),),
    ),
    Fault(
        "POST repeated after a 5xx",
        "retries",
        "An order that was answered with 502 is sent again.",
        (
            Edit(
                _PAUSE,
                "if creates and (outcome.status >= 500 or outcome.status == 408):",
                "if False:",
            ),
        ),
    ),
    Fault(
        "POST repeated after a 408",
        "retries",
        "A 408 is taken for a promise that nothing was done.",
        (
            Edit(
                _PAUSE, "(outcome.status >= 500 or outcome.status == 408)", "outcome.status >= 500"
            ),
        ),
    ),
    Fault(
        "write errors count as unsent",
        "retries",
        "A connection that broke while sending is taken for one that was never made.",
        (
            Edit(
                f"{_CORE}.transports:translated",
                "isinstance(error, _NOT_SENT)",
                "isinstance(error, (*_NOT_SENT, httpx.WriteError))",
            ),
        ),
    ),
    Fault(
        "read timeouts count as unsent",
        "retries",
        "An answer that did not come in time is taken for a request that was not sent.",
        (
            Edit(
                f"{_CORE}.transports:translated",
                "isinstance(error, _NOT_SENT)",
                "isinstance(error, (*_NOT_SENT, httpx.ReadTimeout))",
            ),
        ),
    ),
    Fault(
        "reads not repeated",
        "retries",
        "One 502 ends a read.",
        (Put(f"{_CORE}.retries:_AGAIN", frozenset()),),
    ),
    Fault(
        "unsent requests not repeated",
        "retries",
        "A connection that could not be made ends a call.",
        (
            Edit(
                _PAUSE,
                "return policy.pause(attempt) if may_repeat else None\n    if isinstance(outcome, Answer)",
                "return None\n    if isinstance(outcome, Answer)",
            ),
        ),
    ),
    Fault(
        "analyses repeated blindly",
        "retries",
        "An analysis is no render, so it is sent again.",
        (Edit(f"{_CORE}.operations:analyze_image", ", creates=True", ""),),
    ),
    Fault(
        "variations repeated blindly",
        "retries",
        "Variations are free, so they are sent again.",
        (Edit(f"{_CORE}.operations:create_variations", "creates=True,", ""),),
    ),
    Fault(
        "Retry-After ignored",
        "retries",
        "The server's pause is not heeded.",
        (
            Edit(
                f"{_CORE}.retries:retry_after",
                'text = answer.headers.get("retry-after", "").strip()',
                'text = ""',
            ),
        ),
    ),
    Fault(
        "Retry-After date ignored",
        "retries",
        "A date in Retry-After is taken for none.",
        (Edit(f"{_CORE}.retries:retry_after", "until = http_date(text)", "until = None"),),
    ),
    Fault(
        "Retry-After date crashes",
        "retries",
        "A date in Retry-After is read as a number.",
        (Edit(f"{_CORE}.retries:retry_after", "until = http_date(text)", "until = float(text)"),),
    ),
    Fault(
        "Retry-After garbage crashes",
        "retries",
        "What is neither a number nor a date ends in Python's ValueError.",
        (
            Edit(
                f"{_CORE}.retries:http_date",
                "except (TypeError, ValueError, IndexError, OverflowError):",
                "except ZeroDivisionError:",
            ),
        ),
    ),
    Fault(
        "Retry-After in milliseconds",
        "retries",
        "Seconds are taken for milliseconds.",
        (Edit(f"{_CORE}.retries:retry_after", "return float(text)", "return float(text) / 1000"),),
    ),
    Fault(
        "server's own date ignored",
        "retries",
        "A Retry-After date is held against this machine's clock, however wrong that is.",
        (
            Edit(
                f"{_CORE}.retries:retry_after",
                'now = http_date(answer.headers.get("date", ""))',
                "now = None",
            ),
        ),
    ),
    Fault(
        "endless Retry-After",
        "retries",
        "A pause of an hour is made in silence.",
        (Put(f"{_CORE}.retries:LONGEST_RETRY_AFTER", 1e9),),
    ),
    Fault(
        "400 repeated",
        "retries",
        "A refusal is asked for again.",
        (Put(f"{_CORE}.retries:_AGAIN", frozenset({400, 408, 500, 502, 503, 504})),),
    ),
    Fault(
        "404 repeated",
        "retries",
        "What is not there is asked for again.",
        (Put(f"{_CORE}.retries:_AGAIN", frozenset({404, 408, 500, 502, 503, 504})),),
    ),
    Fault(
        "no bound on repetitions",
        "retries",
        "A call is repeated twice as often as was set.",
        (Edit(_PAUSE, "attempt < policy.max_retries", "attempt < 2 * policy.max_retries"),),
    ),
    Fault(
        "one repetition too many",
        "retries",
        "A call is repeated once more than was set.",
        (Edit(_PAUSE, "attempt < policy.max_retries", "attempt <= policy.max_retries"),),
    ),
    Fault(
        "no cap on pauses",
        "retries",
        "Pauses double without end.",
        (
            Edit(
                f"{_CORE}.retries:RetryPolicy.pause",
                "min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**attempt)",
                "FIRST_PAUSE * 2.0**attempt",
            ),
        ),
    ),
    Fault(
        "no jitter",
        "retries",
        "All clients come again at the same moment.",
        (Edit(f"{_CORE}.retries:RetryPolicy.pause", "self.jitter() * ", ""),),
    ),
    Fault(
        "no pause at all",
        "retries",
        "A call is repeated at once.",
        (Edit(f"{_CORE}.retries:send", "yield Sleep(pause)", "yield Sleep(0)"),),
    ),
    Fault(
        "answer may drip for ever",
        "retries",
        "Only each piece has a time limit, not the whole.",
        (Edit(f"{_CORE}.transports:_check_progress", "if now > until:", "if False:"),),
    ),
    Fault(
        "any render adopted",
        "reconciling",
        "The newest render is taken for the one whose answer was lost.",
        (
            Edit(
                "virtualstaging._core.doubts:fit",
                "return Fit.NO if found - counts else Fit.POSSIBLY",
                "return Fit.EXACTLY",
            ),
            Edit("virtualstaging._core.doubts:fit", "return Fit.NO\n", "return Fit.EXACTLY\n"),
        ),
    ),
    Fault(
        "number of variations not compared",
        "reconciling",
        "A render with another number of variations is taken for ours.",
        (
            Edit(
                "virtualstaging._core.doubts:fit",
                "return Fit.NO if found - counts else Fit.POSSIBLY",
                "return Fit.EXACTLY",
            ),
        ),
    ),
    Fault(
        "old renders adopted",
        "reconciling",
        "A render made before the call was sent is taken for its own.",
        (
            Edit(
                f"{_CORE}.reconcile:_recent",
                'if one["created_at"] >= (doubt.since_ms or 0)',
                "if True",
            ),
        ),
    ),
    Fault(
        "known renders adopted",
        "reconciling",
        "A render that another call was given is given again.",
        (
            Edit(
                f"{_CORE}.ledger:Ledger.claim",
                "if any(one in self._known for one in ids):",
                "if False:",
            ),
            Edit(
                f"{_CORE}.reconcile:_look_at_renders",
                'if item["id"] not in doubt.known:',
                "if True:",
            ),
        ),
    ),
    Fault(
        "one of two adopted",
        "reconciling",
        "Of two renders that fit, the first is taken.",
        (
            Edit(
                f"{_CORE}.reconcile:_as_answer",
                "if any(len(group) != 1 for group in findings.exact):",
                "if any(not group for group in findings.exact):",
            ),
        ),
    ),
    Fault(
        "nothing adopted",
        "reconciling",
        "What was made is never found.",
        (Edit(f"{_CORE}.reconcile:_adopted", "if data is None or", "if True or"),),
    ),
    Fault(
        "candidates not told",
        "reconciling",
        "The error does not say what may have been made.",
        (
            Edit(
                f"{_CORE}.reconcile:_Findings.ids",
                "return tuple(dict.fromkeys(exact + self.possible))",
                "return ()",
            ),
        ),
    ),
    Fault(
        "nothing found means nothing made",
        "reconciling",
        "A look that failed is taken for one that showed nothing.",
        (
            Edit(
                f"{_CORE}.reconcile:look_again",
                "if adopted is not None or not (findings.ids or findings.blind):",
                "if True:",
            ),
        ),
    ),
    Fault(
        "refusal although it was made",
        "reconciling",
        "A 5xx is told as a clear failure, without a look.",
        (
            Edit(
                f"{_CORE}.calls:_settled",
                "if isinstance(error, InDoubtError):",
                "if isinstance(error, InDoubtError) and error.answer is not None:\n        error = answers.status_error(error.answer, call.operation, session.settings.key)\n    if isinstance(error, InDoubtError):",
            ),
        ),
    ),
    Fault(
        "wait ends early",
        "waiting",
        "A render counts as done when its first variation is.",
        (Edit("virtualstaging._waiting.readings:all_final", "all(map(", "any(map("),),
    ),
    Fault(
        "unknown state taken as final",
        "waiting",
        "A state that was never heard of ends a wait.",
        (
            Edit(
                "virtualstaging._waiting.readings:is_final",
                "if status in FINAL:",
                "if status not in PENDING:",
            ),
        ),
    ),
    Fault(
        "error is not final",
        "waiting",
        "A wait for a failed variation never ends.",
        (Put("virtualstaging._waiting.readings:FINAL", frozenset({"done", "deleted"})),),
    ),
    Fault(
        "deleted is not final",
        "waiting",
        "A wait for a deleted variation never ends.",
        (Put("virtualstaging._waiting.readings:FINAL", frozenset({"done", "error"})),),
    ),
    Fault(
        "failed variations not told",
        "waiting",
        "A render without any result is handed over as if all were well.",
        (Edit("virtualstaging._waiting.results:results", "if raise_on_error:", "if False:"),),
    ),
    Fault(
        "time limit ignored",
        "waiting",
        "A wait goes on after its time.",
        (Edit(f"{_WATCH}.expire", "one.deadline <= now", "one.deadline + 60 <= now"),),
    ),
    Fault(
        "sleeps past the deadline",
        "waiting",
        "The pause before the next look is made whole, whatever time is left.",
        (
            Edit(
                f"{_WATCH}.next",
                "return (deadline, None) if deadline <= at else (at, look)",
                "return (at, look)",
            ),
        ),
    ),
    Fault(
        "failed look ends a wait",
        "waiting",
        "A 500 while looking is told at once.",
        (
            Edit(
                f"{_WATCH}._apply_failure",
                "if error.status in (401, 403):",
                "if error.status in (401, 403, 500):",
            ),
        ),
    ),
    Fault(
        "wrong key does not end a wait",
        "waiting",
        "A 401 is taken for a look that failed.",
        (Edit(f"{_WATCH}._apply_failure", "if error.status in (401, 403):", "if False:"),),
    ),
    Fault(
        "vanished render waited for",
        "waiting",
        "A 404 is taken for a look that failed.",
        (
            Edit(
                f"{_WATCH}._apply_failure",
                "if isinstance(look, One) and error.status == 404:",
                "if False:",
            ),
        ),
    ),
    Fault(
        "polls too fast",
        "waiting",
        "A render is looked at ten times a second.",
        (Edit(f"{_WATCH}.next", "at = max(at, self._not_before)", "at = min(at, now + 0.1)"),),
    ),
    Fault(
        "polls too seldom",
        "waiting",
        "A render is looked at once a minute.",
        (
            Edit(
                f"{_WATCH}.next",
                "at = max(at, self._not_before)",
                "at = max(at + 60, self._not_before)",
            ),
        ),
    ),
    Fault(
        "no pause after failed looks",
        "waiting",
        "While looks fail, they follow each other at once.",
        (
            Edit(
                f"{_WATCH}._apply_failure",
                "self._not_before = now.monotonic + pause",
                "self._not_before = now.monotonic + 0.01",
            ),
        ),
    ),
    Fault(
        "events not heard",
        "waiting",
        "A webhook event that is handed in changes nothing.",
        (Edit(f"{_WATCH}.hear", "self._inbox.put(news)", "return"),),
    ),
    Fault(
        "changes not told",
        "waiting",
        "`on_update` is never called.",
        (Edit(f"{_WATCH}._tell", "waiter.change(what)", "pass"),),
    ),
    Fault(
        "states go back",
        "waiting",
        "What is pending when time is up is not told.",
        (
            Edit(
                "virtualstaging._waiting.results:_raise_timeout",
                "if t.key in waiter.pending",
                "if t.key not in waiter.pending",
            ),
        ),
    ),
    Fault(
        "results in another order",
        "waiting",
        "What was waited for is handed over sorted.",
        (
            Edit(
                "virtualstaging._waiting.results:results",
                "for target in waiter.wanted]",
                "for target in sorted(waiter.wanted, key=lambda one: str(one.key))]",
            ),
        ),
    ),
    Fault(
        "list stops early",
        "pages",
        "A list ends after its first page.",
        (
            Edit(
                "virtualstaging.pages:Page.next_page",
                "if self.next_cursor is None:",
                "if self._seen or self.next_cursor is None:",
            ),
        ),
    ),
    Fault(
        "short page taken for the last",
        "pages",
        "A page that holds less than the one before ends the list.",
        (
            Edit(
                "virtualstaging.pages:AsyncPage.next_page",
                "if self.next_cursor is None:",
                "if self.next_cursor is None or not self._raw:",
            ),
        ),
    ),
    Fault(
        "page repeated",
        "pages",
        "Each page comes twice.",
        (Edit("virtualstaging.pages:Page.pages", "yield page", "yield page\n        yield page"),),
    ),
    Fault(
        "pages in a circle",
        "pages",
        "A cursor that comes again is followed again.",
        (
            Edit(
                "virtualstaging.pages:_BasePage._next_seen",
                "if self.next_cursor in self._seen or",
                "if",
            ),
        ),
    ),
    Fault(
        "empty pages without end",
        "pages",
        "Pages that hold nothing are followed for ever.",
        (Edit("virtualstaging.pages:_BasePage._next_seen", " or self._empty >= _MOST_EMPTY", ""),),
    ),
    Fault(
        "cursor lost",
        "pages",
        "A list that is to begin after a render begins at the start.",
        (
            Edit(
                f"{_CORE}.operations:list_renders",
                "cursor=UNSET if cursor is None else cursor",
                "cursor=UNSET",
            ),
        ),
    ),
    Fault(
        "order lost after the first page",
        "pages",
        "Later pages come in the API's own order.",
        (
            Edit(
                f"{_CORE}.operations:list_renders",
                "order=order",
                'order=order if cursor is None else "desc"',
            ),
        ),
    ),
)
