"""What both sides of a distributed batch must agree on."""

import hashlib
import json
from typing import Any

from dbos import Serializer

from virtualstaging.batch._database import JournalError

QUEUE = "virtualstaging-orders"
WORKFLOW = "virtualstaging-order"
VERSION = "1"
"""Of the workflow: workers take over only what was begun with the same one."""


class Json(Serializer):
    """What is kept is JSON: a database that others can write to must not run code here."""

    def serialize(self, data: Any) -> str:
        """As JSON; an error as its text."""
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        """From JSON."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """Noted beside the data."""
        return "virtualstaging_json"


def short(text: str) -> str:
    """A key for any text."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def out_of_reach(error: Exception) -> JournalError:
    """What is raised when the workers' database can't be used. Its URL holds a password."""
    return JournalError(
        f"The workers' database can't be used ({type(error).__name__}): is it running? The same "
        "command goes on from here."
    )
