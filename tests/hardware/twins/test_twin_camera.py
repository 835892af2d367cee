"""Who stands before the camera's panel, as the clock's own camera and engine see it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware.build_camera import build_camera
from hardware.camera.interface import Camera, Frame
from hardware.face.fake_engine import FakeEngine
from hardware.face.painted import PaintedFace, paint
from hardware.twins.camera import CameraTwin, Sight, face_of
from tests.hardware.twins.twin_bench import until

STAFF = ("1001", "1085")


@pytest.fixture
def before(tmp_path: Path) -> Iterator[tuple[CameraTwin, Camera]]:
    twin = CameraTwin(tmp_path / "street", STAFF, lambda state: None)
    camera = build_camera(twin.url)
    assert camera is not None
    yield twin, camera
    camera.close()


def frame_with(twin: CameraTwin, camera: Camera, faces: int) -> Frame:
    """As soon as so many are seen."""
    engine, seen = FakeEngine(), list[Frame]()

    def right() -> bool:
        newest = camera.newest()
        if newest is not None and len(engine.detect(newest.picture)) == faces:
            seen.append(newest)
        return bool(seen)

    assert until(twin, right)
    return seen[0]


@pytest.mark.parametrize("staff", STAFF)
def test_who_is_tapped_stands_there_and_is_told_from_the_others(
    before: tuple[CameraTwin, Camera], staff: str
) -> None:
    twin, camera = before
    frame_with(twin, camera, 0)
    twin.sight_tapped(staff)
    engine, picture = FakeEngine(), frame_with(twin, camera, 1).picture
    own = paint([PaintedFace(face_of(staff))], seed=99)
    seen, known = (engine.template(each, engine.detect(each)[0]) for each in (picture, own))
    assert float(np.linalg.norm(seen - known)) < 0.4


def test_two_people_are_two_and_a_stranger_is_nobody_of_the_staff(
    before: tuple[CameraTwin, Camera],
) -> None:
    twin, camera = before
    twin.sight_tapped(Sight.TWO)
    frame_with(twin, camera, 2)
    twin.sight_tapped(Sight.STRANGER)
    frame_with(twin, camera, 1)
    assert len({face_of(each) for each in STAFF}) == len(STAFF)


def test_without_its_cable_the_camera_fails_and_comes_back_by_itself(
    before: tuple[CameraTwin, Camera],
) -> None:
    twin, camera = before
    twin.plug_tapped()
    assert until(twin, lambda: camera.fault() is not None)
    assert not twin.state.plugged
    twin.plug_tapped()
    assert until(twin, lambda: camera.newest() is not None)


def test_in_the_dark_hardly_anything_is_seen(before: tuple[CameraTwin, Camera]) -> None:
    twin, camera = before
    twin.sight_tapped(Sight.DARK)
    assert until(twin, lambda: (frame := camera.newest()) is not None and frame.picture.mean() < 20)
