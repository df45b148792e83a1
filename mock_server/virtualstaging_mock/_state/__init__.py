"""The state of the API: renders, variations, photos, links to files."""
