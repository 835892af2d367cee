"""Replays: what passes, what does not, and that a seed repeats it."""

from random import Random

import numpy as np
import pytest

from hardware.camera.interface import Frame
from hardware.face.interface import Face
from hardware.face.liveness.interface import Act, Step, Why
from hardware.face.liveness.pose import pose_of
from hardware.face.liveness.replay import scene
from hardware.face.liveness.replay.actors import ATTACKS, BONA_FIDE
from hardware.face.liveness.replay.body import Body
from hardware.face.liveness.replay.play import box_of, play
from hardware.face.liveness.replay.portrait import drawn_portrait, head_of, with_lids
from hardware.face.liveness.replay.surface import Lens, Placing, project, render
from hardware.face.liveness.session import LiveLimits, Liveness

SPECIES = {species.name: species for species in ATTACKS}
PORTRAIT = drawn_portrait(np.random.default_rng(7))
LENS = Lens()
ONCE = LiveLimits(attempts=1)


@pytest.mark.parametrize("seed", range(3))
def test_a_person_who_does_as_asked_passes(seed: int) -> None:
    played = play(BONA_FIDE, drawn_portrait(np.random.default_rng(seed)), seed, "challenge")
    assert played.passed
    assert played.seconds < 25


@pytest.mark.parametrize(
    "name", ["print_still", "print_tilted", "print_bent", "print_pencil", "screen_unaware"]
)
def test_what_cannot_turn_its_head_does_not_pass(name: str) -> None:
    assert not play(SPECIES[name], PORTRAIT, 3, "challenge", limits=ONCE).passed


def test_a_recording_of_all_acts_does_what_was_not_asked() -> None:
    played = play(SPECIES["screen_loop"], PORTRAIT, 3, "challenge", limits=ONCE)
    assert not played.passed
    assert played.why in (Why.WRONG_ACT, Why.LATE)


def test_recordings_chosen_as_asked_pass_as_the_report_says() -> None:
    assert any(play(SPECIES["screen_on_demand"], PORTRAIT, seed, "challenge").passed for seed in range(4))


def test_a_replay_is_the_same_for_the_same_seed() -> None:
    first, again = (play(SPECIES["print_shaken"], PORTRAIT, 5, "challenge", limits=ONCE) for _ in range(2))
    assert (first.passed, first.why, first.seconds, first.score, first.acts) == (
        again.passed,
        again.why,
        again.seconds,
        again.score,
        again.acts,
    )


def test_what_was_asked_and_done_is_told() -> None:
    played = play(BONA_FIDE, PORTRAIT, 1, "challenge")
    assert [done for _, done in played.acts][-2:] == [True, True]
    assert Act.LOOK_STRAIGHT not in {act for act, _ in played.acts}


def test_a_camera_frame_and_a_found_face_are_all_that_a_proof_needs() -> None:
    session, step = Liveness().begin("passive", Random(1)), Step()
    for number in range(1, 9):
        shot = scene.of_person(PORTRAIT, Placing(), 1.0, np.full((360, 480, 3), 90, np.uint8), LENS)
        step = session.next(
            Frame(shot.picture, number / 10, number), Face(box_of(shot.points), 1.0, shot.points)
        )
    assert step.passed


@pytest.mark.parametrize(("yaw", "nose"), [(31, 0.25), (18, 0.135)])
def test_a_rendered_nose_moves_about_as_far_as_real_ones_did(yaw: float, nose: float) -> None:
    head = head_of(PORTRAIT)
    turned = pose_of(project(head, Placing(yaw=yaw), PORTRAIT.points, LENS)).turn
    assert nose * 0.8 < turned < nose * 1.6


def test_points_lie_where_the_picture_shows_them() -> None:
    """The pupil is the darkest spot between the corners of an eye."""
    at, behind = Placing(yaw=12, pitch=5, roll=6), np.full((360, 480, 3), 200, np.uint8)
    head = head_of(PORTRAIT)
    picture = render(head, at, behind, LENS)
    for corners in (PORTRAIT.points[0:2], PORTRAIT.points[2:4]):
        x, y = project(head, at, corners.mean(axis=0, keepdims=True), LENS)[0]
        around = picture[round(float(y)) - 4 : round(float(y)) + 5, round(float(x)) - 4 : round(float(x)) + 5]
        assert around.min() < 70


def test_lids_close_over_the_eyes_and_nowhere_else() -> None:
    shut = with_lids(PORTRAIT, 0.0)
    changed = np.argwhere(np.abs(shut.astype(int) - PORTRAIT.texture).max(axis=2) > 12)
    low, high = changed.min(axis=0), changed.max(axis=0)
    eyes = PORTRAIT.points[:4]
    assert low[0] > eyes[:, 1].min() - 30
    assert high[0] < eyes[:, 1].max() + 20
    assert low[1] > eyes[:, 0].min() - 15
    assert high[1] < eyes[:, 0].max() + 15


def test_a_person_turns_to_their_own_left_which_is_the_right_of_the_picture() -> None:
    body, held = Body(np.random.default_rng(1)), []
    for number in range(40):
        held.append(body.do(number / 10, Act.TURN_LEFT, 1))
    assert held[-1].at.yaw > 15
    assert pose_of(project(head_of(PORTRAIT), held[-1].at, PORTRAIT.points, LENS)).turn > 0.12
