"""The panels: every button does what it says, and what they show can be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from hall_server.cli.demo_twins import BOARD_LAMPS, BOARD_ROWS, PANELS, STRIP_LAMPS
from hall_server.wire.catalogue import sentences
from hardware.build import build_call_box, build_printer
from hardware.call_box.interface import Display
from hardware.evaluator.interface import Stars
from hardware.led.interface import Spot
from hardware.led.sim_screen import Shown
from hardware.printer.slip import Slip, Text
from hardware.twins.__main__ import Bench, bench
from hardware.twins.led_display import LedState
from hardware.twins.rating_keys import EvaluatorState
from hardware.twins.settings import DEFAULT, TwinSettings
from hardware.twins.status import CONNECTED
from hardware.twins.ui.evaluator_panel import EvaluatorPanel
from hardware.twins.ui.led_panel import LedPanel

ALL = tuple(replace(twin, port=0, control_port=0, place="85 号窗口") for twin in DEFAULT)


@pytest.fixture
def devices(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    standing = bench(ALL, tmp_path, lambda: None)
    for panel in standing.panels.values():
        qtbot.addWidget(panel)
    standing.look()
    yield standing
    standing.close()


def texts(devices: Bench, name: str) -> list[str]:
    found = devices.controls[name].do("texts")
    assert isinstance(found, list)
    return found


def tap(devices: Bench, name: str, button: str) -> None:
    devices.controls[name].do(f"tap {button}")


def test_every_panel_names_its_device_in_both_languages(devices: Bench) -> None:
    for name, twin in zip(devices.panels, ALL, strict=True):
        device = sentences()[f"twins.device_{twin.device}"]
        shown = texts(devices, name)
        assert any(text.startswith(device["zh"]) and "85 号窗口" in text for text in shown)
        assert device["en"] in shown


def test_every_button_has_a_name_and_says_what_it_does(devices: Bench) -> None:
    for panel in devices.panels.values():
        buttons = [button for button in panel.findChildren(QAbstractButton) if not button.isHidden()]
        assert all(button.objectName() and button.text() and button.accessibleName() for button in buttons)


@pytest.mark.parametrize("name", ["id_reader", "scanner", "evaluator", "keypad", "strip", "lamp"])
def test_the_plug_of_a_panel_pulls_the_cable_and_puts_it_back(devices: Bench, name: str) -> None:
    tap(devices, name, "plug")
    assert {"已拔线", "插线"} <= set(texts(devices, name))
    tap(devices, name, "plug")
    assert {"等待程序", "拔线"} <= set(texts(devices, name))


def test_paper_that_is_pulled_is_missing_until_there_is_a_new_roll(devices: Bench) -> None:
    tap(devices, "printer", "pull_paper")
    assert "缺纸" in texts(devices, "printer")
    tap(devices, "printer", "new_roll")
    assert "正常" in texts(devices, "printer")


def test_the_lid_the_knife_and_a_jam_are_undone_by_the_same_button(devices: Bench) -> None:
    for button, trouble, undo in (
        ("cover", "上盖打开", "合上上盖"),
        ("cutter", "切刀故障", "修好切刀"),
        ("jam", "卡纸", "清除卡纸"),
    ):
        tap(devices, "printer", button)
        assert {trouble, undo} <= set(texts(devices, "printer"))
        tap(devices, "printer", button)
        assert "正常" in texts(devices, "printer")


def test_a_slip_slides_out_and_can_be_taken(devices: Bench, qtbot: QtBot) -> None:
    driver = build_printer(f"{devices.twins['printer'].url}&text=raster")
    assert driver is not None
    assert "take_slips" not in devices.controls["printer"].do("names")  # type: ignore[operator]
    driver.print_slip(Slip((Text("BG001"),)))
    devices.look()
    assert {"ticket-0001", "已打印 1 张"} <= set(texts(devices, "printer"))
    outlet = devices.panels["printer"].findChild(QWidget, "outlet")
    assert outlet is not None
    moving = outlet.grab().toImage()
    qtbot.waitUntil(lambda: outlet.grab().toImage() != moving, timeout=2000)
    tap(devices, "printer", "take_slips")
    assert "ticket-0001" not in texts(devices, "printer")


def test_a_card_that_is_tapped_lies_on_the_reader(devices: Bench) -> None:
    assert "请点一张样证，放到读卡区" in texts(devices, "id_reader")
    tap(devices, "id_reader", "card_expired")
    pad = devices.panels["id_reader"].findChild(QWidget, "pad")
    assert pad is not None
    assert pad.property("shown") == ["居民身份证 · 已过期", "Resident, expired"]
    tap(devices, "id_reader", "take_off")
    assert pad.property("shown")[0] == "请点一张样证，放到读卡区"


def test_a_code_is_typed_and_scanned(devices: Bench) -> None:
    devices.controls["scanner"].do("type code A-0815")
    tap(devices, "scanner", "scan")
    assert any("没有程序接收" in text for text in texts(devices, "scanner"))


def test_digits_and_display_of_the_keypad(devices: Bench, qtbot: QtBot) -> None:
    driver = build_call_box(devices.twins["keypad"].url)
    assert driver is not None
    driver.listen(lambda heard: None)
    driver.show(1, Display(waiting=12, number=23))

    def shown() -> bool:
        devices.look()
        return {"012", "023"} <= set(texts(devices, "keypad"))

    qtbot.waitUntil(shown, timeout=5000)
    tap(devices, "keypad", "digit_8")
    lcd = devices.panels["keypad"].findChild(QWidget, "lcd")
    assert lcd is not None
    assert "8" in lcd.property("shown")
    tap(devices, "keypad", "key_next")
    qtbot.waitUntil(lambda: "已应答" in texts(devices, "keypad"), timeout=5000)
    driver.close()


def test_power_of_a_display_is_cut_and_given(devices: Bench) -> None:
    tap(devices, "rows", "power")
    assert {"断电", "通电"} <= set(texts(devices, "rows"))
    tap(devices, "rows", "power")
    assert "等待程序" in texts(devices, "rows")


def test_lamps_of_a_display_shine_in_the_colour_of_the_text_on_black(qtbot: QtBot) -> None:
    panel = LedPanel("85 号窗口", 64, 1)
    qtbot.addWidget(panel)
    panel.resize(300, 120)
    panel.show()
    panel.show_state(LedState(CONNECTED, (Shown("BG1", "rrr"),)))
    matrix = panel.findChild(QWidget, "matrix")
    assert matrix is not None
    assert matrix.property("shown") == ["BG1"]
    image = matrix.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert "#ff4030" in colours
    panel.show_state(LedState(CONNECTED, (Shown(" ", "r"),)))
    dark = matrix.grab().toImage()
    assert "#ff4030" not in {dark.pixelColor(x, y).name() for x in range(300) for y in range(dark.height())}


def test_the_keys_of_the_evaluator_are_those_of_the_device(qtbot: QtBot) -> None:
    pressed: list[Stars] = []

    class Taps:
        def key_tapped(self, stars: Stars) -> None:
            pressed.append(stars)

        def plug_tapped(self) -> None:
            """Not pressed here."""

    panel = EvaluatorPanel("", (Stars.VERY_SATISFIED, Stars.DISSATISFIED))
    qtbot.addWidget(panel)
    panel.connect_taps(Taps())
    panel.show_state(EvaluatorState(CONNECTED, (Stars.VERY_SATISFIED, Stars.DISSATISFIED), asks=True))
    faces = [b for b in panel.findChildren(QAbstractButton) if b.objectName().startswith("face_")]
    assert [face.text() for face in faces] == ["非常满意", "不满意"]
    faces[1].click()
    assert pressed == [Stars.DISSATISFIED]


def test_every_panel_of_the_demonstration_fits_in_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    kinds = {"window_scanner": "scanner", "strip": "led", "rows": "led"}
    sizes = {
        "strip": {"columns": STRIP_LAMPS},
        "rows": {"columns": BOARD_LAMPS, "rows": tuple(Spot(1, n) for n in range(BOARD_ROWS))},
    }
    twins = [
        TwinSettings(kinds.get(name, name), id=name, window=place, **sizes.get(name, {}))
        for name, place in PANELS.items()
    ]
    standing = bench(twins, tmp_path, lambda: None)
    standing.look()
    for name, panel in standing.panels.items():
        qtbot.addWidget(panel)
        assert (name, panel.width(), panel.height()) == (name, *PANELS[name][2:])
    standing.close()


def test_the_places_of_the_demonstration_do_not_overlap_and_stay_on_the_screen() -> None:
    places = list(PANELS.values())
    for number, (left, top, wide, high) in enumerate(places):
        assert left + wide <= 1920
        assert top + high <= 1080
        for other in places[number + 1 :]:
            apart = left + wide <= other[0] or other[0] + other[2] <= left
            assert apart or top + high <= other[1] or other[1] + other[3] <= top


def test_a_scanner_without_a_folder_of_its_own_looks_at_the_printers(qtbot: QtBot, tmp_path: Path) -> None:
    slips = tmp_path / "slips"
    twins = (TwinSettings("printer", tickets=slips), TwinSettings("scanner", control_port=0))
    standing = bench(twins, tmp_path, lambda: None)
    for panel in standing.panels.values():
        qtbot.addWidget(panel)
    standing.look()
    assert "scan_ticket" not in standing.controls["scanner"].do("names")  # type: ignore[operator]
    (slips / "ticket-0001.png").touch()
    (slips / "ticket-0001.txt").touch()
    standing.look()
    assert "scan_ticket" in standing.controls["scanner"].do("names")  # type: ignore[operator]
    standing.close()
