# Made from _async/client.py by scripts/unasync.py (make fix): edit that one.

"""The client: names, signatures, docstrings. What is done is in `_core` and beside it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
