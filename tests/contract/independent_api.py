"""A server of the API, written from its documentation alone: what it holds and answers.

It shares no line with the mock, and is another in whatever the documentation leaves open: the form
of ids, how a page shows that it is the last, whether small images are made, what results look like.
"""

import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from tests.contract.independent_checks import RefusedError, checked_body, checked_query, find
from tests.contract.independent_links import Links
from tests.contract.independent_store import (
    Account,
    Json,
    Render,
    Variation,
    charged_as,
    groups_of,
    ms,
    page_of,
    size_of,
)
from tests.contract.independent_views import Views

MOST = 20


class Api(Views):
    """Answers requests.

    Args:
        keys: The API keys.
        seconds: How long a job takes.
        photos: The quota of each kind.
    """

    def __init__(self, keys: tuple[str, ...], *, seconds: float = 0.05, photos: int = 5000) -> None:
        self.accounts = {key: Account() for key in keys}
        self.seconds = seconds
        self.photos = photos
        self.links = Links()
        self.later: Callable[[float, str, Callable[[], Json], Account], None] = lambda *_: None

    def answer(self, method: str, target: str, header: str | None, body: bytes, kind: str) -> Any:
        """Status and JSON (None for no content) of a request below the base URL.

        Args:
            method: Of HTTP.
            target: Path and query.
            header: The Authorization header.
            body: The body.
            kind: The content type.
        """
        path, _, query = target.partition("?")
        operation, ids = find(method, path)
        account = self.account_of(header)
        values = checked_query(operation, parse_qsl(query, keep_blank_values=True))
        given = checked_body(operation, body, kind)
        call = getattr(self, operation)
        return call(account, **ids, **values, **({"body": given} if given is not None else {}))

    def account_of(self, header: str | None) -> Account:
        """The account that an Authorization header opens."""
        key = (header or "").removeprefix("Api-Key ")
        if header != f"Api-Key {key}" or key not in self.accounts:
            raise RefusedError(401, "Authentication error.")
        return self.accounts[key]

    def get_status(self, account: Account) -> Any:
        return 200, None

    def get_user(self, account: Account) -> Any:
        number = list(self.accounts.values()).index(account)
        limit = {"staging": self.photos, "imageEditing": self.photos}
        user = {"email": f"user{number}@example.com", "uid": f"{number:04}"}
        return 200, {"user": user, "photoLimit": limit, "photosUsedThisPeriod": dict(account.used)}

    def list_renders(self, account: Account, limit: int, cursor: str | None, order: str) -> Any:
        chosen, rest = page_of(account.renders, limit, cursor, order)
        page: Json = {"items": [self.shown(render, first_page=True) for render in chosen]}
        if rest:
            page["next_cursor"] = chosen[-1].id
        return 200, page

    def get_render(self, account: Account, render_id: str, **asked: Any) -> Any:
        render = self.render_of(account, render_id)
        shown = self.shown(render)
        if asked["include_variations"]:
            names = ("variations_limit", "variations_cursor", "variations_order")
            shown["variations"] = self.variations_page(render, *(asked[name] for name in names))
        return 200, shown

    def get_variation(self, account: Account, render_id: str, variation_id: str) -> Any:
        render = self.render_of(account, render_id)
        found = [one for one in render.variations if one.id == variation_id]
        if not found:
            raise RefusedError(404, "There is no such variation.")
        return 200, self.variation(found[0])

    def create_render(self, account: Account, body: Json) -> Any:
        self.check_quota(account, [body])
        self.check_order(None, groups_of(body))
        render = self.make_render(account, body, body.get("webhook_url"))
        return self.made(body, [render], lambda: self.created(render))

    def create_renders_bulk(self, account: Account, body: Json) -> Any:
        self.check_quota(account, body["renders"])
        for one in body["renders"]:
            self.check_order(None, groups_of(one))
        url = body.get("webhook_url")
        renders = [self.make_render(account, one, url) for one in body["renders"]]
        return self.made(body, renders, lambda: {"renders": [self.created(r) for r in renders]})

    def create_variations(self, account: Account, render_id: str, body: Json) -> Any:
        return self.create_variations_bulk(
            account, {**body, "variations": [{**body, "render_id": render_id}]}
        )

    def create_variations_bulk(self, account: Account, body: Json) -> Any:
        orders = [(self.render_of(account, one["render_id"]), one) for one in body["variations"]]
        for render in {id(render): render for render, _ in orders}.values():
            mine = [group for r, one in orders if r is render for group in groups_of(one)]
            self.check_order(render, mine)
        made = [
            variation
            for render, one in orders
            for variation in self.add(account, render, groups_of(one))
        ]
        renders = [render for render, _ in orders]
        return self.made(body, renders, lambda: {"variations": [self.variation(v) for v in made]})

    def analyze_image(self, account: Account, body: Json) -> Any:
        name, now = str(uuid.uuid4()), time.time()
        link = self.links.signed(f"masks/{name}")
        shown = {"id": name, "created_at": ms(now), "result_url": link, "percentage_masked": 0.5}
        if body.get("webhook_url") is None:
            return 200, {**shown, "status": "done"}

        def event() -> Json:
            shown: Json = {
                "event_type": "analysis_completion",
                "analysis_id": name,
                "result_url": link,
            }
            return shown | {"timestamp": ms(time.time())}

        self.later(now + self.seconds, body["webhook_url"], event, account)
        return 200, {**shown, "status": "queued"}

    def check_multi_view(self, account: Account, body: Json) -> Any:
        sizes = [size_of(url) for url in body["image_urls"]]
        fit = sizes[0] == sizes[1] and all(size is None or size[0] > size[1] for size in sizes)
        return 200, {"compatible": fit, "hard_rejected": not fit}

    def set_webhook_secret(self, account: Account, body: Json) -> Any:
        account.secret = body["webhook_secret"]
        return 200, {}

    def delete_webhook_secret(self, account: Account) -> Any:
        account.secret = None
        return 200, {}

    def render_of(self, account: Account, render_id: str) -> Render:
        found = [render for render in account.renders if render.id == render_id]
        if not found:
            raise RefusedError(404, "There is no such render.")
        return found[0]

    def check_quota(self, account: Account, bodies: list[Json]) -> None:
        for kind in account.used:
            more = sum(charged_as(one) == kind for one in bodies)
            if more and account.used[kind] + more > self.photos:
                raise RefusedError(403, "The quota is used up.")

    def check_order(self, render: Render | None, groups: list[Json]) -> None:
        asked = sum(group["count"] for group in groups)
        if asked + (render.asked if render else 0) > MOST:
            raise RefusedError(400, "A render holds at most 20 variations.")
        for base in (group["base"] for group in groups if group["base"]):
            known = render.variations if render else []
            if not any(one.id == base and one.kind == "removal" for one in known):
                raise RefusedError(400, "base_variation_id is no removal variation of the render.")

    def make_render(self, account: Account, body: Json, url: str | None) -> Render:
        render = Render(str(uuid.uuid4()), time.time(), len(body.get("image_urls", "1")), url)
        account.renders.append(render)
        account.used[charged_as(body)] += 1
        self.add(account, render, groups_of(body))
        return render

    def add(self, account: Account, render: Render, groups: list[Json]) -> list[Variation]:
        made = []
        for group in groups:
            start, base, config = time.time(), group["base"], group["config"]
            if group["kind"] == "staging" and group["removes"]:
                removal = self.job(account, render, "removal", config, start, None)
                start, base = removal.end, removal.id
            for _ in range(group["count"]):
                made.append(self.job(account, render, group["kind"], config, start, base))
        render.asked += len(made)
        return made

    def job(
        self,
        account: Account,
        render: Render,
        kind: str,
        config: Json,
        start: float,
        base: str | None,
    ) -> Variation:
        name, end = str(uuid.uuid4()), start + self.seconds
        made = Variation(name, render, kind, config, time.time(), start, end, base)
        render.variations.append(made)
        if render.webhook_url:
            self.later(end, render.webhook_url, lambda: self.event(made), account)
        return made

    def made(self, body: Json, renders: list[Render], show: Callable[[], Json]) -> Any:
        """The answer to a creation, now or, from a function, when all has ended."""
        if not body.get("wait_for_completion"):
            return 202, show()
        ends = max(one.end for render in renders for one in render.variations)
        return ends, lambda: (200, show())
