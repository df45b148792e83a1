"""Faults planted in the clients, one at a time; the contract tests must catch each."""
