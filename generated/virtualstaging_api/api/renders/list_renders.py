# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

import json
from functools import partial
from typing import Any

from ... import models as _models
from ...client import AuthenticatedClient
from ...errors import UnexpectedStatus
from ...models.list_renders_order import ListRendersOrder
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    order: ListRendersOrder | Unset = "desc",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["cursor"] = cursor

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = order

    params["order"] = json_order

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/renders",
        "params": params,
    }
    return _kwargs


def _parse(status_code: int, content: bytes) -> _models.Error | _models.RenderPage:
    """What an answer holds; `UnexpectedStatus` if the spec does not name its status."""
    if status_code == 200:
        response_200 = _models.RenderPage.from_dict(json.loads(content))

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
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    order: ListRendersOrder | Unset = "desc",
) -> Response[_models.Error | _models.RenderPage]:
    """Get all renders

    Returns one page of the user's renders, ordered by creation.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        order (ListRendersOrder | Unset):  Default: 'desc'.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return client.send(
        partial(
            _get_kwargs,
            limit=limit,
            cursor=cursor,
            order=order,
        ),
        _parse,
    )


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    order: ListRendersOrder | Unset = "desc",
) -> _models.Error | _models.RenderPage:
    """Get all renders

    Returns one page of the user's renders, ordered by creation.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        order (ListRendersOrder | Unset):  Default: 'desc'.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return client.call(
        partial(
            _get_kwargs,
            limit=limit,
            cursor=cursor,
            order=order,
        ),
        _parse,
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    order: ListRendersOrder | Unset = "desc",
) -> Response[_models.Error | _models.RenderPage]:
    """Get all renders

    Returns one page of the user's renders, ordered by creation.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        order (ListRendersOrder | Unset):  Default: 'desc'.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status (if the client is set to raise).
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return await client.async_send(
        partial(
            _get_kwargs,
            limit=limit,
            cursor=cursor,
            order=order,
        ),
        _parse,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    order: ListRendersOrder | Unset = "desc",
) -> _models.Error | _models.RenderPage:
    """Get all renders

    Returns one page of the user's renders, ordered by creation.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        order (ListRendersOrder | Unset):  Default: 'desc'.

    Raises:
        errors.UnexpectedStatus: The spec does not name the answer's status.
        errors.UnreadableAnswer: The answer's body is not the spec's.
        httpx.HTTPError: No answer came.
    """
    return await client.async_call(
        partial(
            _get_kwargs,
            limit=limit,
            cursor=cursor,
            order=order,
        ),
        _parse,
    )
