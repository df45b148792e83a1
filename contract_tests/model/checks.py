"""All checks of the model. Importing a module puts its checks on the list."""

from contract_tests.model import sequences
from contract_tests.scenarios import (
    charges,
    concurrency,
    creation,
    images,
    jobs,
    limits,
    links,
    overview,
    pages,
    tenants,
    webhooks,
)

__all__ = [
    "charges",
    "concurrency",
    "creation",
    "images",
    "jobs",
    "limits",
    "links",
    "overview",
    "pages",
    "sequences",
    "tenants",
    "webhooks",
]
