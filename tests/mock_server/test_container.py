"""What the Containerfile starts and how it checks health, as it stands, except for the port."""

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from virtualstaging_mock import cli

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The commands of the file in the form that needs no shell: health, entry point, arguments."""
    found = re.findall(r"(?:CMD|ENTRYPOINT) (\[.*\])", CONTAINERFILE)
    return [json.loads(text) for text in found]


def test_it_starts_is_healthy_and_ends_at_a_signal() -> None:
    health, entry_point, arguments = commands()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [str(Path(sys.executable).with_name(entry_point[0])), *arguments[:-1], port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"http://127.0.0.1:{port}/v2\n"
        check = [sys.executable, *(part.replace("8080", port) for part in health[1:])]
        assert subprocess.run(check, check=False, timeout=30).returncode == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    broken = subprocess.run(check, check=False, timeout=30, stderr=subprocess.DEVNULL)
    assert broken.returncode != 0


def test_the_compose_file_s_options_are_options_of_the_command() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    arguments = re.findall(r"^      - (--\S+|serve)$", text, re.MULTILINE)
    options = cli._parser().parse_args(arguments)
    assert (options.host, options.allow_webhooks_to) == ("0.0.0.0", ["app"])  # noqa: S104
    with pytest.raises(SystemExit):
        cli._parser().parse_args([*arguments, "--nonsense"])
