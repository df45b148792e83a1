"""Faults planted in how the independent server talks, and in what comes at the same time."""

import time
from contextlib import nullcontext
from typing import Any

from tests.contract.independent_faults import FAULTS, caught_by
from tests.contract.independent_store import Account, charged_as

__all__ = ["FAULTS"]


@caught_by("renders_made_at_the_same_time_are_all_charged")
def charges_are_lost_when_renders_come_at_once(server: Any, patch: Any) -> None:
    """Read, then written, with nothing that keeps others from doing the same."""
    make = server.api.make_render

    def racing(account: Account, body: Any, url: str | None) -> Any:
        before = account.used[charged_as(body)]
        time.sleep(0.01)
        made = make(account, body, url)
        account.used[charged_as(body)] = before + 1
        return made

    server.lock = nullcontext()
    server.api.make_render = racing


@caught_by("no_more_than_twenty_are_added_at_the_same_time")
def additions_at_once_are_too_many(server: Any, patch: Any) -> None:
    """Checked, then made, with nothing in between that keeps others out."""
    add = server.api.add

    def racing(*args: Any) -> Any:
        time.sleep(0.01)
        return add(*args)

    server.lock = nullcontext()
    server.api.add = racing


@caught_by("answers_are_not_mixed_up")
def answers_at_once_are_mixed_up(server: Any, patch: Any) -> None:
    """What is answered stands in a place that all share."""
    shared: dict[str, Any] = {}
    answer = server.answer

    def sharing(*args: Any) -> Any:
        shared["answer"] = answer(*args)
        time.sleep(0.005)
        return shared["answer"]

    server.answer = sharing


@caught_by("authorization_of_set_webhook_secret")
def what_is_refused_is_not_read(server: Any, patch: Any) -> None:
    """The body of a request without a key stays in the connection, for the next one to stumble
    over."""
    handler: Any = server._server.RequestHandlerClass
    do = handler.do_GET

    def careless(self: Any) -> None:
        known = (self.headers["Authorization"] or "").startswith("Api-Key ")
        do(self) if known else self._reply(401, {"message": "No."})

    handler.do_GET = careless


@caught_by("authorization_of_get_user")
def answers_are_cut(server: Any, patch: Any) -> None:
    """The stated length is one too many."""
    handler: Any = server._server.RequestHandlerClass
    send_header = handler.send_header

    def longer(self: Any, name: str, value: str) -> None:
        send_header(self, name, str(int(value) + 1) if name == "Content-Length" else value)

    def end_headers(self: Any) -> None:
        self.close_connection = True
        handler.__mro__[1].end_headers(self)

    handler.send_header, handler.end_headers = longer, end_headers
