"""How a person moves in a replay: as asked, after a while, at a human pace; and sways and blinks besides."""

from dataclasses import dataclass

import numpy as np

from hardware.face.liveness.interface import Act
from hardware.face.liveness.replay.surface import Placing

REACTION = (0.35, 1.1)
"""Seconds from reading the order to the first movement."""
TURN, NOD = (30.0, 4.0, 24.0, 40.0), (19.0, 3.0, 14.0, 26.0)
"""Degrees: middle, spread, least and most."""
SPEED = (60.0, 110.0)
"""Degrees a second."""
NATURAL_BLINKS = 15 / 60
"""A second, of somebody who was not asked to."""
NOD_EVERY, NOD_DOWN = 1.5, 0.5
BLINK_EVERY, PAIR_EVERY = 1.6, 2.6


@dataclass(frozen=True, slots=True)
class Held:
    """A moment of a head: how it is held. `eyes`: 1 open, 0 closed."""

    at: Placing
    eyes: float


@dataclass(frozen=True, slots=True)
class _Blink:
    """Times from its beginning: until closed, until it opens, until open."""

    begin: float
    closing: float
    closed: float
    opening: float

    def eyes(self, at: float) -> float:
        since = at - self.begin
        if since < 0:
            return 1.0
        if since < self.closing:
            return 1 - since / self.closing
        since -= self.closing + self.closed
        return float(np.clip(since / self.opening, 0, 1))

    @property
    def end(self) -> float:
        return self.begin + self.closing + self.closed + self.opening


class Body:
    """Obeys, as far as it is told anything."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._phases = random.uniform(0, 2 * np.pi, 8)
        self._still = random.uniform(0.5, 1.6)
        self._asked: object = None
        self._act, self._begin = Act.LOOK_STRAIGHT, 0.0
        self._yaw = self._pitch = self._last = 0.0
        self._speed = float(random.uniform(*SPEED))
        self._turn, self._nod = _drawn(random, TURN), _drawn(random, NOD)
        self._blinks: list[_Blink] = []
        self._next_natural = float(random.exponential(1 / NATURAL_BLINKS))

    def do(self, at: float, act: Act, asked: object) -> Held:
        """`asked` differs from order to order, also where the act is the same."""
        if asked != self._asked:
            self._asked, self._act = asked, act
            self._begin = at + float(self._random.uniform(*REACTION))
            self._plan_blinks(act)
        since = at - self._begin
        self._yaw = _towards(self._yaw, self._wanted_yaw(since), self._speed * (at - self._last))
        self._pitch = _towards(self._pitch, self._wanted_pitch(since), self._speed * (at - self._last))
        self._last = at
        return Held(self._swaying(at), self._lids(at))

    def _wanted_yaw(self, since: float) -> float:
        side = {Act.TURN_LEFT: 1, Act.TURN_RIGHT: -1}.get(self._act, 0)
        return side * self._turn if since > 0 else 0.0

    def _wanted_pitch(self, since: float) -> float:
        bows = self._act is Act.NOD and since > 0 and since % NOD_EVERY < NOD_DOWN
        return self._nod if bows else 0.0

    def _swaying(self, at: float) -> Placing:
        waves = np.sin(np.array([0.9, 1.3, 0.7, 1.1, 2.3, 0.5, 3.1, 1.7]) * at + self._phases) * self._still
        return Placing(
            yaw=self._yaw + 1.2 * waves[0] + 0.4 * waves[6],
            pitch=self._pitch + 0.9 * waves[1],
            roll=1.0 * waves[2],
            x=0.04 * waves[3] + 0.03 * waves[5],
            y=0.03 * waves[4],
            z=0.1 * waves[7],
        )

    def _plan_blinks(self, act: Act) -> None:
        self._blinks = [blink for blink in self._blinks if blink.begin <= self._last]
        if act not in (Act.BLINK, Act.BLINK_TWICE):
            return
        begin = self._begin
        every = BLINK_EVERY if act is Act.BLINK else PAIR_EVERY
        for _ in range(4):
            self._blinks.append(self._blink(begin))
            if act is Act.BLINK_TWICE:
                self._blinks.append(
                    self._blink(self._blinks[-1].end + float(self._random.uniform(0.18, 0.4)))
                )
            begin += every

    def _blink(self, begin: float) -> _Blink:
        draw = self._random.uniform
        return _Blink(begin, float(draw(0.07, 0.12)), float(draw(0.05, 0.22)), float(draw(0.1, 0.18)))

    def _lids(self, at: float) -> float:
        if at >= self._next_natural:
            self._blinks.append(self._blink(at))
            self._next_natural = at + float(self._random.exponential(1 / NATURAL_BLINKS))
        return min((blink.eyes(at) for blink in self._blinks), default=1.0)


def _drawn(random: np.random.Generator, about: tuple[float, float, float, float]) -> float:
    middle, spread, least, most = about
    return float(np.clip(random.normal(middle, spread), least, most))


def _towards(now: float, wanted: float, most: float) -> float:
    return now + float(np.clip(wanted - now, -most, most))
