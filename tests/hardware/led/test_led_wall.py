"""What the wall sends, and when: in stepped time, over the real panel, port and protocol."""

from collections.abc import Callable

import pytest

from hardware.led.interface import Blinking, Manner, Spot, StripText, Urgency
from hardware.led.led_wall import LedWall, Mount
from hardware.led.modbus_digits import ModbusDigits
from hardware.led.modbus_frames import RegisterMap
from hardware.led.sim_screen import Screen
from hardware.led.sim_strips import ModbusBus, StripsOnBus
from hardware.led.simulator import SimulatedPanel
from hardware.led.strip import StripCard
from tests.hardware.led.led_stepped import SteppedHall

IDLE = StripText("欢迎光临")
PAUSED = StripText("暂停服务")


def call(number: str, window: int = 1, calls: int = 1) -> StripText:
    return StripText(f"请{number}号到{window}号窗口", number, str(window), calls)


def strips(windows: int, refresh: float = 60.0) -> SteppedHall:
    manner = Manner(Blinking.TEXT, refresh_seconds=refresh)
    return SteppedHall(lambda clock: StripCard(manner=manner), StripsOnBus, windows)


def digits(windows: int) -> SteppedHall:
    def card(clock: Callable[[], float]) -> ModbusDigits:
        manner = Manner(Blinking.NONE, refresh_seconds=60.0)
        return ModbusDigits(RegisterMap(width=6), manner=manner, clock=clock)

    def wire(screen: Screen) -> ModbusBus:
        return ModbusBus(screen)

    return SteppedHall(card, wire, windows, gap=0.004)


def test_only_what_changed_is_sent() -> None:
    hall = strips(8)
    for window in range(1, 9):
        hall.say(window, IDLE)
    hall.advance(2)
    assert len(hall.log) == 8
    for _ in range(5):
        hall.say(3, IDLE)
        hall.advance(1)
    hall.say(3, PAUSED)
    hall.advance(1)
    assert [(address, text) for _, address, text in hall.log[8:]] == [(3, "暂停服务")]


def test_a_call_blinks_for_three_seconds_and_is_steady_then() -> None:
    hall = strips(1)
    hall.say(1, call("A001"))
    hall.advance(0.1)
    begun = hall.log[0][0]
    hall.advance(30)
    texts = [text for _, _, text in hall.log]
    assert texts == ["请A001号到1号窗口", " "] * 3 + ["请A001号到1号窗口"]
    assert hall.log[-1][0] - begun == pytest.approx(3.0, abs=0.2)


def test_the_second_call_of_a_window_for_another_ticket_is_never_dropped() -> None:
    hall = strips(1)
    for number in ("A001", "A002", "A003"):
        hall.say(1, call(number))
        hall.advance(0.3)
    texts = [text for _, _, text in hall.log]
    assert texts == ["请A001号到1号窗口", "请A002号到1号窗口", "请A003号到1号窗口"]
    hall.advance(10)
    assert hall.screen.text(1) == "请A003号到1号窗口"


def test_a_ticket_called_again_blinks_again_but_not_within_five_seconds() -> None:
    hall = strips(1)
    hall.say(1, call("A001"))
    hall.advance(4)
    seen = len(hall.log)
    hall.say(1, call("A001", calls=2))
    hall.advance(4)
    assert len(hall.log) == seen
    hall.say(1, call("A001", calls=3))
    hall.advance(4)
    assert [text for _, _, text in hall.log[seen:]] == [" ", "请A001号到1号窗口"] * 3


def test_calls_overtake_the_idle_refresh() -> None:
    hall = strips(32)
    for window in range(1, 33):
        hall.say(window, IDLE)
    hall.advance(60)
    assert len(hall.log) == 32
    hall.advance(2)
    refreshed = len(hall.log)
    assert 32 < refreshed < 60
    hall.say(32, call("A001", 32))
    hall.advance(0.3)
    assert [address for _, address, _ in hall.log[refreshed : refreshed + 2]].count(32) == 1


def test_a_strip_that_lost_its_power_has_its_text_again_with_the_next_refresh() -> None:
    hall = strips(4, refresh=20.0)
    for window in range(1, 5):
        hall.say(window, IDLE)
    hall.advance(5)
    hall.screen.cut_power()
    hall.advance(22)
    assert [hall.screen.text(n) for n in range(1, 5)] == ["欢迎光临"] * 4


def test_after_an_unplugged_cable_everything_is_sent_again() -> None:
    hall = strips(4)
    for window in range(1, 5):
        hall.say(window, IDLE)
    hall.advance(5)
    hall.plugged = False
    hall.screen.cut_power()
    hall.say(2, call("A001", 2))
    hall.advance(30)
    assert hall.wall.health()["bus"].code in ("line_lost", "line_unreachable")
    assert hall.screen.texts == {}
    hall.plugged = True
    hall.advance(20)
    assert hall.screen.text(2) == "请A001号到2号窗口"
    assert [hall.screen.text(n) for n in (1, 3, 4)] == ["欢迎光临"] * 3
    assert hall.wall.health()["bus"].code == "led_never_answers"


def test_a_dead_display_holds_up_nobody_and_comes_back_by_itself() -> None:
    hall = digits(8)
    hall.screen.dead.add(1)
    for window in range(1, 9):
        hall.say(window, call(f"A00{window}", window))
    hall.advance(1.5)
    assert [hall.screen.text(n) for n in range(2, 9)] == [f"  A00{n}" for n in range(2, 9)]
    hall.advance(10)
    assert hall.wall.health()["bus"].code == "led_silent"
    assert list(hall.panel.failing()) == [1]
    hall.screen.dead.clear()
    hall.advance(35)
    assert hall.screen.text(1) == "  A001"
    assert hall.wall.health()["bus"].code == "ok"


def test_a_newer_text_takes_the_place_of_one_that_still_waits() -> None:
    hall = strips(32)
    hall.plugged = False
    for window in range(1, 33):
        for number in ("A001", "A002", "A003"):
            hall.say(window, call(number, window))
            hall.advance(0.01)
    hall.plugged = True
    hall.advance(8)
    first = {address: text for _, address, text in reversed(hall.log)}
    assert all(text == f"请A003号到{address}号窗口" for address, text in first.items())


def test_a_display_that_blinks_by_itself_is_told_so_and_then_told_to_stop() -> None:
    panel = SimulatedPanel(Manner(Blinking.CARD))
    time = [0.0]
    wall = LedWall({"p": panel}, {"1": [Mount("p", Spot(1))]}, clock=lambda: time[0])
    wall.show_windows({"1": call("A001")})
    for _ in range(40):
        wall.step()
        time[0] += 0.1
    assert [(look.blink, urgency) for _, look, urgency in panel.told] == [
        (True, Urgency.CALL),
        (False, Urgency.CHANGE),
    ]


def board_of(rows: int) -> tuple[SimulatedPanel, LedWall, list[float]]:
    panel, time = SimulatedPanel(Manner(Blinking.CARD)), [0.0]
    mounts = [Mount("p", Spot(1, row)) for row in range(rows)]
    return panel, LedWall({"p": panel}, {}, mounts, clock=lambda: time[0]), time


def test_a_call_that_moves_down_the_board_takes_its_blinking_along_and_is_no_new_call() -> None:
    panel, wall, time = board_of(3)
    wall.show_board([call("A001", 1)])
    wall.step()
    time[0] = 1.0
    wall.show_board([call("B001", 2), call("A001", 1)])
    wall.step()
    assert [panel.shown[Spot(1, row)].blink for row in range(3)] == [True, True, False]
    time[0] = 3.5
    wall.step()
    assert [panel.shown[Spot(1, row)].blink for row in range(3)] == [True, False, False]
    time[0] = 10.0
    wall.show_board([call("C001", 3), call("B001", 2), call("A001", 1)])
    wall.step()
    wall.step()
    assert [panel.shown[Spot(1, row)].blink for row in range(3)] == [True, False, False]


def test_rows_without_a_text_become_blank() -> None:
    panel, wall, _ = board_of(2)
    wall.show_board([call("A001", 1), call("A002", 2)])
    wall.step()
    wall.show_board([])
    wall.step()
    assert [look.shown_text for look in panel.shown.values()] == [" ", " "]


def test_a_board_that_lost_its_power_is_told_everything_again() -> None:
    panel, wall, _ = board_of(2)
    wall.show_board([call("A001", 1), PAUSED])
    wall.step()
    panel.lose_power()
    assert panel.shown == {}
    wall.step()
    assert [look.text for look in panel.shown.values()] == ["请A001号到1号窗口", "暂停服务"]


def test_a_dead_panel_is_tried_again_ever_more_rarely() -> None:
    panel, wall, time = board_of(1)
    panel.dead = True
    wall.show_board([PAUSED])
    waits = []
    for _ in range(6):
        wall.step()
        wait = wall.step()
        assert wait is not None
        waits.append(wait)
        time[0] += wait
    assert waits == [1, 2, 4, 8, 15, 30]
    panel.dead = False
    wall.step()
    assert panel.shown[Spot(1, 0)].text == "暂停服务"
