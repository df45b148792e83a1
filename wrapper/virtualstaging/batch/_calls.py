"""The call of a job, made of what its journal holds."""

import hashlib
import json
from functools import partial
from typing import Any

from virtualstaging import errors
from virtualstaging._core.requests import Call
from virtualstaging._core.steps import Flow, Work
from virtualstaging._operations.creates import new_render, new_variations
from virtualstaging._photos import image_url
from virtualstaging.configs import counted
from virtualstaging_api import models

from ._data import Job, Outcome

_CHANGED = "The photo has changed since it was checked. Start again."


def call_of(job: Job, webhook_url: str | None) -> Flow[Call[Any] | Outcome]:
    """The call of a job, or why it can't be made."""
    configs = [_config(text) for text, _ in job.wants]
    counts = [count for _, count in job.wants]
    if job.render_id is not None:
        return new_variations(job.render_id, configs[0], counts[0], False)
    try:
        url: str = yield Work(partial(image_url, job.photo))
    except errors.ImageError as error:
        return Outcome("refused", reason=str(error))
    if hashlib.sha256(url.encode()).hexdigest() != job.digest:
        return Outcome("refused", reason=_CHANGED)
    if len(configs) == 1:
        return new_render([url], configs[0], counts[0], webhook_url, False)
    several = [counted(config, count) for config, count in zip(configs, counts, strict=True)]
    return new_render([url], several, 1, webhook_url, False)


def _config(text: str) -> Any:
    """A configuration as it was ordered: of which kind it is, the client of the spec knows."""
    body = {"config": json.loads(text), "image_url": "", "variation_count": 1}
    return models.SingleConfigRender.from_dict(body).config
