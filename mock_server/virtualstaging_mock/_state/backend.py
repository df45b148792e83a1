"""The state of the API: the accounts of all keys, and the jobs in them."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Any

from virtualstaging_mock._clock import Clock

from .account import Account, Limits
from .jobs import Analysis, Job, Render, Variation
from .links import Links
from .photos import Photos
from .plan import Pace, analysis_of, draw, name_of, variations_of


class Backend:
    """The state of the API and everything that changes it; knows nothing of HTTP.

    Args:
        clock: the mock's clock.
        pace: what decides how long jobs take and how they end.
        links: signs the links to result files.
        limits: bounds.
    """

    def __init__(self, clock: Clock, pace: Pace, links: Links, limits: Limits) -> None:
        self.clock = clock
        self.pace = pace
        self.links = links
        self.limits = limits
        self.files_origin: str | None = None  # where links lead, whatever the Host header says
        self.usual_files_origin = ""  # where links lead for a request without a Host header
        self.photos = Photos()
        self.variation_changed: Callable[[Account, Render, Variation], None] = lambda *_: None
        self.analysis_ended: Callable[[Account, Analysis], None] = lambda *_: None
        self.progress_events = False
        self.reset()

    def reset(self) -> None:
        """Forget all accounts."""
        self.accounts: OrderedDict[str, Account] = OrderedDict()
        self.photos.clear()
        self.clock.forget_events()
        self._kept: deque[tuple[Account, Render]] = deque()
        self._kept_bytes = 0

    def account_of(self, owner: str) -> Account:
        """The account of a key, by its fingerprint; made when the key is first used."""
        account = self.accounts.get(owner)
        if account is None:
            account = self.accounts[owner] = Account(owner, self.clock.now_ms())
            if len(self.accounts) > self.limits.accounts:
                self.accounts.popitem(last=False)
        else:
            self.accounts.move_to_end(owner)
        return account

    def add_render(
        self,
        account: Account,
        image_urls: Iterable[str],
        webhook_url: str | None = None,
        *,
        host: str = "",
        weight: int = 0,
    ) -> Render:
        """Make a render without variations.

        Args:
            account: whose it is.
            image_urls: the photo, or the two of a multi-view.
            webhook_url: where its events go.
            host: the Host header of the request, for the links in its events.
            weight: bytes of the request that are kept with it.
        """
        drawn = self._draw(account)
        render = Render(
            f"r_{name_of(drawn)}",
            account.renders.next_number(),
            self.clock.stamp_ms(),
            tuple([self.photos.take(url) for url in image_urls]),
            webhook_url,
            host,
            weight,
            drawn,
        )
        self.keep(account, render)
        return render

    def keep(self, account: Account, render: Render) -> None:
        """Put a render into its account, dropping the oldest of all where a bound is reached."""
        account.renders.append(render)
        self._kept.append((account, render))
        self._kept_bytes += render.weight
        while len(self._kept) > self.limits.renders or (
            self._kept_bytes > self.limits.render_bytes and len(self._kept) > 1
        ):
            owner, oldest = self._kept.popleft()
            self._kept_bytes -= oldest.weight
            if self._is_kept(owner, oldest):
                owner.forget_oldest()

    def add_variations(
        self,
        account: Account,
        render: Render,
        kind: str | None,
        config: dict[str, Any],
        count: int = 1,
        base: Variation | None = None,
    ) -> list[Variation]:
        """Make variations and plan their course; those with a base start when it has ended.

        Args:
            account: whose they are.
            render: what they are added to.
            kind: their type; None for those made through v1.
            config: as the API echoes it; it is kept, and must not be changed afterwards.
            count: how many.
            base: the removal variation that they build on.
        """
        drawn = render.drawn
        if drawn is None or render.variations:
            drawn = self._draw(account)
        made = variations_of(self.clock, self.pace, render, drawn, kind, config, count, base)
        account.add_variations(render, made)
        if render.webhook_url is not None:
            for variation in made:
                self.watch(account, render, variation)
        return made

    def add_analysis(
        self, account: Account, image_url: str, webhook_url: str | None, host: str
    ) -> Analysis:
        """Make an analysis and plan its course."""
        photo = self.photos.take(image_url)
        analysis = analysis_of(self.clock, self.pace, self._draw(account), photo)
        analysis.webhook_url, analysis.host = webhook_url, host
        account.add_analysis(analysis)
        self._watch_analysis(account, analysis)
        return analysis

    def watch(self, account: Account, render: Render, variation: Variation) -> None:
        """Plan the events of the variation's end (and of its start, where that is wanted)."""
        if render.webhook_url is None:
            return
        start_ms, due_ms = variation.start_ms, variation.due_ms

        def changed(started: bool) -> None:
            # A variation that was made to end earlier has had its event already.
            under_way = variation.status(self.clock.now_ms()) == "rendering"
            valid = under_way if started else variation.due_ms == due_ms and not variation.deleted
            if valid and self._is_kept(account, render):
                self.variation_changed(account, render, variation)

        self.clock.at(due_ms, lambda: changed(False))
        if self.progress_events and start_ms < due_ms:
            self.clock.at(start_ms, lambda: changed(True))

    def _watch_analysis(self, account: Account, analysis: Analysis) -> None:
        def ended() -> None:
            if account.analyses.get(analysis.id) is analysis:
                self.analysis_ended(account, analysis)

        if analysis.webhook_url is not None:
            self.clock.at(analysis.due_ms, ended)

    def end(
        self, account: Account, render: Render, variation: Variation, *, error: str | None = None
    ) -> None:
        """Let a variation end now, if it has not yet."""
        now_ms = self.clock.now_ms()
        if variation.deleted or variation.ended(now_ms):
            return
        base = render.variations.get(variation.base_id or "")
        if base is not None and error is None:
            self.end(
                account, render, base
            )  # a variation is not done before the one that it builds on
        account.end(variation, now_ms, error=error)
        self.watch(account, render, variation)

    def end_job(self, account: Account, job: Job) -> None:
        """Let a variation or an analysis end now, if it has not yet."""
        if isinstance(job, Variation):
            render = account.renders.get(job.render_id)
            if render is not None:
                self.end(account, render, job)
        elif isinstance(job, Analysis) and not job.ended(self.clock.now_ms()):
            job.start_ms = job.due_ms = self.clock.now_ms()
            self._watch_analysis(account, job)

    def end_all(self) -> None:
        """Let everything that is under way end now."""
        now_ms = self.clock.now_ms()
        for account, render in self._kept:
            if not render.ended(now_ms):
                for variation in render.variations.values():
                    self.end(account, render, variation)

    def look(
        self, account: Account, render: Render, variations: Iterable[Variation] | None = None
    ) -> None:
        """Count a read of these variations, or of all of a render, where reads move jobs on."""
        if self.clock.mode != "polls":
            return
        now_ms = self.clock.now_ms()
        for variation in render.variations.values() if variations is None else variations:
            if variation.deleted or variation.ended(now_ms):
                continue
            variation.looks += 1
            variation.start_ms = min(variation.start_ms, now_ms)
            if variation.looks >= self.clock.polls:
                self.end(account, render, variation)

    def idle_at_ms(self) -> int:
        """When everything that is under way will have ended, in epoch milliseconds."""
        ends = (one.due_ms for _, render in self._kept for one in render.variations.values())
        return max(self.clock.now_ms(), max(ends, default=0))

    def renders(self) -> Iterable[tuple[Account, Render]]:
        """All renders with their accounts, oldest first."""
        return (pair for pair in self._kept if self._is_kept(*pair))

    def find_render(self, render_id: str) -> Render | None:
        """A render of any key by its id."""
        found = (account.renders.get(render_id) for account in self.accounts.values())
        return next((render for render in found if render is not None), None)

    def find_variation(self, variation_id: str) -> tuple[Account, Render, Variation] | None:
        """A variation of any key by its id."""
        for account in self.accounts.values():
            if (found := account.find(variation_id)) is not None:
                return account, *found
        return None

    def find_analysis(self, analysis_id: str) -> Analysis | None:
        """An analysis of any key by its id."""
        found = (account.analyses.get(analysis_id) for account in self.accounts.values())
        return next((analysis for analysis in found if analysis is not None), None)

    def _draw(self, account: Account) -> bytes:
        account.ids_drawn += 1
        return draw(self.pace, account.owner, account.ids_drawn)

    def _is_kept(self, account: Account, render: Render) -> bool:
        return (
            self.accounts.get(account.owner) is account and account.renders.get(render.id) is render
        )
