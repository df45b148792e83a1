"""What every error of ours promises: it names its operation, can be pickled, shows no secret."""

import pickle
import traceback
from typing import Any

from contract_tests.client.calls import KEY
from virtualstaging import VirtualStagingError

SIGNATURE = "c2lnbmVkLXNlY3JldA"
"""Stands in links: whoever has it can fetch the picture."""


def check_error(error: Any, operation: str | None = None, *secrets: str) -> None:
    """An error of the tree, with its operation, that pickles whole and holds no secret."""
    assert isinstance(error, VirtualStagingError), f"{error!r}"
    if operation is not None:
        assert error.operation == operation
    assert str(error).strip()
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - made a line ago
    assert type(copied) is type(error)
    assert (str(copied), copied.status, copied.body) == (str(error), error.status, error.body)
    assert vars(copied).keys() == vars(error).keys()
    check_hides(error, *secrets)


def check_hides(error: BaseException, *secrets: str) -> None:
    """Neither the error, nor what it carries or comes with, holds the key or a signed link."""
    shown = "".join(traceback.format_exception(error)) + repr(vars(error)) + repr(error.args)
    packed = pickle.dumps(error)
    for secret in (KEY, SIGNATURE, *secrets):
        assert secret not in shown, f"{secret} is shown"
        assert secret.encode() not in packed, f"{secret} is in the pickle"
    chain, seen = error, 0
    while (before := chain.__cause__ or chain.__context__) is not None and seen < 20:
        assert KEY not in repr(before) + repr(vars(before)), "an exception behind it holds the key"
        chain, seen = before, seen + 1
