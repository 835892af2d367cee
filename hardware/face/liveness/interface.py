"""Whether a face belongs to somebody who stands there: what is asked, what is seen, what comes of it.

Measured on rendered attacks only. No level of ISO/IEC 30107-3 is claimed; docs/liveness.md says what passes.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from hardware.face.interface import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hardware.face.interface import Picture, Points

    Grey: TypeAlias = NDArray[np.uint8]
    """Height × width bytes."""
    Patch: TypeAlias = NDArray[np.float32]
    """24 × 48 grey values from 0 to 255."""
else:
    Picture = Points = Grey = Patch = object


class Policy(StrEnum):
    """How a clock guards against pictures of people; the names are those of the hall's rules."""

    OFF = "off"
    PASSIVE = "passive"
    """Nothing is asked. What looks like a picture is written to the log, and refused only if a hall says so:
    these cues were never validated on real attacks."""
    CHALLENGE = "challenge"
    """Two acts drawn at random, and the passive cues beside them."""
    NUMBER_AND_FACE = "number_and_face"
    """The staff number first, then the face with the passive cues: an impostor must know whom to show."""

    @property
    def wants_number(self) -> bool:
        return self is Policy.NUMBER_AND_FACE


class Act(StrEnum):
    """What a person is asked to do. Left and right are the person's own, as in a mirror."""

    LOOK_STRAIGHT = "look_straight"
    BLINK = "blink"
    BLINK_TWICE = "blink_twice"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    NOD = "nod"


class Why(StrEnum):
    """Why an attempt came to nothing."""

    LATE = "late"
    """Not done in time."""
    LOST = "lost"
    """The face went away, or another one stood there at once."""
    WRONG_ACT = "wrong_act"
    """Another act than the one asked: a recording does not listen."""
    FLAT = "flat"
    """The head moved as a flat picture does."""
    OTHER_PERSON = "other_person"
    """Who looked straight at the end is not who did at the beginning."""
    SUSPICIOUS = "suspicious"
    """The passive cues, where a hall has them refuse."""


class Sign(StrEnum):
    """What speaks for a picture of a person, told without asking them anything."""

    FLAT = "flat"
    """It moved, and its points moved as those of a plane."""
    MOIRE = "moire"
    """A regular pattern finer than skin: the dots of a screen or of a print."""
    FRAME = "frame"
    """Straight edges on several sides of the face, as of a screen or a sheet."""
    GLARE = "glare"
    """A patch without any drawing, as light on glass or on glossy paper leaves."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the passive cues come to. `score`: from 0, nothing speaks for a picture, to 1; `signs`: which
    cues made it, the strongest first."""

    score: float = 0.0
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Eyes:
    """`open_or_not`: the eye on the picture's right, then the one on its left; `between`: the bridge of the
    nose, which stays as it is when an eye closes and does not when something passes before both."""

    open_or_not: tuple[Patch, Patch]
    between: Patch


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Observation:
    """One moment of one face. `at`: seconds of a clock that only goes forward. Without a picture there are
    neither passive cues nor a test for flatness."""

    at: float
    box: Box
    points: Points
    eyes: Eyes
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How far a proof has come, and what the person should do now.

    `number`: which act of the challenge, 1 or 2; 0 while nothing but looking straight is asked.
    `seconds_left`: to do it. `why`: of a failure; or, while a second attempt runs, of the first one's.
    """

    act: Act = Act.LOOK_STRAIGHT
    seconds_left: float = 0.0
    number: int = 0
    attempt: int = 1
    passed: bool = False
    failed: bool = False
    why: Why | None = None
    advice: Advice = field(default_factory=Advice)
