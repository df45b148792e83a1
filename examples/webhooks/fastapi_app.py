"""Receive webhooks with FastAPI. Run: uvicorn fastapi_app:app"""

import os

from fastapi import FastAPI, HTTPException, Request

from virtualstaging import WebhookVerificationError, webhooks

app = FastAPI()
seen: set[str] = set()  # yours: a table with a unique key, so that it survives a restart
finished: list[str] = []


@app.post("/hooks/staging")
async def receive(request: Request) -> dict[str, bool]:
    try:
        event = webhooks.unwrap(
            await request.body(), request.headers, secret=os.environ["WEBHOOK_SECRET"]
        )
    except WebhookVerificationError as error:
        raise HTTPException(400, str(error)) from None
    if event.key not in seen:
        seen.add(event.key)
        if isinstance(event, webhooks.VariationDoneEvent):
            finished.append(event.variation_id)  # yours: hand over to a queue, answer at once
    return {"received": True}
