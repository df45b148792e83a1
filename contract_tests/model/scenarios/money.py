"""One photo of the quota for each render; nothing else costs anything, and a used-up quota makes
nothing."""

from contract_tests.checks import Strength, check
from contract_tests.model.play import (
    BEDROOM,
    DUSK,
    EMPTIED,
    ENHANCED,
    LIVING,
    MORE_PHOTO,
    PHOTO,
    REFURNISHED,
    Play,
)
from contract_tests.targets import CHARGES, SMALL_QUOTA, Server


@check("model", CHARGES)
def each_render_is_charged_once(server: Server, strength: Strength) -> None:
    """Whatever its variations; those added later, analyses and checks are free."""
    play = Play(server)
    play.create(LIVING, 5)
    play.create(DUSK, 3)
    play.create(ENHANCED, 1)
    play.create_several((LIVING, 2), (BEDROOM, 2))
    play.create_several((DUSK, 1), (ENHANCED, 1))
    play.create_several((DUSK, 1), (LIVING, 1))
    play.create_views(LIVING, 2)
    play.create(EMPTIED, 1)
    render = play.create(REFURNISHED, 2)
    one = {"config": LIVING, "variation_count": 3, "image_url": PHOTO}
    play.bulk(one, one, {"config": DUSK, "variation_count": 1, "image_url": PHOTO})
    for config in (LIVING, DUSK, REFURNISHED):
        play.add(render, config, 2)
    play.add_bulk((render, LIVING, 1), (render, DUSK, 1))
    play.call("POST", "/analyze", body={"image_url": PHOTO})
    play.call("POST", "/multi-view-compatibility", body={"image_urls": [PHOTO, MORE_PHOTO]})
    play.until_ended()
    play.call("GET", "/user")


@check("model", CHARGES, SMALL_QUOTA)
def a_used_up_quota_makes_nothing(server: Server, strength: Strength) -> None:
    """Beyond the quota renders are refused with 403, a bulk as a whole; variations still come."""
    play = Play(server, photos=4)
    one = {"config": LIVING, "variation_count": 1, "image_url": PHOTO}
    render = play.create(LIVING, 2)
    play.create(LIVING, 1)
    play.call("POST", "/renders/bulk", body={"renders": [one, one, one]})
    play.bulk(one, one)
    play.call("POST", "/renders", body=one)
    play.call("POST", "/renders", body={**one, "wait_for_completion": True})
    play.call("POST", "/renders/bulk", body={"renders": [one]})
    play.add(render, LIVING, 2)
    play.create(DUSK, 1)
    play.call("POST", "/renders", body={**one, "variation_count": 0})
    play.until_ended()
    play.call("POST", "/renders", body=one)
    other = play.target.keys[1]
    play.create(LIVING, 1, key=other)
    play.look_everywhere()
