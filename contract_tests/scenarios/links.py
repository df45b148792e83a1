"""Result links lead to images, without a key, and only as they were signed."""

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach, parse_json
from contract_tests.scenarios.app import BEDROOM, DUSK, ENHANCED, LIVING, REFURNISHED, App
from contract_tests.scenarios.downloads import answers_of_changed, fetch_all, links_in, of_link
from contract_tests.targets import CHARGES, CLOCK, Server

TWO_WEEKS = 14 * 24 * 3600.0 + 60.0


@check("model", CHARGES, waits=True)
def links_lead_to_images_without_a_key(server: Server, strength: Strength) -> None:
    """Each link of a result answers 200 with an image of the kind it says, and needs no key."""
    app = App(server, strength)
    app.create({**LIVING, "output_resolution": 1536}, 1)
    app.create_views({**BEDROOM, "output_resolution": 1536}, 1)
    app.until_ended()
    links: list[str] = []
    for render in [r for r in app.renders if r.ours]:
        path = f"/renders/{render.id}/variations/{render.variations[0].id}"
        links += links_in(app.call("GET", path).json())
    fetch_all(app, links)


@check("model", CHARGES, waits=True)
def links_are_good_wherever_they_are_shown(server: Server, strength: Strength) -> None:
    """In lists, within renders, by variations themselves, removals too, by calls that wait, and in
    events."""
    app = App(server, strength)
    hooks = app.target.hooks
    more: dict[str, str] = {}
    if hooks is not None:
        app.call("DELETE", "/user/webhook-secret")
        more["webhook_url"] = hooks.url("links")
    render = app.create({**REFURNISHED, "output_resolution": 1536}, 1, **more)
    app.until_ended(everywhere=False)
    app.target.wait(app.target.steps)
    path = f"/renders/{render.id}/variations/{render.variations[0].id}"
    fetch_all(app, links_in(app.list_renders(limit=1)))
    fetch_all(app, links_in(app.get(render, include_variations=True)))
    fetch_all(app, links_in(app.call("GET", path).json()))
    if hooks is not None and (app.target.stands_still or not app.target.driven):
        for delivery in hooks.received("links"):  # where time flies these have expired
            fetch_all(app, links_in(parse_json(delivery.body)))
    if app.target.may_wait_for_completion():
        fetch_all(app, links_in(app.add(render, ENHANCED, 1, wait_for_completion=True).json()))
    if app.target.may_wait_for_completion():
        added = app.add_bulk((render, DUSK, 1), wait_for_completion=True)
        fetch_all(app, links_in(added.json()))


@check("model", CHARGES, CLOCK, waits=True)
def links_expire_and_are_made_anew(server: Server, strength: Strength) -> None:
    """Two weeks later a link is dead, and the next read shows one that works."""
    app = App(server, strength)
    render = app.create({**LIVING, "output_resolution": 1536}, 1)
    app.until_ended(everywhere=False)
    path = f"/renders/{render.id}/variations/{render.variations[0].id}"
    first = links_in(app.call("GET", path).json())
    fetch_all(app, first)
    app.target.wait(TWO_WEEKS)
    for link in first:
        answer = app.target.fetch(link)
        if answer is not None and answer.status < 300:
            expected = "a result link expires within two weeks"
            raise of_link(Failure(expected, answer.excerpt(60)), link)
    fetch_all(app, links_in(app.call("GET", path).json()))


@check("model", CHARGES, waits=True)
def links_are_good_as_they_are_signed(server: Server, strength: Strength) -> None:
    """With another signature, with none, or with that of another link they lead nowhere."""
    app = App(server, strength)
    app.create({**LIVING, "output_resolution": 1536}, 2)
    app.until_ended(everywhere=False)
    made = app.get(app.renders[-1], include_variations=True)["variations"]["items"]
    links = links_in(made)
    links = links[:2] if strength.few else links
    fetch_all(app, links)
    for link in links:
        answers = answers_of_changed(app, link, links)
        if not answers:
            raise OutOfReach("the result links carry no signature in their query")
        for how, answer in answers.items():
            if answer is not None and answer.status < 300:
                expected = f"a result link with {how} is refused"
                raise of_link(Failure(expected, f"{answer.status}, {answer.media_type}"), link)
