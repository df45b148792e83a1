"""Every fault that is planted, and those that no test can reach."""

from contract_tests.client_faults import answers, conduct, files, manners, orders, requests
from contract_tests.client_faults.planting import Fault

CATALOGUE: tuple[Fault, ...] = (
    *requests.FAULTS,
    *answers.FAULTS,
    *conduct.FAULTS,
    *files.FAULTS,
    *orders.FAULTS,
    *manners.FAULTS,
)

OUT_OF_REACH: dict[str, str] = {}
"""Names of faults that the tests cannot catch, each with the reason."""
