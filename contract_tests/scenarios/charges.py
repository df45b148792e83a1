"""One photo of the quota for each render; nothing else costs anything, and a used-up quota makes
nothing."""

from contract_tests.checks import Strength, check
from contract_tests.scenarios.app import (
    BEDROOM,
    DUSK,
    EMPTIED,
    ENHANCED,
    LIVING,
    MORE_PHOTO,
    PHOTO,
    REFURNISHED,
    App,
)
from contract_tests.targets import CHARGES, SMALL_QUOTA, Server


@check("model", CHARGES, waits=True)
def each_render_is_charged_once(server: Server, strength: Strength) -> None:
    """Whatever its variations; those added later, analyses and checks are free."""
    app = App(server, strength)
    app.create(LIVING, 5)
    app.create(DUSK, 3)
    app.create(ENHANCED, 1)
    app.create_several((LIVING, 2), (BEDROOM, 2))
    app.create_several((DUSK, 1), (ENHANCED, 1))
    app.create_several((DUSK, 1), (LIVING, 1))
    app.create_views(LIVING, 2)
    app.create(EMPTIED, 1)
    render = app.create(REFURNISHED, 2)
    one = {"config": LIVING, "variation_count": 3, "image_url": PHOTO}
    app.bulk(one, one, {"config": DUSK, "variation_count": 1, "image_url": PHOTO})
    for config in (LIVING, DUSK, REFURNISHED):
        app.add(render, config, 2)
    app.add_bulk((render, LIVING, 1), (render, DUSK, 1))
    app.call("POST", "/analyze", body={"image_url": PHOTO})
    app.call("POST", "/multi-view-compatibility", body={"image_urls": [PHOTO, MORE_PHOTO]})
    app.until_ended()
    app.call("GET", "/user")


@check("model", CHARGES, SMALL_QUOTA, waits=True)
def a_used_up_quota_makes_nothing(server: Server, strength: Strength) -> None:
    """Beyond the quota renders are refused with 403, a bulk as a whole; variations still come."""
    app = App(server, strength, photos=4)
    one = {"config": LIVING, "variation_count": 1, "image_url": PHOTO}
    render = app.create(LIVING, 2)
    app.create(LIVING, 1)
    app.call("POST", "/renders/bulk", body={"renders": [one, one, one]})
    app.bulk(one, one)
    app.call("POST", "/renders", body=one)
    app.call("POST", "/renders", body={**one, "wait_for_completion": True})
    app.call("POST", "/renders/bulk", body={"renders": [one]})
    app.add(render, LIVING, 2)
    app.create(DUSK, 1)
    app.call("POST", "/renders", body={**one, "variation_count": 0})
    app.until_ended()
    app.call("POST", "/renders", body=one)
    other = app.target.keys[1]
    app.create(LIVING, 1, key=other)
    app.read_everything()
