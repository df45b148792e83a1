"""All checks of the model. Importing a module puts its checks on the list."""

from contract_tests.model import machine
from contract_tests.scenarios import (
    charges,
    concurrency,
    creation,
    images,
    jobs,
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
    "links",
    "machine",
    "overview",
    "pages",
    "tenants",
    "webhooks",
]
