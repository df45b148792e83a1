"""The only part that knows httpx: carries out the steps `Send` and `Fetch`.

requests     what leaves: with the key, or without it
clients      the httpx clients that requests go through: the application's, or our own
bodies       what comes back, within bounds of size and time
failures     what an exception says about a request: sent or not
logs         what libraries log meanwhile, without secrets
transports   the whole, for threads and for asyncio

No exception of httpx leaves it: its traceback would hold the request, key and all.
"""
