"""Sequences of calls that are written down; random ones are left to the machine."""
