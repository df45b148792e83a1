# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

import json
from functools import partial
from typing import Any

from ... import models as _models
from ...client import AuthenticatedClient
from ...errors import UnexpectedStatus
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/status",
    }
    return _kwargs


def _parse(status_code: int, content: bytes) -> _models.Error | None:
    """What an answer holds; `UnexpectedStatus` if the spec does not name its status."""
    if status_code == 200:
        return None
    if status_code == 401:
        response_401 = _models.Error.from_dict(json.loads(content))

        return response_401
    if status_code == 500:
        response_500 = _models.Error.from_dict(json.loads(content))

        return response_500
    raise UnexpectedStatus(status_code, content)


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[_models.Error | None]:
    """Check API status

    Answers 200 without content if the API is running.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return client.send(
        partial(
            _get_kwargs,
        ),
        _parse,
    )


def sync(
    *,
    client: AuthenticatedClient,
) -> _models.Error | None:
    """Check API status

    Answers 200 without content if the API is running.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return client.call(
        partial(
            _get_kwargs,
        ),
        _parse,
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[_models.Error | None]:
    """Check API status

    Answers 200 without content if the API is running.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return await client.async_send(
        partial(
            _get_kwargs,
        ),
        _parse,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> _models.Error | None:
    """Check API status

    Answers 200 without content if the API is running.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return await client.async_call(
        partial(
            _get_kwargs,
        ),
        _parse,
    )
