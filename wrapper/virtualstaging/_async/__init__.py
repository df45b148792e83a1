"""The client for asyncio, and its parts. `make fix` makes `_sync`, the one for threads, from it."""
