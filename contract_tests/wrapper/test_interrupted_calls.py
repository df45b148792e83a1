"""Calls that are cut off, by a cancelled task or Ctrl-C: what they may have made is not lost."""

import asyncio
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.between import CutOff
from contract_tests.wrapper.world import PHOTO, World, living, ordered, settled, world
from virtualstaging import UnknownOutcomeError, VirtualStagingError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


def cut_off(there: World, use: wrapped.Use, *, made: bool) -> UnknownOutcomeError:
    """A call that is cut off; and what the client says of it afterwards."""
    CutOff(there, made=made)

    async def asynchronously(client: Any) -> None:
        with pytest.raises(asyncio.CancelledError):
            await use(client)

    def synchronously(client: Any) -> None:
        with pytest.raises(KeyboardInterrupt):
            use(client)

    there.do(asynchronously if there.client.kind == "async" else synchronously)
    [error] = there.client.client.unknown_outcomes()
    check_error(error)
    assert isinstance(error, UnknownOutcomeError)
    return error


@each_kind
@pytest.mark.parametrize("made", [True, False])
def test_a_call_cut_off_can_be_looked_for(made: bool, kind: wrapped.Kind) -> None:
    """The client names it until its outcome is known."""
    with world(kind) as there:
        error = cut_off(there, lambda c: ordered(c, 2), made=made)
        if made:
            found = there.do(lambda c: c.reconcile(error))
            assert [found.id] == there.renders()
        else:
            there.clock.advance(500)  # when it ended, nobody knows: the grace counts from a look
            assert settled(there, error) is None
        assert there.client.client.unknown_outcomes() == []


@each_kind
def test_a_call_cut_off_in_a_pause_is_not_in_doubt(kind: wrapped.Kind) -> None:
    """Its first request was refused, and there was no second one."""
    with world(kind) as there:
        there.plant("create_render", {"kind": "status", "status": 429, "retry_after": 9})
        there.clock.cut_off = KeyboardInterrupt if kind == "sync" else asyncio.CancelledError
        with pytest.raises(there.clock.cut_off):
            there.do(lambda c: ordered(c))
        assert there.client.client.unknown_outcomes() == []


@each_kind
def test_variations_and_analyses_cut_off_are_named_too(kind: wrapped.Kind) -> None:
    """An analysis cannot be looked up."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 1, "luxury"))
        error = cut_off(there, lambda c: c.variations.create(render.id, living()), made=True)
        there.clock.advance(1)
        found = there.do(lambda c: c.reconcile(error))
        assert [one.id for one in found] == there.variations(render.id)[1:]
        error = cut_off(there, lambda c: c.images.analyze(PHOTO), made=True)
        assert error.operation == "analyze_image"


@each_kind
def test_a_call_that_ended_is_not_named(kind: wrapped.Kind) -> None:
    """Neither one that was answered, nor one that was refused; one of unknown outcome is."""
    with world(kind) as there:
        there.do(lambda c: ordered(c))
        there.plant("create_render", {"kind": "status", "status": 403})
        with pytest.raises(VirtualStagingError):
            there.do(lambda c: ordered(c, 2))
        assert there.client.client.unknown_outcomes() == []
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError):
            there.do(lambda c: ordered(c, 3))
        [error] = there.client.client.unknown_outcomes()
        assert settled(there, error) is None
        assert there.client.client.unknown_outcomes() == []
