"""OpenTelemetry spans, one for each call. Used only if the application has it in use."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from virtualstaging.errors import VirtualStagingError

logger = logging.getLogger("virtualstaging")


@contextmanager
def span(name: str) -> Iterator[None]:
    """A span around a call. Its attributes hold neither ids nor links nor texts of answers.

    What fails in the application's tracing does not become an error of the call, whose render may
    be charged by then.
    """
    stack, current = ExitStack(), None
    with _harmless():
        current = stack.enter_context(_started(name))
    try:
        yield
    except VirtualStagingError as error:
        if current is not None:
            with _harmless():
                _describe(current, error)
        raise
    finally:
        with _harmless():
            stack.close()


def _started(name: str) -> Any:
    from opentelemetry import trace  # no dependency of ours

    return trace.get_tracer("virtualstaging").start_as_current_span(
        f"virtualstaging.{name}",
        kind=trace.SpanKind.CLIENT,
        record_exception=False,
        set_status_on_exception=False,
    )


def _describe(current: Any, error: VirtualStagingError) -> None:
    from opentelemetry import trace

    current.set_attribute("error.type", type(error).__name__)
    if error.status is not None:
        current.set_attribute("http.response.status_code", error.status)
    current.set_status(trace.StatusCode.ERROR)


@contextmanager
def _harmless() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever the application's exporter raises
        logger.warning("a call could not be traced (%s)", type(error).__name__)
