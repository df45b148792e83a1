"""The parts of a client: `client.renders`, `.variations`, `.images`, `.account`."""
