"""The clock's loops, and what the hall is told of its condition."""

from dataclasses import replace
from threading import Event

import pytest

from hall_server.wire.words import DeviceState, Language
from hardware.attendance_clock.glances import Glance, Nobody
from hardware.attendance_clock.loop import Loop
from hardware.attendance_clock.report import report_of
from hardware.attendance_clock.state import ClockState, Trouble
from hardware.attendance_clock.watching import CardWatch, FaceWatch
from hardware.health import advice_of
from hardware.scanner.simulator import SimulatedScanner


class Seen:
    def __init__(self, *glances: Glance | None) -> None:
        self._glances = list(glances)

    def step(self) -> Glance | None:
        return self._glances.pop(0)


def test_the_same_glance_is_told_once() -> None:
    told: list[Glance] = []
    watch = FaceWatch(Seen(Nobody(), None, Nobody(), Nobody(dark=True)), told.append)
    for _ in range(4):
        watch.step()
    assert told == [Nobody(), Nobody(dark=True)]


def test_cards_and_the_readers_condition_are_told() -> None:
    reader, cards, codes = SimulatedScanner(), [], []
    watch = CardWatch(reader, cards.append, codes.append)
    reader.scan("0012345678")
    watch.step()
    reader.obey("unplug")
    watch.step()
    watch.step()
    reader.obey("plug")
    watch.step()
    assert (cards, codes) == (["0012345678"], ["scanner_unplugged", ""])


def test_a_mistake_in_one_step_does_not_end_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.attendance_clock.loop.AFTER_MISTAKE_SECONDS", 0.0)
    steps: list[int] = []
    went_on = Event()

    def step() -> float:
        steps.append(len(steps))
        if len(steps) == 1:
            raise ValueError("one bad picture")
        went_on.set()
        return 60.0

    loop = Loop("test", step)
    loop.start()
    assert went_on.wait(10)
    loop.close()
    assert steps == [0, 1]


def test_a_clock_without_trouble_is_well() -> None:
    assert report_of(ClockState(Language.ZH)) == (DeviceState.OK, "")


@pytest.mark.parametrize("trouble", [t for t in Trouble if t is not Trouble.LINK])
def test_every_trouble_is_told_in_words_that_a_technician_finds(trouble: Trouble) -> None:
    state = replace(ClockState(Language.ZH), troubles=(trouble,), camera_code="camera_missing")
    device, code = report_of(state)
    assert device is not DeviceState.OK
    assert advice_of(code).cure_zh


def test_the_gravest_trouble_is_told() -> None:
    state = replace(ClockState(Language.ZH), troubles=(Trouble.DISK, Trouble.LINK, Trouble.DARK))
    assert report_of(state) == (DeviceState.DOWN, "punches_not_kept")
