"""Without extras: the client works, and each command says which extra it lacks."""

import pytest

from tests.packaging._installation import Installation

IMPORT_ALL = """
import importlib, pkgutil, {package}
for module in pkgutil.walk_packages({package}.__path__, "{package}."):
    name = module.name
    # pytest alone loads the plugin; workers on several machines are an extra.
    if not name.endswith(("__main__", ".pytest_plugin")) and ".distributed" not in name:
        importlib.import_module(module.name)
print(*sorted(__import__("sys").modules))
"""


def test_bare_install_has_no_extra(bare: Installation) -> None:
    """The other tests here would prove nothing if something of the extras were there."""
    code = "from importlib.util import find_spec as f; print([n for n in {!r} if f(n)])"
    extras = [
        "dbos",
        "jinja2",
        "jsonschema_rs",
        "orjson",
        "PIL",
        "rich",
        "starlette",
        "uvicorn",
        "yaml",
    ]
    assert bare.python(code.format(extras)) == "[]"


@pytest.mark.parametrize("package", ["virtualstaging", "virtualstaging_api"])
def test_client_needs_only_the_declared_dependencies(bare: Installation, package: str) -> None:
    """Every module of it, not only the first one, imports without any extra."""
    modules = bare.python(IMPORT_ALL.format(package=package)).split()
    assert package in modules


def test_importing_the_client_leaves_the_mock_alone(bare: Installation) -> None:
    """An application that never uses the mock does not pay for it."""
    code = "import sys, virtualstaging; print('virtualstaging_mock' in sys.modules)"
    assert bare.python(code) == "False"


def test_mock_command_names_the_extra_it_needs(bare: Installation) -> None:
    """Wrong use: exit code 2, and the very command that mends it."""
    done = bare.run("virtualstaging-mock", "serve")
    assert done.returncode == 2
    assert "pip install 'virtualstaging[mock]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_workers_name_the_extra_they_need(bare: Installation) -> None:
    """Wrong use: exit code 2, and the very command that mends it."""
    done = bare.run("virtualstaging", "batch", "work", "--slot", "a")
    assert done.returncode == 2
    assert "pip install 'virtualstaging[distributed]'" in done.stderr


def test_command_line_works_or_names_the_extra_it_needs(bare: Installation) -> None:
    """Help needs nothing; no bare installation ever shows a traceback."""
    done = bare.run("virtualstaging", "--help")
    assert "Traceback" not in done.stderr
    if done.returncode != 0:
        assert "pip install 'virtualstaging[cli]'" in done.stderr


def test_pytest_runs_beside_a_bare_install(with_pytest: Installation) -> None:
    """The mock's pytest plugin is found by every pytest near it: it must load without the extra."""
    shown = with_pytest.python(
        "import pytest; pytest.main(['--markers', '-p', 'no:cacheprovider'])"
    )
    assert "virtualstaging_mock(" in shown


def test_mock_needs_only_what_its_extra_declares(with_mock: Installation) -> None:
    """Every module of the mock imports with the extra `mock` and nothing else."""
    modules = with_mock.python(IMPORT_ALL.format(package="virtualstaging_mock")).split()
    assert "virtualstaging_mock" in modules
    assert "virtualstaging" not in modules


def test_mock_finds_its_spec_where_it_is_installed(with_mock: Installation) -> None:
    """The link of the checkout has become a file beside the package."""
    code = (
        "import yaml; from importlib.resources import files;"
        "print(yaml.safe_load(files('virtualstaging_mock').joinpath('openapi.yaml').read_bytes())['openapi'])"
    )
    assert with_mock.python(code).startswith("3.1.")
