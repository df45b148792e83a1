"""The generated client and the wrapper against the spec: what leaves, what is made of answers."""
