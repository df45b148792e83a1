"""Sums up what was seen of traffic: each deviation once, and what became of each assumption."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .assumptions import Assumed, assumptions_of
from .conformance import Judge
from .observed import Observation, Recorded, Verdict, safe
from .places import line_of, name_of
from .walk import Seen
from .webhooks import Webhooks

FORMAT = "virtualstaging-mock/traffic/1"
_MOST_ENTRIES = 1000
_MOST_REFUSED = 200
_CARRIERS = ("answer", "accepted request", "webhook")
Feature = tuple[str, str]
"""A place of the document, and a value of it where it is one of an enum."""


@dataclass(slots=True)
class _Entry:
    observation: Observation
    example: str
    count: int = 0


class Report:
    """Counts what a judge says of exchanges.

    Args:
        judge: compares with the document.
        say: called with each deviation when it is first seen.
    """

    def __init__(self, judge: Judge, say: Callable[[str], None] = lambda _line: None) -> None:
        self._judge = judge
        self._say = say
        self.webhooks = Webhooks(judge.spec)
        self._exchanges = self._events = self.skipped = 0
        self._entries: dict[tuple[str, ...], _Entry] = {}
        self._features: dict[str, Counter[Feature]] = {name: Counter() for name in _CARRIERS}
        self._statuses: Counter[tuple[str, int]] = Counter()
        self._accepted: dict[str, set[Feature]] = defaultdict(set)
        self._refused: dict[str, dict[frozenset[Feature], _Entry]] = defaultdict(dict)

    @property
    def key_header(self) -> str:
        """The header that the key is sent in, in lower case."""
        return self._judge.key_header

    @property
    def departs(self) -> bool:
        """Whether anything contradicted the document."""
        return any(one.observation.kind == "departure" for one in self._all())

    def add(self, seen: Recorded) -> Verdict:
        """Judge one exchange and count what was seen."""
        verdict = self._judge.judge(seen)
        self._exchanges += 1
        operation = verdict.operation or ""
        example = f"{seen.method} {safe(seen.path)} {seen.status}"
        if operation and seen.status in self._judge.spec.operations[operation].answers:
            self._statuses[operation, seen.status] += 1
        if operation == "set_webhook_secret" and seen.status < 400:
            self.webhooks.learn_secret(seen.body)
        features = _features(verdict.request)
        if verdict.accepted is False and seen.status == 400 and features:
            self._add_refused(operation, features, verdict, example)
        else:
            if verdict.accepted:
                self._accepted[operation] |= features
            for observation in verdict.observations:
                self._add(observation, example)
        wrong = [one.place for one in verdict.observations]
        self._count("answer", verdict.answer, wrong)
        if verdict.accepted:
            self._count("accepted request", verdict.request, wrong)
        return verdict

    def add_webhook(self, headers: dict[str, str], body: bytes) -> bool:
        """Judge what may be a webhook; False where it is none."""
        found = self.webhooks.judge(headers, body)
        if found is None:
            return False
        self._events += 1
        observations, seen = found
        for observation in observations:
            self._add(observation, "a webhook")
        for unknown in seen.unknown.values():
            text = f"The event has a field that the document does not know: {unknown.path}."
            key = ("field", unknown.place, unknown.name)
            self._add(Observation("addition", unknown.place, text, key), "a webhook")
        self._count("webhook", seen, [one.place for one in observations])
        return True

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        entries = sorted(self._all(), key=lambda entry: -entry.count)
        return {
            "format": FORMAT,
            "exchanges": self._exchanges,
            "webhooks": self._events,
            "skipped": self.skipped,
            "deviations": [
                {
                    "kind": one.observation.kind,
                    "text": one.observation.text,
                    "count": one.count,
                    "example": one.example,
                    "place": one.observation.place,
                    "name": name_of(one.observation.place),
                    "line": line_of(one.observation.place),
                    "change": one.observation.change,
                }
                for one in entries
            ],
            "assumptions": list(self._assumptions()),
        }

    def _add(self, observation: Observation, example: str) -> None:
        entry = self._entries.get(observation.key)
        if entry is None:
            if len(self._entries) >= _MOST_ENTRIES:
                return
            entry = self._entries[observation.key] = _Entry(observation, example)
            if observation.kind != "note":
                self._say(f"{observation.kind}: {observation.text} ({example})")
        entry.count += 1

    def _add_refused(
        self, operation: str, features: set[Feature], verdict: Verdict, example: str
    ) -> None:
        [said] = [one for one in verdict.observations if one.key[0] == "refused"]
        alike = self._refused[operation]
        key = frozenset(features)
        if key not in alike:
            if len(alike) >= _MOST_REFUSED:
                return
            alike[key] = _Entry(said, example)
            self._say(f"{said.kind}: {said.text} ({example})")
        alike[key].count += 1
        for observation in verdict.observations:
            if observation is not said:
                self._add(observation, example)

    def _count(self, carrier: str, seen: Seen, wrong: list[str]) -> None:
        for place in seen.places:
            if not any(at == place or at.startswith(f"{place}/") for at in wrong):
                self._features[carrier][place, ""] += 1
        for feature in seen.values:
            self._features[carrier][feature] += 1

    def _all(self) -> Iterator[_Entry]:
        yield from self._entries.values()
        for operation, alike in self._refused.items():
            yield from self._explained(operation, alike)

    def _explained(
        self, operation: str, alike: dict[frozenset[Feature], _Entry]
    ) -> Iterator[_Entry]:
        """Refusals by what they had in common that no accepted request had."""
        left = {key - self._accepted[operation]: key for key in alike}
        rest = dict(alike)
        shared: Counter[Feature] = Counter()
        for odd, key in left.items():
            shared.update(dict.fromkeys(odd, alike[key].count))
        # The most precise of what is shared by most: values before places, the deeper ones first.
        for feature in sorted(shared, key=lambda one: (-shared[one], not one[1], -len(one[0]))):
            mine = [key for key in rest if feature in key]
            if not mine:
                continue
            first, count = rest[mine[0]], sum([rest[key].count for key in mine])
            for key in mine:
                del rest[key]
            what = name_of(feature[0]) + (f' "{feature[1]}"' if feature[1] else "")
            message = first.observation.text
            text = f"{message} It was so with {what}, and with nothing that was accepted."
            key_of = ("refused", operation, *feature)
            yield _Entry(Observation("departure", feature[0], text, key_of), first.example, count)
        by_message: dict[str, _Entry] = {}
        place = self._judge.place_of(operation)
        for one in rest.values():
            text = one.observation.text
            seen = Observation("departure", place, text, ("refused", operation, text))
            by_message.setdefault(text, _Entry(seen, one.example)).count += one.count
        yield from by_message.values()

    def _assumptions(self) -> Iterator[dict[str, Any]]:
        for one in assumptions_of(self._judge):
            verdict, text = self._verdict(one)
            yield _assumption(one.name, one.place, verdict, text)
        verdict, text = self.webhooks.signed()
        header = self._judge.spec.signature_header
        place = self.webhooks.place
        yield _assumption(f"webhooks are signed in the header {header}", place, verdict, text)

    def _verdict(self, one: Assumed) -> tuple[str, str]:
        against = self._against(one)
        if against is not None:
            return "refuted", against
        if one.status is not None:
            counts = {"answer": self._statuses[one.status]}
        else:
            feature = (one.place, one.value or "")
            counts = {carrier: seen[feature] for carrier, seen in self._features.items()}
        by = [f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items() if n]
        return ("confirmed", f"confirmed by {' and '.join(by)}") if by else ("not seen", "not seen")

    def _against(self, one: Assumed) -> str | None:
        if one.status is not None:
            operation, status = one.status
            if status >= 300 or self._statuses[one.status]:
                return None
            others = [
                entry.observation.key[2]
                for entry in self._entries.values()
                if entry.observation.key[:2] == ("status", operation)
            ]
            successes = [other for other in others if other.startswith("2")]
            return f"the answer is {' or '.join(successes)}" if successes else None
        for entry in self._all():
            place = entry.observation.place
            below = place == one.place or place.startswith(f"{one.place}/")
            if not below or entry.observation.kind != "departure":
                continue
            refused = entry.observation.key[0] == "refused"
            if one.value is not None and entry.observation.key[-1:] != (one.value,):
                continue
            if refused or one.value is None:
                return f"{entry.observation.text} ({entry.count} ×)"
        return None


def _assumption(name: str, place: str, verdict: str, text: str) -> dict[str, Any]:
    return {"name": name, "place": place, "line": line_of(place), "verdict": verdict, "text": text}


def _features(seen: Seen) -> set[Feature]:
    return {(place, "") for place in seen.places} | seen.values
