# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ... import models as _models
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from ...models.error import Error
    from ...models.get_render_variations_order import GetRenderVariationsOrder
    from ...models.render import Render


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
            render_id=quote(str(render_id), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | Render | None:
    if response.status_code == 200:
        response_200 = _models.Render.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = _models.Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = _models.Error.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = _models.Error.from_dict(response.json())

        return response_404

    if response.status_code == 500:
        response_500 = _models.Error.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | Render]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> Response[Error | Render]:
    """Get render details

     Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Render]
    """

    kwargs = _get_kwargs(
        render_id=render_id,
        include_variations=include_variations,
        variations_limit=variations_limit,
        variations_cursor=variations_cursor,
        variations_order=variations_order,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> Error | Render | None:
    """Get render details

     Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Render
    """

    detailed = sync_detailed(
        render_id=render_id,
        client=client,
        include_variations=include_variations,
        variations_limit=variations_limit,
        variations_cursor=variations_cursor,
        variations_order=variations_order,
    )
    return detailed.parsed


async def asyncio_detailed(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> Response[Error | Render]:
    """Get render details

     Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Render]
    """

    kwargs = _get_kwargs(
        render_id=render_id,
        include_variations=include_variations,
        variations_limit=variations_limit,
        variations_cursor=variations_cursor,
        variations_order=variations_order,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    render_id: str,
    *,
    client: AuthenticatedClient,
    include_variations: bool | Unset = False,
    variations_limit: int | Unset = 20,
    variations_cursor: str | Unset = UNSET,
    variations_order: GetRenderVariationsOrder | Unset = "asc",
) -> Error | Render | None:
    """Get render details

     Returns one render and, when asked for, a page of its variations.

    Args:
        render_id (str):
        include_variations (bool | Unset):  Default: False.
        variations_limit (int | Unset):  Default: 20.
        variations_cursor (str | Unset):
        variations_order (GetRenderVariationsOrder | Unset):  Default: 'asc'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Render
    """

    detailed = await asyncio_detailed(
        render_id=render_id,
        client=client,
        include_variations=include_variations,
        variations_limit=variations_limit,
        variations_cursor=variations_cursor,
        variations_order=variations_order,
    )
    return detailed.parsed
