"""All checks of the model. Importing a module puts its checks on the list."""

from contract_tests.model import machine
from contract_tests.scenarios import charges, creation, images, jobs, pages, tenants, webhooks

__all__ = ["charges", "creation", "images", "jobs", "machine", "pages", "tenants", "webhooks"]
