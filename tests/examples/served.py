"""Runs the examples as their users do: as processes, and notebooks by Jupyter's own means."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from virtualstaging_mock._testing import MockForTests

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PHOTO = EXAMPLES / "photos" / "empty-room.jpg"
SECRET = "correct-horse_battery-staple"


def environment(mock: MockForTests) -> dict[str, str]:
    """What the examples take from the environment."""
    return {
        "VIRTUALSTAGING_API_KEY": mock.api_key,
        "VIRTUALSTAGING_BASE_URL": mock.base_url,
        "WEBHOOK_SECRET": SECRET,
        "PUBLIC_URL": "http://127.0.0.1:9",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def _served(
    command: Sequence[str], ready: str, port: int, mock: MockForTests, folder: Path
) -> Iterator[str]:
    """Run it in a folder until the block ends; its address, once it says that it is ready."""
    url = f"http://127.0.0.1:{port}"
    surroundings = {
        **os.environ,
        **environment(mock),
        "PUBLIC_URL": url,
        "PICTURES": str(folder / "pictures"),
    }
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if ready in line:
                break
        else:
            raise AssertionError("".join(said))
        yield url
    finally:
        process.terminate()
        process.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def django(mock: MockForTests, folder: Path) -> Iterator[str]:
    """The Django example; its address."""
    port = _free_port()
    command = ["examples/django_progress.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with _served(command, "Quit the server", port, mock, folder) as url:
        yield url


@contextmanager
def fastapi(mock: MockForTests, folder: Path) -> Iterator[str]:
    """The FastAPI example; its address."""
    port = _free_port()
    command = ["-m", "uvicorn", "examples.fastapi_service:app", "--port", str(port)]
    with _served(command, "Uvicorn running", port, mock, folder) as url:
        yield url


def notebook(mock: MockForTests, folder: Path) -> Path:
    """The notebook, run in a copy of examples/, as a page."""
    for name in ("compare_styles.ipynb", "photos/empty-room.jpg"):
        copy = folder / "examples" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((EXAMPLES / name).read_bytes())
    book = folder / "examples" / "compare_styles.ipynb"
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute", str(book)]
    surroundings = {**os.environ, **environment(mock)}
    ran = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return book.with_suffix(".html")
