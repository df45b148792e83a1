"""The wrapper on the mock server: planted faults, one clock for both, no sleeping."""
