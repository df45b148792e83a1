"""Take a photo by a form, stage it, and be notified by webhook when it is done.

    uvicorn examples.fastapi_service:app

Beside the key it needs WEBHOOK_SECRET, and PUBLIC_URL: where the API reaches this service.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from virtualstaging import (
    AsyncVirtualStaging,
    ImageError,
    ValidationError,
    VirtualStagingError,
    WebhookVerificationError,
    staging,
    webhooks,
)

OUT = Path(os.environ.get("PICTURES", "out/service"))
OUT.mkdir(parents=True, exist_ok=True)
client: AsyncVirtualStaging
seen: set[str] = set()  # yours: a table with a unique key, so that it survives a restart


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """One client for the whole service."""
    global client
    async with AsyncVirtualStaging() as client:
        await client.account.set_webhook_secret(os.environ["WEBHOOK_SECRET"])
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/pictures", StaticFiles(directory=OUT), name="pictures")


@app.post("/photos")
async def upload(
    photo: UploadFile, room: Annotated[str, Form()], style: Annotated[str, Form()]
) -> RedirectResponse:
    """Order it; the answer does not wait for the result."""
    data = await photo.read()
    try:
        config = staging(room_type=room, style=style)
        hook = os.environ["PUBLIC_URL"] + "/hooks/staging"
        render = await client.renders.create(data, config, webhook_url=hook)
    except (ImageError, ValidationError) as error:  # nothing was charged
        raise HTTPException(422, str(error)) from None
    except VirtualStagingError as error:  # may be charged: see "Money"
        raise HTTPException(502, str(error)) from None
    (OUT / render.id).mkdir()
    (OUT / render.id / "before.jpg").write_bytes(data)
    return RedirectResponse("/", 303)


@app.post("/hooks/staging")
async def hook(request: Request, later: BackgroundTasks) -> None:
    """Answer at once, download afterwards."""
    secret = os.environ["WEBHOOK_SECRET"]
    try:
        event = webhooks.unwrap(await request.body(), request.headers, secret=secret)
    except WebhookVerificationError as error:
        raise HTTPException(400, str(error)) from None
    if isinstance(event, webhooks.VariationDoneEvent) and event.key not in seen:
        seen.add(event.key)
        later.add_task(fetch, event.render_id, event.variation_id)


async def fetch(render_id: str, variation_id: str) -> None:
    """Download a result to its photo."""
    variation = await client.variations.get(render_id, variation_id)
    await client.download(variation, OUT / render_id)


@app.get("/")
def page() -> HTMLResponse:
    """The form, and each photo with its results."""
    rows = ""
    for folder in sorted(OUT.iterdir()):
        whole = sorted(folder.glob("[!.]*"))  # what still grows has a name with a dot before it
        images = [f"/pictures/{folder.name}/{one.name}" for one in whole]
        rows += "<p>" + "".join(f'<img src="{escape(one)}" alt="">' for one in images)
    return HTMLResponse(PAGE + rows)


PAGE = """<!doctype html>
<html lang=en>
<meta name=viewport content="width=device-width">
<title>Virtual staging</title>
<style>
  body { font: 1rem system-ui; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  img { width: 48%; margin: 1% }
</style>
<h1>Virtual staging</h1>
<form action="/photos" method=post enctype="multipart/form-data">
  <label>Photo <input type=file name=photo required></label>
  <label>Room <select name=room><option>living<option>bed<option>dining</select></label>
  <label>Style <select name=style><option>modern<option>coastal<option>farmhouse</select></label>
  <button>Stage it</button>
</form>"""
