"""What came in, and what was wrong with it."""
