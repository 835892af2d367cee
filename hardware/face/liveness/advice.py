"""The passive cues of one person's looks, put together: a score and what made it."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median

from hardware.face.liveness.cues import Ramp, frame_sides, glare, moire
from hardware.face.liveness.interface import Advice, Observation, Sign
from hardware.face.liveness.relief import Relief

KEPT = 5
"""Looks of each cue, of which the middle one counts."""


@dataclass(frozen=True, slots=True)
class CueLimits:
    """From which measure a cue begins to speak, at which it has said all, and what that is worth. Set on
    rendered pictures and on photographs of real people; screens and prints of the real world are wanting."""

    moire: Ramp = field(default_factory=lambda: Ramp(2.6, 3.4, 0.8))
    frame: Ramp = field(default_factory=lambda: Ramp(2.0, 3.0, 0.35))
    glare: Ramp = field(default_factory=lambda: Ramp(0.008, 0.03, 0.4))
    flat: Ramp = field(default_factory=lambda: Ramp(0.45, 0.7, 0.8))
    """Of the share of the movement that a plane could have made."""
    moved: float = 0.022
    """How far dots must have moved, as `Relief.moved` has it, before a face can be told flat."""


class Cues:
    """Looks at one cue a picture, in turn: together they would cost too much."""

    def __init__(self, limits: CueLimits | None = None) -> None:
        self._limits = limits or CueLimits()
        self._seen: dict[Sign, deque[float]] = {
            sign: deque(maxlen=KEPT) for sign in (Sign.MOIRE, Sign.FRAME, Sign.GLARE)
        }
        self._turn = 0
        self._flat = 0.0
        self._moved = 0.0

    def see(self, seen: Observation, relief: Relief) -> None:
        if seen.picture is None:
            return
        sign = list(self._seen)[self._turn % len(self._seen)]
        self._turn += 1
        self._seen[sign].append(_MEASURES[sign](seen.picture, seen.box))
        if relief.depth is not None and relief.moved > max(self._moved, self._limits.moved):
            self._moved = relief.moved
            self._flat = 1 - relief.solid

    @property
    def advice(self) -> Advice:
        limits = self._limits
        ramps = {Sign.MOIRE: limits.moire, Sign.FRAME: limits.frame, Sign.GLARE: limits.glare}
        said = {sign: ramp(median(self._seen[sign])) for sign, ramp in ramps.items() if self._seen[sign]}
        said[Sign.FLAT] = limits.flat(self._flat)
        clear = 1.0
        for worth in said.values():
            clear *= 1 - worth
        loud = sorted((sign for sign in said if said[sign] > 0.1), key=lambda sign: -said[sign])
        return Advice(1 - clear, tuple(loud))


_MEASURES = {
    Sign.MOIRE: moire,
    Sign.FRAME: lambda picture, box: float(frame_sides(picture, box)),
    Sign.GLARE: glare,
}
