"""What the rules of the model are given to judge an answer by."""

from collections.abc import Callable
from dataclasses import dataclass

from contract_tests.exchange import Answer, Exchange, Request
from contract_tests.model.account import Account
from contract_tests.model.objects import Instant, ObjectRules
from contract_tests.spec.document import Spec

WHOLE = {"include_variations": True, "variations_limit": 100, "variations_order": "asc"}


@dataclass
class Context:
    """The spec, what is known so far, and two ways to ask the server for more.

    Args:
        spec: What the server claims to obey.
        objects: The rules for each object.
        accounts: What is known of each key's account.
        instant: Gives the server's time now.
        call: Sends a request with a key; its answer is checked like any other.
        read: The same, but the answer is checked by the schemas only: it may show what is not
            known yet.
        check: Checks such an answer, once everything in it is known.
        since: The server's time when the judged request was sent, where that is known.
    """

    spec: Spec
    objects: ObjectRules
    accounts: dict[str, Account]
    instant: Callable[[], Instant]
    call: Callable[..., Answer]
    read: Callable[..., Exchange]
    check: Callable[[Request, Answer], None]
    since: float | None = None

    def read_user(self, account: Account) -> None:
        """Read the account, which checks what was charged."""
        self.call("GET", "/user", key=account.key)
