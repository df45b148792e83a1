"""Pages hold each item once, in the order asked for, for every limit, cursor and order."""

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.model.play import DUSK, LIVING, PHOTO, REFURNISHED, Play
from contract_tests.targets import CHARGES, Server

RENDERS = 23
LIMITS = (None, 1, 2, 3, 7, 20, 22, 23, 24, 100)
ORDERS = (None, "asc", "desc")


def _world(server: Server) -> Play:
    play = Play(server)
    while len([r for r in play.renders if r.ours]) < RENDERS:
        play.create(LIVING, 1)
        play.create_several((DUSK, 1), (LIVING, 1))
        one = {"config": DUSK, "variation_count": 1, "image_url": PHOTO}
        play.bulk(one, one, one)
        play.create(LIVING, 3)
    return play


def _limits(play: Play, limits: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Without the smallest ones where very much was there before."""
    many = len(play.renders) > 4 * RENDERS
    return tuple(limit for limit in limits if not many or (limit or 20) >= 20)


@check("model", CHARGES)
def walks_see_each_render_once(server: Server, strength: Strength) -> None:
    """Walks through all pages, for each limit and order."""
    play = _world(server)
    for limit in _limits(play, LIMITS):
        for order in ORDERS:
            ids = [
                item["id"] for page in play.walk("/renders", limit, order) for item in page["items"]
            ]
            if sorted(ids) != sorted(r.id for r in play.renders):
                raise Failure(
                    "a walk sees each render once",
                    f"{len(ids)} items of {len(play.renders)} renders",
                )


@check("model", CHARGES)
def the_largest_pages_are_whole(server: Server, strength: Strength) -> None:
    """A page holds as many renders as asked for up to the most there can be, and not one more."""
    play = Play(server)
    operation = play.witness.spec.operations["list_renders"]
    most = operation.query["limit"].schema["maximum"]
    # Where the world is new and stays behind, so many renders harm nobody.
    if play.target.waits_for_free or play.target.open_keys:
        one = {"config": DUSK, "variation_count": 1, "image_url": PHOTO}
        while len(play.renders) < most + 3:
            play.bulk(*[one] * 20)
    elif len(play.witness.world.renders) <= most:
        raise OutOfReach(f"there are not more than {most} renders, and as many will not be charged")
    for limit in (most // 2 - 1, most // 2, most // 2 + 1, most - 1, most):
        for order in ORDERS:
            for _ in play.walk("/renders", limit, order):
                pass


@check("model", CHARGES)
def every_cursor_is_a_place_to_start(server: Server, strength: Strength) -> None:
    """Each render's id is a cursor, in both orders, with any limit."""
    play = _world(server)
    for number, render in enumerate(play.renders[-RENDERS:]):
        for order in ORDERS:
            for limit in {1, 5, 1 + number % 25}:
                query = {"cursor": render.id, "limit": limit} | ({"order": order} if order else {})
                play.call("GET", "/renders", query)
    play.list(cursor=play.renders[-1].id)
    for limit in range(1, 101):
        play.list(limit=limit)


@check("model", CHARGES)
def walks_stay_right_while_renders_arrive(server: Server, strength: Strength) -> None:
    """What is made during a walk neither shifts, repeats nor hides what was there."""
    play = _world(server)
    for order in ("asc", "desc"):
        before = [render.id for render in play.renders]
        seen: list[str] = []
        for page in play.walk("/renders", 10, order):
            seen += [item["id"] for item in page["items"]]
            if len(play.renders) < len(before) + 6:
                play.create(LIVING, 1)
        if [i for i in seen if i in before] != (before if order == "asc" else before[::-1]):
            raise Failure(
                f"a walk ({order}) sees each of {len(before)} renders once, in order",
                str(seen)[:1000],
            )


@check("model", CHARGES)
def walks_see_each_variation_once(server: Server, strength: Strength) -> None:
    """Walks through a render's variations, for each limit, order and cursor."""
    play = Play(server)
    full, cleared, small = (
        play.create(LIVING, 20),
        play.create(REFURNISHED, 20),
        play.create(DUSK, 1),
    )
    for render in (full, cleared, small):
        path = f"/renders/{render.id}"
        for limit in (None, 1, 2, 3, 7, 19, 20, 21, 100):
            for order in ORDERS:
                pages = play.walk(path, limit, order, "variations_")
                ids = [item["id"] for page in pages for item in page["items"]]
                if sorted(ids) != sorted(v.id for v in render.variations):
                    raise Failure("a walk sees each variation once", f"{ids}")
        for variation in render.variations:
            for order in ORDERS:
                query = {
                    "include_variations": True,
                    "variations_cursor": variation.id,
                    "variations_limit": 4,
                }
                play.call("GET", path, query | ({"variations_order": order} if order else {}))
    play.call(
        "GET",
        f"/renders/{small.id}",
        {"include_variations": True, "variations_cursor": full.variations[0].id},
    )
    for item in play.list(limit=100)["items"]:  # a page within a list goes on like any other
        if item["variations"]["next_cursor"]:
            query = {
                "include_variations": True,
                "variations_cursor": item["variations"]["next_cursor"],
            }
            play.call("GET", f"/renders/{item['id']}", query)
    play.call("GET", "/renders", {"cursor": full.variations[0].id})
    play.call("GET", "/renders", {"cursor": "unknown"})
    play.look_everywhere()


@check("model", CHARGES)
def walks_stay_right_while_variations_arrive(server: Server, strength: Strength) -> None:
    """Variations added during a walk neither shift, repeat nor hide those that were there."""
    play = Play(server)
    for order in ("asc", "desc"):
        render = play.create(LIVING, 9)
        before = [v.id for v in render.variations]
        seen: list[str] = []
        for page in play.walk(f"/renders/{render.id}", 4, order, "variations_"):
            seen += [item["id"] for item in page["items"]]
            if len(render.variations) < 13:
                play.add(render, DUSK, 2)
        if [i for i in seen if i in before] != (before if order == "asc" else before[::-1]):
            raise Failure(f"a walk ({order}) sees each variation once, in order", str(seen)[:1000])


@check("model", CHARGES)
def totals_count_one_thing(server: Server, strength: Strength) -> None:
    """Totals stay right as jobs end one by one, whatever page they stand on."""
    play = Play(server)
    play.create(LIVING, 3)
    play.create(DUSK, 2)
    ended = play.create(LIVING, 4)
    play.until_ended()
    play.create(DUSK, 1)
    play.add(ended, LIVING, 1)
    for limit in (1, 2, 3, 4, 100):
        for order in ("asc", "desc"):
            play.list(limit=limit, order=order)
            play.get(ended, include_variations=True, variations_limit=limit, variations_order=order)
    play.look_everywhere()


@check("model")
def what_is_there_is_listed_soundly(server: Server, strength: Strength) -> None:
    """Without making anything: pages of what is there, with each limit and order, agree with each
    other."""
    play = Play(server)
    play.witness.world_of(play.witness.key)
    for limit in (None, 1, 2, 50, 99, 100):
        for order in ORDERS:
            for number, _ in enumerate(play.walk("/renders", limit, order)):
                if number == 3:
                    break
    for render in play.renders[-5:]:
        play.get(render)
        play.get(render, include_variations=True)
        for variation in render.variations[:3]:
            play.call("GET", f"/renders/{render.id}/variations/{variation.id}")
    play.call("GET", "/renders/r_unknown")
    play.call("GET", "/status")
    play.call("GET", "/user")
    play.call("GET", "/user")
