"""A head is told from anything flat by how its dots move."""

from dataclasses import astuple

import numpy as np
import pytest

from hardware.face.interface import Picture, Points
from hardware.face.liveness.acts import ActLimits
from hardware.face.liveness.advice import CueLimits
from hardware.face.liveness.relief import LEAST, Relief
from hardware.face.liveness.replay import scene
from hardware.face.liveness.replay.portrait import Portrait, drawn_portrait
from hardware.face.liveness.replay.scene import Shot
from hardware.face.liveness.replay.surface import Lens, Placing

LENS, STEPS = Lens(), 7
LIMITS = ActLimits()


@pytest.fixture(scope="module", params=range(3))
def portrait(request: pytest.FixtureRequest) -> Portrait:
    return drawn_portrait(np.random.default_rng(request.param))


def looked_at(shots: list[Shot]) -> Relief:
    random, relief = np.random.default_rng(1), Relief()
    for number, shot in enumerate(shots):
        noisy = scene.taken(shot, random)
        points: Points = (noisy.points + random.normal(0, 0.7, (5, 2))).astype(np.float32)
        if number:
            relief.see(noisy.picture, points)
        else:
            relief.begin(noisy.picture, points)
    return relief


def ways(goal: Placing) -> list[Placing]:
    shares = [number / STEPS for number in range(STEPS + 1)]
    return [Placing(*(share * way for way in astuple(goal))) for share in shares]


def of_head(portrait: Portrait, goal: Placing) -> Relief:
    behind = scene.room(np.random.default_rng(2), LENS)
    return looked_at([scene.of_person(portrait, at, 1.0, behind, LENS) for at in ways(goal)])


def of_print(portrait: Portrait, goal: Placing, bend: float = 0.0) -> Relief:
    random = np.random.default_rng(2)
    behind, picture = scene.room(random, LENS), scene.printed(portrait, scene.backdrop(random))
    bends = [bend * number / STEPS for number in range(STEPS + 1)]
    return looked_at(
        [
            scene.on_sheet(scene.sheet_of(picture, bent), portrait.points, at, behind, LENS)
            for at, bent in zip(ways(goal), bends, strict=True)
        ]
    )


@pytest.mark.parametrize("yaw", [24, -24, 32])
def test_a_turned_head_has_depth(portrait: Portrait, yaw: float) -> None:
    assert of_head(portrait, Placing(yaw=yaw)).deepest > LIMITS.turn_depth


def test_a_nodding_head_has_depth(portrait: Portrait) -> None:
    assert of_head(portrait, Placing(pitch=18)).deepest > LIMITS.nod_depth


@pytest.mark.parametrize(
    "goal", [Placing(yaw=38), Placing(yaw=-38), Placing(pitch=25, y=0.5), Placing(roll=20, x=0.4)]
)
def test_a_print_has_none_however_it_is_held(portrait: Portrait, goal: Placing) -> None:
    assert of_print(portrait, goal).deepest < LIMITS.nod_depth


@pytest.mark.parametrize("bend", [0.15, 0.3])
def test_a_sheet_bent_while_it_is_tilted_moves_more_like_a_plane_than_a_head_does(
    portrait: Portrait, bend: float
) -> None:
    assert of_print(portrait, Placing(yaw=28), bend).solid < LIMITS.solid
    assert of_head(portrait, Placing(yaw=24)).solid > LIMITS.solid


def test_a_head_that_is_still_tells_nothing(portrait: Portrait) -> None:
    assert of_head(portrait, Placing(z=0.5, roll=6)).moved < CueLimits().moved


def test_where_nothing_can_be_followed_no_depth_is_told() -> None:
    blank: Picture = np.full((LENS.height, LENS.width, 3), 120, np.uint8)
    points = np.array([(285, 150), (257, 150), (195, 150), (223, 150), (240, 190)], np.float32)
    relief = Relief()
    relief.begin(blank, points)
    assert relief.see(blank, points) is None
    assert relief.followed < LEAST
