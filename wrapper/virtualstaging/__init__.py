"""Typed client for the Virtual Staging AI API v2: sync and async, safe with money and secrets."""
