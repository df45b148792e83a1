"""Webhooks: one for each variation that ends, rightly signed, repeated until received, and no
others."""

import json
import string
from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.exchange import JSON, Failure, OutOfReach
from contract_tests.model.play import (
    BEDROOM,
    DUSK,
    EMPTIED,
    ENHANCED,
    LIVING,
    LONGEST,
    PHOTO,
    REFURNISHED,
    Play,
)
from contract_tests.model.watching import ANALYSIS_EVENTS, Watch
from contract_tests.targets import CHARGES, CLOCK, FAILURES, WEBHOOKS, Server

NEEDS = (CHARGES, WEBHOOKS)
SECRET = "a-secret_for-contract-tests-1"
OTHER_SECRET = "another-secret_for-contract-tests-2"
# Valid by the pattern, and easily spoilt: by trimming, cutting, or another case.
ODD_SECRETS = ("-", "0", "-_Aa_-", string.ascii_letters + string.digits + "-_" * 50)


def _set_secret(play: Play, secret: str | None, key: str | None = None) -> None:
    """Set a secret, or delete the one that is set."""
    if secret is None:
        play.call("DELETE", "/user/webhook-secret", key=key)
    else:
        body = {"webhook_secret": secret}
        play.call("POST", "/user/webhook-secret", body=body, key=key)


@check("model", *NEEDS)
def one_event_for_each_variation(server: Server, strength: Strength) -> None:
    """Of every way to make variations; none for a render as such, and none without a
    webhook_url."""
    play = Play(server)
    watch = Watch(play)
    play.call("DELETE", "/user/webhook-secret")
    mine = play.create(LIVING, 2, webhook_url=watch.hooks.url("single"))
    play.create(DUSK, 1)
    several = play.create_several(
        (REFURNISHED, 1), (DUSK, 2), webhook_url=watch.hooks.url("several")
    )
    views = play.create_views(BEDROOM, 1, webhook_url=watch.hooks.url("views"))
    one = {"config": EMPTIED, "variation_count": 1, "image_url": PHOTO}
    bulk = play.bulk(one, one, webhook_url=watch.hooks.url("bulk"))
    play.add(mine, ENHANCED, 2)
    play.add_bulk((several, LIVING, 1))
    names = ("single", "several", "views", "bulk")
    watch.until_ended(*names)
    watch.exactly("single", mine.variations)
    watch.exactly("several", several.variations)
    watch.exactly("views", views.variations)
    watch.exactly("bulk", [v for render in bulk for v in render.variations])
    for name in names:
        watch.signed(name, None)


@check("model", *NEEDS)
def events_are_signed_with_the_secret_that_is_set(server: Server, strength: Strength) -> None:
    """Signed from when a secret is set, with the newest one, until it is deleted."""
    play = Play(server)
    watch = Watch(play)
    for number, secret in enumerate((None, SECRET, OTHER_SECRET, None, SECRET)):
        _set_secret(play, secret)
        name = f"signed-{number}"
        render = play.create(LIVING, 1, webhook_url=watch.hooks.url(name))
        watch.until_ended(name)
        watch.exactly(name, render.variations)
        watch.signed(name, secret)
    play.call("POST", "/user/webhook-secret", body={"webhook_secret": "no good"})
    for spelled in ((), (("Authorization", f"Bearer {play.witness.key}"),)):
        play.call("DELETE", "/user/webhook-secret", headers=spelled)
        body = json.dumps({"webhook_secret": OTHER_SECRET}).encode()
        declared = (*spelled, ("Content-Type", JSON))
        play.call("POST", "/user/webhook-secret", body=body, headers=declared)
    render = play.create(DUSK, 1, webhook_url=watch.hooks.url("after-refusal"))
    watch.until_ended("after-refusal")
    watch.signed("after-refusal", SECRET)
    play.call("DELETE", "/user/webhook-secret")


@check("model", *NEEDS, late=True)
def any_valid_secret_signs(server: Server, strength: Strength) -> None:
    """However short or long, in small letters and capitals, with hyphens around it."""
    play = Play(server)
    watch = Watch(play)
    for number, secret in enumerate(ODD_SECRETS):
        play.call("POST", "/user/webhook-secret", body={"webhook_secret": secret})
        name = f"odd-{number}"
        render = play.create(LIVING, 1, webhook_url=watch.hooks.url(name))
        watch.until_ended(name)
        watch.exactly(name, render.variations)
        watch.signed(name, secret)
    for _ in range(2):
        play.call("DELETE", "/user/webhook-secret")


@check("model", *NEEDS, late=True)
def calls_that_wait_have_events_too(server: Server, strength: Strength) -> None:
    """Also at a URL with a query, which is kept."""
    play = Play(server)
    watch = Watch(play)
    play.call("DELETE", "/user/webhook-secret")
    one = {"config": DUSK, "variation_count": 1, "image_url": PHOTO}
    names = [f"waited?of={way}&text=a%20b%2Fc" for way in ("single", "several", "bulk")]
    single, several, bulk = ({"webhook_url": watch.hooks.url(name)} for name in names)
    waits: dict[str, Any] = {"wait_for_completion": play.target.may_wait_for_completion()}
    made = [
        [play.create(LIVING, 2, **single, **waits)],
        [play.create_several((DUSK, 1), (LIVING, 1), **several, **waits)],
        play.bulk(one, one, **bulk, **waits),
    ]
    watch.until_ended(*names)
    for name, renders in zip(names, made, strict=True):
        watch.exactly(name, [v for render in renders for v in render.variations])


@check("model", *NEEDS, CLOCK)
def events_are_sent_again_until_received(server: Server, strength: Strength) -> None:
    """Up to three retries after anything but 200; none after that."""
    play = Play(server)
    watch = Watch(play)
    play.call("POST", "/user/webhook-secret", body={"webhook_secret": SECRET})
    for number, statuses in enumerate(([500], [503, 404, 302], [500] * 9, [204])):
        name = f"retried-{number}"
        watch.hooks.answer_with(name, statuses)
        render = play.create(LIVING, 1, webhook_url=watch.hooks.url(name))
        watch.until_ended(name)
        watch.exactly(name, render.variations, attempts=min(len(statuses) + 1, 4))
        watch.signed(name, SECRET)


@check("model", *NEEDS, FAILURES)
def failures_are_told_too(server: Server, strength: Strength) -> None:
    """A variation that fails has its event, with a reason."""
    play = Play(server, failure_rate=1.0)
    watch = Watch(play)
    render = play.create(LIVING, 3, webhook_url=watch.hooks.url("failing"))
    watch.until_ended("failing")
    watch.exactly("failing", render.variations)
    for delivery in watch.hooks.received("failing"):
        if watch.event(delivery)["event_type"] != "error":
            raise Failure("webhooks: all variations failed", delivery.body.decode())


@check("model", *NEEDS)
def an_analysis_tells_when_it_is_done(server: Server, strength: Strength) -> None:
    """One event for each analysis that has a webhook_url, signed like any other."""
    play = Play(server)
    watch = Watch(play)
    play.call("POST", "/analyze", body={"image_url": PHOTO, "webhook_url": None})
    play.call("POST", "/analyze", body={"image_url": PHOTO})
    for number, secret in enumerate((SECRET, None)):
        _set_secret(play, secret)
        name = f"analysis-{number}"
        body = {"image_url": PHOTO, "webhook_url": watch.hooks.url(name)}
        analysis = play.call("POST", "/analyze", body=body).json()
        waited = 0.0
        while not watch.hooks.received(name) and waited < LONGEST:
            if not play.target.wait(play.target.steps):
                raise OutOfReach("the analysis takes longer than this run can wait")
            waited += play.target.steps
        play.target.wait(600.0 if play.target.driven else play.target.steps)
        events = [watch.event(d, ANALYSIS_EVENTS) for d in watch.hooks.received(name)]
        if len(events) != 1:
            raise Failure("webhooks: one event for the analysis", f"{events}")
        if events[0].get("analysis_id", analysis["id"]) != analysis["id"]:
            raise Failure(f"webhooks: analysis_id is {analysis['id']}", str(events))
        watch.dated(events[0], analysis["created_at"], ANALYSIS_EVENTS)
        watch.signed(name, secret)


@check("model", *NEEDS, CLOCK)
def events_of_analyses_are_sent_again_too(server: Server, strength: Strength) -> None:
    """Up to three times, each time the same."""
    play = Play(server)
    watch = Watch(play)
    watch.hooks.answer_with("again", [500] * 9)
    play.call(
        "POST", "/analyze", body={"image_url": PHOTO, "webhook_url": watch.hooks.url("again")}
    )
    for _ in range(5):
        play.target.wait(600.0)
    bodies = [delivery.body for delivery in watch.hooks.received("again")]
    if len(bodies) != 4 or len(set(bodies)) > 1:
        raise Failure("webhooks: an event is sent once and up to 3 times again", str(bodies)[:1000])


@check("model", *NEEDS)
def keys_do_not_share_secrets(server: Server, strength: Strength) -> None:
    """A secret signs the events of its own key only."""
    play = Play(server)
    watch = Watch(play)
    if len(play.target.keys) < 2:
        raise OutOfReach("a second key is needed to see whether secrets cross over")
    first, second = play.target.keys
    secrets: dict[str, str | None] = {first: None, second: None}
    _set_secret(play, None, second)
    for number, (key, secret) in enumerate(
        ((first, SECRET), (second, OTHER_SECRET), (second, None))
    ):
        _set_secret(play, secret, key)
        secrets[key] = secret
        made = {
            key: play.create(LIVING, 1, key=key, webhook_url=watch.hooks.url(f"{number}-{owner}"))
            for owner, key in (("mine", first), ("theirs", second))
        }
        names = [f"{number}-mine", f"{number}-theirs"]
        watch.until_ended(*names)
        for name, (owner, render) in zip(names, made.items(), strict=True):
            watch.exactly(name, render.variations)
            watch.signed(name, secrets[owner])
    _set_secret(play, None)
