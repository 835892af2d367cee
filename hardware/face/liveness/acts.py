"""Whether the act that was asked is done: judged look after look, against how the head was held at rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from hardware.face.liveness.eyes import Blinks
from hardware.face.liveness.interface import Act, Why
from hardware.face.liveness.pose import Pose


@dataclass(frozen=True, slots=True)
class ActLimits:
    """Lengths in distances of the eyes.

    `turn`: how far the nose moves to the side asked, about 23 degrees; `astray`: to the other side, and it
    was the wrong act. `bow`: how far the nose sinks in the picture, and `risen`: how near it comes back,
    within `nod_seconds`. `turn_depth`, `nod_depth`: least deviation from a plane meanwhile, and
    `solid`: as a share of all movement; 0: not asked.
    `reaction`: seconds, before which nobody can have begun. `pair_seconds`: from one blink to the second.
    `straight`: how near to rest the nose is when somebody looks straight again; `square`, `level` (degrees):
    most turn and tilt of a rest.
    """

    turn: float = 0.18
    astray: float = 0.12
    bow: float = 0.28
    risen: float = 0.14
    nod_seconds: float = 2.0
    turn_depth: float = 0.045
    nod_depth: float = 0.026
    solid: float = 0.56
    reaction: float = 0.2
    pair_seconds: float = 1.6
    straight: float = 0.08
    square: float = 0.12
    level: float = 20.0


class Outcome(Enum):
    NOT_YET = "not yet"
    DONE = "done"
    WRONG_ACT = "wrong act"


@dataclass(frozen=True, slots=True)
class Look:
    """What one moment tells a judge. `depth`, `solid`: as `Relief` has them; None where none can be told."""

    at: float
    pose: Pose
    blinks: Blinks
    depth: float | None = None
    solid: float = 1.0

    def is_deep(self, least: float, limits: ActLimits) -> bool:
        return least <= 0 or (self.depth is not None and self.depth >= least and self.solid >= limits.solid)


@dataclass(frozen=True, slots=True)
class Rest:
    """How the head is held at rest, and where."""

    turn: float
    x: float
    nose: float
    apart: float

    def turned(self, pose: Pose) -> float:
        """Positive to the person's own left, which is the right of the camera's picture."""
        return pose.turn - self.turn

    def bowed(self, pose: Pose) -> float:
        """How far the nose has sunk in the picture."""
        return (_nose(pose) - self.nose) / self.apart

    def is_back(self, pose: Pose, limits: ActLimits) -> bool:
        return abs(self.turned(pose)) <= limits.straight and abs(self.bowed(pose)) <= limits.bow

    @staticmethod
    def of(poses: Sequence[Pose]) -> "Rest":
        return Rest(
            median(pose.turn for pose in poses),
            median(pose.x for pose in poses),
            median(_nose(pose) for pose in poses),
            median(pose.apart for pose in poses),
        )


@dataclass
class Judge:
    """Of one act, from the moment at which it was asked."""

    act: Act
    asked_at: float
    rest: Rest
    limits: ActLimits
    blinks_before: int
    flat: bool = False
    """It was done, as a flat picture does it."""
    _bowed_at: float | None = None
    _first_blink: float | None = None

    def see(self, look: Look) -> Outcome:
        return _JUDGES[self.act](self, look)

    @property
    def why_late(self) -> Why:
        return Why.FLAT if self.flat else Why.LATE

    def in_time(self, look: Look) -> bool:
        return look.at - self.asked_at >= self.limits.reaction


def is_rest(pose: Pose, limits: ActLimits) -> bool:
    return abs(pose.turn) <= limits.square and abs(pose.tilt) <= limits.level


def _turn(judge: Judge, look: Look) -> Outcome:
    side = 1 if judge.act is Act.TURN_LEFT else -1
    turned, limits = side * judge.rest.turned(look.pose), judge.limits
    if turned <= -limits.astray or _nods(judge, look):
        return Outcome.WRONG_ACT
    if turned < limits.turn:
        return Outcome.NOT_YET
    if not judge.in_time(look):
        return Outcome.WRONG_ACT
    return _if_deep(judge, look, limits.turn_depth, Outcome.DONE)


def _nod(judge: Judge, look: Look) -> Outcome:
    limits, bowed = judge.limits, judge.rest.bowed(look.pose)
    if abs(judge.rest.turned(look.pose)) >= limits.turn:
        return Outcome.WRONG_ACT
    if bowed >= limits.bow:
        if not judge.in_time(look):
            return Outcome.WRONG_ACT
        if _if_deep(judge, look, limits.nod_depth, Outcome.DONE) is Outcome.DONE:
            judge._bowed_at = look.at
    elif judge._bowed_at is not None and bowed <= limits.risen:
        soon, judge._bowed_at = look.at - judge._bowed_at <= limits.nod_seconds, None
        return Outcome.DONE if soon else Outcome.NOT_YET
    return Outcome.NOT_YET


def _if_deep(judge: Judge, look: Look, least: float, outcome: Outcome) -> Outcome:
    if not look.is_deep(least, judge.limits):
        judge.flat = judge.flat or look.depth is not None
        return Outcome.NOT_YET
    judge.flat = False
    return outcome


def _blink(judge: Judge, look: Look) -> Outcome:
    if _moved(judge, look):
        return Outcome.WRONG_ACT
    return Outcome.DONE if _new_blink(judge, look) else Outcome.NOT_YET


def _blink_twice(judge: Judge, look: Look) -> Outcome:
    if _moved(judge, look):
        return Outcome.WRONG_ACT
    if not _new_blink(judge, look):
        return Outcome.NOT_YET
    first, judge._first_blink = judge._first_blink, look.blinks.began
    soon = first is not None and look.blinks.ended - first <= judge.limits.pair_seconds
    return Outcome.DONE if soon else Outcome.NOT_YET


def _moved(judge: Judge, look: Look) -> bool:
    """A recording of another act: nobody turns the head, or nods, in order to blink."""
    return abs(judge.rest.turned(look.pose)) >= judge.limits.turn or _nods(judge, look)


def _nods(judge: Judge, look: Look) -> bool:
    """With depth: who leans over or steps nearer sinks in the picture too, and does not nod."""
    limits = judge.limits
    straight = abs(judge.rest.turned(look.pose)) <= limits.straight
    return straight and judge.rest.bowed(look.pose) >= limits.bow and look.is_deep(limits.nod_depth, limits)


def _new_blink(judge: Judge, look: Look) -> bool:
    if look.blinks.count == judge.blinks_before:
        return False
    judge.blinks_before = look.blinks.count
    return look.blinks.began - judge.asked_at >= judge.limits.reaction


def _nose(pose: Pose) -> float:
    """Where the base of the nose is in the picture, in pixels from its top, of a head held upright."""
    return pose.y + pose.nod * pose.apart


_JUDGES: dict[Act, Callable[[Judge, Look], Outcome]] = {
    Act.BLINK: _blink,
    Act.BLINK_TWICE: _blink_twice,
    Act.TURN_LEFT: _turn,
    Act.TURN_RIGHT: _turn,
    Act.NOD: _nod,
}
