"""The check that runs first: one render, followed from the order to its image."""

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.scenarios.app import LIVING, App
from contract_tests.scenarios.downloads import answers_of_changed, fetch_all, links_in, of_link
from contract_tests.scenarios.events import Events
from contract_tests.targets import CHARGES, Server

SECRET = "a-secret_for-contract-tests-0"


@check("model", CHARGES, waits=True, first=True)
def one_render_from_its_order_to_its_image(server: Server, strength: Strength) -> None:
    """It is charged once, goes on by itself and ends; its links lead to images and are signed; one
    signed event reports its end."""
    app = App(server, strength)
    events = Events(app) if app.target.hooks is not None else None
    if events is None:
        render = app.create(LIVING, 1)
        app.until_ended()
    else:
        app.call("POST", "/user/webhook-secret", body={"webhook_secret": SECRET})
        render = app.create(LIVING, 1, webhook_url=events.hooks.url("overview"))
        events.until_ended("overview")
        events.exactly("overview", render.variations)
        events.signed("overview", SECRET)
        app.call("DELETE", "/user/webhook-secret")
    path = f"/renders/{render.id}/variations/{render.variations[0].id}"
    links = links_in(app.call("GET", path).json())
    app.call("GET", "/user")
    if render.variations[0].status != "done":
        raise OutOfReach(f"the render ended as {render.variations[0].status}")
    fetch_all(app, links)
    for how, answer in answers_of_changed(app, links[0], []).items():
        if answer is not None and answer.status < 300:
            expected = f"a result link with {how} is refused"
            raise of_link(Failure(expected, f"{answer.status}, {answer.media_type}"), links[0])
