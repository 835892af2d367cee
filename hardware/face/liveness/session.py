"""One proof of life, from its first look to its end."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from random import Random

from hardware.camera.interface import Frame
from hardware.face.interface import Box, Face
from hardware.face.liveness.acts import ActLimits, Judge, Look, Outcome, Rest, is_rest
from hardware.face.liveness.advice import CueLimits, Cues
from hardware.face.liveness.challenge import ACTING, LIFE, Happening, Stage, drawn
from hardware.face.liveness.eyes import BlinkLimits, EyeWatch, eyes_of
from hardware.face.liveness.interface import Act, Advice, Observation, Policy, Step, Why
from hardware.face.liveness.pose import Pose, pose_of
from hardware.face.liveness.relief import Relief

MOST_POSES = 64
SamePerson = Callable[[Observation, Observation], bool]
"""Whether two looks straight into the camera, before and after the acts, are of one person."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """`step`: seconds for each act, and for looking straight before and after; `settle`, `looks`: how long,
    and in how many pictures, somebody looks straight before an act is asked, and `again` before the next one;
    `spread`: most movement of the nose meanwhile. `gap`: seconds without a face after which it is lost;
    `leap`: most movement from one picture to the next, in widths of the face. `attempts`: the retry counted.
    `watch`: seconds that the passive policy looks. `refuse_above`: score of the passive cues that fails a
    proof; None, as delivered: never."""

    step: float = 5.0
    settle: float = 0.4
    again: float = 0.25
    looks: int = 4
    spread: float = 0.06
    gap: float = 1.0
    leap: float = 0.6
    attempts: int = 2
    watch: float = 0.6
    refuse_above: float | None = None
    acts: ActLimits = field(default_factory=ActLimits)
    blinks: BlinkLimits = field(default_factory=BlinkLimits)
    cues: CueLimits = field(default_factory=CueLimits)


class Liveness:
    """Begins proofs. `same_person` costs two templates a proof; None: the clock sees to it in its own way."""

    def __init__(self, same_person: SamePerson | None = None, limits: LiveLimits | None = None) -> None:
        self._same_person, self._limits = same_person, limits or LiveLimits()

    def begin(self, policy: Policy | str, random: Random) -> "Session":
        """`random` must be unforeseeable outside of tests: `random.SystemRandom()`."""
        return Session(Policy(policy), random, self._limits, self._same_person)


@dataclass
class _Attempt:
    """What is known of one attempt. `since`: when its stage began; None before the first look."""

    acts: tuple[Act, Act]
    eyes: EyeWatch
    since: float | None = None
    relief: Relief = field(default_factory=Relief)
    poses: deque[tuple[float, Pose]] = field(default_factory=lambda: deque(maxlen=MOST_POSES))
    rest: Rest | None = None
    before: Observation | None = None
    judge: Judge | None = None

    def enter(self, at: float) -> None:
        """A new stage."""
        self.since, self.judge = at, None
        self.poses.clear()

    def see_relief(self, seen: Observation) -> None:
        if seen.picture is None:
            return
        if self.relief.begun:
            self.relief.see(seen.picture, seen.points)
        else:
            self.relief.begin(seen.picture, seen.points)


class Session:
    """Used on one thread. Holds pictures in memory until it ends, and none afterwards."""

    def __init__(
        self, policy: Policy, random: Random, limits: LiveLimits, same_person: SamePerson | None
    ) -> None:
        self._policy, self._random, self._limits, self._same_person = policy, random, limits, same_person
        self._stage = Stage.READY if policy is Policy.CHALLENGE else Stage.WATCHING
        self._number = 1
        self._now = _Attempt(drawn(random), EyeWatch(limits.blinks))
        self._why: Why | None = None
        self._last: Observation | None = None
        self._cues = Cues(limits.cues)

    def next(self, frame: Frame, face: Face) -> Step:
        """A face that was found on the frame's picture, in that picture's own pixels."""
        return self.see(observed(frame, face))

    def see(self, seen: Observation) -> Step:
        """One look. One that is not later than the last is passed over; after the end nothing changes."""
        if self._stage in _OVER or (self._last is not None and seen.at <= self._last.at):
            return self._step()
        if self._now.since is None:
            self._now.since = seen.at
        happening = Happening.STRAIGHT if self._policy is Policy.OFF else self._happening(seen)
        self._last = seen
        if happening is not None:
            self._become(happening, seen.at)
        return self._step()

    def _happening(self, seen: Observation) -> Happening | None:
        now, watching = self._now, self._stage is Stage.WATCHING
        if self._last is not None and _is_lost(self._last, seen, self._limits):
            return self._spoilt(Why.LOST)
        if not watching and self._left(seen.at) < 0:
            return self._spoilt(now.judge.why_late if now.judge is not None else Why.LATE)
        pose = pose_of(seen.points)
        now.eyes.see(seen.at, seen.eyes, pose.turn)
        now.see_relief(seen)
        self._cues.see(seen, now.relief)
        if self._stage in ACTING:
            return self._acting(seen, pose)
        if watching:
            return self._watching(seen, pose)
        return self._looking(seen, pose)

    def _acting(self, seen: Observation, pose: Pose) -> Happening | None:
        now = self._now
        if now.judge is None:
            assert now.rest is not None
            assert now.since is not None
            act, count = now.acts[ACTING[self._stage]], now.eyes.blinks.count
            now.judge = Judge(act, now.since, now.rest, self._limits.acts, count)
        outcome = now.judge.see(Look(seen.at, pose, now.eyes.blinks, now.relief.depth, now.relief.solid))
        if outcome is Outcome.WRONG_ACT:
            return self._spoilt(Why.WRONG_ACT)
        return Happening.DONE if outcome is Outcome.DONE else None

    def _watching(self, seen: Observation, pose: Pose) -> Happening | None:
        poses, limits = self._now.poses, self._limits
        poses.append((seen.at, pose))
        if len(poses) < limits.looks or seen.at - poses[0][0] < limits.watch:
            return None
        return self._spoilt(Why.SUSPICIOUS) if self._is_suspicious() else Happening.STRAIGHT

    def _looking(self, seen: Observation, pose: Pose) -> Happening | None:
        """Straight, and held still, for as long as the stage wants."""
        now, limits = self._now, self._limits
        if not (is_rest(pose, limits.acts) if now.rest is None else now.rest.is_back(pose, limits.acts)):
            now.poses.clear()
            return None
        now.poses.append((seen.at, pose))
        while not _is_still(now.poses, limits.spread):
            now.poses.popleft()
        least = limits.settle if now.rest is None else limits.again
        if len(now.poses) < limits.looks or seen.at - now.poses[0][0] < least:
            return None
        if self._stage is Stage.CLOSING:
            return self._closing(seen)
        if now.rest is None:
            now.rest, now.before = Rest.of([held for _, held in now.poses]), seen
        # Afresh before each act: of the dots that were followed through the last one, too few are left.
        now.relief = Relief()
        now.see_relief(seen)
        return Happening.STRAIGHT

    def _closing(self, seen: Observation) -> Happening:
        if self._is_suspicious():
            return self._spoilt(Why.SUSPICIOUS)
        assert self._now.before is not None
        if self._same_person is not None and not self._same_person(self._now.before, seen):
            return self._spoilt(Why.OTHER_PERSON)
        return Happening.SAME_PERSON

    def _is_suspicious(self) -> bool:
        above = self._limits.refuse_above
        return above is not None and self._cues.advice.score > above

    def _spoilt(self, why: Why) -> Happening:
        self._why = why
        return Happening.SPOILT

    def _become(self, happening: Happening, at: float) -> None:
        self._stage = LIFE[self._stage][happening]
        self._now.enter(at)
        if self._stage is Stage.BROKEN:
            more = self._number < self._limits.attempts
            self._stage = LIFE[self._stage][Happening.AGAIN if more else Happening.OVER]
            if more:
                self._number += 1
                acts = drawn(self._random, avoid=self._now.acts)
                self._now = _Attempt(acts, EyeWatch(self._limits.blinks), since=at)
        if self._stage in _OVER:
            self._now, self._last = replace(self._now, before=None, relief=Relief()), None
            self._tell()

    def _tell(self) -> None:
        """What it came to, for the record; never a picture."""
        if self._policy is Policy.OFF:
            return
        step = self._step()
        signs = " ".join(step.advice.signs) or "no signs"
        why = f" {step.why}" if step.why is not None else ""
        score, number = f"{step.advice.score:.2f}", step.attempt
        log.info("%s: %s%s, attempt %d, score %s, %s", self._policy, self._stage, why, number, score, signs)

    def _left(self, at: float) -> float:
        return self._limits.step - (at - (self._now.since if self._now.since is not None else at))

    def _step(self) -> Step:
        passed, failed = self._stage is Stage.PASSED, self._stage is Stage.FAILED
        acting = ACTING.get(self._stage)
        return Step(
            act=Act.LOOK_STRAIGHT if acting is None else self._now.acts[acting],
            seconds_left=0.0 if self._last is None else max(self._left(self._last.at), 0.0),
            number=0 if acting is None else acting + 1,
            attempt=self._number,
            passed=passed,
            failed=failed,
            why=None if passed else self._why,
            advice=Advice() if self._policy is Policy.OFF else self._cues.advice,
        )


_OVER = (Stage.PASSED, Stage.FAILED)


def observed(frame: Frame, face: Face) -> Observation:
    """A camera's frame and the face that was found on it."""
    eyes = eyes_of(frame.picture, face.points)
    return Observation(frame.at, face.box, face.points, eyes, frame.picture)


def _is_lost(before: Observation, now: Observation, limits: LiveLimits) -> bool:
    if now.at - before.at > limits.gap:
        return True
    (x, y), (other_x, other_y) = _middle(before.box), _middle(now.box)
    return max(abs(x - other_x), abs(y - other_y)) > limits.leap * max(before.box.width, 1)


def _middle(box: Box) -> tuple[float, float]:
    return box.left + box.width / 2, box.top + box.height / 2


def _is_still(poses: Iterable[tuple[float, Pose]], spread: float) -> bool:
    turns = [pose.turn for _, pose in poses]
    return max(turns) - min(turns) <= spread
