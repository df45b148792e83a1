"""Waiting for renders: one poller for each client, shared by all its waits.

`schedule` says when to look at what, `looks` looks, `watch` makes sense of what was seen,
`poller` and `async_poller` are where threads and tasks wait, `waiting` is what the clients call.
Only the pollers and `waiting` know of threads or event loops; nothing here does I/O.
"""

from .targets import Ended, Waitable
from .waiting import AsyncWaiting, OnUpdate, Waiting

__all__ = ["AsyncWaiting", "Ended", "OnUpdate", "Waitable", "Waiting"]
