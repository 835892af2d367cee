"""The page over the three programs: it opens there, and takes the word of the devices that they hold."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from display_board.__main__ import BoardProgram
from display_board.ui.frame import BoardFrame
from hall_server.client.device_settings import DeviceSettings, Ports
from hall_server.client.led_settings import DisplaySpot, LedBus
from hall_server.client.remote_control import RemoteControl
from hardware.doctor.technician_pin import hashed
from kiosk.__main__ import Program as Kiosk
from window_terminal.__main__ import build as build_terminal

PIN = "246810"
NOWHERE = "http://127.0.0.1:9"
IN_USE = "本程序正在使用"
DEVICES = Ports(
    printer="sim://",
    id_reader="sim://",
    light="sim://",
    speaker="silent://",
    call_box="sim://",
    evaluator="sim://",
    scanner="sim://",
)


def settings(role: str, folder: Path) -> DeviceSettings:
    return DeviceSettings(
        role=role,
        server=NOWHERE,
        state_dir=folder,
        token="t",
        technician_pin=hashed(PIN),
        ports=DEVICES,
        window="W001",
        zone="Z1",
    )


def a_kiosk(folder: Path) -> tuple[QWidget, Callable[[], object]]:
    program = Kiosk(settings("kiosk", folder))
    program.start()
    return program.window, program.end


def a_terminal(folder: Path) -> tuple[QWidget, Callable[[], object]]:
    program = build_terminal(settings("window", folder))
    return program.window, program.close


def a_board(folder: Path) -> tuple[QWidget, Callable[[], object]]:
    bus = LedBus("sim://", {"W001": (DisplaySpot(1),)})
    mine = replace(settings("board", folder), led=(bus,), ports=replace(DEVICES, speaker="espeak://"))
    frame = BoardFrame(mine.layout, mine.screen)
    program = BoardProgram(mine, frame)
    program.start()
    return frame, program.close


@pytest.fixture(params=[a_kiosk, a_terminal, a_board])
def control(
    request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path
) -> Iterator[tuple[str, RemoteControl]]:
    window, end = request.param(tmp_path)
    qtbot.addWidget(window)
    window.show()
    yield request.param.__name__, RemoteControl(window, 0, lambda: None)
    end()


HELD = {
    "a_kiosk": {"号票打印机", "身份证阅读器", "指示灯", "扫码器"},
    "a_terminal": {"呼叫器", "评价器", "扫码器", "指示灯"},
    "a_board": {"语音播报", "LED 显示屏"},
}


def test_the_page_opens_over_each_program_and_takes_its_devices_own_word(
    control: tuple[str, RemoteControl], qtbot: QtBot
) -> None:
    program, hand = control
    hand.do("key Ctrl+Shift+T")
    for digit in PIN:
        hand.do(f"tap technician_key_{digit}")
    hand.do("tap technician_enter")
    qtbot.waitUntil(lambda: bool(hand.do("shows 检查完成")), timeout=30_000)
    texts = [str(each) for each in hand.do("texts")]  # type: ignore[union-attr]
    for name in HELD[program]:
        place = texts.index(name)
        assert any(IN_USE in each for each in texts[place : place + 4])
    assert sum(IN_USE in each for each in texts) == len(HELD[program])
    hand.do("tap technician_close")
    assert not hand.do("shows 技术人员页")
