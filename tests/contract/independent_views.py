"""How the independent server shows what it keeps."""

import time
from typing import Any

from tests.contract.independent_links import Links
from tests.contract.independent_store import Json, Render, Variation, ms, page_of


class Views:
    """Renders, variations and events as JSON; `links` makes those to results."""

    links: Links

    def shown(self, render: Render, first_page: bool = False) -> Json:
        now = time.time()
        etas = [one.end for one in render.variations if one.status(now) != "done"]
        shown: Json = {"id": render.id, "created_at": ms(render.created)}
        shown["eta"] = ms(min(etas)) if etas else None
        if first_page:
            shown["variations"] = self.variations_page(render, 20, None, "asc")
        return shown

    def created(self, render: Render) -> Json:
        asked = [one for one in render.variations if not self.is_own_removal(one)]
        items = [self.variation(one) for one in asked]
        page = {"total_count": self.completed(render), "next_cursor": None, "items": items}
        return {**self.shown(render), "variations": page}

    def is_own_removal(self, variation: Variation) -> bool:
        return variation.kind == "removal" and "add_furniture" in variation.config

    def variations_page(self, render: Render, limit: int, cursor: str | None, order: str) -> Json:
        chosen, rest = page_of(render.variations, limit, cursor, order)
        items = [self.variation(one) for one in chosen]
        after = chosen[-1].id if rest else None
        return {"total_count": self.completed(render), "next_cursor": after, "items": items}

    def completed(self, render: Render) -> int:
        return sum(one.status(time.time()) == "done" for one in render.variations)

    def variation(self, one: Variation) -> Json:
        status = one.status(time.time())
        shown: Json = {"id": one.id, "render_id": one.render.id, "type": one.kind}
        shown |= {"created_at": ms(one.created), "status": status, "config": one.config}
        shown["eta"] = None if status == "done" else ms(one.end)
        if one.base:
            shown["base_variation_id"] = one.base
        if status == "done":
            shown["result"] = self.result(one)
        return shown

    def result(self, one: Variation) -> Any:
        links = [self.links.signed(f"pictures/{one.id}/{view}") for view in range(one.render.views)]
        images = [{"url": link, "optimized_url": None, "thumbnail_url": None} for link in links]
        return images if one.render.views > 1 else images[0]

    def event(self, one: Variation) -> Json:
        event: Json = {"event_type": "done", "render_id": one.render.id, "variation_id": one.id}
        event |= {"variation_type": one.kind, "timestamp": ms(time.time())}
        event |= {"base_variation_id": one.base} if one.base else {}
        return {**event, "result": self.result(one)}
