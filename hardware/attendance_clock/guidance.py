"""What a person in front of the camera is told, from what speaks against a template."""

from dataclasses import replace

from hardware.attendance_clock.glances import Hint
from hardware.face.interface import Quality
from hardware.face.quality import Flaw, QualityLimits, flaws

HINTS = {
    Flaw.TOO_FAR: Hint.COME_CLOSER,
    Flaw.TOO_DARK: Hint.TOO_DARK,
    Flaw.TOO_BRIGHT: Hint.TOO_BRIGHT,
    Flaw.FLAT: Hint.TOO_BRIGHT,
    Flaw.TURNED: Hint.LOOK_STRAIGHT,
    Flaw.TILTED: Hint.LOOK_STRAIGHT,
    Flaw.BLURRED: Hint.HOLD_STILL,
    Flaw.UNCLEAR: Hint.UNCOVER,
}
LARGEST = 0.8
"""Of the zone's shorter side: nearer than that a face is bent by the lens and soon cut off."""
SIDE_TURN = 0.3
TURNED = 0.05
"""Two poses of an enrolment differ by at least so much of `Quality.turn`."""


def hint_of(quality: Quality, limits: QualityLimits, room: int) -> Hint:
    """GOOD when a template may be taken. `room`: the zone's shorter side in pixels."""
    wrong = flaws(quality, limits)
    if wrong:
        return HINTS[wrong[0]]
    return Hint.STEP_BACK if quality.size > LARGEST * room else Hint.GOOD


def from_the_side(limits: QualityLimits) -> QualityLimits:
    """For an enrolment, which wants slightly turned faces as well."""
    return replace(limits, turn=SIDE_TURN)


def needs_other_side(turns: list[float], turn: float, count: int) -> bool:
    """Whether this would be the last template, and all are of one pose."""
    poses = [*turns, turn]
    return len(turns) == count - 1 and max(poses) - min(poses) < TURNED
