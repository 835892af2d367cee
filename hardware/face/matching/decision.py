"""What is decided about a face, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers behind a decision, for the log. They are of the person who came first, or who was claimed.

    `distance`: from the mean of the frames to the mean of the person's templates. `likeness`: cosine of the
    two after the gallery's mean is taken away. `score`: likeness in standard deviations above everybody
    else's, half as seen from the frames and half as seen from the person. `margin`: score less that of the
    next. `strength`: all of them in one number. In a gallery that is too small only the distance is told.
    """

    distance: float
    likeness: float | None = None
    score: float | None = None
    margin: float | None = None
    strength: float | None = None


class Doubt(StrEnum):
    """Why a face is not enough, and a staff number or a card is asked for."""

    WEAK = "weak"
    CLOSE_TO_SECOND = "close_to_second"
    FRAMES_DISAGREE = "frames_disagree"
    SMALL_GALLERY = "small_gallery"
    """So few are enrolled that only a very good likeness would do."""


class Reason(StrEnum):
    """Why somebody is not known."""

    NOBODY_ENROLLED = "nobody_enrolled"
    LIKE_NOBODY = "like_nobody"
    NOT_ENROLLED = "not_enrolled"
    """The person whose number was given has no templates here."""
    NOT_THIS_PERSON = "not_this_person"


@dataclass(frozen=True, slots=True)
class Recognised:
    staff: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class AskForNumber:
    why: Doubt
    figures: Figures


@dataclass(frozen=True, slots=True)
class Unknown:
    why: Reason
    figures: Figures | None = None


Decision: TypeAlias = Recognised | AskForNumber | Unknown
