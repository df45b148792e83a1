"""Receive webhooks with Flask. Run: flask --app flask_app run"""

import os

from flask import Flask, request

from virtualstaging import WebhookVerificationError, webhooks

app = Flask(__name__)
seen: set[str] = set()  # yours: a table with a unique key, so that it survives a restart
finished: list[str] = []


@app.post("/hooks/staging")
def receive() -> tuple[str, int]:
    try:
        event = webhooks.unwrap(
            request.get_data(), request.headers, secret=os.environ["WEBHOOK_SECRET"]
        )
    except WebhookVerificationError as error:
        return str(error), 400
    if event.key not in seen:
        seen.add(event.key)
        if isinstance(event, webhooks.VariationDoneEvent):
            finished.append(event.variation_id)  # yours: hand over to a queue, answer at once
    return "", 200
