"""The passive cues on generated pictures."""

from random import Random

import numpy as np
import pytest

from hardware.face.interface import Picture
from hardware.face.liveness.advice import CueLimits
from hardware.face.liveness.cues import Ramp, frame_sides, glare, moire
from hardware.face.liveness.interface import Sign, Why
from hardware.face.liveness.replay import scene
from hardware.face.liveness.replay.actors import ATTACKS, BONA_FIDE
from hardware.face.liveness.replay.play import box_of, play
from hardware.face.liveness.replay.portrait import drawn_portrait
from hardware.face.liveness.replay.scene import Dots, Shot
from hardware.face.liveness.replay.surface import Lens, Placing
from hardware.face.liveness.session import LiveLimits, Liveness

LENS, LIMITS = Lens(), CueLimits()
SPECIES = {species.name: species for species in ATTACKS}
PLAIN = np.full((LENS.height, LENS.width, 3), 150, np.uint8)


def person(seed: int) -> Shot:
    random = np.random.default_rng(seed)
    shot = scene.of_person(drawn_portrait(random), Placing(roll=3), 1.0, PLAIN, LENS)
    return scene.taken(shot, random)


def screen(seed: int, strength: float) -> Shot:
    random = np.random.default_rng(seed)
    portrait = drawn_portrait(random)
    shown = scene.filmed(portrait, Placing(), 1.0, scene.backdrop(random))
    sheet, at = scene.sheet_of(shown.picture, 0.0, 20, 12), Placing(roll=2, y=0.2, z=-1)
    shot = scene.on_sheet(sheet, shown.points, at, PLAIN, LENS)
    dotted = scene.with_dots(shot, Dots(0.21, 0.13, strength), scene.corners(sheet, at, LENS))
    return scene.taken(dotted, random)


@pytest.mark.parametrize("seed", range(4))
def test_the_dots_of_a_screen_stand_out_of_the_spectrum(seed: int) -> None:
    real, shown = person(seed), screen(seed, 0.04)
    assert LIMITS.moire(moire(shown.picture, box_of(shown.points))) > 0.5
    assert LIMITS.moire(moire(real.picture, box_of(real.points))) == 0


def test_blocks_of_a_compressed_picture_are_not_dots() -> None:
    cv2 = pytest.importorskip("cv2")
    real = person(1)
    _, packed = cv2.imencode(".jpg", real.picture, [cv2.IMWRITE_JPEG_QUALITY, 60])
    picture: Picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert LIMITS.moire(moire(picture, box_of(real.points))) == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_screen_has_edges_on_every_side_and_a_person_has_none(seed: int) -> None:
    shown, real = screen(seed, 0.0), person(seed)
    assert frame_sides(shown.picture, box_of(shown.points)) >= 3
    assert frame_sides(real.picture, box_of(real.points)) == 0


def test_light_on_glass_blots_out_part_of_a_face() -> None:
    real = person(2)
    nose = real.points[4]
    lit = scene.with_glare(real, float(nose[0]), float(nose[1]), 18.0)
    assert LIMITS.glare(glare(lit.picture, box_of(lit.points))) > 0.2
    assert LIMITS.glare(glare(real.picture, box_of(real.points))) == 0


def test_cues_look_at_faces_that_reach_over_the_edge() -> None:
    real = person(2)
    box = box_of(real.points + np.float32(190))
    for cue in (moire, frame_sides, glare):
        assert cue(real.picture, box) >= 0


def test_a_ramp_says_nothing_below_and_all_above() -> None:
    ramp = Ramp(1.0, 3.0, 0.8)
    assert [ramp(measure) for measure in (0.5, 1.0, 2.0, 3.0, 9.0)] == pytest.approx([0, 0, 0.4, 0.8, 0.8])


def test_a_tilted_print_is_called_flat() -> None:
    played = play(SPECIES["print_tilted"], drawn_portrait(np.random.default_rng(3)), 11, "challenge")
    assert Sign.FLAT.value in played.signs
    assert played.score > 0.5


def test_a_person_leaves_no_doubt() -> None:
    played = play(BONA_FIDE, drawn_portrait(np.random.default_rng(4)), 12, "passive")
    assert played.passed
    assert played.score < 0.5


def test_a_hall_may_have_the_cues_refuse() -> None:
    portrait = drawn_portrait(np.random.default_rng(5))
    strict = LiveLimits(refuse_above=0.2)
    advised = play(SPECIES["screen_unaware"], portrait, 13, "passive")
    refused = play(SPECIES["screen_unaware"], portrait, 13, "passive", limits=strict)
    assert advised.passed
    assert advised.score > 0.2
    assert refused.why is Why.SUSPICIOUS


def test_without_a_picture_there_is_no_advice() -> None:
    from tests.hardware.face.liveness.live_people import look

    session = Liveness().begin("passive", Random(1))
    assert {session.see(look(number / 10)).advice.score for number in range(9)} == {0.0}
