"""Every planted fault."""

from contract_tests.faults.fault import Fault
from contract_tests.faults.tables import client_faults, server_faults

CATALOGUE: tuple[Fault, ...] = (*client_faults(), *server_faults())
