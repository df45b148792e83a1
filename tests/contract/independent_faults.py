"""Faults planted in the independent server, each with a check that has to catch it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from tests.contract import independent_checks, independent_server
from tests.contract.independent_checks import RefusedError
from tests.contract.independent_store import Account, charged_as

Plant = Callable[[Any, Any], None]
FAULTS: dict[str, tuple[str, Plant]] = {}


def caught_by(check: str) -> Callable[[Plant], Plant]:
    """Put a fault on the list. It is given the server, and pytest's monkeypatch for what is not
    the server's alone."""

    def add(plant: Plant) -> Plant:
        FAULTS[plant.__name__.replace("_", " ")] = check, plant
        return plant

    return add


def changed(server: Any, name: str, change: Callable[..., Any]) -> None:
    """Call `change` with the result of a method of the API, and what it was called with."""
    method = getattr(server.api, name)
    setattr(server.api, name, lambda *args, **more: change(method(*args, **more), *args))


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


@caught_by("links_are_good_as_they_are_signed")
def any_signature_will_do(server: Any, patch: Any) -> None:
    """Links are signed, and nobody looks at it."""
    picture = server.api.picture("x", server.api.signed("x").partition("?")[2])
    server.api.picture = lambda name, query: picture


@caught_by("links_are_good_as_they_are_signed")
def a_signature_is_good_for_every_link(server: Any, patch: Any) -> None:
    """The name is not part of what is signed."""
    signed, picture = server.api.signed, server.api.picture
    server.api.signed = lambda name: signed("x").replace("/x?", f"/{name}?")
    server.api.picture = lambda name, query: picture("x", query)


@caught_by("one_render_from_its_order_to_its_image")
def events_are_not_signed(server: Any, patch: Any) -> None:
    """Although a secret is set."""
    patch.setattr(
        independent_server, "signed_body", lambda account, event: (json.dumps(event).encode(), None)
    )


@caught_by("one_render_from_its_order_to_its_image")
def events_are_signed_by_another_digest(server: Any, patch: Any) -> None:
    """SHA-1 in place of SHA-256."""

    def sign(account: Account, event: Any) -> tuple[bytes, str]:
        body = json.dumps(event).encode()
        return body, hmac.new((account.secret or "").encode(), body, hashlib.sha1).hexdigest()

    patch.setattr(independent_server, "signed_body", sign)


@caught_by("one_render_from_its_order_to_its_image")
def events_come_twice(server: Any, patch: Any) -> None:
    """Whatever the answer."""
    later = server.api.later
    server.api.later = lambda *args: (later(*args), later(*args))[0]


@caught_by("one_render_from_its_order_to_its_image")
def events_never_come(server: Any, patch: Any) -> None:
    """The webhook_url is forgotten."""
    server.api.later = lambda *args: None


@caught_by("each_render_is_charged_once")
def each_variation_is_charged(server: Any, patch: Any) -> None:
    """A render of five costs five photos."""
    make = server.api.make_render

    def dear(account: Account, body: Any, url: str | None) -> Any:
        made = make(account, body, url)
        account.used[charged_as(body)] += made.asked - 1
        return made

    server.api.make_render = dear


@caught_by("walks_see_each_variation_once")
def pages_of_variations_have_no_end(server: Any, patch: Any) -> None:
    """The last one names a next one, too."""

    def endless(page: Any, *args: Any) -> Any:
        return page | ({"next_cursor": page["items"][-1]["id"]} if page["items"] else {})

    changed(server, "variations_page", endless)


@caught_by("walks_see_each_render_once")
def lists_are_in_the_other_order(server: Any, patch: Any) -> None:
    """Oldest first, unless oldest first was asked for."""
    listed = server.api.list_renders
    other = {"asc": "desc", "desc": "asc"}
    server.api.list_renders = lambda account, limit, cursor, order: listed(
        account, limit, cursor, other[order]
    )


@caught_by("authorization_of_get_user")
def bearer_lets_in(server: Any, patch: Any) -> None:
    """As with most other APIs."""
    account_of = server.api.account_of
    server.api.account_of = lambda header: account_of((header or "").replace("Bearer ", "Api-Key "))


@caught_by("one_key_never_sees_anothers_renders")
def keys_share_an_account(server: Any, patch: Any) -> None:
    """The second key opens the first one's."""
    changed(server, "account_of", lambda account, header: next(iter(server.api.accounts.values())))


@caught_by("authorization_of_get_status")
def errors_tell_the_key(server: Any, patch: Any) -> None:
    """The header that was wrong is quoted."""

    def quoting(header: str | None) -> Any:
        raise RefusedError(401, f"Wrong: {header}")

    account_of = server.api.account_of
    server.api.account_of = lambda header: (
        account_of(header) if (header or "").startswith("Api-Key K") else quoting(header)
    )


@caught_by("each_config_is_made_as_asked")
def the_watermark_is_forgotten(server: Any, patch: Any) -> None:
    """A config comes back without it."""

    def without(shown: Any, *args: Any) -> Any:
        config = dict(shown["config"])
        config.pop("add_virtually_staged_watermark", None)
        return shown | {"config": config}

    changed(server, "variation", without)


@caught_by("each_config_is_made_as_asked")
def states_are_called_otherwise(server: Any, patch: Any) -> None:
    """One is not of the spec."""
    other = {"queued": "waiting"}
    changed(server, "variation", lambda v, one: v | {"status": other.get(v["status"], v["status"])})


@caught_by("several_configs_are_all_made")
def etas_are_in_seconds(server: Any, patch: Any) -> None:
    """Of variations that are pending."""
    changed(server, "variation", lambda v, one: v | {"eta": v["eta"] and v["eta"] // 1000})


@caught_by("bulk_makes_every_render_in_order")
def a_bulk_is_told_in_reverse(server: Any, patch: Any) -> None:
    """The last render comes first."""
    make = server.api.create_renders_bulk

    def reversed_(account: Account, body: Any) -> Any:
        status, shown = make(account, body)
        return status, {"renders": shown["renders"][::-1]} if isinstance(shown, dict) else shown

    server.api.create_renders_bulk = reversed_


@caught_by("a_bulk_is_made_whole_or_not_at_all")
def a_refused_bulk_makes_what_is_good(server: Any, patch: Any) -> None:
    """What stands before the bad one is made."""

    def one_by_one(account: Account, body: Any) -> Any:
        orders = body["variations"]
        for one in orders[:-1]:
            add(account, {**body, "variations": [one]})
        return add(account, {**body, "variations": orders[-1:]})

    add = server.api.create_variations_bulk
    server.api.create_variations_bulk = one_by_one


@caught_by("a_render_holds_twenty_variations")
def there_is_room_for_more_than_twenty(server: Any, patch: Any) -> None:
    """Whatever is asked for is made."""
    server.api.check_order = lambda render, groups: None


@caught_by("waiting_is_honoured")
def nobody_waits(server: Any, patch: Any) -> None:
    """wait_for_completion is not looked at."""
    made = server.api.made
    server.api.made = lambda body, renders, show: made({}, renders, show)


@caught_by("bodies_of_set_webhook_secret")
def a_line_feed_ends_what_is_valid(server: Any, patch: Any) -> None:
    """Python's `$` stands before it."""
    independent_checks._validator.cache_clear()
    patch.setattr(independent_checks, "_anchored", lambda schema: schema)


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
    """The length that is told is one too many."""
    handler: Any = server._server.RequestHandlerClass
    send_header = handler.send_header

    def longer(self: Any, name: str, value: str) -> None:
        send_header(self, name, str(int(value) + 1) if name == "Content-Length" else value)

    def end_headers(self: Any) -> None:
        self.close_connection = True
        handler.__mro__[1].end_headers(self)

    handler.send_header, handler.end_headers = longer, end_headers
