"""Pages hold each item once, in the order asked for, for every limit, cursor and order."""

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.scenarios.app import DUSK, LIVING, PHOTO, REFURNISHED, App
from contract_tests.targets import CHARGES, Server

RENDERS = 23
LIMITS = (None, 1, 2, 3, 7, 20, 22, 23, 24, 100)
ORDERS = (None, "asc", "desc")


def _app_with_renders(server: Server, strength: Strength) -> App:
    app = App(server, strength)
    while len([r for r in app.renders if r.ours]) < (6 if strength.few else RENDERS):
        app.create(LIVING, 1)
        app.create_several((DUSK, 1), (LIVING, 1))
        one = {"config": DUSK, "variation_count": 1, "image_url": PHOTO}
        app.bulk(one, one, one)
        app.create(LIVING, 3)
    return app


def _limits(app: App, limits: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Without the smallest ones where very much was there before."""
    many = len(app.renders) > 4 * RENDERS
    return tuple(limit for limit in limits if not many or (limit or 20) >= 20)


@check("model", CHARGES)
def walks_see_each_render_once(server: Server, strength: Strength) -> None:
    """Walks through all pages, for each limit and order."""
    app = _app_with_renders(server, strength)
    for limit in strength.some(_limits(app, LIMITS), 3):
        for order in strength.some(ORDERS, 2):
            ids = [
                item["id"] for page in app.walk("/renders", limit, order) for item in page["items"]
            ]
            if sorted(ids) != sorted(r.id for r in app.renders):
                raise Failure(
                    "a walk sees each render once",
                    f"{len(ids)} items of {len(app.renders)} renders",
                )


@check("model", CHARGES)
def the_largest_pages_are_whole(server: Server, strength: Strength) -> None:
    """A page holds as many renders as asked for up to the most there can be, and not one more."""
    app = App(server, strength)
    operation = app.oracle.spec.operations["list_renders"]
    most = operation.query["limit"].schema["maximum"]
    # In a new account that is not used again, so many renders cost nothing.
    if app.target.waits_for_free or app.target.open_keys:
        one = {"config": DUSK, "variation_count": 1, "image_url": PHOTO}
        while len(app.renders) < most + 3:
            app.bulk(*[one] * 20)
    elif len(app.oracle.account.renders) <= most:
        raise OutOfReach(f"there are not more than {most} renders, and as many will not be charged")
    for limit in (most // 2 - 1, most // 2, most // 2 + 1, most - 1, most):
        for order in strength.some(ORDERS, 1):
            for _ in app.walk("/renders", limit, order):
                pass


@check("model", CHARGES)
def every_cursor_is_a_place_to_start(server: Server, strength: Strength) -> None:
    """Each render's id is a cursor, in both orders, with any limit."""
    app = _app_with_renders(server, strength)
    for number, render in enumerate(strength.some(app.renders[-RENDERS:], 5)):
        for order in strength.some(ORDERS, 1):
            for limit in {1, 5, 1 + number % 25}:
                query = {"cursor": render.id, "limit": limit} | ({"order": order} if order else {})
                app.call("GET", "/renders", query)
    app.list_renders(cursor=app.renders[-1].id)
    for limit in strength.some(range(1, 101), 5):
        app.list_renders(limit=limit)


@check("model", CHARGES)
def walks_stay_right_while_renders_arrive(server: Server, strength: Strength) -> None:
    """What is made during a walk neither shifts, repeats nor hides what was there."""
    app = _app_with_renders(server, strength)
    for order in ("asc", "desc"):
        before = [render.id for render in app.renders]
        seen: list[str] = []
        for page in app.walk("/renders", 10, order):
            seen += [item["id"] for item in page["items"]]
            if len(app.renders) < len(before) + 6:
                app.create(LIVING, 1)
        if [i for i in seen if i in before] != (before if order == "asc" else before[::-1]):
            raise Failure(
                f"a walk ({order}) sees each of {len(before)} renders once, in order",
                str(seen)[:1000],
            )


@check("model", CHARGES)
def walks_see_each_variation_once(server: Server, strength: Strength) -> None:
    """Walks through a render's variations, for each limit, order and cursor."""
    app = App(server, strength)
    full, cleared, small = (
        app.create(LIVING, 20),
        app.create(REFURNISHED, 20),
        app.create(DUSK, 1),
    )
    for render in (full, cleared, small):
        path = f"/renders/{render.id}"
        for limit in strength.some((None, 1, 2, 3, 7, 19, 20, 21, 100), 2):
            for order in strength.some(ORDERS, 2):
                pages = app.walk(path, limit, order, "variations_")
                ids = [item["id"] for page in pages for item in page["items"]]
                if sorted(ids) != sorted(v.id for v in render.variations):
                    raise Failure("a walk sees each variation once", f"{ids}")
        for variation in strength.some(render.variations, 3):
            for order in strength.some(ORDERS, 1):
                query = {
                    "include_variations": True,
                    "variations_cursor": variation.id,
                    "variations_limit": 4,
                }
                app.call("GET", path, query | ({"variations_order": order} if order else {}))
    app.call(
        "GET",
        f"/renders/{small.id}",
        {"include_variations": True, "variations_cursor": full.variations[0].id},
    )
    for item in app.list_renders(limit=100)["items"]:  # a page within a list goes on like any other
        if item["variations"]["next_cursor"]:
            query = {
                "include_variations": True,
                "variations_cursor": item["variations"]["next_cursor"],
            }
            app.call("GET", f"/renders/{item['id']}", query)
    app.call("GET", "/renders", {"cursor": full.variations[0].id})
    app.call("GET", "/renders", {"cursor": "unknown"})
    app.read_everything()


@check("model", CHARGES)
def walks_stay_right_while_variations_arrive(server: Server, strength: Strength) -> None:
    """Variations added during a walk neither shift, repeat nor hide those that were there."""
    app = App(server, strength)
    for order in ("asc", "desc"):
        render = app.create(LIVING, 9)
        before = [v.id for v in render.variations]
        seen: list[str] = []
        for page in app.walk(f"/renders/{render.id}", 4, order, "variations_"):
            seen += [item["id"] for item in page["items"]]
            if len(render.variations) < 13:
                app.add(render, DUSK, 2)
        if [i for i in seen if i in before] != (before if order == "asc" else before[::-1]):
            raise Failure(f"a walk ({order}) sees each variation once, in order", str(seen)[:1000])


@check("model", CHARGES, waits=True)
def totals_count_one_thing(server: Server, strength: Strength) -> None:
    """Totals stay right as jobs end one by one, whatever page they stand on."""
    app = App(server, strength)
    app.create(LIVING, 3)
    app.create(DUSK, 2)
    ended = app.create(LIVING, 4)
    app.until_ended()
    app.create(DUSK, 1)
    app.add(ended, LIVING, 1)
    for limit in strength.some((1, 2, 3, 4, 100), 2):
        for order in ("asc", "desc"):
            app.list_renders(limit=limit, order=order)
            app.get(ended, include_variations=True, variations_limit=limit, variations_order=order)
    app.read_everything()


@check("model")
def what_is_there_is_listed_soundly(server: Server, strength: Strength) -> None:
    """Without making anything: pages of what is there, with each limit and order, agree with each
    other."""
    app = App(server, strength, strict=True)
    app.oracle.account_of(app.oracle.key)
    for limit in strength.some((None, 1, 2, 50, 99, 100), 2):
        for order in ORDERS:
            for number, _ in enumerate(app.walk("/renders", limit, order)):
                if number == 3:
                    break
    for render in app.renders[-5:]:
        app.get(render)
        app.get(render, include_variations=True)
        for variation in render.variations[:3]:
            app.call("GET", f"/renders/{render.id}/variations/{variation.id}")
    app.call("GET", "/renders/r_unknown")
    app.call("GET", "/status")
    app.call("GET", "/user")
    app.call("GET", "/user")
