"""The challenge: which acts, drawn how, and the life of one proof as a table."""

from enum import StrEnum
from itertools import permutations
from random import Random

from hardware.face.liveness.interface import Act

ACTS = (Act.BLINK, Act.BLINK_TWICE, Act.TURN_LEFT, Act.TURN_RIGHT, Act.NOD)
EYES_ONLY = frozenset({Act.BLINK, Act.BLINK_TWICE})
CHALLENGES = tuple(pair for pair in permutations(ACTS, 2) if not EYES_ONLY.issuperset(pair))
"""18 pairs of different acts, in order. One act at least moves the head: anybody filmed unawares blinks."""


def drawn(random: Random, avoid: tuple[Act, Act] | None = None) -> tuple[Act, Act]:
    """Two acts in order, each pair as likely as the others. A second attempt gets another pair."""
    return random.choice([pair for pair in CHALLENGES if pair != avoid])


class Stage(StrEnum):
    READY = "ready"
    """Looking straight: how this face looks at rest is learnt."""
    FIRST = "first"
    BETWEEN = "between"
    """Back to looking straight, so that the second act begins from rest."""
    SECOND = "second"
    CLOSING = "closing"
    """Looking straight again, for the identity."""
    WATCHING = "watching"
    """Where nothing is asked."""
    BROKEN = "broken"
    """The attempt came to nothing; there may be another."""
    PASSED = "passed"
    FAILED = "failed"


class Happening(StrEnum):
    STRAIGHT = "straight"
    DONE = "done"
    SAME_PERSON = "same_person"
    SPOILT = "spoilt"
    """Too late, wrong act, lost, flat, another person."""
    AGAIN = "again"
    OVER = "over"


LIFE: dict[Stage, dict[Happening, Stage]] = {
    Stage.READY: {Happening.STRAIGHT: Stage.FIRST, Happening.SPOILT: Stage.BROKEN},
    Stage.FIRST: {Happening.DONE: Stage.BETWEEN, Happening.SPOILT: Stage.BROKEN},
    Stage.BETWEEN: {Happening.STRAIGHT: Stage.SECOND, Happening.SPOILT: Stage.BROKEN},
    Stage.SECOND: {Happening.DONE: Stage.CLOSING, Happening.SPOILT: Stage.BROKEN},
    Stage.CLOSING: {Happening.SAME_PERSON: Stage.PASSED, Happening.SPOILT: Stage.BROKEN},
    Stage.WATCHING: {Happening.STRAIGHT: Stage.PASSED, Happening.SPOILT: Stage.FAILED},
    Stage.BROKEN: {Happening.AGAIN: Stage.READY, Happening.OVER: Stage.FAILED},
    Stage.PASSED: {},
    Stage.FAILED: {},
}
ACTING = {Stage.FIRST: 0, Stage.SECOND: 1}
"""Which act of the pair is asked."""
