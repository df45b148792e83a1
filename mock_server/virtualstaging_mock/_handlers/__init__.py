"""One handler for each operationId: only the behaviour that the document cannot say."""

from virtualstaging_mock._spec.references import SpecError
from virtualstaging_mock._spec.spec import Spec

from .account import delete_webhook_secret, get_status, get_user, set_webhook_secret
from .call import Handler
from .images import analyze_image, check_multi_view
from .renders import create_render, create_renders_bulk, get_render, list_renders
from .variations import create_variations, create_variations_bulk, get_variation

HANDLERS: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (
        analyze_image,
        check_multi_view,
        create_render,
        create_renders_bulk,
        create_variations,
        create_variations_bulk,
        delete_webhook_secret,
        get_render,
        get_status,
        get_user,
        get_variation,
        list_renders,
        set_webhook_secret,
    )
}
CREATING = frozenset(
    handler.__name__
    for handler in (
        analyze_image,
        create_render,
        create_renders_bulk,
        create_variations,
        create_variations_bulk,
    )
)
"""The operations that make something, so that a repeat makes it twice."""


def check_handlers(spec: Spec) -> None:
    """Check that each operation has a handler, and each handler an operation.

    Raises:
        SpecError: one lacks the other.
    """
    missing = sorted(spec.operations.keys() - HANDLERS.keys())
    unknown = sorted(HANDLERS.keys() - spec.operations.keys())
    if missing or unknown:
        raise SpecError(
            f"Operations without a handler: {missing}. Handlers without an operation: {unknown}."
        )
