"""Who is enrolled with which pictures, who is tried with which, and who stands outside."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hardware.face.matching.gallery import Vector

OUTSIDE = 0.3
"""Of those with enough pictures for a probe, so many are not enrolled."""
PROBES_A_PERSON = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """Pictures at enrolment, and frames that make one probe."""

    enrolled: int
    frames: int


@dataclass(frozen=True, slots=True)
class Probe:
    person: str
    frames: Sequence[Vector]


@dataclass(frozen=True, slots=True)
class Draw:
    """One hall: no picture is in both an enrolment and a probe, no outsider is enrolled."""

    enrolled: Mapping[str, Sequence[Vector]]
    own: Sequence[Probe]
    outsiders: Sequence[Probe]


def draws(
    people: Mapping[str, Sequence[Vector]], setting: Setting, number: int, seed: int = 1
) -> Iterator[Draw]:
    """People with fewer pictures than are wanted are enrolled with what they have and not tried; nobody
    is drawn if nobody could be tried."""
    chance = random.Random(f"{seed} {setting}")
    if not any(len(each) >= setting.enrolled + setting.frames for each in people.values()):
        return
    for _ in range(number):
        yield _draw(people, setting, chance)


def _draw(people: Mapping[str, Sequence[Vector]], setting: Setting, chance: random.Random) -> Draw:
    order = list(people)
    chance.shuffle(order)
    able = [person for person in order if len(people[person]) >= setting.frames]
    outside = set(able[: max(round(len(able) * OUTSIDE), 1)])
    enrolled: dict[str, Sequence[Vector]] = {}
    own, outsiders = [], []
    for person in order:
        pictures = list(people[person])
        chance.shuffle(pictures)
        if person in outside:
            outsiders.append(Probe(person, pictures[: setting.frames]))
            continue
        enrolled[person] = pictures[: setting.enrolled]
        rest = pictures[setting.enrolled :]
        for number in range(min(len(rest) // setting.frames, PROBES_A_PERSON)):
            own.append(Probe(person, rest[number * setting.frames :][: setting.frames]))
    return Draw(enrolled, own, outsiders)


def halves(
    people: Mapping[str, Sequence[Vector]], seed: int
) -> tuple[dict[str, Sequence[Vector]], dict[str, Sequence[Vector]]]:
    """People split in two by chance: what is learnt from one half is tried on the other."""
    order = sorted(people)
    random.Random(seed).shuffle(order)
    middle = len(order) // 2
    return {each: people[each] for each in order[:middle]}, {each: people[each] for each in order[middle:]}
