"""What the clock looks for, and what it sees: values that pass between its eyes and its screen."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from hall_server.wire.attendance import FaceFigures

if TYPE_CHECKING:
    from hardware.face.interface import Template
else:
    Template = object


class Hint(Enum):
    """What a person in front of the camera should do."""

    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    LOOK_STRAIGHT = "look_straight"
    HOLD_STILL = "hold_still"
    UNCOVER = "uncover"
    """A mask, a hand, sunglasses: a face that is hardly one."""
    ONE_AT_A_TIME = "one_at_a_time"
    OTHER_SIDE = "other_side"
    """For an enrolment: turn a little, that the templates differ."""
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Spot:
    """A box in shares of the whole picture, from its left upper corner."""

    left: float
    top: float
    width: float
    height: float


# What is looked for


@dataclass(frozen=True, slots=True)
class Anyone:
    """Whoever comes."""


@dataclass(frozen=True, slots=True)
class Only:
    """Whether it is this person: their number was typed, or their card was read."""

    staff: str


@dataclass(frozen=True, slots=True)
class Gather:
    """Templates for an enrolment, over at least two poses; another `attempt` begins afresh."""

    count: int
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Nobody: the screen asks for something else. Only the camera's own condition is told."""


Task: TypeAlias = Anyone | Only | Gather | Rest


# Who it is


@dataclass(frozen=True, slots=True)
class Recognised:
    staff: str
    figures: FaceFigures | None = field(default=None, compare=False)
    """How sure."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Somebody like one of the staff, without strong evidence: ask for the number."""

    figures: FaceFigures | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Like nobody, or not the person that was expected."""

    figures: FaceFigures | None = field(default=None, compare=False)


Verdict: TypeAlias = Recognised | Unsure | Stranger


# What is seen


@dataclass(frozen=True, slots=True)
class Blind:
    """The camera gives no picture; `code` is the fault's."""

    code: str


@dataclass(frozen=True, slots=True)
class Nobody:
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Guiding:
    """Somebody stands there; what they should do. `done`: templates that an enrolment has so far."""

    track: int
    hint: Hint
    spot: Spot | None = None
    done: int = 0


@dataclass(frozen=True, slots=True)
class Challenged:
    """Prove that you are alive: `act` names what to do."""

    track: int
    act: str
    spot: Spot | None = None
    seconds_left: int = 0


@dataclass(frozen=True, slots=True)
class NotAlive:
    """The proof failed."""

    track: int


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict about one person's visit. `seconds`: from the first good picture to it."""

    track: int
    verdict: Verdict
    task: Task
    seconds: float


@dataclass(frozen=True, slots=True)
class Gathered:
    """Enough templates for an enrolment."""

    templates: tuple[Template, ...] = field(repr=False, compare=False)


Glance: TypeAlias = Blind | Nobody | Guiding | Challenged | NotAlive | Found | Gathered
