"""Sends probes to a target, and gives each the things of the account that it names."""

from collections.abc import Iterable
from dataclasses import replace

from contract_tests.exchange import Failure, OutOfReach
from contract_tests.grid.probe import KEY, REMOVAL, RENDER, VARIATION, Probe
from contract_tests.model.account import Render
from contract_tests.model.asked import MOST_VARIATIONS
from contract_tests.model.oracle import Oracle
from contract_tests.targets import with_webhook

# A valid request may ask for this many variations more than the example that it was made of.
ROOM = 4
# Kinds of which there are very many, each much like the next.
BROAD = {"odd text", "near text", "pattern"}


class Sender:
    """Sends probes.

    Args:
        oracle: checks the answers.
        may_charge: whether something may be made for probes to name; without it they name what is
            there.
        check_every: after so many refused requests, check that nothing has changed; 1 tells exactly
            which one changed something.
    """

    def __init__(self, oracle: Oracle, *, may_charge: bool, check_every: int = 1) -> None:
        self.oracle = oracle
        self._may_charge = may_charge
        self._look_every = check_every
        self._since_look = 0
        self._render: Render | None = None

    def send(self, probes: Iterable[Probe]) -> int:
        """Send all probes; raises Failure at the first wrong answer. Returns how many were sent."""
        self.oracle.thorough = self._look_every == 1
        sent = 0
        for probe in probes:
            if not self.oracle.target.waits_for_free and _waits(probe.body):
                continue  # the model's checks wait, as often as can be afforded
            if probe.operation == "analyze_image" and isinstance(probe.body, dict):
                probe = replace(probe, body=with_webhook(self.oracle.target, probe.body))
            self.oracle.send(probe.request(self._ids()))
            sent += 1
            self._since_look += 1
            if not self.oracle.thorough and self._since_look >= self._look_every:
                self.look()
        self.look()
        return sent

    def look(self) -> None:
        """Nothing that was refused has left a trace."""
        self._since_look = 0
        try:
            self.oracle.check_nothing_changed()
        except Failure as failure:
            if self._look_every > 1:
                failure.expected += (
                    f"; one of the last {self._look_every} requests, refused, did it"
                )
            raise

    def _ids(self) -> dict[str, str]:
        render = self._with_room()
        removal = (
            next((v.id for v in render.variations if v.type == "removal"), "v_none")
            if render
            else "v_none"
        )
        return {
            KEY: self.oracle.key,
            RENDER: render.id if render else "r_none",
            VARIATION: render.variations[0].id if render and render.variations else "v_none",
            REMOVAL: removal,
        }

    def _with_room(self) -> Render | None:
        render = self._render
        if render and len(render.variations) + ROOM <= MOST_VARIATIONS:
            return render
        if not self._may_charge:
            there = self.oracle.account.renders
            return there[-1] if there else None
        body = {
            "config": {"type": "staging", "remove_furniture": {"mode": "on"}},
            "image_url": "https://example.com/room.jpg",
            "variation_count": 1,
        }
        answer = self.oracle.call("POST", "/renders", body=body)
        if answer.status >= 300:
            raise OutOfReach(f"no render can be made: {answer.excerpt(200)}")
        self._render = self.oracle.account.renders[-1]
        return self._render


def thinned(probes: Iterable[Probe], stride: int) -> tuple[list[Probe], list[Probe]]:
    """Every probe of the kinds that are few; every nth of the others, the first of each always.

    Returns:
        These, and those that are left out.
    """
    counts: dict[tuple[str, str], int] = {}
    chosen: list[Probe] = []
    others: list[Probe] = []
    for probe in probes:
        place = (probe.operation, probe.kind)
        number = counts.get(place, 0)
        counts[place] = number + 1
        broad = probe.kind.rpartition(": ")[2] in BROAD
        thin = number % (stride if broad else 1 + stride // 12) == 0
        (chosen if thin else others).append(probe)
    return chosen, others


def _waits(body: object) -> bool:
    return isinstance(body, dict) and body.get("wait_for_completion") is True
