"""The errors: one tree, plain data, picklable, without secrets."""

import copy
import inspect
import pickle
from typing import Any

import httpx
import pytest

from tests.wrapper.support import KEY, new_client
from virtualstaging import dusk, errors
from virtualstaging._core.secret import LONGEST, Secret, redacted
from virtualstaging._recovery.order import Before, Doubt, order
from virtualstaging.errors import VirtualStagingError

KINDS = [
    thing
    for _, thing in inspect.getmembers(errors, inspect.isclass)
    if issubclass(thing, VirtualStagingError)
]


def filled(kind: type[VirtualStagingError]) -> VirtualStagingError:
    """An error with something in each of its fields."""
    doubt = Doubt("t", "create_render", (order([(dusk().to_dict(), 1)]),), Before("r0"))
    values: dict[str, Any] = {
        "operation": "create_render",
        "status": 429,
        "request_id": "q1",
        "body": "{}",
        "retry_after": 121.0,
        "render_ids": ("r1",),
        "candidates": ("r1",),
        "doubt": doubt,
        "done": (),
        "pending": ("r2",),
        "render_id": "r1",
        "variation_ids": ("v1",),
        "path": "out/a.jpg",
    }
    names: set[str] = set()
    for one in kind.__mro__[:-3]:
        names |= set(inspect.signature(one.__init__).parameters)  # type: ignore[misc]
    return kind("What was wrong.", **{name: values[name] for name in names & set(values)})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_it_survives_pickling_and_copying_with_all_its_data(
    kind: type[VirtualStagingError],
) -> None:
    error = filled(kind)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
        assert type(other) is kind
        assert str(other) == "What was wrong."
        assert vars(other) == vars(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_tree_in_the_docstring_names_it(kind: type[VirtualStagingError]) -> None:
    lines = [
        line for line in str(errors.__doc__).splitlines() if kind.__name__ in line.split("─")[-1]
    ]
    assert lines
    assert kind.__name__ in errors.__all__
    if kind is not VirtualStagingError:
        depth = min(line.index("─") // 4 for line in lines if "─" in line)
        assert len(kind.__mro__) - len(VirtualStagingError.__mro__) == depth + 1


def test_a_401_says_what_to_send() -> None:
    client = new_client(lambda _: httpx.Response(401, json={"message": "Authentication error."}))
    with pytest.raises(errors.AuthenticationError, match="Authorization: Api-Key") as caught:
        client.status()
    assert "VIRTUALSTAGING_API_KEY" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"key {KEY}",
        f"Authorization: Api-Key {KEY}",
        "Authorization: Bearer vsai-pk-0123456789",
        "see https://images.example.com/a.jpg?signature=5ecre7",
        '{"url":"https://images.example.com/a.jpg?X-Sig=5ecre7&b=1"}',
        "data:image/png;base64,5ecre7",
        "https://images.example.com/a.jpg#5ecre7",
    ],
)
def test_secrets_are_blotted_out(text: str) -> None:
    shown = redacted(text, Secret(KEY))
    assert "5ecre7" not in shown
    assert "0123456789" not in shown


def test_an_excerpt_is_short_and_a_secret_is_not_cut_into_a_readable_half() -> None:
    shown = redacted("x" * (LONGEST - 5) + KEY, Secret(KEY))
    assert len(shown) <= LONGEST + 1
    assert "vsai" not in shown


@pytest.mark.parametrize("copying", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_is_neither_pickled_nor_copied(copying: Any) -> None:
    with pytest.raises(TypeError, match="pickled"):
        copying(Secret(KEY))
