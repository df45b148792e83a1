"""Webhooks: one for each variation that ends, rightly signed, repeated until received, and no
others."""

import json
import string
from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.exchange import JSON, Failure, OutOfReach
from contract_tests.scenarios.app import (
    BEDROOM,
    DUSK,
    EMPTIED,
    ENHANCED,
    LIVING,
    LONGEST,
    PHOTO,
    REFURNISHED,
    App,
)
from contract_tests.scenarios.events import ANALYSIS_EVENTS, Events
from contract_tests.targets import CHARGES, CLOCK, FAILURES, WEBHOOKS, Server

NEEDS = (CHARGES, WEBHOOKS)
SECRET = "a-secret_for-contract-tests-1"
OTHER_SECRET = "another-secret_for-contract-tests-2"
# Valid by the pattern, and easily spoilt: by trimming, cutting, or another case.
ODD_SECRETS = ("-", "0", "-_Aa_-", string.ascii_letters + string.digits + "-_" * 50)


def _set_secret(app: App, secret: str | None, key: str | None = None) -> None:
    """Set a secret, or delete the one that is set."""
    if secret is None:
        app.call("DELETE", "/user/webhook-secret", key=key)
    else:
        body = {"webhook_secret": secret}
        app.call("POST", "/user/webhook-secret", body=body, key=key)


@check("model", *NEEDS, waits=True)
def one_event_for_each_variation(server: Server, strength: Strength) -> None:
    """Of every way to make variations; none for a render as such, and none without a
    webhook_url."""
    app = App(server, strength)
    events = Events(app)
    app.call("DELETE", "/user/webhook-secret")
    mine = app.create(LIVING, 2, webhook_url=events.hooks.url("single"))
    app.create(DUSK, 1)
    several = app.create_several(
        (REFURNISHED, 1), (DUSK, 2), webhook_url=events.hooks.url("several")
    )
    views = app.create_views(BEDROOM, 1, webhook_url=events.hooks.url("views"))
    one = {"config": EMPTIED, "variation_count": 1, "image_url": PHOTO}
    bulk = app.bulk(one, one, webhook_url=events.hooks.url("bulk"))
    app.add(mine, ENHANCED, 2)
    app.add_bulk((several, LIVING, 1))
    names = ("single", "several", "views", "bulk")
    events.until_ended(*names)
    events.exactly("single", mine.variations)
    events.exactly("several", several.variations)
    events.exactly("views", views.variations)
    events.exactly("bulk", [v for render in bulk for v in render.variations])
    for name in names:
        events.signed(name, None)


@check("model", *NEEDS, waits=True)
def events_are_signed_with_the_secret_that_is_set(server: Server, strength: Strength) -> None:
    """Signed from when a secret is set, with the newest one, until it is deleted."""
    app = App(server, strength)
    events = Events(app)
    for number, secret in enumerate((None, SECRET, OTHER_SECRET, None, SECRET)):
        _set_secret(app, secret)
        name = f"signed-{number}"
        render = app.create(LIVING, 1, webhook_url=events.hooks.url(name))
        events.until_ended(name)
        events.exactly(name, render.variations)
        events.signed(name, secret)
    app.call("POST", "/user/webhook-secret", body={"webhook_secret": "no good"})
    for spelled in ((), (("Authorization", f"Bearer {app.oracle.key}"),)):
        app.call("DELETE", "/user/webhook-secret", headers=spelled)
        body = json.dumps({"webhook_secret": OTHER_SECRET}).encode()
        declared = (*spelled, ("Content-Type", JSON))
        app.call("POST", "/user/webhook-secret", body=body, headers=declared)
    render = app.create(DUSK, 1, webhook_url=events.hooks.url("after-refusal"))
    events.until_ended("after-refusal")
    events.signed("after-refusal", SECRET)
    app.call("DELETE", "/user/webhook-secret")


@check("model", *NEEDS, waits=True)
def any_valid_secret_signs(server: Server, strength: Strength) -> None:
    """However short or long, in small letters and capitals, with hyphens around it."""
    app = App(server, strength)
    events = Events(app)
    for number, secret in enumerate(ODD_SECRETS):
        app.call("POST", "/user/webhook-secret", body={"webhook_secret": secret})
        name = f"odd-{number}"
        render = app.create(LIVING, 1, webhook_url=events.hooks.url(name))
        events.until_ended(name)
        events.exactly(name, render.variations)
        events.signed(name, secret)
    for _ in range(2):
        app.call("DELETE", "/user/webhook-secret")


@check("model", *NEEDS, waits=True)
def calls_that_wait_have_events_too(server: Server, strength: Strength) -> None:
    """Also at a URL with a query, which is kept."""
    app = App(server, strength)
    events = Events(app)
    app.call("DELETE", "/user/webhook-secret")
    one = {"config": DUSK, "variation_count": 1, "image_url": PHOTO}
    names = [f"waited?of={way}&text=a%20b%2Fc" for way in ("single", "several", "bulk")]
    single, several, bulk = ({"webhook_url": events.hooks.url(name)} for name in names)
    waits: dict[str, Any] = {"wait_for_completion": app.target.may_wait_for_completion()}
    made = [
        [app.create(LIVING, 2, **single, **waits)],
        [app.create_several((DUSK, 1), (LIVING, 1), **several, **waits)],
        app.bulk(one, one, **bulk, **waits),
    ]
    events.until_ended(*names)
    for name, renders in zip(names, made, strict=True):
        events.exactly(name, [v for render in renders for v in render.variations])


@check("model", *NEEDS, CLOCK, waits=True)
def events_are_sent_again_until_received(server: Server, strength: Strength) -> None:
    """Up to three retries after anything but 200; none after that."""
    app = App(server, strength)
    events = Events(app)
    app.call("POST", "/user/webhook-secret", body={"webhook_secret": SECRET})
    for number, statuses in enumerate(([500], [503, 404, 302], [500] * 9, [204])):
        name = f"retried-{number}"
        events.hooks.answer_with(name, statuses)
        render = app.create(LIVING, 1, webhook_url=events.hooks.url(name))
        events.until_ended(name)
        events.exactly(name, render.variations, attempts=min(len(statuses) + 1, 4))
        events.signed(name, SECRET)


@check("model", *NEEDS, FAILURES, waits=True)
def failures_have_events_too(server: Server, strength: Strength) -> None:
    """A variation that fails has its event, with a reason."""
    app = App(server, strength, failure_rate=1.0)
    events = Events(app)
    render = app.create(LIVING, 3, webhook_url=events.hooks.url("failing"))
    events.until_ended("failing")
    events.exactly("failing", render.variations)
    for delivery in events.hooks.received("failing"):
        if events.event(delivery)["event_type"] != "error":
            raise Failure("webhooks: all variations failed", delivery.body.decode())


@check("model", *NEEDS, waits=True)
def an_analysis_has_an_event(server: Server, strength: Strength) -> None:
    """One event for each analysis that has a webhook_url, signed like any other."""
    app = App(server, strength)
    events = Events(app)
    app.call("POST", "/analyze", body={"image_url": PHOTO, "webhook_url": None})
    app.call("POST", "/analyze", body={"image_url": PHOTO})
    for number, secret in enumerate((SECRET, None)):
        _set_secret(app, secret)
        name = f"analysis-{number}"
        body = {"image_url": PHOTO, "webhook_url": events.hooks.url(name)}
        analysis = app.call("POST", "/analyze", body=body).json()
        waited = 0.0
        while not events.hooks.received(name) and waited < LONGEST:
            app.target.wait(app.target.steps)
            waited += app.target.steps
        app.target.wait(600.0 if app.target.driven else app.target.steps)
        received = [events.event(d, ANALYSIS_EVENTS) for d in events.hooks.received(name)]
        if len(received) != 1:
            raise Failure("webhooks: one event for the analysis", f"{received}")
        if received[0].get("analysis_id", analysis["id"]) != analysis["id"]:
            raise Failure(f"webhooks: analysis_id is {analysis['id']}", str(received))
        events.dated(received[0], analysis["created_at"], "its created_at", ANALYSIS_EVENTS)
        events.signed(name, secret)


@check("model", *NEEDS, CLOCK)
def events_of_analyses_are_sent_again_too(server: Server, strength: Strength) -> None:
    """Up to three times, each time the same."""
    app = App(server, strength)
    events = Events(app)
    events.hooks.answer_with("again", [500] * 9)
    app.call(
        "POST", "/analyze", body={"image_url": PHOTO, "webhook_url": events.hooks.url("again")}
    )
    for _ in range(5):
        app.target.wait(600.0)
    bodies = [delivery.body for delivery in events.hooks.received("again")]
    if len(bodies) != 4 or len(set(bodies)) > 1:
        raise Failure("webhooks: an event is sent once and up to 3 times again", str(bodies)[:1000])


@check("model", *NEEDS, waits=True)
def keys_do_not_share_secrets(server: Server, strength: Strength) -> None:
    """A secret signs the events of its own key only."""
    app = App(server, strength)
    events = Events(app)
    if len(app.target.keys) < 2:
        raise OutOfReach("a second key is needed to see whether secrets cross over")
    first, second = app.target.keys
    secrets: dict[str, str | None] = {first: None, second: None}
    _set_secret(app, None, second)
    for number, (key, secret) in enumerate(
        ((first, SECRET), (second, OTHER_SECRET), (second, None))
    ):
        _set_secret(app, secret, key)
        secrets[key] = secret
        made = {
            key: app.create(LIVING, 1, key=key, webhook_url=events.hooks.url(f"{number}-{owner}"))
            for owner, key in (("mine", first), ("theirs", second))
        }
        names = [f"{number}-mine", f"{number}-theirs"]
        events.until_ended(*names)
        for name, (owner, render) in zip(names, made.items(), strict=True):
            events.exactly(name, render.variations)
            events.signed(name, secrets[owner])
    _set_secret(app, None)
