"""Answers, checked by the document before they are sent."""

from typing import Any

import orjson

from virtualstaging_mock._http.reply import JSON_HEADERS, Reply
from virtualstaging_mock._spec.spec import Answer, Operation


class ContractBug(RuntimeError):  # noqa: N818 (a fault of the mock, not an error of its user)
    """The mock was about to send what the document does not allow."""


def answer_of(operation: Operation | None, status: int) -> Answer:
    """What the document says of an answer of the operation.

    Raises:
        ContractBug: the document has no such answer.
    """
    answer = None if operation is None else operation.answers.get(status)
    if answer is None:
        raise ContractBug(f"{operation and operation.id} has no answer {status}.")
    return answer


def reply_of(answer: Answer, payload: Any) -> Reply:
    """An answer that fits the document; the mock never sends one that does not."""
    if answer.schema is None:
        return Reply(answer.status)
    validator = answer.schema.validator
    if not validator.is_valid(payload):
        problem = next(validator.iter_errors(payload))
        raise ContractBug(f"An answer {answer.status} does not fit the document: {problem.message}")
    return Reply(answer.status, JSON_HEADERS, orjson.dumps(payload))
