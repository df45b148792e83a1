"""Every planted fault."""

from importlib import import_module
from pathlib import Path

from contract_tests.faults.fault import Fault
from contract_tests.faults.layers import FAULTS
from contract_tests.faults.tables import client_faults, server_faults

for _path in sorted((Path(__file__).parent / "server").glob("[!_]*.py")):
    import_module(f"contract_tests.faults.server.{_path.stem}")

CATALOGUE: tuple[Fault, ...] = (*client_faults(), *server_faults(), *FAULTS)
