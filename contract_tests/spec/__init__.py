"""The spec, read as data: what it says of each request and each answer."""
