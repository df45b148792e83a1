# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ... import models as _models
from ...client import AuthenticatedClient, Client
from ...types import Response

if TYPE_CHECKING:
    from ...models.error import Error
    from ...models.variation import Variation


def _get_kwargs(
    render_id: str,
    variation_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/renders/{render_id}/variations/{variation_id}".format(
            render_id=quote(str(render_id), safe=""),
            variation_id=quote(str(variation_id), safe=""),
        ),
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | Variation | None:
    if response.status_code == 200:
        response_200 = _models.Variation.from_dict(response.json())

        return response_200

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
) -> Response[Error | Variation]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | Variation]:
    """Get variation details

     Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Variation]
    """

    kwargs = _get_kwargs(
        render_id=render_id,
        variation_id=variation_id,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | Variation | None:
    """Get variation details

     Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Variation
    """

    detailed = sync_detailed(
        render_id=render_id,
        variation_id=variation_id,
        client=client,
    )
    return detailed.parsed


async def asyncio_detailed(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | Variation]:
    """Get variation details

     Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Variation]
    """

    kwargs = _get_kwargs(
        render_id=render_id,
        variation_id=variation_id,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    render_id: str,
    variation_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | Variation | None:
    """Get variation details

     Returns one variation with its status and, once done, freshly signed links to its result.

    Args:
        render_id (str):
        variation_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Variation
    """

    detailed = await asyncio_detailed(
        render_id=render_id,
        variation_id=variation_id,
        client=client,
    )
    return detailed.parsed
