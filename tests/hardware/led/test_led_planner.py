"""How long a bus takes, before it is built."""

import pytest

from hardware.build import led_bus
from hardware.led.card import MessageCost
from hardware.led.planner import Bus, plan

STRIPS = "strip+serial:///dev/ttyUSB0?baud=9600"


def test_all_windows_of_the_reference_hall_on_one_bus_take_half_a_minute() -> None:
    report = plan(led_bus(STRIPS, 207))
    assert report.message_seconds == pytest.approx(0.1302, abs=0.0005)
    assert report.refresh_seconds == pytest.approx(27.0, abs=0.1)
    assert report.too_slow
    assert report.most_strips == 30
    assert report.buses_needed == 7
    assert report.health.code == "led_bus_slow"


@pytest.mark.parametrize(
    ("strips", "too_slow"), [(0, False), (1, False), (30, False), (31, True), (32, True)]
)
def test_above_four_seconds_there_is_a_warning(strips: int, too_slow: bool) -> None:
    report = plan(led_bus(STRIPS, strips))
    assert report.too_slow is too_slow
    assert (report.health.code == "ok") is not too_slow


def test_exactly_four_seconds_are_enough() -> None:
    report = plan(Bus("bus", 40, 0, MessageCost(29, gap=0.1)))
    assert report.refresh_seconds == pytest.approx(4.0)
    assert not plan(Bus("bus", 4, 0, MessageCost(29, gap=1.0))).too_slow
    assert report.most_strips == 40


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        # A 29-byte frame at 2400 baud is 121 ms.
        ("strip+serial:///dev/ttyUSB0?baud=2400", 0.221),
        ("strip+serial:///dev/ttyUSB0?gap_ms=0", 0.030),
        ("strip+tcp://10.0.0.9:4001", 0.100),
        ("strip+tcp://10.0.0.9:4001?baud=9600", 0.130),
        # 15 bytes there, 8 back, and 24 ms of rest and thinking.
        ("modbus+serial:///dev/ttyUSB0?digits=6", 0.048),
        ("template+serial:///dev/ttyUSB0?spec=strip", 0.130),
    ],
)
def test_the_speed_and_the_gap_decide(url: str, seconds: float) -> None:
    assert plan(led_bus(url, 1)).message_seconds == pytest.approx(seconds, abs=0.001)


def test_even_one_display_may_be_too_slow() -> None:
    report = plan(Bus("bus", 3, 1200, MessageCost(600)))
    assert (report.most_strips, report.buses_needed, report.too_slow) == (0, 3, True)
