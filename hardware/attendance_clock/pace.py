"""How quickly a clock's own eyes tell people: `python -m hardware.attendance_clock.pace --pictures DIR`.

People walk up to a camera of 25 pictures a second, stand there, and go. Measured is what they wait, from the
first good picture to the verdict, and how many pictures a second are looked at meanwhile. Nothing is shown,
stored or sent.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import numpy as np

from hardware.attendance_clock.glances import Anyone, Found, Glance, Recognised, Stranger, Verdict
from hardware.attendance_clock.sight import Sight
from hardware.attendance_clock.watching import LOOK_SECONDS
from hardware.camera.interface import Frame
from hardware.camera.interface import Sight as Seen
from hardware.face.interface import FaceEngine
from hardware.face.liveness.interface import Policy
from hardware.face.liveness.session import Liveness
from hardware.face.matching import decision
from hardware.face.matching.gallery import Gallery
from hardware.face.matching.matcher import Matcher
from hardware.face.matching.thresholds import usual
from hardware.health import Fault, Health

if TYPE_CHECKING:
    from hardware.face.interface import Picture, Template
else:
    Picture = Template = object

RATE = 25
STANDS_SECONDS, GONE_SECONDS = 4.0, 1.4
SWAY = (0, 1, 2, 1)
"""Dots by which who stands there moves from one picture to the next."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`told`: visits with a verdict; `right`: those that named the right person. Seconds from the first good
    picture to the verdict; `looks`: pictures a second that were searched while somebody stood there."""

    policy: str
    people: int
    visits: int
    told: int
    right: int
    seconds_median: float
    seconds_p95: float
    looks: float
    cpu_share: float
    """Of one core, over the whole time."""


class Walk:
    """The camera: one picture after another stands before it for a while, in real time."""

    def __init__(self, pictures: Sequence[Picture], empty: Picture, clock: Callable[[], float]) -> None:
        self._pictures, self._empty, self._clock = pictures, empty, clock
        self._began = clock()

    @property
    def seconds(self) -> float:
        return len(self._pictures) * (STANDS_SECONDS + GONE_SECONDS)

    def standing(self) -> int | None:
        """Which picture is before the camera now."""
        number, into = divmod(self._clock() - self._began, STANDS_SECONDS + GONE_SECONDS)
        return int(number) if into < STANDS_SECONDS and number < len(self._pictures) else None

    def newest(self) -> Frame | None:
        at = self._clock()
        number, who = int((at - self._began) * RATE), self.standing()
        picture = self._empty if who is None else np.roll(self._pictures[who], SWAY[number % len(SWAY)], 1)
        return Frame(picture, at, number)

    def seen(self) -> Seen | None:
        return None

    def fault(self) -> Fault | None:
        return None

    def health(self) -> Health:
        return Health.ok()

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Judge:
    """A gallery of those who walk up, among many others."""

    matcher: Matcher

    def identify(self, templates: Sequence[Template]) -> Verdict:
        found = self.matcher.identify(templates)
        return Recognised(found.staff) if isinstance(found, decision.Recognised) else Stranger()

    def verify(self, staff: str, templates: Sequence[Template]) -> Verdict:
        return self.identify(templates)


@dataclass
class _Seen:
    """What came of the walk."""

    waits: list[float] = field(default_factory=list)
    right: int = 0
    looks: int = 0
    standing: float = 0.0


def measured_pace(
    engine: FaceEngine,
    pictures: Sequence[Picture],
    people: int,
    policy: Policy,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Pace:
    """In real time: about five seconds for each picture. Raises ValueError for a picture without a face."""
    judge = Judge(Matcher(_gallery(engine, pictures, people), usual(engine.info.name)))
    walk = Walk(pictures, np.full_like(pictures[0], 128), clock)
    sight = Sight(walk, engine, judge)
    if policy is not Policy.OFF:
        sight.prove_by(partial(Liveness().begin, policy, SystemRandom()))
    sight.look_for(Anyone())
    began, busy, seen = clock(), time.process_time(), _Seen()
    while clock() - began < walk.seconds:
        who, looked = walk.standing(), clock()
        _note(seen, sight.step(), who)
        sleep(LOOK_SECONDS)
        seen.standing += (clock() - looked) if who is not None else 0.0
    waits = np.asarray(seen.waits or [0.0])
    return Pace(
        policy=policy.value,
        people=people,
        visits=len(pictures),
        told=len(seen.waits),
        right=seen.right,
        seconds_median=round(float(np.median(waits)), 2),
        seconds_p95=round(float(np.percentile(waits, 95)), 2),
        looks=round(seen.looks / max(seen.standing, 0.001), 1),
        cpu_share=round((time.process_time() - busy) / walk.seconds, 2),
    )


def _note(seen: _Seen, glance: Glance | None, who: int | None) -> None:
    if who is not None:
        seen.looks += 1
    if isinstance(glance, Found):
        seen.waits.append(glance.seconds)
        seen.right += who is not None and glance.verdict == Recognised(_name(who))


def _gallery(engine: FaceEngine, pictures: Sequence[Picture], people: int) -> Gallery:
    own = [_template(engine, picture) for picture in pictures]
    centre = np.mean(own, axis=0)
    spread = float(np.mean([np.linalg.norm(each - centre) for each in own])) / len(centre) ** 0.5
    others = np.random.default_rng(people).normal(centre, spread, (max(people - len(own), 0), len(centre)))
    enrolled = {f"other{n}": [each.astype(np.float32)] for n, each in enumerate(others)}
    return Gallery.of(enrolled | {_name(n): [each] for n, each in enumerate(own)})


def _name(number: int) -> str:
    return f"shown{number}"


def _template(engine: FaceEngine, picture: Picture) -> Template:
    faces = engine.detect(picture)
    if not faces:
        raise ValueError("a picture without a face")
    return engine.template(picture, faces[0])


def run(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    from hardware.build_face import build_face_engine
    from hardware.face.evaluation.speed import frames_from, painted_frames

    parser = argparse.ArgumentParser(prog="python -m hardware.attendance_clock.pace", description=__doc__)
    parser.add_argument("--engine", default="dlib://")
    parser.add_argument("--pictures", type=Path, help="pictures of people, to be pasted into frames")
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--people", type=int, default=423, help="enrolled [423]")
    parser.add_argument("--policy", type=Policy, default=Policy.PASSIVE, help="of liveness [passive]")
    chosen = parser.parse_args(arguments)
    engine = build_face_engine(chosen.engine)
    source = (
        frames_from(chosen.pictures, 40 * chosen.visits) if chosen.pictures else painted_frames(chosen.visits)
    )
    pictures = [each for each in source if engine.detect(each)][:: max(len(source) // chosen.visits, 1)]
    if not pictures:
        parser.error("no picture with a face; give --pictures DIR, or --engine fake://")
    pace = measured_pace(engine, pictures[: chosen.visits], chosen.people, chosen.policy)
    sys.stdout.write(f"{json.dumps(asdict(pace))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(run())
