"""The clock's eyes: from the camera's newest picture to who stands there, one step at a time.

A step costs no more than it must: pictures on which nothing moves are not searched, and templates are taken
only of a face that is good enough, a few for each visit.
"""

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING, Protocol

from hardware.attendance_clock.glances import (
    Anyone,
    Blind,
    Challenged,
    Found,
    Gather,
    Gathered,
    Glance,
    Guiding,
    Hint,
    Nobody,
    NotAlive,
    Only,
    Recognised,
    Rest,
    Spot,
    Task,
    Verdict,
)
from hardware.attendance_clock.guidance import from_the_side, hint_of, needs_other_side
from hardware.attendance_clock.motion import Motion, is_dark
from hardware.attendance_clock.visit import LOST_SECONDS, NEVER, Liveness, Visit
from hardware.attendance_clock.zone import Zone
from hardware.camera.interface import Camera, Frame
from hardware.face.interface import Box, Face, FaceEngine
from hardware.face.quality import QualityLimits

if TYPE_CHECKING:
    from hardware.face.interface import Picture, Template
else:
    Picture = Template = object

APART_SECONDS = 0.2
"""Between two templates: pictures of one instant tell nothing new."""
TEMPLATES_LEAST, TEMPLATES_MOST = 2, 3
TRIES, PAUSE_SECONDS = 3, 1.0
"""Series of templates for one visit without a verdict, and the pause between them."""
STILL_SECONDS, GLANCE_SECONDS = 1.5, 2.0
"""After motion it is looked for faces so long; and now and then in any case."""
UNCLEAR_SECONDS = 3.0
"""Somebody has moved before the camera for so long and no face was found: it is covered, or turned away."""
CROWDED = 0.6
"""A second face of this share of the largest stands there as well: whose visit is it?"""
AGAIN_SECONDS = 2.0
"""After a verdict: so often it is seen to whether the next of a queue has taken the place."""
SETTLED_PACE_SECONDS = 0.2


class Keep(Protocol):
    """`Disputes.keep`, in service."""

    def __call__(self, picture: Picture, box: Box, staff: str) -> None: ...


class Judge(Protocol):
    """Knows the staff's faces."""

    def identify(self, templates: Sequence[Template]) -> Verdict: ...

    def verify(self, staff: str, templates: Sequence[Template]) -> Verdict: ...


class Sight:
    """Used on one thread; `look_for` and `prove_by` may be called on any."""

    def __init__(
        self,
        camera: Camera,
        engine: FaceEngine,
        judge: Judge,
        zone: Zone | None = None,
        limits: QualityLimits | None = None,
    ) -> None:
        self._camera, self._engine, self._judge = camera, engine, judge
        self._zone, self._limits = zone or Zone(), limits or QualityLimits()
        self._new_proof: Callable[[], Liveness] | None = None
        self._keep: Keep | None = None
        self._asked: Task = Rest()
        self._task: Task = self._asked
        self._motion = Motion()
        self._visit: Visit | None = None
        self._tracks = self._number = 0
        self._moved = self._searched = self._unclear_since = NEVER

    def look_for(self, task: Task) -> None:
        """From the next picture on. Who was greeted already is not found again by Anyone."""
        self._asked = task

    def prove_by(self, new_proof: Callable[[], Liveness] | None) -> None:
        """How a person proves to be alive; None: nobody has to."""
        self._new_proof = new_proof

    def keep_by(self, keep: "Keep | None") -> None:
        """Who is given each face that was taken for somebody; before the first step."""
        self._keep = keep

    def step(self) -> Glance | None:
        """Look once. None when there is no new picture, or nothing new on it."""
        frame = self._camera.newest()
        if frame is None:
            fault, self._visit = self._camera.fault(), None
            return Blind(fault.code) if fault is not None else None
        if frame.number == self._number:
            return None
        self._number = frame.number
        self._take_up(self._asked)
        zone = self._zone.cut(frame.picture)
        if isinstance(self._task, Rest):
            self._visit = None
            return Nobody(is_dark(zone))
        return self._search(frame, zone)

    def _take_up(self, task: Task) -> None:
        if task == self._task:
            return
        self._task = task
        if self._visit is not None and not isinstance(task, Anyone):
            self._visit.reopen()
            self._visit.begin_series()

    def _search(self, frame: Frame, zone: Picture) -> Glance | None:
        visit = self._visit
        if self._motion.seen(zone):
            if frame.at - self._moved > STILL_SECONDS:
                self._unclear_since = frame.at
            self._moved = frame.at
        still = frame.at - self._moved > STILL_SECONDS
        if visit is None and still and frame.at - self._searched < GLANCE_SECONDS:
            return Nobody(is_dark(zone))
        settled = visit is not None and visit.settled_at is not None
        if settled and frame.at - self._searched < SETTLED_PACE_SECONDS:
            return None
        self._searched = frame.at
        faces = self._engine.detect(zone)
        if not faces:
            return self._no_face(frame, zone, still)
        self._unclear_since = frame.at
        return self._look_at(frame, zone, faces)

    def _no_face(self, frame: Frame, zone: Picture, still: bool) -> Glance | None:
        if self._visit is not None and frame.at - self._visit.seen_at <= LOST_SECONDS:
            return None
        self._visit = None
        dark = is_dark(zone)
        if not dark and not still and frame.at - self._unclear_since > UNCLEAR_SECONDS:
            return Guiding(0, Hint.UNCOVER)
        return Nobody(dark)

    def _look_at(self, frame: Frame, zone: Picture, faces: Sequence[Face]) -> Glance | None:
        face, visit = faces[0], self._visit
        if visit is None or not visit.goes_on(face.box, frame.at):
            visit = self._new_visit(face, frame.at)
        visit.box, visit.seen_at = face.box, frame.at
        if visit.settled_at is not None:
            return self._see_again(frame, zone, face, visit)
        spot = self._zone.spot_of(face.box, frame.picture)
        if len(faces) > 1 and faces[1].box.area > CROWDED * face.box.area:
            return Guiding(visit.track, Hint.ONE_AT_A_TIME, spot, len(visit.templates))
        if visit.proof is not None:
            return self._prove(frame, zone, face, visit, spot)
        quality = self._engine.quality(zone, face)
        gathering = isinstance(self._task, Gather)
        limits = from_the_side(self._limits) if gathering else self._limits
        hint = hint_of(quality, limits, min(zone.shape[:2]))
        early = frame.at < max(visit.not_before, visit.taken_at + APART_SECONDS)
        if hint is not Hint.GOOD or early:
            return Guiding(visit.track, hint, spot, len(visit.templates))
        if isinstance(self._task, Gather):
            return self._gather(frame, zone, face, spot, quality.turn, self._task.count)
        return self._series(frame, zone, face, visit, spot)

    def _new_visit(self, face: Face, at: float) -> Visit:
        self._tracks += 1
        self._visit = Visit(self._tracks, face.box, at)
        return self._visit

    def _series(self, frame: Frame, zone: Picture, face: Face, visit: Visit, spot: Spot) -> Glance:
        if visit.first_good is None:
            visit.first_good = frame.at
        self._take(frame, zone, face, visit)
        if self._new_proof is not None and not visit.alive:
            visit.proof = self._new_proof()
            return self._prove(frame, zone, face, visit, spot)
        return self._decide(frame, visit, spot)

    def _decide(self, frame: Frame, visit: Visit, spot: Spot) -> Glance:
        if len(visit.templates) < TEMPLATES_LEAST:
            return Guiding(visit.track, Hint.GOOD, spot)
        verdict = self._verdict(visit.templates)
        known = isinstance(verdict, Recognised)
        if not known and len(visit.templates) < TEMPLATES_MOST:
            return Guiding(visit.track, Hint.GOOD, spot)
        visit.tries += 1
        if not known and visit.tries < TRIES:
            visit.begin_series(frame.at + PAUSE_SECONDS)
            return Guiding(visit.track, Hint.LOOK_STRAIGHT, spot)
        seconds = frame.at - visit.first_good if visit.first_good is not None else 0.0
        found = Found(visit.track, verdict, self._task, seconds)
        if self._keep is not None and isinstance(verdict, Recognised):
            self._keep(self._zone.cut(frame.picture), visit.box, verdict.staff)
        visit.settle(frame.at, verdict)
        visit.begin_series()
        return found

    def _verdict(self, templates: Sequence[Template]) -> Verdict:
        if isinstance(self._task, Only):
            return self._judge.verify(self._task.staff, templates)
        return self._judge.identify(templates)

    def _take(self, frame: Frame, zone: Picture, face: Face, visit: Visit) -> None:
        visit.templates.append(self._engine.template(zone, face))
        visit.taken_at = frame.at

    def _prove(self, frame: Frame, zone: Picture, face: Face, visit: Visit, spot: Spot) -> Glance:
        """A template was taken before it, and one is taken of its last look, when the person looks straight:
        both are of whoever did the acts."""
        assert visit.proof is not None
        step = visit.proof.next(Frame(zone, frame.at, frame.number), face)
        if step.passed:
            visit.alive, visit.proof = True, None
            self._take(frame, zone, face, visit)
            return self._decide(frame, visit, spot)
        if not step.failed:
            if not step.number:
                return Guiding(visit.track, Hint.LOOK_STRAIGHT, spot)
            return Challenged(visit.track, str(step.act), spot, ceil(step.seconds_left))
        visit.begin_series()
        visit.settle(frame.at)
        return NotAlive(visit.track)

    def _see_again(self, frame: Frame, zone: Picture, face: Face, visit: Visit) -> Glance | None:
        """Whether somebody else of the staff stands there now. Says nothing of who was told already."""
        assert visit.settled_at is not None
        told = isinstance(self._task, Anyone) and visit.verdict is not None
        if not told or frame.at < max(visit.settled_at + AGAIN_SECONDS, visit.taken_at + APART_SECONDS):
            return None
        quality = self._engine.quality(zone, face)
        if hint_of(quality, self._limits, min(zone.shape[:2])) is not Hint.GOOD:
            return None
        self._take(frame, zone, face, visit)
        if len(visit.templates) < TEMPLATES_LEAST:
            return None
        verdict = self._judge.identify(visit.templates)
        if isinstance(verdict, Recognised) and verdict != visit.verdict:
            self._new_visit(face, frame.at)
            return None
        visit.settle(frame.at, visit.verdict)
        visit.begin_series()
        return None

    def _gather(self, frame: Frame, zone: Picture, face: Face, spot: Spot, turn: float, count: int) -> Glance:
        visit = self._visit
        assert visit is not None
        if needs_other_side(visit.turns, turn, count):
            return Guiding(visit.track, Hint.OTHER_SIDE, spot, len(visit.templates))
        self._take(frame, zone, face, visit)
        visit.turns.append(turn)
        if len(visit.templates) < count:
            return Guiding(visit.track, Hint.GOOD, spot, len(visit.templates))
        gathered = Gathered(tuple(visit.templates))
        visit.settle(frame.at)
        return gathered
