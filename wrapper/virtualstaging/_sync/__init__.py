# Made from _async/__init__.py by scripts/unasync.py (make fix): edit that one.

"""The client for threads, and its parts."""
