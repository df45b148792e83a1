"""A state machine of hypothesis: what an application may do next, each answer checked."""

from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
)

from contract_tests.model.account import Render
from contract_tests.model.noting import Noted, noted, noting
from contract_tests.model.strategies import (
    REFUSED,
    Config,
    configs,
    counts,
    limits,
    orders,
    picks,
    second,
    several,
)
from contract_tests.scenarios.app import MORE_PHOTO, PHOTO, App

MOST_RENDERS = 60  # beyond these a run makes no more


class Machine(RuleBasedStateMachine):
    """One sequence. `make_app` and `caught` are set on a subclass for each run."""

    make_app: Callable[[], App]
    caught: list[Noted]

    def __init__(self) -> None:
        super().__init__()
        with noting(type(self).caught):
            self.app = type(self).make_app()
        self.app.call = noted(self.app.call, type(self).caught)
        self.started = False
        self.pages: dict[tuple[str, int | None, str | None], str] = {}
        self.keys = list(self.app.target.keys)

    @property
    def room(self) -> bool:
        """Whether more may be made in this sequence."""
        return len([r for r in self.app.renders if r.ours]) < MOST_RENDERS

    def key(self, second: bool) -> str:
        """One of the keys."""
        return self.keys[-1 if second else 0]

    def some(self, pick: int, key: str) -> Render | None:
        """A render of a key's account."""
        renders = self.app.oracle.account_of(key).renders
        return renders[-1 - pick % len(renders)] if renders else None

    @rule(
        config=configs(),
        count=counts,
        wait=st.sampled_from((None, False, False, True)),
        second=second,
    )
    @precondition(lambda self: self.room)
    def create(self, config: Config, count: int, wait: bool | None, second: bool) -> None:
        more = {} if wait is None else {"wait_for_completion": self._waits(wait)}
        body = {"config": config, "variation_count": count, "image_url": PHOTO, **more}
        self.app.call("POST", "/renders", body=body, key=self.key(second))

    @rule(orders_=several)
    @precondition(lambda self: self.room)
    def create_several(self, orders_: list[tuple[Config, int]]) -> None:
        body = {"configs": [{**c, "variation_count": n} for c, n in orders_], "image_url": PHOTO}
        self.app.call("POST", "/renders", body=body)

    @rule(config=configs(rooms=("living", "bed")), count=st.integers(1, 3))
    @precondition(lambda self: self.room)
    def create_views(self, config: Config, count: int) -> None:
        body = {"config": config, "variation_count": count, "image_urls": [PHOTO, MORE_PHOTO]}
        self.app.call("POST", "/renders", body=body)

    @rule(singles=several, wait=st.booleans(), second=second)
    @precondition(lambda self: self.room)
    def create_bulk(self, singles: list[tuple[Config, int]], wait: bool, second: bool) -> None:
        renders = [{"config": c, "variation_count": n, "image_url": PHOTO} for c, n in singles]
        renders += [
            {"configs": [{**c, "variation_count": n} for c, n in singles[:2]], "image_url": PHOTO}
        ]
        body = {"renders": renders, "wait_for_completion": self._waits(wait)}
        self.app.call("POST", "/renders/bulk", body=body, key=self.key(second))

    @rule(pick=picks, config=configs(), count=counts, wait=st.booleans(), based=st.booleans())
    def add(self, pick: int, config: Config, count: int, wait: bool, based: bool) -> None:
        render = self.some(pick, self.key(False))
        if render is None:
            return
        removal = next((v for v in render.variations if v.type == "removal"), None)
        if based and removal:
            config = {
                "type": "staging",
                "add_furniture": {
                    "room_type": "bed",
                    "style": "modern",
                    "base_variation_id": removal.id,
                },
            }
        body = {
            "config": config,
            "variation_count": count,
            "wait_for_completion": self._waits(wait),
        }
        self.app.call("POST", f"/renders/{render.id}/variations", body=body)

    @rule(orders_=st.lists(st.tuples(picks, configs(), st.integers(1, 4)), min_size=1, max_size=4))
    def add_bulk(self, orders_: list[tuple[int, Config, int]]) -> None:
        items = []
        for pick, config, count in orders_:
            render = self.some(pick, self.key(False))
            if render is not None:
                items.append({"render_id": render.id, "config": config, "variation_count": count})
        if items:
            self.app.call("POST", "/renders/variations/bulk", body={"variations": items})

    @rule(limit=limits, order=orders, pick=st.one_of(st.none(), picks), second=second)
    def list_renders(
        self, limit: int | None, order: str | None, pick: int | None, second: bool
    ) -> None:
        key = self.key(second)
        start = self.some(pick, key) if pick is not None else None
        cursor = start.id if start else None
        query: dict[str, Any] = {"limit": limit, "order": order, "cursor": cursor}
        self.app.list_renders(
            key, **{name: value for name, value in query.items() if value is not None}
        )

    @rule(limit=limits, order=orders)
    def go_on_with_a_walk(self, limit: int | None, order: str | None) -> None:
        """The next page of a walk that may have begun many steps ago."""
        place = ("renders", limit, order)
        cursor = self.pages.pop(place, None)
        query: dict[str, Any] = {"limit": limit, "order": order, "cursor": cursor}
        page = self.app.list_renders(
            **{name: value for name, value in query.items() if value is not None}
        )
        if page.get("next_cursor"):
            self.pages[place] = page["next_cursor"]

    @rule(
        pick=picks,
        second=second,
        include=st.sampled_from((None, False, True, True)),
        limit=limits,
        order=orders,
    )
    def get_render(
        self, pick: int, second: bool, include: bool | None, limit: int | None, order: str | None
    ) -> None:
        render = self.some(pick, self.key(second))
        if render is None:
            return
        query: dict[str, Any] = {
            "include_variations": include,
            "variations_limit": limit,
            "variations_order": order,
        }
        if pick % 3 == 0 and render.variations:
            query["variations_cursor"] = render.variations[pick % len(render.variations)].id
        self.app.get(render, self.key(second), **_given(query))

    @rule(pick=picks, second=second)
    def get_variation(self, pick: int, second: bool) -> None:
        render = self.some(pick, self.key(second))
        if render and render.variations:
            variation = render.variations[pick % len(render.variations)]
            self.app.call(
                "GET", f"/renders/{render.id}/variations/{variation.id}", key=self.key(second)
            )

    @rule(seconds=st.sampled_from((0.2, 1.0, 3.0, 10.0, 60.0)))
    @precondition(lambda self: self.app.target.now_ms() is not None)
    def let_time_pass(self, seconds: float) -> None:
        self.app.target.wait(seconds)

    @rule(second=second)
    def look_at_the_account(self, second: bool) -> None:
        self.app.call("GET", "/user", key=self.key(second))
        self.app.call("GET", "/status", key=self.key(second))

    @rule(pick=picks, second=second)
    def ask_for_what_is_anothers(self, pick: int, second: bool) -> None:
        if len(self.keys) < 2:
            return
        render = self.some(pick, self.key(second))
        if render and render.variations:
            other = self.key(not second)
            self.app.oracle.account_of(other)
            self.app.call("GET", f"/renders/{render.id}", {"include_variations": True}, key=other)
            self.app.call(
                "GET", f"/renders/{render.id}/variations/{render.variations[0].id}", key=other
            )
            self.app.list_renders(other, cursor=render.id)

    @rule(secret=st.one_of(st.none(), st.from_regex("[a-zA-Z0-9_-]{8,20}", fullmatch=True)))
    def change_the_secret(self, secret: str | None) -> None:
        if secret is None:
            self.app.call("DELETE", "/user/webhook-secret")
        else:
            self.app.call("POST", "/user/webhook-secret", body={"webhook_secret": secret})

    @rule(pair=st.booleans())
    def look_at_photos(self, pair: bool) -> None:
        if pair:
            photos = [PHOTO, MORE_PHOTO]
            self.app.call("POST", "/multi-view-compatibility", body={"image_urls": photos})
        else:
            self.app.analyze(PHOTO)

    @rule(pick=picks, body=st.sampled_from(list(REFUSED.values())))
    def ask_for_what_is_refused(self, pick: int, body: dict[str, Any]) -> None:
        self.app.call("POST", "/renders", body=body)
        self.app.call("POST", "/renders/bulk", body={"renders": [body]})
        render = self.some(pick, self.key(False))
        if render is not None:
            self.app.call("POST", f"/renders/{render.id}/variations", body=body)

    def teardown(self) -> None:
        """In the end everything agrees once more, and (where time can be made to pass) has
        ended."""
        if hypothesis.currently_in_test_context() and type(self).caught:
            return
        app = self.app
        app.read_everything()
        if app.target.now_ms() is not None:
            app.until_ended(60.0)

    def _waits(self, wait: bool) -> bool:
        return (
            wait
            and self.app.target.may_wait_for_completion()
            and self.app.target.now_ms() is not None
        )


def _given(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}
