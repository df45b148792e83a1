"""What may happen on the line between a world's client and its server."""

import asyncio
import json
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from contract_tests.wrapper.world import PHOTO, World, ordered
from virtualstaging import UnknownOutcomeError


class Between(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """The line itself; subclasses say what happens on it.

    Args:
        there: The world whose client goes over it from now on.
    """

    def __init__(self, there: World) -> None:
        self.there, self.inner = there, there.wire.inner
        there.wire.inner = self

    def leaves(self, request: httpx.Request) -> None:
        """A request has left the client."""

    def answered(self, request: httpx.Request) -> None:
        """The server has acted, and answered or not."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """For the sync client."""
        self.leaves(request)
        try:
            found: httpx.Response = self.inner.handle_request(request)
        finally:
            self.answered(request)
        return found

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """For the async client."""
        self.leaves(request)
        try:
            found: httpx.Response = await self.inner.handle_async_request(request)
        finally:
            self.answered(request)
        return found


class CutOff(Between):
    """The caller is interrupted, once, while a POST is under way: by Ctrl-C, or as its task is
    cancelled.

    Args:
        there: The world.
        made: Whether the server carries the POST out all the same.
    """

    def __init__(self, there: World, *, made: bool) -> None:
        super().__init__(there)
        self._made, self._left = made, 1
        self._error = KeyboardInterrupt if there.client.kind == "sync" else asyncio.CancelledError

    def leaves(self, request: httpx.Request) -> None:
        """It does not come to the server."""
        self._interrupt(request, made=False)

    def answered(self, request: httpx.Request) -> None:
        """It has been carried out."""
        self._interrupt(request, made=True)

    def _interrupt(self, request: httpx.Request, *, made: bool) -> None:
        if request.method == "POST" and self._left and self._made is made:
            self._left = 0
            raise self._error


class Late(Between):
    """A server that carries out a call like ours only when it is looked at for the so-many-th time.

    Args:
        there: The world.
        look: Which time.
    """

    def __init__(self, there: World, look: int) -> None:
        super().__init__(there)
        self._left = look

    def leaves(self, request: httpx.Request) -> None:
        """A look, perhaps."""
        self._left -= request.method == "GET"
        if self._left == 0:
            self._left = -1
            self.there.ask("POST", "/renders", foreign("modern"))


class Slow(Between):
    """Answers are on their way for a while, after the server has written its `Date`.

    Args:
        there: The world.
        seconds: For how long.
    """

    def __init__(self, there: World, seconds: float) -> None:
        super().__init__(there)
        self.seconds = seconds

    def answered(self, request: httpx.Request) -> None:
        """Time passes."""
        self.there.clock.advance(self.seconds)


class Silent(Between):
    """A server that never answers: the time that an answer may take goes by."""

    def leaves(self, request: httpx.Request) -> None:
        """For good."""
        self.there.clock.advance(request.extensions["timeout"]["read"])
        raise httpx.ReadTimeout("planted", request=request)


class Meanwhile(Between):
    """Something happens while the next POST is under way.

    Args:
        there: The world.
        act: Does it.
        sent: Whether it happens before the server acts, rather than after.
    """

    def __init__(self, there: World, act: Callable[[], object], *, sent: bool = False) -> None:
        super().__init__(there)
        self._acts = [act]
        self._sent = sent

    def leaves(self, request: httpx.Request) -> None:
        """Before the server acts."""
        if request.method == "POST" and self._sent and self._acts:
            self._acts.pop()()

    def answered(self, request: httpx.Request) -> None:
        """After it has acted."""
        if request.method == "POST" and not self._sent and self._acts:
            self._acts.pop()()


class Mixing(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A proxy that passes every request on, and gives what `choose` makes of the answers so far.

    Args:
        there: The world whose client goes through it.
        method: Only answers to requests of this method are touched.
        choose: From all answers to them so far, the newest last, to the one that is given.
    """

    def __init__(self, there: World, method: str, choose: Callable[[list[Any]], Any]) -> None:
        self._inner, self._method, self._choose = there.wire.inner, method, choose
        self._answers: list[Any] = []
        there.wire.inner = self

    def _given(self, request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.method != self._method:
            return answer
        self._answers.append((answer.status_code, json.loads(answer.content)))
        status, body = self._choose(self._answers)
        return httpx.Response(status, json=body)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """For the sync client."""
        answer: httpx.Response = self._inner.handle_request(request)
        answer.read()
        return self._given(request, answer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """For the async client."""
        answer: httpx.Response = await self._inner.handle_async_request(request)
        await answer.aread()
        return self._given(request, answer)


def first(answers: list[Any]) -> Any:
    """The first answer, again and again."""
    return answers[0]


def changed(change: Callable[[Any], Any]) -> Callable[[list[Any]], Any]:
    """The answer that came, changed."""
    return lambda answers: (answers[-1][0], change(answers[-1][1]))


def foreign(style: str) -> Any:
    """The order of another program: equal to one of ours."""
    return {
        "config": {"type": "staging", "add_furniture": {"room_type": "living", "style": style}},
        "image_url": PHOTO,
        "variation_count": 2,
    }


def lost(there: World, *, made: bool, seen_before: bool = True) -> UnknownOutcomeError:
    """An order without an answer, when looking for it fails too; as it comes out of a database.

    `seen_before`: the client could see before the call what was there.
    """
    there.plant("create_render", "reset", phase="after" if made else "before")
    first = 2 if seen_before else 1
    there.plant("list_renders", {"kind": "status", "status": 500}, nth=first, times=None)
    with pytest.raises(UnknownOutcomeError, match="Looking for it failed") as caught:
        there.do(lambda c: ordered(c, 2))
    there.heal()
    kept: UnknownOutcomeError = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
    return kept
