# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

import json
from functools import partial
from typing import Any

from ... import models as _models
from ...client import AuthenticatedClient
from ...errors import UnexpectedStatus
from ...types import Response


def _get_kwargs(
    *,
    body: _models.MultiViewCompatibilityRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/multi-view-compatibility",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"
    _kwargs["headers"] = headers
    return _kwargs


def _parse(status_code: int, content: bytes) -> _models.Error | _models.MultiViewCompatibility:
    """What an answer holds; `UnexpectedStatus` if the spec does not name its status."""
    if status_code == 200:
        response_200 = _models.MultiViewCompatibility.from_dict(json.loads(content))

        return response_200
    if status_code == 400:
        response_400 = _models.Error.from_dict(json.loads(content))

        return response_400
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
    body: _models.MultiViewCompatibilityRequest,
) -> Response[_models.Error | _models.MultiViewCompatibility]:
    """Check if two images are compatible for multi-view staging

    Compares two photos and says whether multi-view staging of both is possible.

    Args:
        body (MultiViewCompatibilityRequest): Two photos to compare.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return client.send(
        partial(
            _get_kwargs,
            body=body,
        ),
        _parse,
    )


def sync(
    *,
    client: AuthenticatedClient,
    body: _models.MultiViewCompatibilityRequest,
) -> _models.Error | _models.MultiViewCompatibility:
    """Check if two images are compatible for multi-view staging

    Compares two photos and says whether multi-view staging of both is possible.

    Args:
        body (MultiViewCompatibilityRequest): Two photos to compare.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return client.call(
        partial(
            _get_kwargs,
            body=body,
        ),
        _parse,
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: _models.MultiViewCompatibilityRequest,
) -> Response[_models.Error | _models.MultiViewCompatibility]:
    """Check if two images are compatible for multi-view staging

    Compares two photos and says whether multi-view staging of both is possible.

    Args:
        body (MultiViewCompatibilityRequest): Two photos to compare.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return await client.async_send(
        partial(
            _get_kwargs,
            body=body,
        ),
        _parse,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: _models.MultiViewCompatibilityRequest,
) -> _models.Error | _models.MultiViewCompatibility:
    """Check if two images are compatible for multi-view staging

    Compares two photos and says whether multi-view staging of both is possible.

    Args:
        body (MultiViewCompatibilityRequest): Two photos to compare.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return await client.async_call(
        partial(
            _get_kwargs,
            body=body,
        ),
        _parse,
    )
