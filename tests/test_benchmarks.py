"""The benchmarks run, if only for a moment, and their results are those of all of them."""

from pathlib import Path

import pytest

import benchmarks
from benchmarks import _plots, _servers, client, mock, peers
from benchmarks._results import Ratio

FOLDER = Path(benchmarks.__file__).parent
PLOTS = _plots.PLOTS


def test_the_client_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside httpx and json: each side does what it is measured for."""
    monkeypatch.setattr(client, "ROUNDS", 1)
    monkeypatch.setattr(client, "CALLS", 2)
    measured = [*client.calls(), *client.pages()]
    assert all(one.ours > 0 < one.theirs for one in measured)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # clients left open
def test_the_peers_and_the_mock_are_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each call of each client is answered; the plots are drawn of what was measured."""
    for module, name in ((peers, "CALLS"), (peers, "ROUNDS"), (peers, "IMPORTS"), (mock, "ROUNDS")):
        monkeypatch.setattr(module, name, 1)
    monkeypatch.setattr(mock, "REQUESTS", 20)
    monkeypatch.setattr(_plots, "PLOTS", tmp_path)
    of_peers = list(peers.results())
    assert {one.peer.split()[0] for one in of_peers} == set(peers.PEERS)
    of_mock = [
        *mock.measure_cpu(_servers.our_mock(), _servers.empty_application()),
        Ratio(_servers.START, "Prism", 1, 2, "ms"),  # as Prism has to be installed first
    ]
    _plots.draw({"peers": of_peers, "mock": of_mock})
    drawn = {path.name for path in tmp_path.iterdir()}
    assert {path.name for path in PLOTS.iterdir()} - drawn == {
        "waiting-dark.svg",
        "waiting-light.svg",
    }
    assert all("</svg>" in path.read_text(encoding="utf-8") for path in tmp_path.iterdir())


def test_the_results_are_of_all_benchmarks() -> None:
    """One that is new is measured before it is shown."""
    text = (FOLDER / "RESULTS.md").read_text(encoding="utf-8")
    assert [f"## {path.stem.capitalize()}" for path in sorted(FOLDER.glob("[!_]*.py"))] == [
        line for line in text.splitlines() if line.startswith("## ")
    ]
