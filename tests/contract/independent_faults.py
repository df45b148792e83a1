"""Faults planted in the independent server, each with a check that has to catch it."""

import hashlib
import hmac
import json
from collections.abc import Callable
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


@caught_by("links_are_good_as_they_are_signed")
def any_signature_will_do(server: Any, patch: Any) -> None:
    """Links are signed, but the signature is not checked."""
    picture = server.api.links.picture("x", server.api.links.signed("x").partition("?")[2])
    server.api.links.picture = lambda name, query: picture


@caught_by("links_are_good_as_they_are_signed")
def a_signature_is_good_for_every_link(server: Any, patch: Any) -> None:
    """The name is not part of what is signed."""
    signed, picture = server.api.links.signed, server.api.links.picture
    server.api.links.signed = lambda name: signed("x").replace("/x?", f"/{name}?")
    server.api.links.picture = lambda name, query: picture("x", query)


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
def errors_show_the_key(server: Any, patch: Any) -> None:
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
def a_bulk_is_shown_in_reverse(server: Any, patch: Any) -> None:
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
