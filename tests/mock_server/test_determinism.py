"""The same seed and the same calls give the same bytes."""

from tests.mock_server._calls import DUSK, REMOVE_FIRST, Caller, render_body
from virtualstaging_mock import Mock


def transcript(seed: int, **options: object) -> list[bytes]:
    """The answers to a little of everything."""
    mock = Mock(seed=seed, **{"clock": "manual", "failure_rate": 0.2, **options})  # type: ignore[arg-type]
    api = Caller(mock)
    replies = [api.reply("POST", "/renders", render_body(REMOVE_FIRST, 3))]
    replies.append(api.reply("POST", "/renders/bulk", {"renders": [render_body(DUSK)] * 2}))
    for _ in range(10):
        mock.advance(3)
        replies.append(api.reply("GET", "/renders"))
    replies.append(api.reply("POST", "/analyze", {"image_url": "https://example.com/a.jpg"}))
    replies.append(api.reply("POST", "/renders", {}))
    return [reply.body for reply in replies]


def test_twice_the_same_gives_the_same_bytes() -> None:
    assert transcript(7) == transcript(7)


def test_another_seed_gives_others() -> None:
    assert transcript(7)[0] != transcript(8)[0]


def test_other_keys_in_between_do_not_change_an_accounts_ids() -> None:
    def ids(*others: str) -> list[str]:
        mock = Mock(clock="manual")
        made = []
        for number in range(3):
            for other in others:
                Caller(mock, other).create()
            made.append(Caller(mock).create(count=number + 1)["id"])
        return made

    assert ids() == ids("x", "y")


def test_ids_are_never_the_same_whatever_they_name() -> None:
    seen: list[str] = []
    mock = Mock(clock="manual")
    for key in ("one", "other"):
        api = Caller(mock, key)
        for _ in range(50):
            render = api.create(REMOVE_FIRST, count=3)
            seen += [render["id"], *(v["id"] for v in api.variations(render["id"]))]
            analysis = api.post("/analyze", {"image_url": "https://example.com/a"}, status=200)
            seen.append(analysis["id"])
    assert len(seen) == len(set(seen)) == 2 * 50 * 6
    assert len({name.partition("_")[2] for name in seen}) == len(seen)
