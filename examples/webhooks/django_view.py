"""Receive webhooks with Django: a view for `path("hooks/staging", receive)` in your urls.py."""

import os

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from virtualstaging import WebhookVerificationError, webhooks

seen: set[str] = set()  # yours: a table with a unique key, so that it survives a restart
finished: list[str] = []


@csrf_exempt  # the signature proves the sender, not a cookie
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    try:
        event = webhooks.unwrap(request.body, request.headers, secret=os.environ["WEBHOOK_SECRET"])
    except WebhookVerificationError as error:
        return HttpResponse(str(error), status=400)
    if event.key not in seen:
        seen.add(event.key)
        if isinstance(event, webhooks.VariationDoneEvent):
            finished.append(event.variation_id)  # yours: hand over to a queue, answer at once
    return HttpResponse()
