"""Requests that should be refused and are not: bounds, enums, types, patterns, required
properties."""

from contract_tests.exchange import Request
from contract_tests.faults.layers import At, on_requests, with_body

PHOTO = "https://example.com/repaired.jpg"


@on_requests("accepted")
def bodies_of_any_type_are_read(request: Request, at: At) -> Request:
    """A body is read as JSON whatever its content type says."""
    if request.body and request.header("content-type"):
        headers = tuple(
            (n, "application/json" if n.lower() == "content-type" else v)
            for n, v in request.headers
        )
        return Request(request.method, request.path, request.query, headers, request.body)
    return request


@on_requests("accepted", "set_webhook_secret")
def broken_json_sets_a_secret(request: Request, at: At) -> Request:
    """A body that is no JSON is taken as the secret itself."""
    return with_body(request, {"webhook_secret": "x"}) if request.body == b"{" else request


@on_requests("accepted", "analyze_image")
def trailing_commas_are_taken(request: Request, at: At) -> Request:
    """A JSON array with a trailing comma is taken for a good body."""
    return with_body(request, {"image_url": PHOTO}) if request.body == b"[1,]" else request
