"""Verbs of the command that need a room of their own."""
