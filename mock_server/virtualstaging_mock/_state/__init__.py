"""What stands behind the API: renders, variations, photos, links to files."""
