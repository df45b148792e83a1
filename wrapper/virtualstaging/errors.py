"""What can go wrong. Everything raised on purpose by this package is a `VirtualStagingError`:

VirtualStagingError
├── ConfigurationError          the client was set up wrongly: no key, an unusable base URL
├── ImageError                  a photo cannot be used: no image, too large, not there
├── APIStatusError              the API answered with an error status
│   ├── ValidationError         400; or refused here before it was sent: `status` None
│   ├── AuthenticationError     401: no key, a wrong key, or sent in a wrong way
│   ├── PermissionDeniedError   403: the plan does not allow it, or its photos are used up
│   ├── NotFoundError           404: no render or variation has this id
│   ├── RateLimitError          429: too many calls; `retry_after`
│   └── ServerError             5xx
├── APIConnectionError          no answer came, and asking again is harmless
│   └── APITimeoutError         … because time ran out
├── UnexpectedResponseError     an answer that is not the spec's; `body`, `render_ids`
├── UnknownOutcomeError         something may have been made, or not; `candidates`
├── WaitTimeoutError            time ran out while waiting; `done` and `pending`
├── VariationError              a variation ended in error
├── DownloadError               a result could not be downloaded whole
└── WebhookVerificationError    a webhook is not to be trusted: its signature or form is wrong

All hold plain data, can be pickled, and never hold the API key or a signed link.
"""

from typing import Any

import virtualstaging as vs

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "ConfigurationError",
    "DownloadError",
    "ImageError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
    "UnexpectedResponseError",
    "UnknownOutcomeError",
    "ValidationError",
    "VariationError",
    "VirtualStagingError",
    "WaitTimeoutError",
    "WebhookVerificationError",
]


def _restore(cls: type["VirtualStagingError"], state: dict[str, Any]) -> "VirtualStagingError":
    error = cls.__new__(cls, state["message"])
    error.__dict__.update(state)
    return error


class VirtualStagingError(Exception):
    """Base of all errors of this package.

    Args:
        message: What was wrong and what to do, in words.
        operation: The spec's operationId of the call, if there was one.
        status: The HTTP status, if an answer came.
        request_id: The server's name for the request, if it gave one.
        body: The answer's body, cut short, with keys and signatures removed.
        render_ids: Ids of renders that the call has made, as far as they are known: what was
            charged is not lost with the error.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        body: str | None = None,
        render_ids: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.status = status
        self.request_id = request_id
        self.body = body
        self.render_ids = render_ids

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own way calls the class with `args` alone and loses every keyword.
        return _restore, (type(self), dict(self.__dict__))


class ConfigurationError(VirtualStagingError):
    """The client was set up wrongly."""


class ImageError(VirtualStagingError):
    """A photo cannot be used: it is no image, too large, or not there. Nothing was sent."""


class APIStatusError(VirtualStagingError):
    """The API answered with an error status.

    Args:
        retry_after: Seconds that the server asks to wait, if it said so.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, **data: Any) -> None:
        super().__init__(message, **data)
        self.retry_after = retry_after


class ValidationError(APIStatusError):
    """The request breaks the API's rules: 400, or refused here unsent (`status` is None)."""


class AuthenticationError(APIStatusError):
    """401: no key, a wrong key, or a key sent in a wrong way."""


class PermissionDeniedError(APIStatusError):
    """403: the plan does not allow it, or its photos are used up."""


class NotFoundError(APIStatusError):
    """404: no render or variation has this id."""


class RateLimitError(APIStatusError):
    """429: too many calls; `retry_after` if the server said when to come again."""


class ServerError(APIStatusError):
    """5xx: the server failed."""


class APIConnectionError(VirtualStagingError):
    """No answer came. Nothing was created: either nothing was sent, or the call only reads."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class UnexpectedResponseError(VirtualStagingError):
    """An answer came that is not the spec's, or not to what was asked: no JSON, a field missing, a
    redirect, another id. If it names what was created, that is in `render_ids`."""


class UnknownOutcomeError(VirtualStagingError):
    """A call that creates was sent, and it is not known whether the server carried it out.

    It was not sent again, since that could charge twice, and what was made is not known for
    certain. Look at the `candidates`, or ask again later: `client.reconcile(error)`.

    Args:
        candidates: Ids of what the call may have made: of renders, or of variations for calls
            that add variations.
        doubt: What is needed to look again; plain data.
        retry_after: Seconds after which `reconcile` can say that nothing was made, if it was too
            early for that.
    """

    def __init__(
        self,
        message: str,
        *,
        candidates: tuple[str, ...] = (),
        doubt: Any = None,  # a Doubt, whose module imports this one
        retry_after: float | None = None,
        **data: Any,
    ) -> None:
        super().__init__(message, **data)
        self.candidates = candidates
        self.doubt = doubt
        self.retry_after = retry_after

    def reconcile(self, client: Any) -> Any:
        """The same as `client.reconcile(error)`; to be awaited with an `AsyncVirtualStaging`."""
        return client.reconcile(self)


class WaitTimeoutError(VirtualStagingError):
    """Time ran out while waiting. The work goes on; wait again with what is pending.

    Args:
        done: The renders that have ended.
        pending: The ids of those that have not.
    """

    def __init__(
        self,
        message: str,
        *,
        done: "tuple[vs.Render, ...]" = (),
        pending: tuple[str, ...] = (),
        **data: Any,
    ) -> None:
        super().__init__(message, **data)
        self.done = done
        self.pending = pending


class VariationError(VirtualStagingError):
    """A variation ended in error.

    Args:
        render_id: The render it belongs to.
        variation_ids: Those that ended in error.
    """

    def __init__(
        self,
        message: str,
        *,
        render_id: str | None = None,
        variation_ids: tuple[str, ...] = (),
        **data: Any,
    ) -> None:
        super().__init__(message, **data)
        self.render_id = render_id
        self.variation_ids = variation_ids


class DownloadError(VirtualStagingError):
    """A result could not be downloaded whole. No half-written file is left under its name.

    Args:
        path: Where it was to be written.
        paths: Of several downloads, the files that are there.
        failures: Of several downloads, the errors of those that failed.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        paths: tuple[str, ...] = (),
        failures: "tuple[VirtualStagingError, ...]" = (),
        **data: Any,
    ) -> None:
        super().__init__(message, **data)
        self.path = path
        self.paths = paths
        self.failures = failures


class WebhookVerificationError(VirtualStagingError):
    """A webhook is not to be trusted: wrong or missing signature, or not the form of an event."""
