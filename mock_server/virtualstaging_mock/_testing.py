"""What the fixture `virtualstaging_mock` hands to a test."""

import contextlib
import difflib
import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from ._server.server import addresses, listen, present, serving
from .mock import Mock

if TYPE_CHECKING:
    from ._faults.faults import Faults
    from ._http.transport import MockTransport
    from ._record.checks import Checks

API_KEY = "vsai-pk-00000000-0000-4000-8000-000000000000"
_LEAKS = ("key_sent_to_file_host", "key_in_url")


class MockForTests:
    """A mock with an empty account; its server starts when `base_url` is first asked for.

    Args:
        options: as `Mock` takes them; the clock is `instant` where none is given, and begins at the
            real time.

    Attributes:
        mock: the mock itself.
        api_key: a key that the mock lets in.
    """

    def __init__(self, **options: Any) -> None:
        options["clock"] = present(options.get("clock", "instant"))
        self._stack = contextlib.ExitStack()
        self._serving = False
        self.mock = Mock(**options)
        self.api_key = (options.get("api_keys") or (API_KEY,))[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def base_url(self) -> str:
        """The address of the API on this machine; asking for it starts the server."""
        if not self._serving:
            try:
                listening = self._stack.enter_context(listen("127.0.0.1", 0))
            except RuntimeError as error:  # pytest-socket's is one
                raise RuntimeError(
                    f"The mock server may open no socket here ({error}). Use transport() in place "
                    "of base_url; or, with pytest-socket, run pytest with --allow-unix-socket "
                    "--allow-hosts=127.0.0.1,localhost."
                ) from error
            self.mock.reached_at(**addresses("127.0.0.1", listening.getsockname()[1]))
            self._stack.enter_context(serving(self.mock, listening))
            self._serving = True
        return self.mock.base_url

    def reset(self) -> None:
        """Forget all that happened, as between two tests that share one server."""
        self.mock.reset()

    @property
    def checks(self) -> "Checks":
        """What the client did wrong: `checks.findings()`."""
        return self.mock.checks

    @property
    def faults(self) -> "Faults":
        """The planted faults: `faults.add({...})`."""
        return self.mock.faults

    def transport(self) -> "MockTransport":
        """For `httpx.Client(transport=…)` and `httpx.AsyncClient(transport=…)`: no sockets."""
        return self.mock.transport()

    def advance(self, seconds: float) -> None:
        """Let the mock's time pass, in seconds."""
        self.mock.advance(seconds)


def check_options(options: Iterable[str]) -> None:
    """Check the names of options.

    Raises:
        ValueError: `Mock` has none of this name.
    """
    known = list(inspect.signature(Mock).parameters)
    for name in options:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}."
            raise ValueError(f"there is no option {name!r}; {hint}")


def leaks(mock: Mock) -> list[str]:
    """What says that the API key went where it must not go, one line for each way."""
    return [
        f"{finding.code}: {finding.advice} ({finding.detail}, {finding.times} times)"
        for finding in mock.checks.findings()
        if finding.code in _LEAKS
    ]
