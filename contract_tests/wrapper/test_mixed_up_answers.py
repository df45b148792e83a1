"""An answer is held against the question: one that belongs to another call is never taken."""

from functools import partial
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.between import Mixing, changed, first
from contract_tests.wrapper.world import PHOTO, another_process, living, ordered, world
from virtualstaging import BulkRender, UnexpectedResponseError, UnknownOutcomeError
from virtualstaging_api.models import BulkVariation

STYLES = ("luxury", "modern", "coastal", "farmhouse")
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


@each_kind
@pytest.mark.parametrize("style", ["modern", "coastal"])
def test_an_answer_given_twice_gives_no_render_twice(style: str, kind: wrapped.Kind) -> None:
    """The second order gets its own render, though the proxy gave it the first one's."""
    with world(kind) as there:
        Mixing(there, "POST", first)
        one = there.do(lambda c: ordered(c, 2))
        two = there.do(lambda c: ordered(c, 2, style))
        assert [one.id, two.id] == there.renders()
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
def test_the_answer_of_another_client_is_not_taken(kind: wrapped.Kind) -> None:
    """A proxy in front of both gives the one what the other was given a moment before."""
    with world(kind) as there:
        there.do(lambda c: ordered(c, 2))
        theirs = there.ask("GET", "/renders")["items"][0]
        with another_process(there) as other:
            Mixing(other, "POST", changed(lambda _: theirs))
            mine = other.do(lambda c: ordered(c, 2))
            assert [theirs["id"], mine.id] == there.renders()
        there.mock.checks.reset()  # two equal orders were meant


def test_a_render_that_an_equal_call_was_given_first_is_named() -> None:
    """Whose it is is not known any more: so the error of the other call names it."""
    with world("sync") as there:

        def mixed(answers: list[Any]) -> Any:
            if len(answers) == 1:
                there.do(lambda c: ordered(c, 2))  # while the first waits for its answer
            return answers[0]

        Mixing(there, "POST", mixed)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert set(there.renders()) == set(caught.value.candidates)
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
def test_answers_without_a_date_are_waited_out(kind: wrapped.Kind) -> None:
    """By a later process, through a proxy that keeps the server's time from it."""
    with world(kind) as there:
        there.do(lambda c: c.account.get())  # shows the server's time
        there.plant("create_render", "reset", times=1)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        with another_process(there) as later:
            Mixing(later, "GET", lambda answers: answers[-1])
            began = there.clock.monotonic()
            assert later.do(lambda c: c.reconcile(caught.value)) is None
            assert there.clock.monotonic() - began >= 120


@each_kind
def test_bulk_answers_given_twice_give_nothing_twice(kind: wrapped.Kind) -> None:
    """Nor is one render taken for two orders."""
    orders = [BulkRender(PHOTO, living(), 2), BulkRender(PHOTO, living("coastal"))]
    with world(kind) as there:
        Mixing(there, "POST", first)
        one = there.do(lambda c: c.renders.create_bulk(orders))
        two = there.do(lambda c: c.renders.create_bulk(orders))
        assert [render.id for render in one + two] == there.renders()
        there.mock.checks.reset()  # two equal orders were meant
    with world(kind) as there:
        Mixing(there, "POST", changed(lambda body: {"renders": [body["renders"][0]] * 2}))
        made = there.do(lambda c: c.renders.create_bulk(orders))
        assert [render.id for render in made] == there.renders()


@each_kind
def test_variations_given_twice_are_not_taken_twice(kind: wrapped.Kind) -> None:
    """By a single call, and by a bulk for another render."""
    with world(kind) as there:
        one, two = (there.do(partial(ordered, count=1, style=style)) for style in STYLES[:2])
        Mixing(there, "POST", first)
        added = there.do(lambda c: c.variations.create(one.id, living(), variation_count=2))
        again = there.do(lambda c: c.variations.create(one.id, living(), variation_count=2))
        assert [v.id for v in added + again] == there.variations(one.id)[1:]
        item = BulkVariation(render_id=two.id, config=living(), variation_count=2)
        other = there.do(lambda c: c.variations.create_bulk([item]))
        assert [v.id for v in other] == there.variations(two.id)[1:]
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
@pytest.mark.parametrize("name", ["render", "variation", "variation of another render"])
def test_what_was_not_asked_for_is_an_error(name: str, kind: wrapped.Kind) -> None:
    """Of a proxy that gives an answer twice."""
    with world(kind) as there:
        one, two = (there.do(partial(ordered, count=2, style=style)) for style in STYLES[:2])
        ids = [there.variations(render.id) for render in (one, two)]
        uses: dict[str, list[wrapped.Use]] = {
            "render": [lambda c: c.renders.get(one.id), lambda c: c.renders.get(two.id)],
            "variation": [
                lambda c: c.variations.get(one.id, ids[0][0]),
                lambda c: c.variations.get(one.id, ids[0][1]),
            ],
            "variation of another render": [
                lambda c: c.variations.get(one.id, ids[0][0]),
                lambda c: c.variations.get(two.id, ids[1][0]),
            ],
        }
        Mixing(there, "GET", first)
        there.do(uses[name][0])
        with pytest.raises(UnexpectedResponseError, match="was asked for") as caught:
            there.do(uses[name][1])
        check_error(caught.value)


def test_a_variation_that_names_another_render_is_an_error() -> None:
    """Its own id is the one that was asked for."""
    with world() as there:
        render = there.do(lambda c: ordered(c))
        [variation] = there.variations(render.id)
        Mixing(there, "GET", changed(lambda body: {**body, "render_id": "r_other"}))
        with pytest.raises(UnexpectedResponseError, match="r_other"):
            there.do(lambda c: c.variations.get(render.id, variation))


@each_kind
def test_a_page_given_twice_gives_no_render_twice(kind: wrapped.Kind) -> None:
    """The list ends in an error: what the second page should have shown is missing."""
    with world(kind) as there:
        for style in STYLES:
            there.do(partial(ordered, style=style))
        Mixing(there, "GET", first)
        given: list[str] = []

        def walk(client: Any) -> Any:
            return client.renders.list(limit=2)

        with pytest.raises(UnexpectedResponseError) as caught:
            given += [one.id for one in there.client.all_of(walk)]
        check_error(caught.value)
        assert len(given) == len(set(given))


@each_kind
def test_a_page_that_shows_what_an_earlier_one_has_shown_is_an_error(kind: wrapped.Kind) -> None:
    """With a cursor of its own; and one that names a render twice itself."""
    with world(kind) as there:
        for style in STYLES[:3]:
            there.do(partial(ordered, style=style))
        pages: list[Any] = []

        def again(answers: list[Any]) -> Any:
            status, body = answers[-1]
            pages.append(body["items"])
            return status, {**body, "items": pages[0]}

        Mixing(there, "GET", again)
        with pytest.raises(UnexpectedResponseError, match="earlier page") as caught:
            there.client.all_of(lambda c: c.renders.list(limit=1))
        check_error(caught.value)
        Mixing(there, "GET", changed(lambda body: {**body, "items": body["items"] * 2}))
        with pytest.raises(UnexpectedResponseError, match="twice"):
            there.do(lambda c: c.renders.list(limit=1))


@each_kind
def test_what_looks_the_same_is_said_to_be_unknown(kind: wrapped.Kind) -> None:
    """An answer given twice, and an equal order of another program at the same moment."""
    with world(kind) as there:
        there.do(lambda c: ordered(c, 1, "luxury"))
        theirs = {
            "config": living().to_dict(),
            "image_url": PHOTO,
            "variation_count": 2,
        }

        def act(answers: list[Any]) -> Any:
            there.ask("POST", "/renders", theirs)
            return answers[-1][0], {"id": there.renders()[0], "created_at": 1, "eta": None}

        Mixing(there, "POST", act)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert sorted(caught.value.candidates) == sorted(there.renders()[1:])
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
@pytest.mark.parametrize("what", ["render", "variation"])
def test_a_wait_is_not_ended_by_what_another_came_to(what: str, kind: wrapped.Kind) -> None:
    """Looks that show another render, or another one's variations, are looks that failed."""
    with world(kind) as there:
        one = there.do(lambda c: ordered(c, 2))
        there.clock.advance(120)
        ended = there.ask("GET", f"/renders/{one.id}?include_variations=true")

        def mixed(answers: list[Any]) -> Any:
            status, body = answers[-1]
            if len(answers) > 4 or "variations" not in body:
                return status, body
            return status, ended if what == "render" else {
                **body,
                "variations": ended["variations"],
            }

        two = there.do(lambda c: ordered(c, 1, "coastal"))
        Mixing(there, "GET", mixed)
        done = there.do(lambda c: c.wait(two))
        assert done.id == two.id
        assert [v.id for v in done.variations.items] == there.variations(two.id)


@each_kind
def test_a_wait_for_a_variation_is_not_ended_by_another(kind: wrapped.Kind) -> None:
    """That its render did not show it, and that it was asked for by its own id, does not help."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.do(lambda c: c.wait(render))
        [old] = there.variations(render.id)
        theirs = there.ask("GET", f"/renders/{render.id}/variations/{old}")
        there.clock.advance(1)
        [new] = there.do(lambda c: c.variations.create(render.id, living("coastal")))

        def mixed(answers: list[Any]) -> Any:
            status, body = answers[-1]
            if "variations" in body:
                items = [one for one in body["variations"]["items"] if one["id"] == old]
                return status, {**body, "variations": {**body["variations"], "items": items}}
            return (status, body) if len(answers) > 6 else (status, theirs)

        Mixing(there, "GET", mixed)
        done = there.do(lambda c: c.wait(new))
        assert (done.id, done.status, done.config) == (new.id, "done", new.config)
