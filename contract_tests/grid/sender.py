"""Sends probes to a target, with ids of the account in place of their placeholders."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from contract_tests.budget import OutOfTimeError
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
        may_charge: whether a render may be made whose ids probes use; without it they use those of
            renders that are there.
        check_every: after so many refused requests, check that nothing has changed; with 1 it is
            known which one changed something.
    """

    def __init__(self, oracle: Oracle, *, may_charge: bool, check_every: int = 1) -> None:
        self.oracle = oracle
        self.oracle.thorough = check_every == 1
        self.sent = 0
        self.spoilt = False
        self._may_charge = may_charge
        self._check_every = check_every
        self._unchecked = 0
        self._render: Render | None = None

    def send(self, probes: Iterable[Probe]) -> int:
        """Send probes while there is time; raises Failure at the first wrong answer.

        Returns:
            How many were sent.
        """
        before = self.sent
        try:
            for probe in probes:
                if self._is_late():
                    return self.sent - before
                self._send(probe)
            self._check_nothing_changed()
        except OutOfTimeError:
            pass
        except Failure:
            self.spoilt = True
            raise
        return self.sent - before

    def _is_late(self) -> bool:
        left = self.oracle.target.seconds_left()
        return left is not None and left <= 0

    def _send(self, probe: Probe) -> None:
        target = self.oracle.target
        if not target.waits_for_free and _waits(probe.body):
            return  # the model's checks wait, as often as can be afforded
        if probe.operation == "analyze_image" and isinstance(probe.body, dict):
            probe = replace(probe, body=with_webhook(target, probe.body))
        self.oracle.send(probe.request(self._ids()))
        self.sent += 1
        self._unchecked += 1
        if self._unchecked >= self._check_every:
            self._check_nothing_changed()

    def _check_nothing_changed(self) -> None:
        """What was refused has changed nothing."""
        number, self._unchecked = self._unchecked, 0
        if self.oracle.thorough or not number:
            return  # it was checked after each request
        try:
            self.oracle.check_nothing_changed()
        except Failure as failure:
            failure.expected += f"; one of the last {number} requests, refused, did it"
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


def thinned(probes: Iterable[Probe], stride: int) -> list[Probe]:
    """Every probe of the kinds that are few; every nth of the others, the first of each always."""
    chosen = []
    for probe, number in _numbered(probes):
        broad = probe.kind.rpartition(": ")[2] in BROAD
        if number % (stride if broad else 1 + stride // 12) == 0:
            chosen.append(probe)
    return chosen


def rarest_first(probes: Iterable[Probe]) -> list[Probe]:
    """One probe of each kind, then another of each, and so on; the rare kinds first."""
    numbered = list(_numbered(probes))
    count = Counter((probe.operation, probe.kind) for probe, _ in numbered)
    numbered.sort(key=lambda one: (one[1], count[one[0].operation, one[0].kind]))
    return [probe for probe, _ in numbered]


def _numbered(probes: Iterable[Probe]) -> Iterator[tuple[Probe, int]]:
    """Each probe with its number among those of its operation and kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for probe in probes:
        place = (probe.operation, probe.kind)
        yield probe, counts[place]
        counts[place] += 1


def _waits(body: object) -> bool:
    return isinstance(body, dict) and body.get("wait_for_completion") is True
