"""Short stories of use, each told in full: what is random is left to the machine."""
