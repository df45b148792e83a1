"""The catalogue of planted faults: small named changes laid over a sound server, as a backend
could have them."""
