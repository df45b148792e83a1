"""Each key has a world of its own."""

from contract_tests.checks import Strength, check
from contract_tests.model.play import DUSK, EMPTIED, LIVING, PHOTO, Play
from contract_tests.targets import CHARGES, SECOND_KEY, Server


@check("model", CHARGES, SECOND_KEY)
def one_key_never_sees_anothers_renders(server: Server, strength: Strength) -> None:
    """Lists, reads, cursors, additions, quota: nothing crosses over."""
    play = Play(server)
    mine, theirs = play.target.keys
    play.witness.world_of(theirs)
    a, b = play.create(EMPTIED, 2), play.create(LIVING, 1)
    play.list(key=theirs)
    c = play.create(DUSK, 1, key=theirs)
    play.bulk({"config": LIVING, "variation_count": 1, "image_url": PHOTO}, key=theirs)
    for key, own, foreign in ((mine, a, c), (theirs, c, a)):
        variation = foreign.variations[0].id
        play.call("GET", f"/renders/{foreign.id}", {"include_variations": True}, key=key)
        play.call("GET", f"/renders/{foreign.id}", key=key)
        play.call("GET", f"/renders/{foreign.id}/variations/{variation}", key=key)
        play.call("GET", f"/renders/{own.id}/variations/{variation}", key=key)
        order = {"config": DUSK, "variation_count": 1}
        play.call("POST", f"/renders/{foreign.id}/variations", body=order, key=key)
        items = [{"render_id": own.id, **order}, {"render_id": foreign.id, **order}]
        play.call("POST", "/renders/variations/bulk", body={"variations": items}, key=key)
        play.call("POST", "/renders/variations/bulk", body={"variations": items[1:]}, key=key)
        play.call("GET", "/renders", {"cursor": foreign.id}, key=key)
        play.call("GET", "/user", key=key)
    on_mine: dict[str, object] = {
        "type": "staging",
        "add_furniture": {
            "room_type": "bed",
            "style": "modern",
            "base_variation_id": a.variations[0].id,
        },
    }
    play.call(
        "POST",
        f"/renders/{c.id}/variations",
        body={"config": on_mine, "variation_count": 1},
        key=theirs,
    )
    play.create(LIVING, 1)
    for key in (mine, theirs):
        for direction in ("asc", "desc"):
            play.list(key=key, limit=100, order=direction)
        play.call("GET", "/user", key=key)
    play.look_everywhere()
    assert b in play.renders


@check("model", SECOND_KEY)
def keys_have_accounts_of_their_own(server: Server, strength: Strength) -> None:
    """Without making anything: the second key is let in as the first one is, and its list is its
    own."""
    play = Play(server)
    for key in play.target.keys:
        play.witness.world_of(key)
        play.call("GET", "/user", key=key)
        play.list(key=key)
    first, second = (play.witness.world_of(key) for key in play.target.keys)
    for world, other in ((first, second), (second, first)):
        for render in world.renders[-3:]:
            play.call("GET", f"/renders/{render.id}", key=other.key)
