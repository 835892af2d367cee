"""Thresholds derived from the enrolled hall itself.

Everybody is in turn a stranger to the rest, by a gallery made without them, and everybody with several
templates is also tried with some that the gallery does not hold. One thing stays optimistic: templates of
one enrolment are more alike than pictures taken months later, so that more people are missed in practice.
Rates of strangers hold for people of the hall's own kind.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from hardware.face.matching.gallery import Gallery, Vector
from hardware.face.matching.matcher import Best, Matcher
from hardware.face.matching.rates import Share
from hardware.face.matching.tally import Tally
from hardware.face.matching.thresholds import Thresholds

LEAST_PEOPLE, LEAST_TRIED = 30, 10
MOST_ROUNDS = 40
LOOSEST, ENOUGH_TO_LOOSEN = 1.0, 300
"""Calibration proposes no strength below the usual one before so many strangers were tried, and then none
further below than this: a few dozen people happen to be unlike one another."""
CURVE = tuple(x / 4 for x in range(-8, 53))


class TooFew(ValueError):
    """The hall has too few people, or too few templates of each, to say anything."""


class Caution(StrEnum):
    """What a reader of a calibration must know."""

    EXTRAPOLATED = "extrapolated"
    """The target is rarer than one in all trials."""
    HELD_AT_LOOSEST = "held_at_loosest"
    """The hall's own figures would have allowed a lower threshold."""
    FEW_TRIED = "few_tried"
    """So few people have several templates that misses are hardly known, and strangers were also tried with
    fewer frames than at the clock, which makes them look less like anybody."""


@dataclass(frozen=True, slots=True)
class Target:
    """Rates not to be exceeded. `strangers`: of people who are not enrolled, taken for somebody when they
    stand before the clock; `colleagues`: of people who give another's number, taken for that person."""

    strangers: float = 0.01
    colleagues: float = 0.0005


@dataclass(frozen=True, slots=True)
class Estimate:
    """Rates at one threshold: of one's own not accepted, and of colleagues and strangers taken for somebody,
    or, in verification, for the person whose number they gave."""

    threshold: float
    missed: Share
    colleagues: Share
    strangers: Share


@dataclass(frozen=True, slots=True)
class Calibration:
    """`identify` and `verify`: at the proposed thresholds. Curves: threshold, share wrongly accepted (of
    strangers in identification, of colleagues in verification), share missed."""

    people: int
    templates: int
    frames: int
    target: Target
    identify: Estimate
    verify: Estimate
    identify_curve: tuple[tuple[float, float, float], ...]
    verify_curve: tuple[tuple[float, float, float], ...]
    cautions: tuple[Caution, ...]
    thresholds: Thresholds


@dataclass(slots=True)
class Trials:
    """What has been tried so far."""

    strangers: Tally = field(default_factory=Tally)
    own: Tally = field(default_factory=Tally)
    """Identification of one's own; a wrong name counts as a miss."""
    wrong: Tally = field(default_factory=Tally)
    """Those who come first under a wrong name."""
    colleagues: Tally = field(default_factory=Tally)
    outsiders: Tally = field(default_factory=Tally)
    claimed: Tally = field(default_factory=Tally)
    """One's own number."""


def calibrate(
    enrolled: Mapping[str, Sequence[Vector]],
    strangers: Mapping[str, Sequence[Vector]] | None = None,
    target: Target | None = None,
    frames: int = 2,
    usual: Thresholds | None = None,
    seed: int = 1,
) -> Calibration:
    """Try the hall on itself. `frames`: how many make one probe, as at the clock. Raises TooFew."""
    target, usual = target or Target(), usual or Thresholds()
    people = sorted(person for person, templates in enrolled.items() if len(templates))
    if len(people) < max(LEAST_PEOPLE, int(usual.small)):
        raise TooFew(f"{len(people)} people are enrolled; calibration needs {LEAST_PEOPLE}")
    trials = Trials()
    probes = {person for person in people if len(enrolled[person]) >= frames}
    if len(probes) < LEAST_PEOPLE:
        probes = set(people)
    for matcher, left_out, held_back in _rounds(enrolled, people, frames, usual, random.Random(seed)):
        for person in left_out:
            if person in probes:
                _try_stranger(trials, matcher, enrolled[person][:frames])
        for person, templates in held_back.items():
            _try_own(trials, matcher, person, templates)
    if strangers:
        matcher = Matcher(Gallery.of({person: enrolled[person] for person in people}), usual)
        for templates in strangers.values():
            if len(templates):
                _try_stranger(trials, matcher, templates[:frames])
    if not trials.own.trials:
        raise TooFew("nobody has two templates; a second one of each person tells how many are missed")
    return _concluded(trials, enrolled, people, frames, target, usual)


def _rounds(
    enrolled: Mapping[str, Sequence[Vector]],
    people: Sequence[str],
    frames: int,
    usual: Thresholds,
    chance: random.Random,
) -> Iterator[tuple[Matcher, list[str], dict[str, Sequence[Vector]]]]:
    """In each round some people are left out, and some templates of others held back. Everybody is left out
    once and, with two templates or more, held back once."""
    order = list(people)
    chance.shuffle(order)
    count = min(MOST_ROUNDS, len(order) // 2)
    for number in range(count):
        left_out = order[number::count]
        held_back: dict[str, Sequence[Vector]] = {}
        kept = {}
        for person in people:
            templates = list(enrolled[person])
            if person in left_out:
                continue
            if person in order[(number + 1) % count :: count] and len(templates) > 1:
                chance.shuffle(templates)
                size = min(frames, len(templates) // 2)
                held_back[person], templates = templates[:size], templates[size:]
            kept[person] = templates
        yield Matcher(Gallery.of(kept), usual), left_out, held_back


def _try_stranger(trials: Trials, matcher: Matcher, frames: Sequence[Vector]) -> None:
    trials.strangers.add(np.array([_reached(matcher.best(frames), matcher.thresholds)], np.float32))
    trials.outsiders.add(matcher.strengths(np.mean(frames, axis=0)))


def _try_own(trials: Trials, matcher: Matcher, person: str, frames: Sequence[Vector]) -> None:
    best = matcher.best(frames)
    reached = np.array([_reached(best, matcher.thresholds)], np.float32)
    trials.own.add(reached if best.staff == person else np.array([-math.inf], np.float32))
    if best.staff != person:
        trials.wrong.add(reached)
    strengths = matcher.strengths(np.mean(frames, axis=0))
    place = matcher.gallery.places[person]
    trials.claimed.add(strengths[place : place + 1])
    trials.colleagues.add(np.delete(strengths, place))


def _reached(best: Best, limits: Thresholds) -> float:
    """Up to which threshold this would have been accepted."""
    kept_out = (
        best.margin < limits.margin or best.agreed < limits.agree or best.figures.distance > limits.farthest
    )
    return -math.inf if kept_out else best.strength


def _concluded(
    trials: Trials,
    enrolled: Mapping[str, Sequence[Vector]],
    people: Sequence[str],
    frames: int,
    target: Target,
    usual: Thresholds,
) -> Calibration:
    wished = (
        _up(trials.strangers.threshold_for(target.strangers)),
        _up(trials.colleagues.together(trials.outsiders).threshold_for(target.colleagues)),
    )
    looser = LOOSEST if trials.strangers.trials >= ENOUGH_TO_LOOSEN else 0.0
    identify, verify = max(wished[0], usual.identify - looser), max(wished[1], usual.verify - looser)
    cautions = {
        Caution.EXTRAPOLATED: not trials.strangers.resolves(target.strangers),
        Caution.HELD_AT_LOOSEST: (identify, verify) != wished,
        Caution.FEW_TRIED: trials.own.trials < LEAST_TRIED
        or sum(len(enrolled[person]) >= frames for person in people) < LEAST_PEOPLE,
    }
    return Calibration(
        people=len(people),
        templates=sum(len(enrolled[person]) for person in people),
        frames=frames,
        target=target,
        identify=Estimate(
            identify,
            trials.own.missing(identify),
            Share(trials.wrong.reaching(identify).events, trials.own.trials),
            trials.strangers.reaching(identify),
        ),
        verify=Estimate(
            verify,
            trials.claimed.missing(verify),
            trials.colleagues.reaching(verify),
            trials.outsiders.reaching(verify),
        ),
        identify_curve=_curve(trials.strangers, trials.own),
        verify_curve=_curve(trials.colleagues, trials.claimed),
        cautions=tuple(caution for caution, holds in cautions.items() if holds),
        thresholds=replace(usual, identify=identify, verify=verify),
    )


def _curve(wrongly: Tally, own: Tally) -> tuple[tuple[float, float, float], ...]:
    return tuple((x, wrongly.reaching(x).rate, own.missing(x).rate) for x in CURVE)


def _up(threshold: float) -> float:
    """To the tenth: more would pretend to a precision that is not there."""
    return math.ceil(round(threshold * 10, 6)) / 10
