"""Measurements, as ratios: of what is ours to its peers and bounds, in one run."""
