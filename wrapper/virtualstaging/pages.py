"""Pages of a list. Iterating over a page goes on to the next ones until there are no more."""

from virtualstaging._async.pages import AsyncPage, PendingPage
from virtualstaging._sync.pages import Page

__all__ = ["AsyncPage", "Page", "PendingPage"]
