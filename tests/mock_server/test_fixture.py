"""The pytest fixture, as the tests of an application use it."""

import socket
import subprocess
import sys

import httpx
import pytest

from virtualstaging_mock._testing import MockForTests

pytest_plugins = ["pytester"]


def test_what_is_created_is_done_at_once(virtualstaging_mock: MockForTests) -> None:
    """Without a marker, no test waits, and frequent reads are no finding."""
    with httpx.Client(
        transport=virtualstaging_mock.mock.transport(),
        base_url=virtualstaging_mock.mock.base_url,
        headers={"Authorization": f"Api-Key {virtualstaging_mock.api_key}"},
    ) as client:
        body = {
            "config": {"type": "enhancement"},
            "variation_count": 1,
            "image_url": "https://x/y",
        }
        render_id = client.post("/renders", json=body).json()["id"]
        etas = [client.get(f"/renders/{render_id}").json()["eta"] for _ in range(3)]
    assert etas == [None] * 3
    assert not virtualstaging_mock.checks.findings()


@pytest.mark.virtualstaging_mock(clock="polls=2")
def test_a_loop_that_waits_ends_over_http(virtualstaging_mock: MockForTests) -> None:
    headers = {"Authorization": f"Api-Key {virtualstaging_mock.api_key}"}
    with httpx.Client(
        base_url=virtualstaging_mock.base_url, headers=headers, trust_env=False
    ) as client:
        body = {
            "config": {"type": "enhancement"},
            "variation_count": 1,
            "image_url": "https://x/y",
        }
        render_id = client.post("/renders", json=body).json()["id"]
        looks = 0
        while client.get(f"/renders/{render_id}").json()["eta"] is not None:
            looks += 1
    assert looks == 1
    assert not virtualstaging_mock.checks.findings()


@pytest.mark.virtualstaging_mock(clock="manual", api_keys=["my-key"], photos=1)
def test_the_marker_sets_options(virtualstaging_mock: MockForTests) -> None:
    assert virtualstaging_mock.api_key == "my-key"
    assert virtualstaging_mock.mock.clock.mode == "manual"
    assert virtualstaging_mock.mock.backend.limits.photos == 1


LEAK = """
import httpx, pytest

@pytest.mark.virtualstaging_mock(clock="instant"{option})
def test_leaks(virtualstaging_mock):
    headers = {{"Authorization": "Api-Key " + virtualstaging_mock.api_key}}
    with httpx.Client(transport=virtualstaging_mock.transport(), headers=headers) as client:
        client.get("http://localhost/files/v_1.jpg")
"""


def test_a_leaked_key_fails_the_test_unless_that_is_allowed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LEAK.format(option=""))
    result = pytester.runpytest("-p", "no:randomly")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*key_sent_to_file_host*download through a client*"])
    pytester.makepyfile(LEAK.format(option=", allow_leaked_key=True"))
    pytester.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ('"manual"', "*takes options by name, not 'manual' alone*clock=\"manual\"*"),
        ("failure_rat=1.0", "*no option 'failure_rat'; did you mean failure_rate?*"),
        ('colour="red"', "*no option 'colour'; there are *clock*"),
        ('clock="sundial"', "*Use wall, manual, instant or polls=N*"),
        ("failure_rate=7", "*failure_rate must be 0 to 1*"),
    ],
)
def test_a_marker_that_is_wrong_is_a_sentence(
    marker: str, says: str, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(f"""
        import pytest

        @pytest.mark.virtualstaging_mock({marker})
        def test_it(virtualstaging_mock):
            pass
    """)
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([says])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert len(result.outlines) < 20


def test_one_server_serves_a_whole_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.fixture(scope="session")
        def url(virtualstaging_mock_session):
            return virtualstaging_mock_session.base_url

        seen = []

        @pytest.mark.parametrize("n", [1, 2])
        def test_it(url, virtualstaging_mock_session, n):
            seen.append(url)
            assert len(set(seen)) == 1
            assert not list(virtualstaging_mock_session.mock.requests)
            virtualstaging_mock_session.mock.answer("GET", "/v2/user")
            virtualstaging_mock_session.reset()
    """)
    pytester.runpytest().assert_outcomes(passed=2)


def test_where_sockets_are_blocked_the_transport_works_and_the_url_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As pytest-socket blocks them: by a class that raises a RuntimeError."""

    def blocked(*_: object, **__: object) -> None:
        raise RuntimeError("A test tried to use socket.socket.")

    monkeypatch.setattr(socket, "socket", blocked)
    with MockForTests() as mock:
        with httpx.Client(transport=mock.transport()) as client:
            headers = {"Authorization": f"Api-Key {mock.api_key}"}
            assert client.get(f"{mock.mock.base_url}/user", headers=headers).status_code == 200
        with pytest.raises(RuntimeError, match="--allow-hosts"):
            _ = mock.base_url


@pytest.mark.parametrize("module", ["virtualstaging_mock", "virtualstaging_mock.pytest_plugin"])
def test_what_is_not_used_costs_nothing(module: str) -> None:
    heavy = ["httpx", "jinja2", "jsonschema_rs", "orjson", "PIL", "starlette", "uvicorn", "yaml"]
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
