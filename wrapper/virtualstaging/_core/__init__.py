"""How a call is made: flows (logic without I/O), and the two drivers that carry them out."""
