"""Requests and answers over httpx, for the engines of `_async` and `_sync`.

messages     what is sent, with the key or without it; what comes back, within bounds
clients      the httpx clients that requests go through: the application's, or our own
failures     what an exception says about a request: sent or not

No exception of httpx leaves the engine: its traceback would hold the request, and so the key.
"""
