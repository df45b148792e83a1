# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ... import models as _models
from ...client import AuthenticatedClient, Client
from ...types import Response

if TYPE_CHECKING:
    from ...models.create_variations_bulk_request import CreateVariationsBulkRequest
    from ...models.error import Error
    from ...models.variation_list import VariationList


def _get_kwargs(
    *,
    body: CreateVariationsBulkRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/renders/variations/bulk",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | VariationList | None:
    if response.status_code == 200:
        response_200 = _models.VariationList.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = _models.VariationList.from_dict(response.json())

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
) -> Response[Error | VariationList]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateVariationsBulkRequest,
) -> Response[Error | VariationList]:
    """Create multiple variations in bulk

     Adds variations with different configurations to existing renders, free of charge.

    Args:
        body (CreateVariationsBulkRequest): Further variations of several renders at once.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | VariationList]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateVariationsBulkRequest,
) -> Error | VariationList | None:
    """Create multiple variations in bulk

     Adds variations with different configurations to existing renders, free of charge.

    Args:
        body (CreateVariationsBulkRequest): Further variations of several renders at once.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | VariationList
    """

    detailed = sync_detailed(
        client=client,
        body=body,
    )
    return detailed.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateVariationsBulkRequest,
) -> Response[Error | VariationList]:
    """Create multiple variations in bulk

     Adds variations with different configurations to existing renders, free of charge.

    Args:
        body (CreateVariationsBulkRequest): Further variations of several renders at once.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | VariationList]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateVariationsBulkRequest,
) -> Error | VariationList | None:
    """Create multiple variations in bulk

     Adds variations with different configurations to existing renders, free of charge.

    Args:
        body (CreateVariationsBulkRequest): Further variations of several renders at once.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | VariationList
    """

    detailed = await asyncio_detailed(
        client=client,
        body=body,
    )
    return detailed.parsed
