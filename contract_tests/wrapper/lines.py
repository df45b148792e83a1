"""Servers of a few lines, for what surrounds a client: proxies, odd certificates, closed doors."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PEM = Path(__file__).with_name("self_signed.pem")
"""A certificate that nobody trusts, of localhost and 127.0.0.1, with its key."""


class Recorder:
    """What came in, one entry for each connection.

    Args:
        port: Where it listens, on 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[bytes] = []

    @property
    def all(self) -> bytes:
        """All bytes that came in."""
        return b"".join(self.received)


@contextmanager
def recorder(reply: bytes = b"", *, tls: bool = False) -> Iterator[Recorder]:
    """A server that reads a request, gives this reply to whatever came, and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))
    found = Recorder(listening.getsockname()[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)

    ended = threading.Event()

    def opened(connection: socket.socket) -> socket.socket:
        return context.wrap_socket(connection, server_side=True) if tls else connection

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                if ended.is_set():
                    connection.close()
                    return
                found.received.append(b"")
                connection.settimeout(5)
                with suppress(OSError), opened(connection) as spoken:
                    found.received[-1] = _request(spoken)
                    spoken.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        socket.create_connection(listening.getsockname()).close()
        thread.join()
        listening.close()


def _request(connection: socket.socket) -> bytes:
    """All of it: what is left unread would break the connection before the reply is read."""
    data = b""
    while piece := connection.recv(65536):
        data += piece
        head, end, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if end and len(body) >= (int(length[1]) if length else 0):
            break
    return data
