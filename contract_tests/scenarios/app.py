"""The application in the scenarios: short names for calls. The answers are all checked."""

import time
from collections.abc import Iterator
from typing import Any

from contract_tests.checks import Strength
from contract_tests.exchange import Answer, Failure, OutOfReach
from contract_tests.model.account import Render, Variation
from contract_tests.model.sharing import oracle_of
from contract_tests.targets import Server, Target, with_webhook

PHOTO = "https://example.com/room.jpg"
MORE_PHOTO = "https://example.com/room-from-window.jpg"
LIVING = {"type": "staging", "add_furniture": {"room_type": "living", "style": "modern"}}
BEDROOM = {"type": "staging", "add_furniture": {"room_type": "bed", "style": "coastal"}}
EMPTIED = {"type": "staging", "remove_furniture": {"mode": "on"}}
REFURNISHED = {
    "type": "staging",
    "add_furniture": {"room_type": "dining", "style": "luxury"},
    "remove_furniture": {"mode": "on"},
}
DUSK = {"type": "daytodusk", "sky_style": "golden"}
ENHANCED = {"type": "enhancement"}
FULL = {
    "type": "staging",
    "add_furniture": {"room_type": "home_office", "style": "hamptons"},
    "remove_furniture": {"mode": "auto", "mask_url": "https://example.com/mask.png"},
    "add_virtually_staged_watermark": True,
    "output_resolution": 1536,
}
CONFIGS: tuple[dict[str, Any], ...] = (LIVING, BEDROOM, EMPTIED, REFURNISHED, DUSK, ENHANCED, FULL)
# Jobs take minutes at most; what has not ended after this never will. In seconds.
LONGEST = 3600.0


class App:
    """An application with a key or two.

    Args:
        server: makes the target.
        strength: how much is read when everything is.
        photos: the quota, where it can be set.
        failure_rate: the share of jobs that fail, where it can be set.
    """

    def __init__(
        self,
        server: Server,
        strength: Strength,
        *,
        photos: int | None = None,
        failure_rate: float = 0.0,
        strict: bool = False,
    ) -> None:
        self.target: Target = server.fresh(photos=photos, failure_rate=failure_rate)
        self.oracle = oracle_of(self.target, strict=strict)
        self.call = self.oracle.call
        self._few = strength.few
        self._made_at = time.monotonic()

    @property
    def renders(self) -> list[Render]:
        """The first key's renders, oldest first."""
        return self.oracle.account.renders

    def create(
        self,
        config: dict[str, Any] = LIVING,
        count: int = 1,
        *,
        key: str | None = None,
        **more: Any,
    ) -> Render:
        """Create a render from one photo with one config."""
        body = {"config": config, "variation_count": count, "image_url": PHOTO, **more}
        return self._made(self.call("POST", "/renders", body=body, key=key), key)

    def create_several(
        self, *orders: tuple[dict[str, Any], int], key: str | None = None, **more: Any
    ) -> Render:
        """Create a render from one photo with several configs."""
        configs = [{**config, "variation_count": count} for config, count in orders]
        body = {"configs": configs, "image_url": PHOTO, **more}
        return self._made(self.call("POST", "/renders", body=body, key=key), key)

    def create_views(self, config: dict[str, Any] = BEDROOM, count: int = 1, **more: Any) -> Render:
        """Create a render from two photos of one room."""
        body = {
            "config": config,
            "variation_count": count,
            "image_urls": [PHOTO, MORE_PHOTO],
            **more,
        }
        return self._made(self.call("POST", "/renders", body=body), None)

    def bulk(self, *renders: dict[str, Any], key: str | None = None, **more: Any) -> list[Render]:
        """Create several renders in one call."""
        answer = self.call(
            "POST", "/renders/bulk", body={"renders": list(renders), **more}, key=key
        )
        self._accepted(answer)
        return self.oracle.account_of(key or self.oracle.key).renders[-len(renders) :]

    def add(
        self, render: Render, config: dict[str, Any] = LIVING, count: int = 1, **more: Any
    ) -> Answer:
        """Add variations to a render."""
        body = {"config": config, "variation_count": count, **more}
        return self.call("POST", f"/renders/{render.id}/variations", body=body)

    def add_bulk(self, *orders: tuple[Render, dict[str, Any], int], **more: Any) -> Answer:
        """Add variations to several renders in one call."""
        items = [
            {"render_id": r.id, "config": config, "variation_count": count}
            for r, config, count in orders
        ]
        return self.call("POST", "/renders/variations/bulk", body={"variations": items, **more})

    def list_renders(self, key: str | None = None, **query: Any) -> Any:
        """A page of renders."""
        return self.call("GET", "/renders", query, key=key).json()

    def get(self, render: Render, key: str | None = None, **query: Any) -> Any:
        """A render."""
        return self.call("GET", f"/renders/{render.id}", query, key=key).json()

    def walk(
        self, path: str, limit: int | None, order: str | None, prefix: str = ""
    ) -> Iterator[Any]:
        """Every page from the first to the last; each is checked as it comes."""
        cursor = None
        for _ in range(2000):
            query: dict[str, Any] = {"include_variations": True} if prefix else {}
            query |= {f"{prefix}limit": limit} if limit else {}
            query |= {f"{prefix}order": order} if order else {}
            query |= {f"{prefix}cursor": cursor} if cursor else {}
            page = self.call("GET", path, query).json()
            page = page["variations"] if prefix else page
            yield page
            cursor = page.get("next_cursor")
            if cursor is None:
                return
        raise Failure("a walk through the pages comes to its end", "2000 pages")

    def analyze(self, image_url: str) -> Answer:
        """Analyze a photo, without waiting in real time."""
        body = with_webhook(self.target, {"image_url": image_url})
        return self.call("POST", "/analyze", body=body)

    def read_everything(self) -> None:
        """Read all renders and variations at each place that shows them, or where time is short
        some of them."""
        for _ in self.walk("/renders", None, None):
            if self._few:
                break
        for render in [r for r in self.renders if r.ours][-2 if self._few else 0 :]:
            self.get(render, include_variations=True)
            if not self._few:
                self.get(render)
                self.get(render, include_variations=True, variations_limit=1)
            for variation in render.variations[-1 if self._few else 0 :]:
                self.call("GET", f"/renders/{render.id}/variations/{variation.id}")

    def until_ended(self, step: float | None = None, *, everywhere: bool = True) -> None:
        """Let time pass until all jobs have ended. Meanwhile everything is read if that is wanted
        and costs no time, else the list."""
        free = self.target.waits_for_free
        step = step or self.target.steps
        waited = 0.0
        while pending := [v.id for v in self.made_here if not v.final]:
            if waited > LONGEST:
                expected = f"every job ends; {LONGEST:.0f} seconds have passed"
                raise Failure(expected, f"{pending} are pending")
            self.target.wait(step)
            waited += step
            if not free or waited > 60:  # how long jobs take here is not known
                step *= 1.4
            if everywhere and free:
                self.read_everything()
            else:
                self.list_renders(limit=100)
        self.target.note_job(time.monotonic() - self._made_at)
        if everywhere and not free:
            self.read_everything()

    @property
    def made_here(self) -> list[Variation]:
        """All variations of the first key's renders that were made here."""
        return [v for r in self.renders if r.ours for v in r.variations]

    def _made(self, answer: Answer, key: str | None) -> Render:
        self._accepted(answer)
        self._made_at = time.monotonic()
        return self.oracle.account_of(key or self.oracle.key).renders[-1]

    def _accepted(self, answer: Answer) -> None:
        if answer.status == 403:
            raise OutOfReach(f"the quota is used up: {answer.excerpt(200)}")
        if answer.status >= 300:
            raise Failure("a valid request is accepted", answer.excerpt())
