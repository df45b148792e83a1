"""Faults in servers that are more than an entry of a table. Importing a module plants its own."""
