"""One person's visit at the clock: a face that stays in about one place, and what was taken of it so far."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hardware.attendance_clock.glances import Verdict
from hardware.camera.interface import Frame
from hardware.face.interface import Box, Face

if TYPE_CHECKING:
    from hardware.face.interface import Template
else:
    Template = object

LOST_SECONDS = 1.0
"""A face that was not seen for so long has gone."""
SAME_PLACE = 0.25
"""Shared part of two boxes of one visit."""
NEVER = -1e9


class LiveStep(Protocol):
    """What a proof of life has come to. `act`: what the person should do now; `seconds_left`: how soon;
    `number`: which act it is, 0 while nothing but looking straight is asked."""

    @property
    def act(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def seconds_left(self) -> float: ...
    @property
    def passed(self) -> bool: ...
    @property
    def failed(self) -> bool: ...


class Liveness(Protocol):
    """One proof of one person, from its first picture to its end. It gives further chances itself."""

    def next(self, frame: Frame, face: Face) -> LiveStep:
        """The face in the pixels of the frame's picture."""


@dataclass
class Visit:
    """`track` numbers the visits of this run. Once `settled_at` is set there is a verdict, or none to be had;
    from then on it is only seen to from time to time whether somebody else stands there."""

    track: int
    box: Box
    seen_at: float
    templates: list[Template] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    taken_at: float = NEVER
    first_good: float | None = None
    not_before: float = NEVER
    tries: int = 0
    proof: Liveness | None = None
    alive: bool = False
    settled_at: float | None = None
    verdict: Verdict | None = None

    def goes_on(self, box: Box, at: float) -> bool:
        """Whether a face at this place belongs to the visit."""
        return at - self.seen_at <= LOST_SECONDS and shared(self.box, box) >= SAME_PLACE

    def begin_series(self, not_before: float = NEVER) -> None:
        """What was taken so far counts no more."""
        self.templates, self.turns = [], []
        self.first_good, self.proof, self.alive = None, None, False
        self.not_before = not_before

    def settle(self, at: float, verdict: Verdict | None = None) -> None:
        self.settled_at, self.verdict = at, verdict

    def reopen(self) -> None:
        """Something else is to be found out about the same person."""
        self.settled_at, self.verdict, self.tries = None, None, 0


def shared(one: Box, other: Box) -> float:
    """The common part of two boxes, as a share of what they cover together."""
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    common = max(wide, 0) * max(high, 0)
    return common / (one.area + other.area - common) if common else 0.0
