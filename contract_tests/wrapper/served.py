"""A plain call of the wrapper whose requests are answered by a list."""

from typing import Any

import httpx

from contract_tests.client import wrapped
from contract_tests.client.samples import answered, asked, coherent
from contract_tests.spec.document import the_spec
from virtualstaging import VirtualStagingError

SPEC = the_spec()
CREATING = [one.id for one in SPEC.operations.values() if one.creates or one.id == "analyze_image"]
READING = [name for name in SPEC.operations if name not in CREATING]
OWN = {"message": "Too many requests."}
"""With a 429: that it is the API's own, and not a gateway's."""


def run(
    name: str,
    kind: wrapped.Kind,
    answers: list[Any],
    options: dict[str, Any] | None = None,
    success: int | None = None,
) -> tuple[Any, list[str], list[float]]:
    """A plain call whose requests get these answers or exceptions in turn; then its own success, or
    that with another status.

    Returns:
        What came of it, the methods of its requests, and its pauses. What a call that creates looks
        at before it is sent does not count, and shows nothing.
    """
    methods: list[str] = []
    status, body = answered(SPEC, name)
    status = success or status
    call = asked(SPEC, name, body)
    if name == "create_renders_bulk":
        body = coherent({"renders": body["renders"] * len(call.body["renders"])})

    def handler(request: httpx.Request) -> httpx.Response:
        if name in CREATING and request.method == "GET" and not methods:
            return httpx.Response(404)
        methods.append(request.method)
        if len(methods) > len(answers):
            return (
                httpx.Response(status, content=b"")
                if body is None
                else httpx.Response(status, json=body)
            )
        answer = answers[len(methods) - 1]
        if isinstance(answer, type):
            raise answer(
                "planted", **({"request": request} if answer is not httpx.InvalidURL else {})
            )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    with wrapped.client(kind, handler, **(options or {})) as one:
        try:
            outcome = one.do(wrapped.use_of(call))
        except VirtualStagingError as error:
            outcome = error
        return outcome, methods, one.clock.pauses
