# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

import json
from functools import partial
from typing import Any

from ... import models as _models
from ...client import AuthenticatedClient
from ...errors import UnexpectedStatus
from ...types import Response, segment


def _get_kwargs(
    render_id: str,
    *,
    body: _models.CreateVariationsRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/renders/{render_id}/variations".format(
            render_id=segment("render_id", render_id),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"
    _kwargs["headers"] = headers
    return _kwargs


def _parse(status_code: int, content: bytes) -> _models.Error | _models.VariationList:
    """What an answer holds; `UnexpectedStatus` if the spec does not name its status."""
    if status_code == 200:
        response_200 = _models.VariationList.from_dict(json.loads(content))

        return response_200
    if status_code == 202:
        response_202 = _models.VariationList.from_dict(json.loads(content))

        return response_202
    if status_code == 400:
        response_400 = _models.Error.from_dict(json.loads(content))

        return response_400
    if status_code == 401:
        response_401 = _models.Error.from_dict(json.loads(content))

        return response_401
    if status_code == 403:
        response_403 = _models.Error.from_dict(json.loads(content))

        return response_403
    if status_code == 404:
        response_404 = _models.Error.from_dict(json.loads(content))

        return response_404
    if status_code == 500:
        response_500 = _models.Error.from_dict(json.loads(content))

        return response_500
    raise UnexpectedStatus(status_code, content)


def sync_detailed(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: _models.CreateVariationsRequest,
) -> Response[_models.Error | _models.VariationList]:
    """Create new variations

    Adds variations to a render, free of charge. Status updates go to the webhook_url that the
    render was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
        ValueError: An id is empty, `.` or `..`.
    """
    return client.send(
        partial(
            _get_kwargs,
            render_id=render_id,
            body=body,
        ),
        _parse,
    )


def sync(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: _models.CreateVariationsRequest,
) -> _models.Error | _models.VariationList:
    """Create new variations

    Adds variations to a render, free of charge. Status updates go to the webhook_url that the
    render was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
        ValueError: An id is empty, `.` or `..`.
    """
    return client.call(
        partial(
            _get_kwargs,
            render_id=render_id,
            body=body,
        ),
        _parse,
    )


async def asyncio_detailed(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: _models.CreateVariationsRequest,
) -> Response[_models.Error | _models.VariationList]:
    """Create new variations

    Adds variations to a render, free of charge. Status updates go to the webhook_url that the
    render was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
        ValueError: An id is empty, `.` or `..`.
    """
    return await client.async_send(
        partial(
            _get_kwargs,
            render_id=render_id,
            body=body,
        ),
        _parse,
    )


async def asyncio(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: _models.CreateVariationsRequest,
) -> _models.Error | _models.VariationList:
    """Create new variations

    Adds variations to a render, free of charge. Status updates go to the webhook_url that the
    render was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
        ValueError: An id is empty, `.` or `..`.
    """
    return await client.async_call(
        partial(
            _get_kwargs,
            render_id=render_id,
            body=body,
        ),
        _parse,
    )
