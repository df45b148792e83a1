"""Each key has an account of its own."""

from contract_tests.checks import Strength, check
from contract_tests.scenarios.app import DUSK, EMPTIED, LIVING, PHOTO, App
from contract_tests.targets import CHARGES, SECOND_KEY, Server


@check("model", CHARGES, SECOND_KEY)
def one_key_never_sees_anothers_renders(server: Server, strength: Strength) -> None:
    """Lists, reads, cursors, additions, quota: nothing crosses over."""
    app = App(server, strength)
    mine, theirs = app.target.keys
    app.oracle.account_of(theirs)
    a, b = app.create(EMPTIED, 2), app.create(LIVING, 1)
    app.list_renders(key=theirs)
    c = app.create(DUSK, 1, key=theirs)
    app.bulk({"config": LIVING, "variation_count": 1, "image_url": PHOTO}, key=theirs)
    for key, own, foreign in ((mine, a, c), (theirs, c, a)):
        variation = foreign.variations[0].id
        app.call("GET", f"/renders/{foreign.id}", {"include_variations": True}, key=key)
        app.call("GET", f"/renders/{foreign.id}", key=key)
        app.call("GET", f"/renders/{foreign.id}/variations/{variation}", key=key)
        app.call("GET", f"/renders/{own.id}/variations/{variation}", key=key)
        order = {"config": DUSK, "variation_count": 1}
        app.call("POST", f"/renders/{foreign.id}/variations", body=order, key=key)
        items = [{"render_id": own.id, **order}, {"render_id": foreign.id, **order}]
        app.call("POST", "/renders/variations/bulk", body={"variations": items}, key=key)
        app.call("POST", "/renders/variations/bulk", body={"variations": items[1:]}, key=key)
        app.call("GET", "/renders", {"cursor": foreign.id}, key=key)
        app.call("GET", "/user", key=key)
    on_mine: dict[str, object] = {
        "type": "staging",
        "add_furniture": {
            "room_type": "bed",
            "style": "modern",
            "base_variation_id": a.variations[0].id,
        },
    }
    app.call(
        "POST",
        f"/renders/{c.id}/variations",
        body={"config": on_mine, "variation_count": 1},
        key=theirs,
    )
    app.create(LIVING, 1)
    for key in (mine, theirs):
        for direction in ("asc", "desc"):
            app.list_renders(key=key, limit=100, order=direction)
        app.call("GET", "/user", key=key)
    app.read_everything()
    assert b in app.renders


@check("model", SECOND_KEY)
def keys_have_accounts_of_their_own(server: Server, strength: Strength) -> None:
    """Without making anything: the second key is let in as the first one is, and its list is its
    own."""
    app = App(server, strength)
    for key in app.target.keys:
        app.oracle.account_of(key)
        app.call("GET", "/user", key=key)
        app.list_renders(key=key)
    first, second = (app.oracle.account_of(key) for key in app.target.keys)
    for account, other in ((first, second), (second, first)):
        for render in account.renders[-3:]:
            app.call("GET", f"/renders/{render.id}", key=other.key)
