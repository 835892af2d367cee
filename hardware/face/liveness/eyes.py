"""Blinks without a model: eye patches against how the same eyes look open.

The eyes fall below 0.66 of correlation with a running reference, both of them, and come back above 0.80
within 0.04 to 0.6 s while the head is still. On four real clips so 13 of the 14 blinks of a still head were
found at 25-30 frames a second, 12 or 13 at 12.5-15, 10 to 13 at 8-10, and none where none was.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Picture, Points
from hardware.face.liveness.interface import Eyes, Patch

WIDE, HIGH = 48, 24
EYE_WIDTH = 30
"""Pixels of the patch from corner to corner."""
BRIDGE = slice(14, 34)
"""What of a patch from inner corner to inner corner holds nothing of the eyes."""
LEARNING = 0.12
"""How much of each open look goes into the reference."""
LEARN_FROM = 3
"""First looks, the middle one of which is the first reference."""


@dataclass(frozen=True, slots=True)
class BlinkLimits:
    """`closed`, `open`: mean correlation of both eyes; `either`: neither eye is above it while closed;
    `shortest`, `longest`: seconds from the first closed look to the first open one; `still`: most change of
    the nose's place from the look before to the look after, in distances of the eyes; `between`: most change
    of the bridge of the nose, as a share of the change of the eyes; half as much where it is no longer like
    itself, with a correlation below `bridge`."""

    closed: float = 0.66
    either: float = 0.78
    open: float = 0.80
    shortest: float = 0.04
    longest: float = 0.6
    still: float = 0.10
    between: float = 0.75
    bridge: float = 0.35


def eyes_of(picture: Picture, points: Points) -> Eyes:
    """Both eyes and what lies between them, each laid straight by its corners."""
    right, left = _patch(picture, points[1], points[0]), _patch(picture, points[2], points[3])
    between = _patch(picture, points[3], points[1])
    return Eyes((right, left), between[:, BRIDGE])


def alike(one: Patch, other: Patch) -> float:
    """Normalised correlation, from -1 to 1; 0 where a patch shows nothing at all."""
    first, second = one - one.mean(), other - other.mean()
    length = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float((first * second).sum()) / length if length > 1e-6 else 0.0


@dataclass
class Blinks:
    """Counts blinks from correlations, one look after the other."""

    limits: BlinkLimits = field(default_factory=BlinkLimits)
    count: int = 0
    began: float = 0.0
    """When the last counted blink began."""
    ended: float = -1e9
    _closed_at: float | None = None
    _spoilt: bool = False
    _turn: float | None = None
    """At the last open look."""

    def see(self, at: float, right: float, left: float, turn: float = 0.0, alone: bool = True) -> bool:
        """Whether a blink has just ended. `turn`: as in `Quality`; `alone`: only the eyes have changed."""
        limits, both = self.limits, (right + left) / 2
        self._spoilt = self._spoilt or not alone
        if self._closed_at is None:
            if both < limits.closed and max(right, left) < limits.either:
                self._closed_at, self._spoilt = at, not alone
            else:
                self._turn = turn
            return False
        if both <= limits.open:
            return False
        began, before, self._closed_at = self._closed_at, self._turn, None
        still = before is None or abs(turn - before) <= limits.still
        self._turn = turn
        if self._spoilt or not still or not limits.shortest <= at - began <= limits.longest:
            return False
        self.count, self.began, self.ended = self.count + 1, began, at
        return True

    @property
    def closed_since(self) -> float | None:
        return self._closed_at


class EyeWatch:
    """From patches to blinks: keeps how this person's eyes look open, as light and distance change slowly."""

    def __init__(self, limits: BlinkLimits | None = None) -> None:
        self._limits = limits or BlinkLimits()
        self.blinks = Blinks(self._limits)
        self._first: deque[Eyes] = deque(maxlen=LEARN_FROM)
        self._open: Eyes | None = None

    def see(self, at: float, eyes: Eyes, turn: float) -> bool:
        """Whether a blink has just ended. `turn`: the nose's place, as in `Quality`."""
        if self._open is None:
            self._first.append(eyes)
            if len(self._first) == LEARN_FROM:
                self._open = _middle(tuple(self._first))
            return False
        right, left = (alike(seen, known) for seen, known in _pairs(eyes, self._open))
        ended = self.blinks.see(at, right, left, turn, self._only_eyes(eyes, self._open))
        since = self.blinks.closed_since
        if since is not None and at - since > 2 * self._limits.longest:
            self._forget()
        elif (right + left) / 2 > self._limits.open:
            self._open = _mixed(self._open, eyes)
        return ended

    def _only_eyes(self, eyes: Eyes, known: Eyes) -> bool:
        """Not so when something passes before the face: then the bridge of the nose changes as well."""
        changed = max(_change(seen, was) for seen, was in _pairs(eyes, known))
        share = _change(eyes.between, known.between) / max(changed, 8.0)
        another = alike(eyes.between, known.between) < self._limits.bridge
        return share <= (self._limits.between / 2 if another else self._limits.between)

    def _forget(self) -> None:
        """What was taken for open was not, or the light has changed: learn afresh, and count nothing."""
        count, began, ended = self.blinks.count, self.blinks.began, self.blinks.ended
        self.blinks = Blinks(self._limits, count, began, ended)
        self._open = None
        self._first.clear()


def _pairs(eyes: Eyes, known: Eyes) -> list[tuple[Patch, Patch]]:
    return list(zip(eyes.open_or_not, known.open_or_not, strict=True))


def _change(seen: Patch, known: Patch) -> float:
    """Mean change of grey, not counting that all became lighter or darker alike."""
    return float(np.abs((seen - seen.mean()) - (known - known.mean())).mean())


def _middle(looks: tuple[Eyes, ...]) -> Eyes:
    """The look that is most like the others."""

    def likeness(look: Eyes) -> float:
        return sum(min(alike(a, b) for a, b in _pairs(look, other)) for other in looks)

    return max(looks, key=likeness)


def _mixed(known: Eyes, seen: Eyes) -> Eyes:
    right, left = (was + LEARNING * (now - was) for now, was in _pairs(seen, known))
    return Eyes((right, left), known.between + LEARNING * (seen.between - known.between))


def _patch(picture: Picture, start: Points, end: Points) -> Patch:
    """48 × 24 pixels around the line from `start` to `end`, which lies level and 30 pixels long in it."""
    (x, y), (along_x, along_y) = (start + end) / 2, end - start
    scale = max(float(np.hypot(along_x, along_y)), 2.0) / EYE_WIDTH
    angle = float(np.arctan2(along_y, along_x))
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    back = np.array(
        [
            [cos, -sin, x - cos * WIDE / 2 + sin * HIGH / 2],
            [sin, cos, y - sin * WIDE / 2 - cos * HIGH / 2],
        ]
    )
    library = cv2()
    flags = library.INTER_LINEAR | library.WARP_INVERSE_MAP
    patch = library.warpAffine(picture, back, (WIDE, HIGH), flags=flags, borderMode=library.BORDER_REPLICATE)
    grey: Patch = library.cvtColor(patch, library.COLOR_BGR2GRAY).astype(np.float32)
    return grey
