"""From painted pictures to who stands there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import numpy as np
import pytest

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
    Stranger,
    Task,
    Verdict,
)
from hardware.attendance_clock.sight import Sight
from hardware.attendance_clock.zone import Zone
from hardware.camera.interface import CameraMissing, Frame
from hardware.camera.interface import Sight as Seen
from hardware.face.fake_engine import FakeEngine
from hardware.face.interface import Face, Picture, Template
from hardware.face.liveness.interface import Policy
from hardware.face.liveness.session import Liveness
from hardware.face.painted import PaintedFace, paint
from hardware.health import Fault, Health

CHEN, LI, OUTSIDER = 11, 22, 999
NEAR = 0.5


class PaintedJudge:
    """Knows two painted people."""

    def __init__(self) -> None:
        engine = FakeEngine()
        self.people = {}
        for staff, person in (("1001", CHEN), ("1002", LI)):
            picture = paint([PaintedFace(person)])
            self.people[staff] = engine.template(picture, engine.detect(picture)[0])

    def identify(self, templates: Sequence[Template]) -> Verdict:
        return next((v for s in self.people if (v := self.verify(s, templates)) == Recognised(s)), Stranger())

    def verify(self, staff: str, templates: Sequence[Template]) -> Verdict:
        apart = np.linalg.norm(np.mean(np.stack(templates), axis=0) - self.people[staff])
        return Recognised(staff) if apart < NEAR else Stranger()


class CountingEngine(FakeEngine):
    def __init__(self) -> None:
        self.searched = self.encoded = 0

    def detect(self, picture: Picture) -> tuple[Face, ...]:
        self.searched += 1
        self.width = picture.shape[1]
        return super().detect(picture)

    def template(self, picture: Picture, face: Face) -> Template:
        self.encoded += 1
        return super().template(picture, face)


class Stage:
    """A camera before which a test puts faces, ten pictures a second, and the eyes behind it."""

    def __init__(self, task: Task | None = None, zone: Zone | None = None) -> None:
        self.engine, self.at, self.number = CountingEngine(), 0.0, 0
        self.picture: Picture = paint([])
        self.gone: Fault | None = None
        self.sight = Sight(self, self.engine, PaintedJudge(), zone)
        self.sight.look_for(task or Anyone())

    def newest(self) -> Frame | None:
        return None if self.gone else Frame(self.picture, self.at, self.number)

    def fault(self) -> Fault | None:
        return self.gone

    def seen(self) -> Seen | None:
        return None

    def health(self) -> Health:
        return Health.ok()

    def close(self) -> None:
        """Nothing is held."""

    def show(
        self, *faces: PaintedFace, seconds: float = 0.1, light: float = 1.0, blur: float = 0.0
    ) -> list[Glance]:
        """What is told while these faces stand there."""
        told = []
        for _ in range(round(seconds * 10)):
            self.number += 1
            self.at = self.number / 10
            self.picture = paint(faces, light=light, seed=self.number)
            glance = self.sight.step()
            told += [glance] if glance is not None else []
        return told


def found(told: list[Glance]) -> list[Verdict]:
    return [each.verdict for each in told if isinstance(each, Found)]


def hints(told: list[Glance]) -> set[Hint]:
    return {each.hint for each in told if isinstance(each, Guiding)}


def a_face(person: int = CHEN, **changes: object) -> PaintedFace:
    return replace(PaintedFace(person), **changes)  # type: ignore[arg-type]


def test_one_of_the_staff_is_recognised_within_half_a_second() -> None:
    stage = Stage()
    told = stage.show(a_face(CHEN), seconds=0.5)
    assert found(told) == [Recognised("1001")]
    assert stage.engine.encoded == 2


def test_a_stranger_is_told_once_after_a_few_tries() -> None:
    stage = Stage()
    assert found(stage.show(a_face(OUTSIDER), seconds=12)) == [Stranger()]


def test_who_stands_there_is_told_once_and_costs_little_afterwards() -> None:
    stage = Stage()
    told = stage.show(a_face(CHEN), seconds=20)
    assert found(told) == [Recognised("1001")]
    assert stage.engine.encoded <= 2 + 2 * 20 / 2


def test_the_next_of_a_queue_is_recognised_at_once_when_the_place_changes() -> None:
    stage = Stage()
    stage.show(a_face(CHEN, left=120), seconds=1)
    told = stage.show(a_face(LI, left=315), seconds=0.6)
    assert found(told) == [Recognised("1002")]


def test_the_next_of_a_queue_in_the_very_same_place_is_recognised_soon() -> None:
    stage = Stage()
    stage.show(a_face(CHEN), seconds=1)
    told = stage.show(a_face(LI), seconds=3.5)
    assert found(told) == [Recognised("1002")]


def test_who_comes_back_is_a_new_visit() -> None:
    stage = Stage()
    tracks = [
        each.track
        for _ in range(2)
        for each in stage.show(a_face(CHEN), seconds=1) + stage.show(seconds=2)
        if isinstance(each, Found)
    ]
    assert len(set(tracks)) == 2


@pytest.mark.parametrize(
    ("face", "light", "hint"),
    [
        (a_face(size=80), 1.0, Hint.COME_CLOSER),
        (a_face(), 0.2, Hint.TOO_DARK),
        (a_face(turn=0.3), 1.0, Hint.LOOK_STRAIGHT),
        (a_face(masked=True), 1.0, Hint.UNCOVER),
        (a_face(left=120, top=20, size=400), 1.0, Hint.STEP_BACK),
    ],
    ids=["far", "dark", "turned", "masked", "near"],
)
def test_a_face_that_is_not_good_enough_is_told_what_to_do(
    face: PaintedFace, light: float, hint: Hint
) -> None:
    stage = Stage()
    told = stage.show(face, seconds=1, light=light)
    assert hints(told) == {hint}
    assert stage.engine.encoded == 0


def test_a_second_face_as_large_is_told() -> None:
    told = Stage(zone=Zone(0, 0, 1, 1)).show(a_face(CHEN, left=80), a_face(LI, left=360), seconds=1)
    assert hints(told) == {Hint.ONE_AT_A_TIME}


def test_a_smaller_face_behind_does_not_matter() -> None:
    told = Stage(zone=Zone(0, 0, 1, 1)).show(a_face(CHEN, left=80), a_face(LI, left=400, size=100), seconds=1)
    assert found(told) == [Recognised("1001")]


def test_the_public_beside_the_zone_is_not_looked_at() -> None:
    stage = Stage(zone=Zone(0.0, 0.0, 0.5, 1.0))
    told = stage.show(a_face(CHEN, left=400), seconds=2)
    assert found(told) == []
    assert stage.engine.width == 320


def test_the_box_on_the_screen_is_in_shares_of_the_whole_picture() -> None:
    stage = Stage(zone=Zone(0.25, 0.0, 0.5, 1.0))
    guiding = next(g for g in stage.show(a_face(CHEN), seconds=0.2) if isinstance(g, Guiding))
    assert guiding.spot is not None
    assert guiding.spot.left == pytest.approx(220 / 640, abs=0.01)
    assert guiding.spot.width == pytest.approx(200 / 640, abs=0.01)


def test_an_empty_hall_is_hardly_searched() -> None:
    stage = Stage()
    assert set(stage.show(seconds=20)) == {Nobody()}
    assert stage.engine.searched <= 15 + 10


def test_darkness_is_told() -> None:
    assert Nobody(dark=True) in Stage().show(seconds=2, light=0.05)


def test_somebody_without_a_face_is_asked_to_show_it() -> None:
    stage = Stage()
    told = []
    for step in range(60):
        stage.number += 1
        stage.at = stage.number / 10
        stage.picture = paint([], seed=stage.number).copy()
        stage.picture[:, 200 + step : 300 + step] = 40
        glance = stage.sight.step()
        told += [glance] if glance else []
    assert hints(told) == {Hint.UNCOVER}


def test_a_camera_that_is_gone_is_told_and_who_stood_there_begins_anew() -> None:
    stage = Stage()
    stage.show(a_face(CHEN), seconds=0.2)
    stage.gone = CameraMissing("unplugged")
    assert stage.show(a_face(CHEN)) == [Blind("camera_missing")]
    stage.gone = None
    assert found(stage.show(a_face(CHEN), seconds=1)) == [Recognised("1001")]


def test_at_rest_nobody_is_looked_at() -> None:
    stage = Stage(Rest())
    assert set(stage.show(a_face(CHEN), seconds=2)) == {Nobody()}
    assert (stage.engine.searched, stage.engine.encoded) == (0, 0)


def test_one_person_is_compared_with_that_person_only() -> None:
    assert found(Stage(Only("1001")).show(a_face(CHEN), seconds=1)) == [Recognised("1001")]
    assert found(Stage(Only("1001")).show(a_face(LI), seconds=8)) == [Stranger()]


def test_a_new_question_is_answered_about_whoever_stands_there_already() -> None:
    stage = Stage()
    stage.show(a_face(LI), seconds=1)
    stage.sight.look_for(Only("1001"))
    assert found(stage.show(a_face(LI), seconds=8)) == [Stranger()]


def test_an_enrolment_wants_two_poses() -> None:
    stage = Stage(Gather(5))
    told = stage.show(a_face(CHEN), seconds=3)
    assert not any(isinstance(each, Gathered) for each in told)
    assert Hint.OTHER_SIDE in hints(told)
    told = stage.show(a_face(CHEN, turn=0.18), seconds=1)
    (gathered,) = (each for each in told if isinstance(each, Gathered))
    assert len(gathered.templates) == 5


def test_another_attempt_of_an_enrolment_begins_afresh() -> None:
    stage = Stage(Gather(2))
    stage.show(a_face(CHEN), seconds=1)
    stage.show(a_face(CHEN, turn=0.18), seconds=1)
    stage.sight.look_for(Gather(2, 1))
    told = stage.show(a_face(CHEN), seconds=1) + stage.show(a_face(CHEN, turn=0.18), seconds=1)
    assert any(isinstance(each, Gathered) for each in told)


@dataclass
class Step:
    act: str = "blink"
    number: int = 1
    seconds_left: float = 3.5
    passed: bool = False
    failed: bool = False


class Proof:
    """Passes, or fails, at the fifth picture."""

    def __init__(self, passes: bool) -> None:
        self._passes, self._count = passes, 0

    def next(self, frame: Frame, face: Face) -> Step:
        self._count += 1
        over = self._count >= 5
        return Step(passed=over and self._passes, failed=over and not self._passes)


def test_who_proves_to_be_alive_is_recognised() -> None:
    stage = Stage()
    stage.sight.prove_by(lambda: Proof(True))
    told = stage.show(a_face(CHEN), seconds=2)
    challenged = [each for each in told if isinstance(each, Challenged)]
    assert (challenged[0].act, challenged[0].seconds_left) == ("blink", 4)
    assert found(told) == [Recognised("1001")]
    assert told.index(challenged[-1]) < next(i for i, each in enumerate(told) if isinstance(each, Found))


def test_who_does_not_is_not_recognised() -> None:
    stage = Stage()
    stage.sight.prove_by(lambda: Proof(False))
    told = stage.show(a_face(CHEN), seconds=4)
    assert found(told) == []
    assert len([each for each in told if isinstance(each, NotAlive)]) == 1


@pytest.mark.parametrize("policy", [Policy.PASSIVE, Policy.CHALLENGE])
def test_the_halls_own_proofs_of_life_stand_before_the_verdict(policy: Policy) -> None:
    stage = Stage()
    stage.sight.prove_by(partial(Liveness().begin, policy, Random(1)))
    told = stage.show(a_face(CHEN), seconds=3)
    assert found(told) == ([Recognised("1001")] if policy is Policy.PASSIVE else [])
    assert any(isinstance(each, Challenged) for each in told) == (policy is Policy.CHALLENGE)
