"""Plays an actor before a proof of life, frame after frame, as the clock would."""

from dataclasses import dataclass
from random import Random

import numpy as np

from hardware.camera.interface import Frame
from hardware.face.interface import Box, Face, FaceEngine, Points
from hardware.face.liveness.interface import Act, Policy, Step, Why
from hardware.face.liveness.pose import pose_of
from hardware.face.liveness.replay.actors import Species
from hardware.face.liveness.replay.portrait import Portrait
from hardware.face.liveness.replay.scene import Shot, taken
from hardware.face.liveness.replay.surface import Lens
from hardware.face.liveness.session import LiveLimits, Liveness

RATE = 10.0
"""Frames a second."""
PATIENCE = 60.0
"""Seconds after which a replay is given up; a proof ends long before."""
JITTER = 0.011
"""Spread of each point around the true one, in distances of the eyes, where no engine finds them: about what
dlib's points do on a still face."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of one replay. `score`: of the passive cues at its end; `acts`: each that was asked, and
    whether it was done."""

    passed: bool
    why: Why | None
    attempts: int
    seconds: float
    score: float
    signs: tuple[str, ...]
    acts: tuple[tuple[Act, bool], ...]


def play(
    species: Species,
    portrait: Portrait,
    seed: int,
    policy: Policy | str,
    engine: FaceEngine | None = None,
    limits: LiveLimits | None = None,
    rate: float = RATE,
) -> Played:
    """The same seed plays the same. Without an engine the points are the true ones with some noise."""
    lens, random = Lens(), np.random.default_rng(seed)
    actor = species.build(portrait, random, lens)
    session = Liveness(limits=limits).begin(policy, Random(seed))
    at, number, step = 0.0, 0, Step()
    acts: list[tuple[Act, bool]] = []
    while at < PATIENCE and not (step.passed or step.failed):
        number += 1
        at += float(random.normal(1, 0.1)) / rate
        shot = taken(actor.shot(at, step), random)
        face = _found(shot, engine, random)
        if face is None:
            continue
        before, step = step, session.next(Frame(shot.picture, at, number), face)
        if before.number and (step.number != before.number or step.attempt != before.attempt):
            acts.append((before.act, step.attempt == before.attempt and not step.failed))
    why = step.why if not step.passed else None
    signs = tuple(sign.value for sign in step.advice.signs)
    return Played(step.passed, why, step.attempt, at, step.advice.score, signs, tuple(acts))


def _found(shot: Shot, engine: FaceEngine | None, random: np.random.Generator) -> Face | None:
    if engine is not None:
        return next(iter(engine.detect(shot.picture)), None)
    apart = pose_of(shot.points).apart
    points = (shot.points + random.normal(0, JITTER * apart, (5, 2))).astype(np.float32)
    return Face(box_of(points), 1.0, points)


def box_of(points: Points) -> Box:
    """About where dlib's detector lays the box of a face."""
    pose = pose_of(points)
    side = round(2.5 * pose.apart)
    return Box(round(pose.x - side / 2), round(pose.y - 0.34 * side), side, side)
