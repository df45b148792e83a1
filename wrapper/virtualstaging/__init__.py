"""Typed client for the Virtual Staging AI API v2: sync and async, safe with money and secrets.

    from virtualstaging import VirtualStaging, staging

    with VirtualStaging() as client:
        config = staging(room_type="living", style="modern")
        render = client.renders.create("empty.jpg", config, variation_count=3)

Where to read on: `client` lists what can be done, `errors` what can go wrong. Below them,
`_resources` holds the operations' words, `_core.operations` how each becomes a flow, `_core.calls`
what a flow does, and `_core.drivers` carries flows out.

Names are imported when they are first asked for, so that `import virtualstaging` costs little.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virtualstaging import testing, webhooks
    from virtualstaging.async_client import AsyncVirtualStaging
    from virtualstaging.client import VirtualStaging
    from virtualstaging.configs import (
        BulkRender,
        counted,
        declutter,
        dusk,
        enhancement,
        staging,
    )
    from virtualstaging.errors import (
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        ConfigurationError,
        DownloadError,
        ImageError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        ServerError,
        UnexpectedResponseError,
        UnknownOutcomeError,
        ValidationError,
        VariationError,
        VirtualStagingError,
        WaitTimeoutError,
        WebhookVerificationError,
    )
    from virtualstaging.pages import AsyncPage, Page
    from virtualstaging_api.models import (
        Account,
        Analysis,
        BulkVariation,
        CountedDayToDuskConfig,
        CountedEnhancementConfig,
        CountedStagingConfig,
        DayToDuskConfig,
        EnhancementConfig,
        LegacyStagingConfig,
        Message,
        MultiViewCompatibility,
        Render,
        ResultImage,
        StagingConfig,
        UnknownConfig,
        Variation,
        VariationPage,
    )
    from virtualstaging_api.types import UNSET, Unset
else:
    _HOMES = {
        "virtualstaging.async_client": ("AsyncVirtualStaging",),
        "virtualstaging.client": ("VirtualStaging",),
        "virtualstaging.configs": (
            "BulkRender",
            "counted",
            "declutter",
            "dusk",
            "enhancement",
            "staging",
        ),
        "virtualstaging.pages": ("AsyncPage", "Page"),
        "virtualstaging.errors": (
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
        ),
        "virtualstaging_api.types": ("UNSET", "Unset"),
        "virtualstaging_api.models": (
            "Account",
            "Analysis",
            "BulkVariation",
            "CountedDayToDuskConfig",
            "CountedEnhancementConfig",
            "CountedStagingConfig",
            "DayToDuskConfig",
            "EnhancementConfig",
            "LegacyStagingConfig",
            "Message",
            "MultiViewCompatibility",
            "Render",
            "ResultImage",
            "StagingConfig",
            "UnknownConfig",
            "Variation",
            "VariationPage",
        ),
    }
    _HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

    def __getattr__(name):
        from importlib import import_module

        if name in ("testing", "webhooks"):
            return import_module(f"virtualstaging.{name}")
        module = _HOME_OF.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(module), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = [
    "UNSET",
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "Account",
    "Analysis",
    "AsyncPage",
    "AsyncVirtualStaging",
    "AuthenticationError",
    "BulkRender",
    "BulkVariation",
    "ConfigurationError",
    "CountedDayToDuskConfig",
    "CountedEnhancementConfig",
    "CountedStagingConfig",
    "DayToDuskConfig",
    "DownloadError",
    "EnhancementConfig",
    "ImageError",
    "LegacyStagingConfig",
    "Message",
    "MultiViewCompatibility",
    "NotFoundError",
    "Page",
    "PermissionDeniedError",
    "RateLimitError",
    "Render",
    "ResultImage",
    "ServerError",
    "StagingConfig",
    "UnexpectedResponseError",
    "UnknownConfig",
    "UnknownOutcomeError",
    "Unset",
    "ValidationError",
    "Variation",
    "VariationError",
    "VariationPage",
    "VirtualStaging",
    "VirtualStagingError",
    "WaitTimeoutError",
    "WebhookVerificationError",
    "counted",
    "declutter",
    "dusk",
    "enhancement",
    "staging",
    "testing",
    "webhooks",
]
