"""Jobs go on by themselves: states only forward, results exactly when done, and every job ends."""

from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.model.account import Render
from contract_tests.scenarios.app import (
    BEDROOM,
    DUSK,
    EMPTIED,
    ENHANCED,
    FULL,
    LIVING,
    PHOTO,
    REFURNISHED,
    App,
)
from contract_tests.targets import CHARGES, CLOCK, FAILURES, Server


def _mixed(app: App) -> None:
    app.create(LIVING, 2)
    app.create_several((REFURNISHED, 1), (DUSK, 1), (ENHANCED, 1))
    app.create_views(BEDROOM, 1)
    app.bulk({"config": FULL, "variation_count": 1, "image_url": PHOTO})
    app.add(app.renders[0] if app.renders[0].ours else app.renders[-1], EMPTIED, 1)


@check("model", CHARGES, waits=True)
def every_job_ends_and_stays_ended(server: Server, strength: Strength) -> None:
    """All that was made ends; what has ended does not change, however much time passes."""
    app = App(server, strength)
    _mixed(app)
    app.read_everything()
    app.until_ended()
    for seconds in (app.target.steps, 600.0, 7 * 24 * 3600.0):
        if app.target.driven:
            app.target.wait(seconds)
        app.read_everything()
    app.add(app.renders[-1], LIVING, 1)
    app.until_ended()
    app.read_everything()


@check("model", CHARGES, CLOCK, waits=True)
def states_are_seen_one_by_one(server: Server, strength: Strength) -> None:
    """Seen often enough, a job is queued, then rendering, then done, and says when it will be."""
    app = App(server, strength)
    if not app.target.stands_still:
        raise OutOfReach("its clock runs, so that a state may pass between two looks")
    _mixed(app)
    app.until_ended(step=0.7, everywhere=False)
    for render in [r for r in app.renders if r.ours]:
        for variation in render.variations:
            if "queued" not in variation.passed and "rendering" not in variation.passed:
                continue  # it had ended when it was first looked at, as on a server without delay
            if "rendering" not in variation.passed:
                raise Failure(
                    "a variation is rendering before it ends",
                    f"{variation.id} was seen {sorted(variation.passed)}",
                    app.oracle.spec.cite("#/components/schemas/VariationStatus"),
                )
            if not variation.has_shown_eta:
                raise Failure(
                    "a pending variation shows an eta at some time",
                    f"{variation.id} never did",
                    app.oracle.spec.cite("#/components/schemas/Variation/properties/eta"),
                )


def _without_waiting(app: App, render: Render, waits: dict[str, Any]) -> list[int]:
    one = {"config": LIVING, "variation_count": 1, "image_url": PHOTO}
    added = {"config": DUSK, "variation_count": 1}
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/renders", one),
        ("/renders/bulk", {"renders": [one]}),
        (f"/renders/{render.id}/variations", added),
        ("/renders/variations/bulk", {"variations": [{"render_id": render.id, **added}]}),
    )
    return [app.call("POST", path, body={**body, **waits}).status for path, body in calls]


@check("model", CHARGES, waits=True)
def waiting_is_honoured(server: Server, strength: Strength) -> None:
    """A call that waits answers 200 when all has ended; one that does not answers 202 at once."""
    app = App(server, strength)
    older = app.create(DUSK, 1)
    waits: dict[str, Any] = {"wait_for_completion": True}
    one = {"config": LIVING, "variation_count": 2, "image_url": PHOTO}
    answers = [
        _without_waiting(app, older, {}),
        _without_waiting(app, older, {"wait_for_completion": None}),
    ]
    answers.append(_without_waiting(app, older, {"wait_for_completion": False}))
    if any(statuses != answers[0] for statuses in answers):
        raise Failure(
            "wait_for_completion absent, null and false are answered alike",
            str(answers),
            app.oracle.spec.cite(
                "#/components/schemas/DeliveryOptions/properties/wait_for_completion"
            ),
        )
    quick = {"config": ENHANCED, "variation_count": 1, "image_url": PHOTO}
    calls = (  # the shortest first: there may not be time for all
        lambda: app.create(ENHANCED, 1, **waits),
        lambda: app.bulk(quick, quick, **waits),
        lambda: app.add(older, ENHANCED, 2, **waits),
        lambda: app.add_bulk((older, ENHANCED, 1), (app.create(DUSK, 1), ENHANCED, 1), **waits),
        lambda: app.create_several((LIVING, 1), (DUSK, 2), **waits),
        lambda: app.create_views(BEDROOM, 1, **waits),
        lambda: app.create(REFURNISHED, 2, **waits),
        lambda: app.bulk(one, one, **waits),
        lambda: app.add_bulk((older, ENHANCED, 1), (app.create(DUSK, 1), LIVING, 1), **waits),
    )
    for call in calls:
        if app.target.may_wait_for_completion():
            call()
    app.read_everything()


@check("model", CHARGES, FAILURES, waits=True)
def failed_jobs_are_shown_as_such(server: Server, strength: Strength) -> None:
    """Some jobs fail: they end in an error, without a result, and stay so; the others are done."""
    app = App(server, strength, failure_rate=0.5)
    for _ in range(3):
        _mixed(app)
    app.until_ended()
    app.read_everything()
    statuses = {v.status for r in app.renders for v in r.variations}
    if statuses != {"done", "error"}:
        raise Failure(
            "of many jobs, some of which fail, some are done and some in error", str(statuses)
        )


@check("model", CHARGES, CLOCK, waits=True)
def older_jobs_are_not_held_up(server: Server, strength: Strength) -> None:
    """Renders made later, and reads, do not make earlier ones take longer."""
    app = App(server, strength)
    first = app.create(LIVING, 2)
    etas = {v.id: v.eta for v in first.variations}
    for _ in range(5):
        app.create(DUSK, 3)
        app.read_everything()
    app.get(first, include_variations=True)
    now = {v.id: v.eta for v in first.variations if not v.final}
    if any(eta != etas[name] for name, eta in now.items()):
        raise Failure(
            f"the eta of a pending variation stays {etas} while nothing but reads "
            f"and other renders happen",
            str(now),
        )
    app.until_ended()
