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
    from ...models.create_variations_request import CreateVariationsRequest
    from ...models.error import Error
    from ...models.variation_list import VariationList


def _get_kwargs(
    render_id: str,
    *,
    body: CreateVariationsRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/renders/{render_id}/variations".format(
            render_id=quote(str(render_id), safe=""),
        ),
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
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: CreateVariationsRequest,
) -> Response[Error | VariationList]:
    """Create new variations

     Adds variations to a render, free of charge. Status updates go to the webhook_url that the render
    was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | VariationList]
    """

    kwargs = _get_kwargs(
        render_id=render_id,
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: CreateVariationsRequest,
) -> Error | VariationList | None:
    """Create new variations

     Adds variations to a render, free of charge. Status updates go to the webhook_url that the render
    was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | VariationList
    """

    detailed = sync_detailed(
        render_id=render_id,
        client=client,
        body=body,
    )
    return detailed.parsed


async def asyncio_detailed(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: CreateVariationsRequest,
) -> Response[Error | VariationList]:
    """Create new variations

     Adds variations to a render, free of charge. Status updates go to the webhook_url that the render
    was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | VariationList]
    """

    kwargs = _get_kwargs(
        render_id=render_id,
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    render_id: str,
    *,
    client: AuthenticatedClient,
    body: CreateVariationsRequest,
) -> Error | VariationList | None:
    """Create new variations

     Adds variations to a render, free of charge. Status updates go to the webhook_url that the render
    was created with. A render holds at most 20 variations.

    Args:
        render_id (str):
        body (CreateVariationsRequest): Further variations of a render.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | VariationList
    """

    detailed = await asyncio_detailed(
        render_id=render_id,
        client=client,
        body=body,
    )
    return detailed.parsed
