"""Traffic with another server, compared with the document."""
