# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""What the spec says of the API as a whole."""

KEY_HEADER = "Authorization"
"""The header that the API key is sent in."""

KEY_PREFIX = "Api-Key"
"""What stands before the key, with a space; empty: the key alone."""

SERVERS: dict[str, str] = {
    "production": "https://api.virtualstagingai.app/v2",
    "long_calls": "https://us-central1-furniture-ai.cloudfunctions.net/apiV2",
}
"""Base URLs by name, the usual one first."""

WEBHOOK_SIGNATURE_HEADER = "X-Webhook-Signature"
"""The header that a webhook's signature stands in."""

WEBHOOK_SIGNATURE_PATTERN = "^[0-9a-f]{64}$"
"""What a signature looks like."""
