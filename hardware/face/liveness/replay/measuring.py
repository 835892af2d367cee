"""Runs the replays and counts: APCER for each attack species and BPCER, in the words of ISO/IEC 30107-3."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from hardware.face.interface import Box, FaceEngine, Picture
from hardware.face.liveness.advice import CueLimits
from hardware.face.liveness.cues import frame_sides, glare, moire
from hardware.face.liveness.interface import Act, Policy, Sign
from hardware.face.liveness.replay.actors import ATTACKS, BONA_FIDE, Species
from hardware.face.liveness.replay.play import Played, play
from hardware.face.liveness.replay.portrait import Portrait, drawn_portrait

SUSPICIOUS = 0.5
"""Score of the passive cues from which the report counts a presentation as an attack."""
SPEAKS = 0.1
"""What a cue is worth when it is told among the signs."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one species. `flagged`: by the passive cues alone."""

    species: Species
    played: tuple[Played, ...]
    watched: tuple[Played, ...]

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.played)

    @property
    def passed_at_once(self) -> int:
        return sum(one.passed and one.attempts == 1 for one in self.played)

    @property
    def flagged(self) -> int:
        return sum(one.score >= SUSPICIOUS for one in self.watched)

    @property
    def seconds(self) -> float:
        return median(one.seconds for one in self.played)

    def whys(self) -> Counter[str]:
        return Counter(one.why.value for one in self.played if one.why is not None)

    def signs(self) -> Counter[str]:
        return Counter(sign for one in self.watched for sign in one.signs)

    def act(self, act: Act) -> tuple[int, int]:
        """How often it was done, of how often it was asked."""
        asked = [done for one in self.played for what, done in one.acts if what is act]
        return sum(asked), len(asked)


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of faces. `engine`: what found the points; empty: the true ones, with noise, were given."""

    faces: str
    engine: str
    people: int
    bona_fide: Tally
    attacks: tuple[Tally, ...]


def drawn_people(count: int, seed: int) -> list[Portrait]:
    return [drawn_portrait(np.random.default_rng((seed, number))) for number in range(count)]


def measure(
    people: Sequence[Portrait],
    plays: int,
    seed: int,
    faces: str,
    engine: FaceEngine | None = None,
    said: Callable[[str], None] = lambda _: None,
    attacks: Sequence[Species] = ATTACKS,
) -> Measured:
    """`plays` of each species, the people in turn. `said` hears which species is played."""
    tallies = []
    for kind, species in enumerate((BONA_FIDE, *attacks)):
        said(f"{faces}: {species.name}")
        tallies.append(_tally(species, people, plays, (seed + 1) * 100_000 + kind * 1_000, engine))
    name = engine.info.name if engine is not None else ""
    return Measured(faces, name, len(people), tallies[0], tuple(tallies[1:]))


def _tally(
    species: Species, people: Sequence[Portrait], plays: int, seed: int, engine: FaceEngine | None
) -> Tally:
    played, watched = [], []
    for number in range(plays):
        portrait = people[number % len(people)]
        played.append(play(species, portrait, seed + number, Policy.CHALLENGE, engine))
        watched.append(play(species, portrait, seed + number, Policy.PASSIVE, engine))
    return Tally(species, tuple(played), tuple(watched))


def cues_on_photographs(photographs: Sequence[tuple[Picture, Box]]) -> dict[Sign, int]:
    """On how many pictures of real people a cue speaks falsely. Each: the picture, and where its face is."""
    limits = CueLimits()
    asked: dict[Sign, Callable[[Picture, Box], float]] = {
        Sign.MOIRE: lambda picture, box: limits.moire(moire(picture, box)),
        Sign.FRAME: lambda picture, box: limits.frame(float(frame_sides(picture, box))),
        Sign.GLARE: lambda picture, box: limits.glare(glare(picture, box)),
    }
    return {sign: sum(ask(*one) > SPEAKS for one in photographs) for sign, ask in asked.items()}
