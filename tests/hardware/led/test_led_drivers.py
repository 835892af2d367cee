"""The real drivers over real ports, against displays that read bytes by themselves."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.build import build_led
from hardware.health import Fault, HealthState
from hardware.led.cpower import CpowerCard
from hardware.led.cpower_frames import Rectangle
from hardware.led.interface import Colour, LedPanel, Look, Spot, StripText, Urgency
from hardware.led.led_wall import LedWall, Mount
from hardware.led.port_panel import PortPanel
from hardware.led.sim_cards import CpowerOnWire
from hardware.led.sim_screen import Screen
from hardware.led.strip import StripCard
from hardware.led.wire_simulator import WirePanel
from hardware.transport.line import Line, MemoryLine

TEXTS = {
    "1": StripText("请A001号到1号窗口", "A001", "1", 1),
    "2": StripText("暂停服务", colour=Colour.YELLOW),
    "3": StripText("请BG023号到3号窗口", "BG023", "3", 1, Colour.GREEN),
    "4": StripText("张\\[三<b>&䶮", colour=Colour.WHITE),
}
BOARD = "?rows=4&height=64&blink=none&answer_seconds=0.3"
ON_STRIPS = [
    ("strip", "strip+serial://{pty}?blink=none&gap_ms=5"),
    ("strip", "strip+tcp://127.0.0.1:{tcp}?blink=none&gap_ms=5&baud=9600"),
    ("strip", "template+serial://{pty}?spec=strip&blink=none&gap_ms=5"),
    ("a0-90", "template+tcp://127.0.0.1:{tcp}?spec=a0-90&blink=none&gap_ms=5"),
    ("modbus", "modbus+serial://{pty}?digits=6&blink=none&answer_seconds=0.3"),
    ("modbus", "modbus+tcp://127.0.0.1:{tcp}?digits=6&blink=none&encoding=segments"),
]
ON_BOARDS = [
    ("onbon", "onbon+tcp://127.0.0.1:{tcp}" + BOARD),
    ("onbon", "onbon+udp://127.0.0.1:{udp}" + BOARD),
    ("onbon", "onbon+serial://{pty}" + BOARD),
    ("huidu", "huidu+tcp://127.0.0.1:{tcp}" + BOARD),
    ("huidu", "huidu+tcp://127.0.0.1:{tcp}" + BOARD + "&update=realtime&piece=200"),
    ("cpower", "cpower+tcp://127.0.0.1:{tcp}" + BOARD),
    ("cpower", "cpower+serial://{pty}" + BOARD),
]
STREAMS = [each for each in ON_BOARDS if "udp" not in each[1]]
ANSWERING = [each for each in ON_BOARDS if each[0] != "huidu"]


class Stand:
    """One kind of display on its ports, its driver, and a wall on both."""

    def __init__(self, protocol: str, url: str) -> None:
        self.sim = WirePanel(protocol, 0, 0, with_pty=True)
        assert self.sim.pty is not None
        self.url = url.format(tcp=self.sim.tcp_port, udp=self.sim.udp_port, pty=self.sim.pty.name)
        panel = build_led(self.url)
        assert panel is not None
        self.panel: LedPanel = panel
        rows = protocol in ("onbon", "huidu", "cpower")
        self.spots = [Spot(1, n) if rows else Spot(n + 1) for n in range(4)]
        windows = {str(n + 1): [Mount("p", spot)] for n, spot in enumerate(self.spots)}
        self.wall = LedWall({"p": panel}, windows)
        self.wall.start()

    def shows(self, number: int, text: str) -> bool:
        spot = self.spots[number - 1]
        return self.sim.wait_for(lambda: self.sim.screen.text(spot.address, spot.row) == text)

    def close(self) -> None:
        self.wall.close()
        self.sim.close()


@pytest.fixture
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    built = Stand(*request.param)
    yield built
    built.close()


@pytest.mark.parametrize("stand", ON_BOARDS, indirect=True)
def test_a_board_shows_its_rows(stand: Stand) -> None:
    stand.wall.show_windows(TEXTS)
    assert stand.shows(1, "请A001号到1号窗口")
    assert stand.shows(2, "暂停服务")
    assert stand.shows(3, "请BG023号到3号窗口")
    hostile = {"onbon": "张＼［三<b>&〓", "huidu": "张\\[三<b>&䶮", "cpower": "张\\[三<b>&〓"}
    assert stand.shows(4, hostile[stand.sim.protocol])
    colours = {row: shown.colours[0] for (_, row), shown in stand.sim.screen.texts.items()}
    assert colours == {0: "r", 1: "y", 2: "g", 3: "w"}
    assert stand.sim.screen.oddities == []
    assert stand.sim.wait_for(lambda: stand.panel.health().state is HealthState.OK)
    assert stand.sim.flash.writes <= 1


@pytest.mark.parametrize("stand", ON_STRIPS, indirect=True)
def test_strips_show_their_windows(stand: Stand) -> None:
    stand.wall.show_windows(TEXTS)
    if "spec=a0-90" in stand.url:
        assert stand.shows(1, "A001")
        assert stand.shows(3, "BG023")
    elif stand.sim.protocol == "modbus":
        assert stand.shows(1, "  A001")
        assert stand.shows(2, "      ")
        assert stand.shows(3, " BG023")
    else:
        assert stand.shows(1, "请A001号到1号窗口")
        assert stand.shows(2, "暂停服务")
        assert stand.shows(4, "张\\[三<b>&〓")
    assert stand.sim.screen.oddities == []


@pytest.mark.parametrize("stand", [*STREAMS, ON_STRIPS[5]], indirect=True)
def test_an_answer_in_single_bytes_is_put_together(stand: Stand) -> None:
    stand.sim.obey("split on")
    stand.wall.show_windows({"1": TEXTS["1"]})
    assert stand.sim.wait_for(lambda: stand.panel.health().state is HealthState.OK)
    assert stand.sim.screen.texts


@pytest.mark.parametrize("stand", [each for each in ANSWERING if "tcp" not in each[1]], indirect=True)
def test_noise_before_an_answer_does_no_harm(stand: Stand) -> None:
    stand.sim.obey("noise on")
    stand.wall.show_windows({"1": TEXTS["1"]})
    assert stand.sim.wait_for(lambda: stand.panel.health().state is HealthState.OK)


@pytest.mark.parametrize("stand", ANSWERING, indirect=True)
@pytest.mark.parametrize("ill", ["silent", "damage"])
def test_a_card_without_a_good_answer_is_reported_and_recovers(stand: Stand, ill: str) -> None:
    stand.sim.obey(f"{ill} on")
    stand.wall.show_windows({"1": TEXTS["1"]})
    assert stand.sim.wait_for(lambda: stand.panel.health().code == "led_silent")
    stand.sim.obey(f"{ill} off")
    assert stand.sim.wait_for(lambda: stand.panel.health().state is HealthState.OK)
    assert stand.shows(1, "请A001号到1号窗口")


@pytest.mark.parametrize("stand", [each for each in ON_BOARDS if "tcp" in each[1]], indirect=True)
def test_a_pulled_network_cable_comes_back_by_itself(stand: Stand) -> None:
    stand.wall.show_windows({"1": TEXTS["1"]})
    assert stand.shows(1, "请A001号到1号窗口")
    stand.sim.hang_up()
    stand.sim.screen.cut_power()
    stand.wall.show_windows({"2": TEXTS["2"]})
    assert stand.shows(2, "暂停服务")
    assert stand.shows(1, "请A001号到1号窗口")
    assert stand.sim.connections >= 2
    assert stand.sim.flash.writes <= 1


def test_a_pulled_serial_cable_comes_back_by_itself(tmp_path: Path) -> None:
    port = tmp_path / "ttyLED"
    with WirePanel("strip", with_pty=True) as before:
        assert before.pty is not None
        port.symlink_to(before.pty.name)
        panel = build_led(f"strip+serial://{port}?blink=none&gap_ms=5")
        assert panel is not None
        wall = LedWall({"p": panel}, {str(n): [Mount("p", Spot(n))] for n in (1, 2)})
        wall.start()
        wall.show_windows({"1": TEXTS["1"]})
        assert before.wait_for(lambda: before.screen.text(1) is not None)
    port.unlink()
    with WirePanel("strip", with_pty=True) as after:
        assert after.pty is not None
        wall.show_windows({"2": TEXTS["2"]})
        assert after.wait_for(lambda: panel.health().state is HealthState.DOWN)
        os.symlink(after.pty.name, port)
        assert after.wait_for(lambda: after.screen.text(2) == "暂停服务")
        assert after.wait_for(lambda: after.screen.text(1) == "请A001号到1号窗口")
        wall.close()


def test_an_onbon_card_that_lost_its_power_is_noticed_and_told_again() -> None:
    stand = Stand("onbon", "onbon+udp://127.0.0.1:{udp}" + BOARD + "&check_seconds=0.05")
    stand.wall.show_windows(TEXTS)
    assert stand.shows(3, "请BG023号到3号窗口")
    stand.sim.obey("power cut")
    assert stand.shows(1, "请A001号到1号窗口")
    assert stand.shows(3, "请BG023号到3号窗口")
    stand.close()


def test_a_huidu_card_with_another_program_is_given_ours() -> None:
    stand = Stand("huidu", "huidu+tcp://127.0.0.1:{tcp}" + BOARD)
    stand.wall.show_windows({"1": TEXTS["1"]})
    assert stand.shows(1, "请A001号到1号窗口")
    stand.sim.flash.programs.clear()
    stand.wall.show_windows({"2": TEXTS["2"]})
    assert stand.shows(2, "暂停服务")
    assert stand.sim.flash.writes == 2
    stand.close()


def test_a_row_that_the_card_does_not_have_is_refused_and_not_sent() -> None:
    stand = Stand("onbon", "onbon+udp://127.0.0.1:{udp}" + BOARD)
    heard = threading.Event()
    faults: list[Fault | None] = []

    def done(fault: Fault | None) -> None:
        faults.append(fault)
        heard.set()

    stand.panel.show(Spot(1, 9), Look("x"), Urgency.CALL, done)
    assert heard.wait(10)
    assert "row 9" in str(faults[0])
    assert stand.panel.health().code == "led_refused"
    stand.close()


def test_a_cpower_card_that_is_divided_anew_shows_all_its_windows_again() -> None:
    now, screen = [0.0], Screen()
    windows = [Rectangle(0, 0, 64, 16), Rectangle(0, 16, 64, 16)]
    card = CpowerCard(windows, clock=lambda: now[0])
    line = MemoryLine(CpowerOnWire(screen).receive)
    card.show(line, Spot(1, 0), Look("一"))
    card.show(line, Spot(1, 1), Look("二"))
    screen.cut_power()
    card.show(line, Spot(1, 1), Look("三"))
    assert screen.texts == {}
    now[0] = 301.0
    card.show(line, Spot(1, 1), Look("三"))
    assert (screen.text(1, 0), screen.text(1, 1)) == ("一", "三")


class _Stuck(MemoryLine):
    """A port whose driver hangs in the kernel until a test lets it go."""

    def __init__(self, stuck: threading.Event, free: threading.Event) -> None:
        super().__init__()
        self._stuck, self._free = stuck, free

    def write(self, data: bytes) -> None:
        self._stuck.set()
        assert self._free.wait(30)
        super().write(data)


def test_a_port_that_hangs_never_blocks_who_shows_something() -> None:
    stuck, free, lines = threading.Event(), threading.Event(), list[_Stuck]()

    def open_line() -> Line:
        lines.append(_Stuck(stuck, free))
        return lines[-1]

    panel = PortPanel(StripCard(), open_line)
    wall = LedWall({"p": panel}, {"1": [Mount("p", Spot(1))]})
    wall.start()
    for n in range(200):
        wall.show_windows({"1": StripText(f"请A{n:03}号", f"A{n:03}", "1", 1)})
        if n == 0:
            assert stuck.wait(10)
    assert lines[0].written == b""
    assert not free.is_set()
    free.set()
    with WirePanel("strip") as patient:
        assert patient.wait_for(lambda: "请A199号".encode("gbk") in lines[0].written)
    wall.close()
    assert lines[0].written.count(b"\xaa\x01\xbb") < 10
