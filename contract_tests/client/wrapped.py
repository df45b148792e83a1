"""The wrapper, driven by calls of the spec: both clients, one way of writing a test."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from contract_tests.client.calls import BASE_URL, KEY, SpecCall
from virtualstaging import AsyncVirtualStaging, VirtualStaging, configs
from virtualstaging.testing import VirtualClock
from virtualstaging_api.models import BulkVariation

Kind = Literal["sync", "async"]
KINDS: tuple[Kind, ...] = ("sync", "async")
Handler = Callable[[httpx.Request], httpx.Response]
Use = Callable[[Any], Any]


@dataclass
class Client:
    """One of the two clients. What is done with it is written once: `do(lambda c: c.status())`."""

    kind: Kind
    client: Any
    clock: VirtualClock
    runner: asyncio.Runner | None

    def do(self, use: Use) -> Any:
        """Use the client; what is awaitable is awaited."""
        if self.runner is None:
            return use(self.client)
        awaited = self._await(use)
        try:
            return self.runner.run(awaited)
        finally:
            awaited.close()

    def all_of(self, use: Use) -> list[Any]:
        """Everything that an iterator, of either kind, gives."""
        if self.runner is None:
            return list(use(self.client))
        return list(self.runner.run(self._collect(use)))

    async def _await(self, use: Use) -> Any:
        found = use(self.client)
        return await found if inspect.isawaitable(found) else found

    async def _collect(self, use: Use) -> list[Any]:
        found = await self._await(use)
        return [item async for item in found]


@contextmanager
def client(
    kind: Kind, transport: Any, *, clock: VirtualClock | None = None, **options: Any
) -> Iterator[Client]:
    """A client whose requests go to an httpx transport, or to a function, on a virtual clock.

    Without a transport it opens connections of its own.
    """
    if callable(transport) and not isinstance(transport, httpx.BaseTransport):
        transport = httpx.MockTransport(transport)
    clock = clock or VirtualClock()
    given: dict[str, Any] = {
        "api_key": KEY,
        "base_url": BASE_URL,
        "clock": clock,
        "jitter": lambda: 0.5,
        **options,
    }
    if kind == "sync":
        http = None if transport is None else httpx.Client(transport=transport)
        with http or nullcontext(), VirtualStaging(**{"http_client": http, **given}) as made:
            yield Client(kind, made, clock, None)
        return
    async_http = None if transport is None else httpx.AsyncClient(transport=transport)
    with asyncio.Runner() as runner:
        made_async = AsyncVirtualStaging(**{"http_client": async_http, **given})
        yield Client(kind, made_async, clock, runner)
        runner.run(made_async.close())
        if async_http is not None:
            runner.run(async_http.aclose())


def use_of(call: SpecCall) -> Use:
    """A call of the spec in the words of the wrapper's methods."""
    return _USES[call.operation.id](call)


def config_of(data: dict[str, Any]) -> Any:
    """A configuration, by the function that makes it."""
    if data["type"] == "daytodusk":
        return configs.dusk(sky_style=data["sky_style"])
    if data["type"] == "enhancement":
        return configs.enhancement()
    more: dict[str, Any] = {
        "watermark": data.get("add_virtually_staged_watermark"),
        "output_resolution": data.get("output_resolution"),
    }
    removal = data.get("remove_furniture", {})
    if "add_furniture" not in data:
        return configs.declutter(mode=removal["mode"], mask_url=removal.get("mask_url"), **more)
    return configs.staging(
        **data["add_furniture"],
        remove_furniture=removal.get("mode"),
        mask_url=removal.get("mask_url"),
        **more,
    )


def counted_of(data: dict[str, Any]) -> Any:
    """A configuration with its number of variations."""
    return configs.counted(config_of(data), data["variation_count"])


def said(body: Any) -> Any:
    """A body, with the values that mean the same as leaving the property out left out."""
    if not isinstance(body, dict):
        return body
    return {
        name: value
        for name, value in body.items()
        if not (name == "webhook_url" and value is None)
        and not (name == "wait_for_completion" and not value)
    }


def _photo_and_config(body: dict[str, Any]) -> dict[str, Any]:
    photo = tuple(body["image_urls"]) if "image_urls" in body else body["image_url"]
    if "configs" in body:
        return {"photo": photo, "config": [counted_of(one) for one in body["configs"]]}
    config = config_of(body["config"])
    return {"photo": photo, "config": config, "variation_count": body["variation_count"]}


def _delivery(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "webhook_url" in body:
        found["webhook_url"] = body["webhook_url"]
    if body.get("wait_for_completion") is not None:
        found["wait_for_completion"] = body["wait_for_completion"]
    return found


def _create_render(call: SpecCall) -> Use:
    return lambda client: client.renders.create(
        **_photo_and_config(call.body), **_delivery(call.body)
    )


def _create_renders_bulk(call: SpecCall) -> Use:
    def use(client: Any) -> Any:
        renders = [configs.BulkRender(**_photo_and_config(one)) for one in call.body["renders"]]
        return client.renders.create_bulk(renders, **_delivery(call.body))

    return use


def _create_variations(call: SpecCall) -> Use:
    def use(client: Any) -> Any:
        config, count = config_of(call.body["config"]), call.body["variation_count"]
        render_id = call.ids["render_id"]
        return client.variations.create(
            render_id, config, variation_count=count, **_delivery(call.body)
        )

    return use


def _create_variations_bulk(call: SpecCall) -> Use:
    def use(client: Any) -> Any:
        items = [
            BulkVariation(
                render_id=one["render_id"],
                config=config_of(one["config"]),
                variation_count=one["variation_count"],
            )
            for one in call.body["variations"]
        ]
        return client.variations.create_bulk(items, **_delivery(call.body))

    return use


_USES: dict[str, Callable[[SpecCall], Use]] = {
    "get_status": lambda call: lambda client: client.status(),
    "get_user": lambda call: lambda client: client.account.get(),
    "set_webhook_secret": lambda call: (
        lambda client: client.account.set_webhook_secret(call.body["webhook_secret"])
    ),
    "delete_webhook_secret": lambda call: lambda client: client.account.delete_webhook_secret(),
    "list_renders": lambda call: lambda client: client.renders.list(**call.query),
    "get_render": lambda call: (
        lambda client: client.renders.get(call.ids["render_id"], **call.query)
    ),
    "get_variation": lambda call: (
        lambda client: client.variations.get(call.ids["render_id"], call.ids["variation_id"])
    ),
    "create_render": _create_render,
    "create_renders_bulk": _create_renders_bulk,
    "create_variations": _create_variations,
    "create_variations_bulk": _create_variations_bulk,
    "analyze_image": lambda call: (
        lambda client: client.images.analyze(call.body["image_url"], **_delivery(call.body))
    ),
    "check_multi_view": lambda call: (
        lambda client: client.images.check_multi_view(*call.body["image_urls"])
    ),
}
