# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""The objects and enums of the API. Each is imported when it is first asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account
    from .account_user import AccountUser
    from .add_furniture import AddFurniture
    from .analysis import Analysis
    from .analysis_completion_event import AnalysisCompletionEvent
    from .analysis_error_event import AnalysisErrorEvent
    from .analysis_status import AnalysisStatus
    from .analyze_request import AnalyzeRequest
    from .bulk_variation import BulkVariation
    from .counted import Counted
    from .counted_day_to_dusk_config import CountedDayToDuskConfig
    from .counted_enhancement_config import CountedEnhancementConfig
    from .counted_staging_config import CountedStagingConfig
    from .create_multi_config_render_request import CreateMultiConfigRenderRequest
    from .create_multi_view_render_request import CreateMultiViewRenderRequest
    from .create_renders_bulk_request import CreateRendersBulkRequest
    from .create_single_config_render_request import CreateSingleConfigRenderRequest
    from .create_variations_bulk_request import CreateVariationsBulkRequest
    from .create_variations_request import CreateVariationsRequest
    from .day_to_dusk_config import DayToDuskConfig
    from .delivery_options import DeliveryOptions
    from .enhancement_config import EnhancementConfig
    from .error import Error
    from .get_render_variations_order import GetRenderVariationsOrder
    from .legacy_staging_config import LegacyStagingConfig
    from .list_renders_order import ListRendersOrder
    from .message import Message
    from .multi_config_render import MultiConfigRender
    from .multi_view_compatibility import MultiViewCompatibility
    from .multi_view_compatibility_request import MultiViewCompatibilityRequest
    from .multi_view_render import MultiViewRender
    from .photo_counts import PhotoCounts
    from .removal_mode import RemovalMode
    from .remove_furniture import RemoveFurniture
    from .render import Render
    from .render_list import RenderList
    from .render_page import RenderPage
    from .result_image import ResultImage
    from .room_type import RoomType
    from .single_config_render import SingleConfigRender
    from .sky_style import SkyStyle
    from .staging_config import StagingConfig
    from .style import Style
    from .unknown_config import UnknownConfig
    from .variation import Variation
    from .variation_done_event import VariationDoneEvent
    from .variation_error_event import VariationErrorEvent
    from .variation_list import VariationList
    from .variation_page import VariationPage
    from .variation_status import VariationStatus
    from .variation_type import VariationType
    from .variation_update_event import VariationUpdateEvent
    from .webhook_secret_request import WebhookSecretRequest
else:
    _MODULES = {
        "Account": ".account",
        "AccountUser": ".account_user",
        "AddFurniture": ".add_furniture",
        "Analysis": ".analysis",
        "AnalysisCompletionEvent": ".analysis_completion_event",
        "AnalysisErrorEvent": ".analysis_error_event",
        "AnalysisStatus": ".analysis_status",
        "AnalyzeRequest": ".analyze_request",
        "BulkVariation": ".bulk_variation",
        "Counted": ".counted",
        "CountedDayToDuskConfig": ".counted_day_to_dusk_config",
        "CountedEnhancementConfig": ".counted_enhancement_config",
        "CountedStagingConfig": ".counted_staging_config",
        "CreateMultiConfigRenderRequest": ".create_multi_config_render_request",
        "CreateMultiViewRenderRequest": ".create_multi_view_render_request",
        "CreateRendersBulkRequest": ".create_renders_bulk_request",
        "CreateSingleConfigRenderRequest": ".create_single_config_render_request",
        "CreateVariationsBulkRequest": ".create_variations_bulk_request",
        "CreateVariationsRequest": ".create_variations_request",
        "DayToDuskConfig": ".day_to_dusk_config",
        "DeliveryOptions": ".delivery_options",
        "EnhancementConfig": ".enhancement_config",
        "Error": ".error",
        "GetRenderVariationsOrder": ".get_render_variations_order",
        "LegacyStagingConfig": ".legacy_staging_config",
        "ListRendersOrder": ".list_renders_order",
        "Message": ".message",
        "MultiConfigRender": ".multi_config_render",
        "MultiViewCompatibility": ".multi_view_compatibility",
        "MultiViewCompatibilityRequest": ".multi_view_compatibility_request",
        "MultiViewRender": ".multi_view_render",
        "PhotoCounts": ".photo_counts",
        "RemovalMode": ".removal_mode",
        "RemoveFurniture": ".remove_furniture",
        "Render": ".render",
        "RenderList": ".render_list",
        "RenderPage": ".render_page",
        "ResultImage": ".result_image",
        "RoomType": ".room_type",
        "SingleConfigRender": ".single_config_render",
        "SkyStyle": ".sky_style",
        "StagingConfig": ".staging_config",
        "Style": ".style",
        "UnknownConfig": ".unknown_config",
        "Variation": ".variation",
        "VariationDoneEvent": ".variation_done_event",
        "VariationErrorEvent": ".variation_error_event",
        "VariationList": ".variation_list",
        "VariationPage": ".variation_page",
        "VariationStatus": ".variation_status",
        "VariationType": ".variation_type",
        "VariationUpdateEvent": ".variation_update_event",
        "WebhookSecretRequest": ".webhook_secret_request",
    }

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_MODULES[name], __name__), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *_MODULES})


__all__ = (
    "Account",
    "AccountUser",
    "AddFurniture",
    "Analysis",
    "AnalysisCompletionEvent",
    "AnalysisErrorEvent",
    "AnalysisStatus",
    "AnalyzeRequest",
    "BulkVariation",
    "Counted",
    "CountedDayToDuskConfig",
    "CountedEnhancementConfig",
    "CountedStagingConfig",
    "CreateMultiConfigRenderRequest",
    "CreateMultiViewRenderRequest",
    "CreateRendersBulkRequest",
    "CreateSingleConfigRenderRequest",
    "CreateVariationsBulkRequest",
    "CreateVariationsRequest",
    "DayToDuskConfig",
    "DeliveryOptions",
    "EnhancementConfig",
    "Error",
    "GetRenderVariationsOrder",
    "LegacyStagingConfig",
    "ListRendersOrder",
    "Message",
    "MultiConfigRender",
    "MultiViewCompatibility",
    "MultiViewCompatibilityRequest",
    "MultiViewRender",
    "PhotoCounts",
    "RemovalMode",
    "RemoveFurniture",
    "Render",
    "RenderList",
    "RenderPage",
    "ResultImage",
    "RoomType",
    "SingleConfigRender",
    "SkyStyle",
    "StagingConfig",
    "Style",
    "UnknownConfig",
    "Variation",
    "VariationDoneEvent",
    "VariationErrorEvent",
    "VariationList",
    "VariationPage",
    "VariationStatus",
    "VariationType",
    "VariationUpdateEvent",
    "WebhookSecretRequest",
)
