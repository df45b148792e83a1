"""All checks of the model: the scenarios and the machine. Importing a module puts its checks on
the list."""

from contract_tests.model import machine
from contract_tests.model.scenarios import (
    creating,
    living,
    money,
    paging,
    pictures,
    tenants,
    webhooks,
)

__all__ = ["creating", "living", "machine", "money", "paging", "pictures", "tenants", "webhooks"]
