"""What one look costs, beyond finding the face."""

from dataclasses import dataclass
from random import Random
from time import perf_counter, thread_time

import numpy as np

from hardware.camera.interface import Frame
from hardware.face.interface import Face
from hardware.face.liveness.interface import Policy, Step
from hardware.face.liveness.replay.actors import BONA_FIDE
from hardware.face.liveness.replay.play import box_of
from hardware.face.liveness.replay.portrait import drawn_portrait
from hardware.face.liveness.replay.scene import taken
from hardware.face.liveness.replay.surface import Lens
from hardware.face.liveness.session import Liveness, Session

LOOKS, RATE = 150, 10.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds. `work`: of the processor, the mean; `middle`, `high`: by the wall clock, below which half the
    looks and 95 of 100 are."""

    looks: int
    work: float
    middle: float
    high: float


def measured(seed: int) -> Cost:
    """Of a person who does as asked, over several proofs."""
    random, lens = np.random.default_rng(seed), Lens()
    person = BONA_FIDE.build(drawn_portrait(random), random, lens)
    session, step, looks = _begun(seed), Step(), list[tuple[Frame, Face]]()
    for number in range(1, LOOKS + 1):
        shot = taken(person.shot(number / RATE, step), random)
        face = Face(box_of(shot.points), 1.0, shot.points)
        looks.append((Frame(shot.picture, number / RATE, number), face))
        session, step = _seen(session, looks[-1], seed)
    return _timed(looks, seed)


def _timed(looks: list[tuple[Frame, Face]], seed: int) -> Cost:
    """The same looks once more, and nothing else meanwhile."""
    session, walls, began = _begun(seed), list[float](), thread_time()
    for look in looks:
        at = perf_counter()
        session, _ = _seen(session, look, seed)
        walls.append(perf_counter() - at)
    work = (thread_time() - began) / len(looks)
    return Cost(len(looks), work, float(np.median(walls)), float(np.percentile(walls, 95)))


def _begun(seed: int) -> Session:
    return Liveness().begin(Policy.CHALLENGE, Random(seed))


def _seen(session: Session, look: tuple[Frame, Face], seed: int) -> tuple[Session, Step]:
    """A proof that has ended is followed by the next one."""
    step = session.next(*look)
    return (_begun(seed), Step()) if step.passed or step.failed else (session, step)
