"""A stateful local server that behaves as the Virtual Staging AI API v2 does."""
