# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

import json
from functools import partial
from typing import Any

from ... import models as _models
from ...client import AuthenticatedClient
from ...errors import UnexpectedStatus
from ...models.get_render_variations_order import (
    GetRenderVariationsOrder,
)
from ...types import UNSET, Response, Unset, segment


def _get_kwargs(
    render_id: str,
    *,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["include_variations"] = include_variations

    params["variations_limit"] = variations_limit

    params["variations_cursor"] = variations_cursor

    json_variations_order: str | Unset = UNSET
    if not isinstance(variations_order, Unset):
        json_variations_order = variations_order

    params["variations_order"] = json_variations_order

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/renders/{render_id}".format(
            render_id=segment("render_id", render_id),
        ),
        "params": params,
    }
    return _kwargs


def _parse(status_code: int, content: bytes) -> _models.Error | _models.Render:
    """What an answer holds; `UnexpectedStatus` if the spec does not name its status."""
    if status_code == 200:
        response_200 = _models.Render.from_dict(json.loads(content))

        return response_200
    if status_code == 400:
        response_400 = _models.Error.from_dict(json.loads(content))

        return response_400
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
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> Response[_models.Error | _models.Render]:
    """Get render details

    Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

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
            include_variations=include_variations,
            variations_limit=variations_limit,
            variations_cursor=variations_cursor,
            variations_order=variations_order,
        ),
        _parse,
    )


def sync(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> _models.Error | _models.Render:
    """Get render details

    Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

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
            include_variations=include_variations,
            variations_limit=variations_limit,
            variations_cursor=variations_cursor,
            variations_order=variations_order,
        ),
        _parse,
    )


async def asyncio_detailed(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> Response[_models.Error | _models.Render]:
    """Get render details

    Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

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
            include_variations=include_variations,
            variations_limit=variations_limit,
            variations_cursor=variations_cursor,
            variations_order=variations_order,
        ),
        _parse,
    )


async def asyncio(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> _models.Error | _models.Render:
    """Get render details

    Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

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
            include_variations=include_variations,
            variations_limit=variations_limit,
            variations_cursor=variations_cursor,
            variations_order=variations_order,
        ),
        _parse,
    )
