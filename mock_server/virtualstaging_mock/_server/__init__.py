"""The mock on a socket, and in process."""
