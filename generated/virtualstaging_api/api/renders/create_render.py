# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ... import models as _models
from ...client import AuthenticatedClient, Client
from ...types import Response

if TYPE_CHECKING:
    from ...models.create_multi_config_render_request import (
        CreateMultiConfigRenderRequest,
    )
    from ...models.create_multi_view_render_request import CreateMultiViewRenderRequest
    from ...models.create_single_config_render_request import (
        CreateSingleConfigRenderRequest,
    )
    from ...models.error import Error
    from ...models.render import Render


def _get_kwargs(
    *,
    body: CreateMultiConfigRenderRequest
    | CreateMultiViewRenderRequest
    | CreateSingleConfigRenderRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/renders",
    }

    if isinstance(body, _models.CreateSingleConfigRenderRequest):
        _kwargs["json"] = body.to_dict()

    elif isinstance(body, _models.CreateMultiConfigRenderRequest):
        _kwargs["json"] = body.to_dict()

    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | Render | None:
    if response.status_code == 200:
        response_200 = _models.Render.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = _models.Render.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = _models.Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = _models.Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = _models.Error.from_dict(response.json())

        return response_403

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
    *,
    client: AuthenticatedClient,
    body: CreateMultiConfigRenderRequest
    | CreateMultiViewRenderRequest
    | CreateSingleConfigRenderRequest,
) -> Response[Error | Render]:
    """Create a new render

     Creates a render from one photo with one configuration or several. Each call charges one photo of
    the plan's quota, whatever the number of variations.

    Args:
        body (CreateMultiConfigRenderRequest | CreateMultiViewRenderRequest |
            CreateSingleConfigRenderRequest): A photo with one configuration or several, or two photos
            of one room.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Render]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateMultiConfigRenderRequest
    | CreateMultiViewRenderRequest
    | CreateSingleConfigRenderRequest,
) -> Error | Render | None:
    """Create a new render

     Creates a render from one photo with one configuration or several. Each call charges one photo of
    the plan's quota, whatever the number of variations.

    Args:
        body (CreateMultiConfigRenderRequest | CreateMultiViewRenderRequest |
            CreateSingleConfigRenderRequest): A photo with one configuration or several, or two photos
            of one room.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Render
    """

    detailed = sync_detailed(
        client=client,
        body=body,
    )
    return detailed.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateMultiConfigRenderRequest
    | CreateMultiViewRenderRequest
    | CreateSingleConfigRenderRequest,
) -> Response[Error | Render]:
    """Create a new render

     Creates a render from one photo with one configuration or several. Each call charges one photo of
    the plan's quota, whatever the number of variations.

    Args:
        body (CreateMultiConfigRenderRequest | CreateMultiViewRenderRequest |
            CreateSingleConfigRenderRequest): A photo with one configuration or several, or two photos
            of one room.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Render]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateMultiConfigRenderRequest
    | CreateMultiViewRenderRequest
    | CreateSingleConfigRenderRequest,
) -> Error | Render | None:
    """Create a new render

     Creates a render from one photo with one configuration or several. Each call charges one photo of
    the plan's quota, whatever the number of variations.

    Args:
        body (CreateMultiConfigRenderRequest | CreateMultiViewRenderRequest |
            CreateSingleConfigRenderRequest): A photo with one configuration or several, or two photos
            of one room.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Render
    """

    detailed = await asyncio_detailed(
        client=client,
        body=body,
    )
    return detailed.parsed
