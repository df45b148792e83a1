"""Requests that should be refused and are not: bounds, enums, types, patterns, required
properties."""

from contract_tests.exchange import Request
from contract_tests.faults.layers import At, on_requests

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
