"""Looks for a lost order that show oddly: what they do not show may have been made."""

from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.between import Meanwhile, Mixing, changed, foreign, lost
from contract_tests.wrapper.world import PHOTO, ordered, settled, world
from virtualstaging import UnexpectedResponseError, UnknownOutcomeError, dusk, enhancement
from virtualstaging_api.models import BulkVariation

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


@each_kind
@pytest.mark.parametrize("field", ["id", "created_at", "items"])
def test_what_cannot_be_read_is_not_taken_for_nothing(field: str, kind: wrapped.Kind) -> None:
    """None means that nothing was made: it would be created and charged again."""
    with world(kind) as there:
        error = lost(there, made=True)
        there.clock.advance(200)
        there.plant("list_renders", {"kind": "null_field", "field": field}, times=None)
        with pytest.raises(UnknownOutcomeError):
            there.do(lambda c: c.reconcile(error))
        there.heal()
        [render] = there.renders()
        there.clock.advance(60)
        there.plant("create_variations", "reset", phase="after")
        there.plant("get_render", {"kind": "status", "status": 500}, times=None)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render, dusk()))
        there.heal()
        there.clock.advance(200)
        there.plant("get_render", {"kind": "null_field", "field": "items"}, times=None)
        with pytest.raises(UnknownOutcomeError):
            there.do(caught.value.reconcile)


def without_configurations(page: Any) -> Any:
    """A page of renders that do not say what their variations are of."""
    for render in page["items"]:
        for one in render["variations"]["items"]:
            del one["config"]
    return page


@each_kind
def test_a_render_that_does_not_show_its_configuration_is_a_candidate(kind: wrapped.Kind) -> None:
    """It may be what was ordered, or may not."""
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        Mixing(there, "GET", changed(without_configurations))
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        there.heal()
        assert list(caught.value.candidates) == there.renders()


def with_what_was_made_first(page: Any) -> Any:
    """A page of renders whose variations say on which one they were built."""
    for render in page["items"]:
        for one in render["variations"]["items"]:
            one["config"]["add_furniture"]["base_variation_id"] = "v_9"
    return page


@each_kind
def test_a_configuration_to_which_the_api_adds_is_the_same(kind: wrapped.Kind) -> None:
    """The removal that it has made by itself, which nobody could name before."""
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        Mixing(there, "GET", changed(with_what_was_made_first))
        render = there.do(lambda c: ordered(c, 2))
        assert [render.id] == there.renders()


def shows(change: Any) -> Any:
    """Of one render, what a function makes of its variations; lists of renders are left alone."""

    def shown(body: Any) -> Any:
        if "variations" in body:
            body["variations"]["items"] = change(body["variations"]["items"])
        return body

    return changed(shown)


def bare(variations: list[Any]) -> list[Any]:
    """Variations that do not say what they are of."""
    return [{name: one[name] for name in one if name != "config"} for one in variations]


@each_kind
def test_an_added_variation_that_does_not_show_its_configuration_is_a_candidate(
    kind: wrapped.Kind,
) -> None:
    """It may be what was added, or may not."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.plant("create_variations", "reset", phase="after")
        Mixing(there, "GET", shows(bare))
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, dusk()))
        assert list(caught.value.candidates) == there.variations(render.id)[1:]


@each_kind
def test_what_another_program_adds_of_another_kind_is_no_candidate(kind: wrapped.Kind) -> None:
    """It was added while our call was on its way, which never arrived."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        other = {"config": {"type": "enhancement"}, "variation_count": 1}
        Meanwhile(there, lambda: there.ask("POST", f"/renders/{render.id}/variations", other))
        there.plant("create_variations", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, dusk()))
        assert len(there.variations(render.id)) == 2
        assert not caught.value.candidates
        assert settled(there, caught.value) is None


@each_kind
def test_an_equal_variation_that_may_be_older_is_a_candidate(kind: wrapped.Kind) -> None:
    """Nobody saw what was on the render before the call, and it was added a minute before."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        equal = {"config": dusk().to_dict(), "variation_count": 1}
        there.ask("POST", f"/renders/{render.id}/variations", equal)
        there.clock.advance(60)
        there.plant("get_render", {"kind": "status", "status": 500})
        there.plant("create_variations", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, dusk()))
        assert list(caught.value.candidates) == there.variations(render.id)[1:]


@each_kind
def test_what_was_added_in_part_is_all_named(kind: wrapped.Kind) -> None:
    """Of the first configuration one variation is missing: what the second made is named too."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        items = [
            BulkVariation(render_id=render.id, config=config, variation_count=2)
            for config in (dusk(), enhancement())
        ]
        there.plant("create_variations_bulk", "reset", phase="after")
        Mixing(there, "GET", shows(lambda variations: variations[:1] + variations[2:]))
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create_bulk(items))
        assert sorted(caught.value.candidates) == sorted(there.variations(render.id)[2:])


@each_kind
@pytest.mark.parametrize(
    ("status", "looks"), [(400, 4), (401, 1), (402, 4), (403, 1), (404, 4), (409, 4)]
)
def test_who_may_not_look_does_not_look_again(status: int, looks: int, kind: wrapped.Kind) -> None:
    """A refused key stays refused; every other failure may be over at the next look."""
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        there.plant("list_renders", {"kind": "status", "status": status}, nth=2, times=None)
        with pytest.raises(UnknownOutcomeError, match="Looking for it failed") as caught:
            there.do(lambda c: ordered(c))
        assert "none seen so far" in str(caught.value)
        assert len(set(there.wire.times("GET"))) == 1 + looks, "at so many moments"
        there.mock.checks.reset()  # of statuses that were planted


@each_kind
def test_after_looks_that_failed_a_later_one_finds_it(kind: wrapped.Kind) -> None:
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        there.plant("list_renders", {"kind": "status", "status": 400}, nth=2, times=3)
        render = there.do(lambda c: ordered(c))
        assert [render.id] == there.renders()
        there.mock.checks.reset()  # of the status that was planted


@each_kind
def test_an_error_says_what_may_have_been_made(kind: wrapped.Kind) -> None:
    """Which kind of thing, and why that is not known."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        uses: list[tuple[str, str, wrapped.Use]] = [
            ("create_render", "a render may", lambda c: ordered(c, 2)),
            (
                "create_variations",
                "variations may",
                lambda c: c.variations.create(render.id, dusk()),
            ),
            ("analyze_image", "an analysis may", lambda c: c.images.analyze(PHOTO)),
        ]
        for name, words, use in uses:
            there.plant(name, "reset", times=1)
            with pytest.raises(UnknownOutcomeError, match=words):
                there.do(use)


@each_kind
def test_what_cannot_be_looked_up_stays_unknown(kind: wrapped.Kind) -> None:
    """There is nothing to look an analysis up by, nor an error that this client did not raise."""
    with world(kind) as there:
        there.plant("analyze_image", "reset", times=1)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.images.analyze(PHOTO))
        with pytest.raises(UnknownOutcomeError) as again:
            there.do(lambda c: c.reconcile(caught.value))
        assert again.value is caught.value
        stranger = UnknownOutcomeError("from elsewhere")
        with pytest.raises(UnknownOutcomeError) as again:
            there.do(lambda c: c.reconcile(stranger))
        assert again.value is stranger


@each_kind
def test_an_error_says_that_not_all_could_be_read(kind: wrapped.Kind) -> None:
    with world(kind) as there:
        there.plant("create_render", "reset", phase="after")
        there.plant("list_renders", {"kind": "null_field", "field": "id"}, nth=2, times=None)
        with pytest.raises(UnknownOutcomeError, match="could not be read"):
            there.do(lambda c: ordered(c))


@each_kind
def test_an_answer_that_names_what_it_created_is_not_looked_up(kind: wrapped.Kind) -> None:
    """It is not the spec's, so it is an error; but it is known what was charged."""
    with world(kind) as there:
        there.plant("create_render", {"kind": "null_field", "field": "created_at"})
        with pytest.raises(UnexpectedResponseError) as caught:
            there.do(lambda c: ordered(c))
        assert list(caught.value.render_ids) == there.renders()
        assert len(there.wire.times("GET")) == 1, "what was there before"
        assert not there.do(lambda c: c.unknown_outcomes())


@each_kind
def test_a_page_that_shows_more_than_was_asked_for_does_not_say_what_is_newest(
    kind: wrapped.Kind,
) -> None:
    """Of a server that does not heed `limit`: what is older is not taken for what was made."""
    with world(kind) as there:
        for _ in range(6):
            there.ask("POST", "/renders", foreign("modern"))
        there.clock.advance(3600)
        there.do(lambda c: c.account.get())  # shows the server's time
        every = there.ask("GET", "/renders?limit=100")
        Mixing(there, "GET", lambda answers: (200, every) if len(answers) == 1 else answers[-1])
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert not caught.value.candidates
