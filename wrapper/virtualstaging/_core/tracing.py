"""OpenTelemetry spans, one for each call. Used only if the application has it in use."""

from collections.abc import Iterator
from contextlib import contextmanager

from virtualstaging.errors import VirtualStagingError


@contextmanager
def span(name: str) -> Iterator[None]:
    """A span around a call. Its attributes hold neither ids nor links nor texts of answers."""
    from opentelemetry import trace  # no dependency of ours

    tracer = trace.get_tracer("virtualstaging")
    with tracer.start_as_current_span(
        f"virtualstaging.{name}",
        kind=trace.SpanKind.CLIENT,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield
        except VirtualStagingError as error:
            current.set_attribute("error.type", type(error).__name__)
            if error.status is not None:
                current.set_attribute("http.response.status_code", error.status)
            current.set_status(trace.StatusCode.ERROR)
            raise
