"""Typed client for the Virtual Staging AI API v2: sync and async, safe with money and secrets.

    from virtualstaging import VirtualStaging, staging

    with VirtualStaging() as client:
        config = staging(room_type="living", style="modern")
        render = client.renders.create("empty.jpg", config, variation_count=3)

Where to read on: `_async` lists what can be done (`_sync` is made from it), `errors` what can go
wrong. Below them, `_operations` makes a flow of each operation, `_core.answers` and
`_recovery.creating` make the calls, and `_core.drivers` carries flows out.

Names are imported when they are first asked for, so that `import virtualstaging` costs little.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # "as" with the same name: these are the package's own names, for type checkers.
    from virtualstaging import batch as batch, testing as testing, webhooks as webhooks
    from virtualstaging._async.batch import AsyncBatchRun as AsyncBatchRun
    from virtualstaging._async.client import AsyncVirtualStaging as AsyncVirtualStaging
    from virtualstaging._async.engine import AsyncHttpClient as AsyncHttpClient
    from virtualstaging._core.clock import Clock as Clock
    from virtualstaging._core.settings import Poll as Poll
    from virtualstaging._downloads.links import Which as Which
    from virtualstaging._photos import Photo as Photo
    from virtualstaging._sync.batch import BatchRun as BatchRun
    from virtualstaging._sync.client import VirtualStaging as VirtualStaging
    from virtualstaging._sync.engine import HttpClient as HttpClient
    from virtualstaging._waiting.wait import OnUpdate as OnUpdate
    from virtualstaging.configs import *  # noqa: F403 - its names are all public
    from virtualstaging.errors import *  # noqa: F403
    from virtualstaging.pages import (
        AsyncPage as AsyncPage,
        Page as Page,
        PendingPage as PendingPage,
    )
    from virtualstaging.render import Render as Render, RenderStatus as RenderStatus
    from virtualstaging_api.enums import (
        AnalysisStatus as AnalysisStatus,
        RemovalMode as RemovalMode,
        RoomType as RoomType,
        SkyStyle as SkyStyle,
        Style as Style,
        VariationStatus as VariationStatus,
        VariationType as VariationType,
    )
    from virtualstaging_api.models import (
        Account as Account,
        Analysis as Analysis,
        BulkVariation as BulkVariation,
        CountedDayToDuskConfig as CountedDayToDuskConfig,
        CountedEnhancementConfig as CountedEnhancementConfig,
        CountedStagingConfig as CountedStagingConfig,
        DayToDuskConfig as DayToDuskConfig,
        EnhancementConfig as EnhancementConfig,
        LegacyStagingConfig as LegacyStagingConfig,
        Message as Message,
        MultiViewCompatibility as MultiViewCompatibility,
        ResultImage as ResultImage,
        StagingConfig as StagingConfig,
        UnknownConfig as UnknownConfig,
        Variation as Variation,
        VariationPage as VariationPage,
    )
    from virtualstaging_api.types import UNSET as UNSET, Unset as Unset

    __all__: list[str]
else:
    # Names by the module that has them.
    _HOMES = {
        "virtualstaging._async.batch": "AsyncBatchRun",
        "virtualstaging._sync.batch": "BatchRun",
        "virtualstaging._async.client": "AsyncVirtualStaging",
        "virtualstaging._async.engine": "AsyncHttpClient",
        "virtualstaging._core.clock": "Clock",
        "virtualstaging._core.settings": "Poll",
        "virtualstaging._downloads.links": "Which",
        "virtualstaging._photos": "Photo",
        "virtualstaging._sync.client": "VirtualStaging",
        "virtualstaging._sync.engine": "HttpClient",
        "virtualstaging._waiting.wait": "OnUpdate",
        "virtualstaging.configs": (
            "BulkRender Config CountedConfig NewValue counted declutter dusk enhancement staging"
        ),
        "virtualstaging.errors": (
            "APIConnectionError APIStatusError APITimeoutError AuthenticationError "
            "ConfigurationError DownloadError ImageError NotFoundError PermissionDeniedError "
            "RateLimitError ServerError UnexpectedResponseError UnknownOutcomeError "
            "ValidationError VariationError VirtualStagingError WaitTimeoutError "
            "WebhookVerificationError"
        ),
        "virtualstaging.pages": "AsyncPage Page PendingPage",
        "virtualstaging.render": "Render RenderStatus",
        "virtualstaging_api.enums": (
            "AnalysisStatus RemovalMode RoomType SkyStyle Style VariationStatus VariationType"
        ),
        "virtualstaging_api.models": (
            "Account Analysis BulkVariation CountedDayToDuskConfig CountedEnhancementConfig "
            "CountedStagingConfig DayToDuskConfig EnhancementConfig LegacyStagingConfig Message "
            "MultiViewCompatibility ResultImage StagingConfig UnknownConfig Variation "
            "VariationPage"
        ),
        "virtualstaging_api.types": "UNSET Unset",
    }
    _HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}
    __all__ = sorted((*_HOME_OF, "batch", "testing", "webhooks"))

    def __getattr__(name):
        from importlib import import_module

        if name in ("batch", "testing", "webhooks"):
            return import_module(f"virtualstaging.{name}")
        module = _HOME_OF.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(module), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__})
