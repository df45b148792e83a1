"""The pages for people under `/_mock`, and the JSON verbs that drive a running mock."""

from .app import pages

__all__ = ["pages"]
