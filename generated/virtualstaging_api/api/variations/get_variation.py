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
    variation_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/renders/{render_id}/variations/{variation_id}".format(
            render_id=segment("render_id", render_id),
            variation_id=segment("variation_id", variation_id),
        ),
    }
    return _kwargs


def _parse(status_code: int, content: bytes) -> _models.Error | _models.Variation:
    """What an answer holds; `UnexpectedStatus` if the spec does not name its status."""
    if status_code == 200:
        response_200 = _models.Variation.from_dict(json.loads(content))

        return response_200
    if status_code == 401:
        response_401 = _models.Error.from_dict(json.loads(content))

        return response_401
    if status_code == 404:
        response_404 = _models.Error.from_dict(json.loads(content))

        return response_404
    if status_code == 500:
        response_500 = _models.Error.from_dict(json.loads(content))

        return response_500
    raise UnexpectedStatus(status_code, content)


def sync_detailed(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[_models.Error | _models.Variation]:
    """Get variation details

    Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

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
            variation_id=variation_id,
        ),
        _parse,
    )


def sync(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> _models.Error | _models.Variation:
    """Get variation details

    Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

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
            variation_id=variation_id,
        ),
        _parse,
    )


async def asyncio_detailed(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[_models.Error | _models.Variation]:
    """Get variation details

    Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

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
            variation_id=variation_id,
        ),
        _parse,
    )


async def asyncio(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> _models.Error | _models.Variation:
    """Get variation details

    Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

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
            variation_id=variation_id,
        ),
        _parse,
    )
