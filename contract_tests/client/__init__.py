"""The generated client and the wrapper against the spec: what leaves, and what is made of what comes."""
