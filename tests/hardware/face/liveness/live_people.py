"""People made of numbers: five points and two eye patches, moment after moment, without a picture."""

from dataclasses import dataclass
from random import Random

import numpy as np

from hardware.face.interface import Box
from hardware.face.liveness.acts import ActLimits
from hardware.face.liveness.interface import Act, Eyes, Observation, Step
from hardware.face.liveness.session import LiveLimits, Session

APART = 60.0
WITHOUT_DEPTH = LiveLimits(acts=ActLimits(turn_depth=0, nod_depth=0))
"""Points alone tell no depth; what asks for it is tested with pictures."""
LEFT, RIGHT = 0.25, -0.25
BOW = 0.5
OPEN, CLOSED, BRIDGE = (
    np.random.default_rng(seed).uniform(40, 220, (24, 48)).astype(np.float32) for seed in (1, 2, 3)
)


@dataclass(frozen=True)
class Held:
    """`turn`: to the person's own left; `bow`: down, in distances of the eyes; `x`: pixels aside."""

    turn: float = 0.0
    bow: float = 0.0
    eyes: bool = True
    x: float = 0.0


STRAIGHT = Held()
DOING = {
    Act.TURN_LEFT: Held(turn=LEFT),
    Act.TURN_RIGHT: Held(turn=RIGHT),
    Act.NOD: Held(bow=BOW),
    Act.BLINK: Held(eyes=False),
    Act.BLINK_TWICE: Held(eyes=False),
    Act.LOOK_STRAIGHT: STRAIGHT,
}


def look(at: float, held: Held = STRAIGHT) -> Observation:
    middle, down = 240.0 + held.x, 150.0 + held.bow * APART
    across = (0.73, 0.27, -0.73, -0.27)
    eyes = [(middle + x * APART, down) for x in across]
    points = np.array([*eyes, (middle + held.turn * APART, down + 0.65 * APART)], np.float32)
    patch = OPEN if held.eyes else CLOSED
    return Observation(
        at, Box(round(middle) - 75, round(down) - 50, 150, 150), points, Eyes((patch, patch), BRIDGE)
    )


def obeying(act: Act, since: float, reaction: float) -> Held:
    """Somebody who does what is asked after a while, and goes on doing it. Blinks and nods come and go."""
    if since < reaction:
        return STRAIGHT
    if act in (Act.BLINK, Act.BLINK_TWICE, Act.NOD):
        return DOING[act] if (since - reaction) % 0.7 < 0.3 else STRAIGHT
    return DOING[act]


def playing(
    session: Session,
    rate: float = 10.0,
    reaction: float = 0.6,
    does: dict[Act, Act] | None = None,
    until: float = 60.0,
) -> list[Step]:
    """Everything the session said to somebody who obeys; `does`: one act taken for another."""
    steps, at, asked_at = [Step()], 0.0, 0.0
    while at < until and not (steps[-1].passed or steps[-1].failed):
        at += 1 / rate
        act = (does or {}).get(steps[-1].act, steps[-1].act)
        step = session.see(look(at, obeying(act, at - asked_at, reaction)))
        if (step.attempt, step.number) != (steps[-1].attempt, steps[-1].number):
            asked_at = at
        steps.append(step)
    return steps


class Fixed(Random):
    """Draws the pair that it was told, and then the one after it."""

    def __init__(self, *pairs: tuple[Act, Act]) -> None:
        super().__init__(0)
        self._pairs = list(pairs)

    def choice(self, seq):  # type: ignore[no-untyped-def, override]
        return self._pairs.pop(0) if self._pairs else super().choice(seq)
