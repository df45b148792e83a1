"""Webhook secrets that are kept, lost, or taken over at the wrong time."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead
from contract_tests.faults.messages import with_body


@instead("secrets", "delete_webhook_secret")
def deleting_the_secret_does_nothing(request: Request, server: Calling, at: At) -> Answer:
    """The secret is said to be removed, and goes on signing."""
    if server(Request("GET", "/status", "", request.headers)).status != 200:
        return server(request)
    return Answer(
        200,
        (("content-type", "application/json"),),
        b'{"message": "Webhook secret removed successfully"}',
    )


@instead("secrets", "set_webhook_secret")
def the_first_secret_wins(request: Request, server: Calling, at: At) -> Answer:
    """Once a secret is set another one is not taken over."""
    secret = at.body.get("webhook_secret") if isinstance(at.body, dict) else None
    kept = at.memory.get(at.key)
    answer = server(request)
    if answer.status == 200 and kept:
        server(with_body(request, {"webhook_secret": kept}))
    elif answer.status == 200:
        at.memory[at.key] = secret
    return answer


@instead("secrets")
def a_refused_secret_is_set(request: Request, server: Calling, at: At) -> Answer:
    """A secret with forbidden characters is refused, and the old one is gone."""
    answer = server(request)
    if at.operation == "set_webhook_secret" and answer.status == 400 and at.key:
        server(Request("DELETE", request.path, "", request.headers))
    return answer
