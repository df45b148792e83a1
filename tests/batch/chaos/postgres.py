"""A PostgreSQL server of a test's own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def binaries() -> Path | None:
    """Where PostgreSQL is installed; None if it is not."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    places = [path for place in _PLACES for path in Path("/").glob(place.lstrip("/"))]
    return max((path for path in places if (path / "initdb").exists()), default=None)


class Postgres:
    """A server that can be stopped and started.

    Args:
        path: A folder of its own.
    """

    def __init__(self, path: Path) -> None:
        found = binaries()
        assert found is not None
        self._binaries = found
        self._path = path
        path.mkdir(parents=True)
        # PostgreSQL refuses to run as root, as in containers.
        self._user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        if os.geteuid() == 0:
            path.chmod(0o777)
        else:
            self._user = []
        self._do("initdb", "-D", str(path / "data"), "-U", "batch", "-A", "trust", "-N")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"postgresql://batch@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        place = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        options = f"{place} -c fsync=off -c max_connections=200"
        log = str(self._path / "log")
        self._do("pg_ctl", "-D", str(self._path / "data"), "-o", options, "-l", log, "-w", "start")

    def stop(self) -> None:
        """Stop it at once, as a crash does."""
        self._do("pg_ctl", "-D", str(self._path / "data"), "-m", "immediate", "stop")

    def _do(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._user, str(self._binaries / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._path,
        )


@contextmanager
def postgres(path: Path) -> Iterator[Postgres]:
    """A server while the block runs."""
    server = Postgres(path)
    server.start()
    try:
        yield server
    finally:
        server.stop()
