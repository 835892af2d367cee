"""Events counted by person, because the pictures of one person stand and fall together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from hardware.face.evaluation.rules import Rule
from hardware.face.evaluation.trials import Draw

RESAMPLED = 1000
CONFIDENCE = 0.95


class Measure(StrEnum):
    IDENTIFIED = "identified"
    WRONG_IDENTITY = "wrong_identity"
    STRANGER_ACCEPTED = "stranger_accepted"
    NON_MATCH = "non_match"
    COLLEAGUE = "colleague"
    OUTSIDER = "outsider"


@dataclass(frozen=True, slots=True)
class Found:
    """A share of trials; with 95 % confidence it lies between the limits for other people of their kind."""

    events: int
    trials: int
    people: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.events / self.trials if self.trials else float("nan")


@dataclass(slots=True)
class Count:
    """[events, trials] of each person."""

    of: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    probes: int = 0

    def add(self, person: str, events: int, trials: int) -> None:
        """Of one probe."""
        self.probes += 1
        self.of[person][0] += events
        self.of[person][1] += trials

    def found(self) -> Found:
        """Limits by drawing people again. Where nothing happened, or everything, by the number of people: so
        many of them might do it once, with one of those whom a probe was compared with."""
        pairs = np.array(list(self.of.values()) or [[0, 0]])
        events, trials, people = int(pairs[:, 0].sum()), int(pairs[:, 1].sum()), len(self.of)
        if not people:
            return Found(0, 0, 0, 0.0, 1.0)
        rare = 1 - (1 - CONFIDENCE) ** (1 / people)
        if events == 0:
            return Found(events, trials, people, 0.0, rare * self.probes / trials)
        if events == trials:
            return Found(events, trials, people, 1 - rare, 1.0)
        chance = np.random.default_rng(people)
        drawn = pairs[chance.integers(0, people, (RESAMPLED, people))].sum(axis=1)
        rates = np.sort(drawn[:, 0] / np.maximum(drawn[:, 1], 1))
        edge = round(RESAMPLED * (1 - CONFIDENCE) / 2)
        return Found(events, trials, people, float(rates[edge]), float(rates[-edge - 1]))


def measure(rule: Rule, draw: Draw, counts: Mapping[Measure, Count]) -> None:
    """All six measures of one rule in one hall."""
    places = {person: place for place, person in enumerate(rule.people)}
    for probe in draw.own:
        verdict, person = rule.judge(probe.frames), probe.person
        who, accepted = verdict.who, verdict.accepted
        counts[Measure.IDENTIFIED].add(person, who == person, 1)
        counts[Measure.WRONG_IDENTITY].add(person, who is not None and who != person, 1)
        own = bool(accepted[places[person]])
        counts[Measure.NON_MATCH].add(person, not own, 1)
        counts[Measure.COLLEAGUE].add(person, int(accepted.sum()) - own, len(accepted) - 1)
    for probe in draw.outsiders:
        verdict = rule.judge(probe.frames)
        counts[Measure.STRANGER_ACCEPTED].add(probe.person, verdict.who is not None, 1)
        counts[Measure.OUTSIDER].add(probe.person, int(verdict.accepted.sum()), len(verdict.accepted))
