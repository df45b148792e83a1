"""Every fault that is planted."""

from contract_tests.faults.fault import client_faults

CATALOGUE = client_faults()
