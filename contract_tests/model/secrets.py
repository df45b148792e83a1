"""No answer repeats a key or a webhook secret."""

import json
from collections.abc import Sequence

from contract_tests.exchange import Answer, Request
from contract_tests.spec.rules import check_secrets

SECRET_PATH = "/user/webhook-secret"
# Shorter ones may be words that are in an answer anyway, such as "application".
SHORTEST = 16


def check_no_secret(
    request: Request, answer: Answer, keys: Sequence[str], secrets: Sequence[str]
) -> None:
    """What is in the request's own address may come back in the answer, nothing else."""
    sent = request.path + request.query
    names = {key: "the API key" for key in keys if key not in sent}
    setting = request.path == SECRET_PATH
    # A refusal may name the value that was refused, and that may contain the good one.
    if not setting or answer.status < 300:
        for secret in [*secrets, _secret_in(request)] if setting else secrets:
            if len(secret) >= SHORTEST and secret not in sent:
                names[secret] = "the webhook secret"
    check_secrets(answer, names)


def _secret_in(request: Request) -> str:
    """The webhook secret that a request sets; empty where it sets none."""
    try:
        secret = json.loads(request.body or b"{}")["webhook_secret"]
    except (ValueError, KeyError, TypeError):
        return ""
    return secret if isinstance(secret, str) else ""
