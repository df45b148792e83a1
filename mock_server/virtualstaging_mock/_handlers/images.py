"""Photos alone: the furniture mask, and whether two of them go together."""

from virtualstaging_mock._state.jobs import Analysis

from .call import Call, Handled, Result, Slow, Waiting
from .rules import judge_pair


def analyze_image(call: Call) -> Handled:
    """A furniture mask.

    With a webhook_url the answer comes at once, and an event is sent at the end. Without one there
    would be no way to learn of the end, so the answer waits for it (assumed).
    """
    body = call.body
    webhook_url = body.get("webhook_url")
    analysis = call.backend.add_analysis(call.account, body["image_url"], webhook_url, call.host)
    if webhook_url is None:
        return Waiting([analysis], lambda: _shown(call, analysis))
    return _shown(call, analysis)


def check_multi_view(call: Call) -> Handled:
    """Whether two photos can be staged together: decided from the photos themselves."""
    photos = call.backend.photos
    first, second = (photos.take(url) for url in call.body["image_urls"])

    def run() -> Result:
        sizes = (photos.size_of(first, fetch=True), photos.size_of(second, fetch=True))
        compatible, impossible, reason = judge_pair(sizes, (first, second))
        return Result(
            200,
            {
                "compatible": compatible,
                "hard_rejected": impossible,
                "rejection_reason": reason,
            },
        )

    return Slow(run)


def _shown(call: Call, analysis: Analysis) -> Result | Slow:
    """The analysis as it stands; how much its mask covers is found by drawing the mask."""
    view, backend = call.view(), call.backend
    if analysis.status(view.now_ms) != "done":
        return Result(200, view.analysis(analysis))

    def run() -> Result:
        percentage = backend.photos.percentage_masked(analysis.photo, backend.pace.seed)
        return Result(200, view.analysis(analysis, percentage))

    return Slow(run)
