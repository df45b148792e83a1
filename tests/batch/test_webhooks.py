"""Each request has a mark in its `webhook_url`; an event with it settles whose a render is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.batch.support import World, made_fast
from virtualstaging import ValidationError, dusk, webhooks
from virtualstaging._core.steps import Answer, NoAnswer, Request
from virtualstaging.batch import JournalError, receive_event

HOOK = "https://hooks.example/staging?app=1"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made_fast(monkeypatch)
    return World(tmp_path)


class Line:
    """Between a client and the server: takes down what is sent, and loses answers.

    Args:
        loses: Whether the server acts and its answer is lost.
        strangers: How many equal renders another program makes at the same time.
    """

    def __init__(self, *, loses: bool = True, strangers: int = 0) -> None:
        self.sent: list[dict[str, Any]] = []
        self.made: list[str] = []
        self._loses = loses
        self._strangers = strangers

    def __call__(self, request: Request, send: Any) -> Answer:
        answer: Answer = send(request)
        if request.operation == "create_render":
            assert request.content is not None
            self.sent.append(json.loads(request.content))
            self.made.append(json.loads(answer.body)["id"])
            for _ in range(self._strangers):
                send(request)
            if self._loses:
                raise NoAnswer("the connection broke")
        return answer

    def event(self, which: int = 0) -> tuple[str, webhooks.WebhookEvent]:
        """What the API sends when a variation of a render is done: the URL, and the event."""
        data = {
            "event_type": "done",
            "render_id": self.made[which],
            "variation_id": "v_1",
            "variation_type": "staging",
            "timestamp": 1,
            "result": {"url": "https://x.example/1", "optimized_url": None, "thumbnail_url": None},
        }
        url: str = self.sent[which]["webhook_url"]
        return url, webhooks.parse_unverified(json.dumps(data).encode())


def run(world: World, line: Any, count: int = 1) -> list[Any]:
    with (
        world.client(line) as client,
        client.batch(world.rows(count), out=world.out, webhook_url=HOOK) as entered,
    ):
        return list(entered)


def test_each_request_has_a_mark_of_its_own(world: World) -> None:
    line = Line(loses=False)
    assert {one.state for one in run(world, line, 3)} == {"done"}
    urls = [one["webhook_url"] for one in line.sent]
    assert len(set(urls)) == 3
    assert all(one.startswith(f"{HOOK}&batch=") for one in urls)


def test_equal_orders_are_found_by_what_came_after_too(world: World) -> None:
    line = Line()
    results = run(world, line, 3)
    assert [one.state for one in results] == ["done"] * 3
    assert {one.render_id for one in results} == set(line.made)
    assert set(world.made().values()) == {1}


def test_an_event_settles_a_doubt(world: World) -> None:
    line = Line(strangers=1)
    (result,) = run(world, line)
    assert result.state == "doubt"
    assert receive_event(world.out, *line.event())
    (result,) = world.run(world.rows(1))
    assert (result.state, result.render_id) == ("done", line.made[0])


def test_an_event_that_came_before_the_search_decides(world: World) -> None:
    """Of two renders that fit, the row takes its own."""
    line = Line(strangers=1)

    def around(request: Request, send: Any) -> Answer:
        try:
            return line(request, send)
        except NoAnswer:
            assert receive_event(world.out, *line.event())
            raise

    (result,) = run(world, around)
    assert (result.state, result.render_id) == ("done", line.made[0])


@pytest.mark.parametrize("status", [400, 404])
def test_after_an_event_nothing_is_sent_again(world: World, status: int) -> None:
    """Also where the API does not show what it names: the row is in doubt then."""
    line = Line()

    def around(request: Request, send: Any) -> Answer:
        if line.made and request.operation in ("list_renders", "get_render"):
            body = b'{"renders": [], "next_cursor": null}'
            if request.operation == "get_render":
                return Answer(status, {}, b'{"message": "Not found"}')
            return Answer(200, {}, body)
        try:
            return line(request, send)
        except NoAnswer:
            receive_event(world.out, *line.event())
            raise

    (result,) = run(world, around)
    assert (result.state, result.candidates) == ("doubt", (line.made[0],))
    assert len(line.sent) == 1


def test_an_event_that_names_another_order_is_not_believed(world: World) -> None:
    with world.client() as client:
        other = client.renders.create(world.rows(1)[0].photo, dusk()).id
    line = Line(strangers=1)

    def around(request: Request, send: Any) -> Answer:
        try:
            return line(request, send)
        except NoAnswer:
            url, _ = line.event()
            line.made[0] = other
            assert receive_event(world.out, url, line.event()[1])
            raise

    (result,) = run(world, around)
    assert (result.state, result.candidates) == ("doubt", (other,))


@pytest.mark.parametrize("name", ["", "..", "r_1/../r_2"])
def test_an_event_that_names_what_is_no_id_is_not_its_own(world: World, name: str) -> None:
    """It would lead to another path of the API whenever the batch goes on."""
    line = Line(strangers=1)
    (result,) = run(world, line)
    assert result.state == "doubt"
    line.made[0] = name
    assert not receive_event(world.out, *line.event())
    assert [one.state for one in world.run(world.rows(1))] == ["doubt"]


def test_another_rows_render_is_not_taken(world: World) -> None:
    line = Line(strangers=1)
    first, second = run(world, line, 2)
    assert {first.state, second.state} == {"doubt"}
    url, event = line.event(0)
    assert receive_event(world.out, url, event)
    other_url, _ = line.event(1)
    assert receive_event(world.out, other_url, event)
    results = world.run(world.rows(2))
    assert sorted(one.state for one in results) == ["done", "doubt"]


@pytest.mark.parametrize(
    "url", ["https://hooks.example/", "/?batch=", "/?batch=abc", "/?batch=a&batch=b", "//[", ""]
)
def test_events_of_others_are_not_its_own(world: World, url: str) -> None:
    line = Line(strangers=1)
    run(world, line)
    assert not receive_event(world.out, url, line.event()[1])
    own, _ = line.event()
    assert not receive_event(world.out, own, webhooks.UnknownEvent("new", {}))
    assert [one.state for one in world.run(world.rows(1))] == ["doubt"]


def test_without_a_batch_it_is_an_error(world: World) -> None:
    with pytest.raises(JournalError, match="no batch"):
        receive_event(world.out, "/?batch=abc", webhooks.UnknownEvent("new", {}))
    assert not world.out.exists()


@pytest.mark.parametrize(
    "url",
    [
        "hooks.example",
        "ftp://hooks.example/",
        "https://hooks.example/#x",
        "http://[",
        "https://hooks.example/?batch=1",
    ],
)
def test_a_url_that_cannot_be_used_is_refused(world: World, url: str) -> None:
    with world.client() as client, pytest.raises(ValidationError, match="webhook_url"):
        client.batch(world.rows(1), out=world.out, webhook_url=url)
