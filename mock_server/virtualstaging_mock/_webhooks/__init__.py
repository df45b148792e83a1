"""Webhooks, and the other ways out of the mock."""
