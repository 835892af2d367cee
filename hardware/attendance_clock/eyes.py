"""Puts the clock's eyes together: camera, engine, the staff's faces, and how somebody proves to be alive."""

from collections.abc import Callable
from functools import partial
from random import SystemRandom

from hall_server.client.device_settings import ClockOptions
from hall_server.wire.attendance import ClockRoster
from hardware.attendance_clock.enrolling import Fit
from hardware.attendance_clock.glances import Glance, Task
from hardware.attendance_clock.known_faces import KnownFaces
from hardware.attendance_clock.loop import Loop
from hardware.attendance_clock.sight import Keep, Sight
from hardware.attendance_clock.watching import FaceWatch
from hardware.attendance_clock.zone import Zone
from hardware.camera.interface import Camera
from hardware.face.interface import EngineInfo, FaceEngine
from hardware.face.liveness.interface import Policy
from hardware.face.liveness.session import Liveness
from hardware.face.quality import QualityLimits


class Eyes:
    """An engine and what it looks with, from its start to its end."""

    def __init__(
        self, camera: Camera, engine: FaceEngine, options: ClockOptions, tell: Callable[[Glance], None]
    ) -> None:
        self.faces = KnownFaces(engine.info)
        limits = QualityLimits(size=options.face_pixels)
        self._sight = Sight(camera, engine, self.faces, zone_of(options), limits)
        self._loop = Loop("sight", FaceWatch(self._sight, tell).step)

    def start(self) -> None:
        self._loop.start()

    def close(self) -> None:
        self._loop.close()

    def look_for(self, task: Task) -> None:
        self._sight.look_for(task)

    def keep_by(self, keep: Keep) -> None:
        """Before the start."""
        self._sight.keep_by(keep)

    def prove_by(self, policy: str) -> None:
        """A policy that this clock does not know is as strict as the strictest that it does."""
        known = Policy(policy) if policy in set(Policy) else Policy.CHALLENGE
        if known is Policy.OFF:
            self._sight.prove_by(None)
        else:
            # Templates from before and after it are compared together, so it needs none of its own.
            self._sight.prove_by(partial(Liveness().begin, known, SystemRandom()))


class NoFaces:
    """Of a clock without a camera or without an engine."""

    people: frozenset[str] = frozenset()
    info = EngineInfo("none", "none", "0", 0, "")

    def use(self, roster: ClockRoster, token: str) -> None:
        """Nobody's face can be known here."""

    def fit(self, staff: str, templates: tuple[object, ...]) -> Fit:
        raise AssertionError("nothing was gathered")


def zone_of(options: ClockOptions) -> Zone:
    return Zone(options.zone_left, options.zone_top, options.zone_width, options.zone_height)
