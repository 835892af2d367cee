"""Keeping the newest picture only, by a clock that the test moves."""

import threading

import numpy as np
import pytest

from hardware.camera.interface import CameraMissing, CameraSilent, Frame, Picture
from hardware.camera.live_camera import BACK_OFF, FRESH_SECONDS, FrameWork, LiveCamera
from hardware.camera.source import OpenSource
from hardware.health import Fault, HealthState


def grey(level: int, width: int = 64, height: int = 48) -> Picture:
    return np.full((height, width, 3), level, np.uint8)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Pictures:
    """A source that gives what stands in its list; a fault there is raised, and then it is closed."""

    def __init__(self, given: list[Picture | Fault], pace: float = 0.0) -> None:
        self.given, self.pace = given, pace
        self.closed = 0

    def read(self) -> Picture:
        each = self.given.pop(0)
        if isinstance(each, Fault):
            raise each
        return each

    def close(self) -> None:
        self.closed += 1


def always(source: Pictures) -> OpenSource:
    return lambda: source


def numbers(frame: Frame | None) -> tuple[int, int] | None:
    return (frame.number, int(frame.picture[0, 0, 0])) if frame else None


def test_only_the_newest_picture_is_kept() -> None:
    clock = Clock()
    work = FrameWork(always(Pictures([grey(10), grey(20), grey(30)])), clock)
    for _ in range(3):
        work.step()
    assert numbers(work.newest) == (3, 30)
    assert [value for value in vars(work).values() if isinstance(value, list)] == []


def test_a_picture_that_is_no_longer_of_now_is_not_given() -> None:
    clock = Clock()
    work = FrameWork(always(Pictures([grey(99)])), clock)
    work.step()
    clock.now += FRESH_SECONDS + 0.01
    assert work.newest is None
    assert work.seen is None
    assert work.health.code == "camera_silent"


def test_nobody_can_change_a_picture_that_others_look_at() -> None:
    work = FrameWork(always(Pictures([grey(99)])), Clock())
    work.step()
    assert work.newest is not None
    with pytest.raises(ValueError, match="read-only"):
        work.newest.picture[0, 0, 0] = 1


def test_an_unplugged_camera_is_let_go_and_tried_again_after_longer_and_longer_rests() -> None:
    clock, lost = Clock(), Pictures([grey(50), CameraSilent("gone")])
    tries: list[float] = []

    def open_source() -> Pictures:
        tries.append(clock.now)
        if len(tries) == 1:
            return lost
        if len(tries) < 5:
            raise CameraMissing("not there")
        return Pictures([grey(70)])

    work = FrameWork(open_source, clock)
    work.step()
    waits = []
    while len(tries) < 5:
        wait = work.step()
        waits.append(wait)
        clock.now += wait
    assert lost.closed == 1
    assert waits[:4] == list(BACK_OFF[:4])
    assert numbers(work.newest) == (2, 70)
    assert work.health.state is HealthState.OK


def test_while_a_camera_is_away_its_fault_is_told() -> None:
    def open_source() -> Pictures:
        raise CameraMissing("camera://0: there is no /dev/video0")

    work = FrameWork(open_source, Clock())
    work.step()
    assert (work.health.code, work.newest) == ("camera_missing", None)
    assert work.fault is not None
    assert "/dev/video0" in work.fault.detail


def test_a_camera_that_has_just_been_opened_is_unknown_and_not_down() -> None:
    assert FrameWork(lambda: Pictures([]), Clock()).health.state is HealthState.UNKNOWN


@pytest.mark.parametrize(
    ("level", "code"), [(0, "camera_black"), (4, "camera_black"), (20, "camera_dark"), (120, "ok")]
)
def test_a_black_or_dark_picture_is_a_warning(level: int, code: str) -> None:
    work = FrameWork(lambda: Pictures([grey(level)]), Clock())
    work.step()
    assert work.health.code == code


def test_size_rate_and_brightness_are_told() -> None:
    clock = Clock()
    work = FrameWork(always(Pictures([grey(51)] * 11)), clock)
    for _ in range(11):
        work.step()
        clock.now += 0.04
    seen = work.seen
    assert seen is not None
    assert (seen.width, seen.height, round(seen.rate), round(seen.brightness, 2)) == (64, 48, 25, 0.2)


def test_a_recording_is_played_at_its_own_pace() -> None:
    clock = Clock()
    work = FrameWork(always(Pictures([grey(1)] * 3, pace=0.2)), clock)
    assert work.step() == pytest.approx(0.2)
    clock.now += 0.15
    assert work.step() == pytest.approx(0.05)
    assert work.newest is not None
    assert work.newest.number == 1


def test_a_late_recording_does_not_hurry_afterwards() -> None:
    clock = Clock()
    work = FrameWork(always(Pictures([grey(1)] * 9, pace=0.2)), clock)
    work.step()
    clock.now += 1.5
    work.step()
    assert work.step() == pytest.approx(0.2)
    assert work.newest is not None
    assert work.newest.number <= 3


def test_the_thread_takes_pictures_and_ends_with_the_source_closed() -> None:
    enough = threading.Event()

    class Endless(Pictures):
        def read(self) -> Picture:
            self.pace = 0.001
            enough.set()
            return grey(90)

    source = Endless([])
    camera = LiveCamera(FrameWork(lambda: source))
    assert enough.wait(5)
    camera.close()
    assert source.closed == 1
    assert camera.newest() is None


def test_a_mistake_in_a_driver_does_not_end_the_thread() -> None:
    raised = threading.Event()

    class Broken(Pictures):
        def read(self) -> Picture:
            raised.set()
            raise RuntimeError("a mistake")

    camera = LiveCamera(FrameWork(lambda: Broken([])))
    assert raised.wait(5)
    assert camera._thread.is_alive()
    camera.close()


def test_a_frame_in_a_log_shows_no_picture() -> None:
    assert repr(Frame(grey(1), 2.0, 3)) == "Frame(3 at 2.000)"
