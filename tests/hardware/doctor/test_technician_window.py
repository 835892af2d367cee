"""The page on the screen: how it is opened, what it shows, and that it leaves the program below alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hall_server.client.device_settings import DeviceSettings, Ports, Screen
from hall_server.client.remote_control import CannotDo, RemoteControl
from hall_server.wire.words import Language
from hardware.doctor.page.mounting import MountedPage, about
from hardware.doctor.page.own_devices import OwnDevices
from hardware.doctor.page.state import Act, Sheet
from hardware.doctor.page.ui.window import TechnicianWindow
from hardware.doctor.technician_pin import hashed
from hardware.health import Health
from hardware.printer.simulator import SimulatedPrinter
from hardware.speech.interface import Utterance

PIN = "246810"
HASH = hashed(PIN)
PRESS = 0.05


class Below(QWidget):
    """A program's window with a button in the very corner that is pressed for long."""

    def __init__(self, width: int = 1000, height: int = 700) -> None:
        super().__init__()
        self.resize(width, height)
        self.clicks = 0
        self.button = QPushButton("EN", self)
        self.button.setGeometry(width - 60, 0, 60, 60)
        self.button.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self.clicks += 1


def settings(tmp_path: Path, **more) -> DeviceSettings:
    chosen = {"technician_pin": HASH, "technician_press_seconds": PRESS, **more}
    return DeviceSettings(role="kiosk", server="http://127.0.0.1:9", state_dir=tmp_path, **chosen)


@pytest.fixture
def below(qtbot: QtBot) -> Below:
    window = Below()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def mounted(
    qtbot: QtBot, below: QWidget, chosen: DeviceSettings, own: OwnDevices | None = None
) -> MountedPage:
    page = MountedPage(below, chosen, own)
    qtbot.page = page
    return page


@pytest.fixture(autouse=True)
def closed_pages(qtbot: QtBot):
    yield
    page = getattr(qtbot, "page", None)
    if page is not None:
        page.close()


def sheet_of(below: QWidget) -> TechnicianWindow | None:
    found = [w for w in below.findChildren(TechnicianWindow) if w.isVisible()]
    return found[0] if found else None


def words_of(sheet: QWidget) -> list[str]:
    return [each.text() for each in sheet.findChildren(QLabel) if each.isVisible() and each.text()]


def open_report(qtbot: QtBot, below: QWidget, page: MountedPage) -> TechnicianWindow:
    page.taps.asked_for()
    sheet = sheet_of(below)
    assert sheet is not None
    for digit in PIN:
        qtbot.mouseClick(sheet.findChild(QPushButton, f"technician_key_{digit}"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.pin.enter, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.taps.state.checked_at is not None, timeout=20_000)
    return sheet


def test_a_long_press_on_the_corner_opens_it_and_does_not_press_what_stands_there(
    qtbot: QtBot, below: Below, tmp_path: Path
) -> None:
    mounted(qtbot, below, settings(tmp_path))
    qtbot.mousePress(below.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet_of(below) is not None)
    qtbot.mouseRelease(below.button, Qt.MouseButton.LeftButton)
    assert below.clicks == 0


def test_a_short_press_there_is_the_buttons_alone(qtbot: QtBot, below: Below, tmp_path: Path) -> None:
    page = mounted(qtbot, below, settings(tmp_path, technician_press_seconds=60.0))
    qtbot.mouseClick(below.button, Qt.MouseButton.LeftButton)
    assert (below.clicks, page.taps.state.sheet) == (1, Sheet.CLOSED)
    assert not page._corner._timer.isActive()


@pytest.mark.parametrize("place", [QPoint(20, 20), QPoint(500, 350), QPoint(980, 680), QPoint(850, 20)])
def test_a_long_press_elsewhere_opens_nothing(
    qtbot: QtBot, below: Below, tmp_path: Path, place: QPoint
) -> None:
    page = mounted(qtbot, below, settings(tmp_path))
    qtbot.mousePress(below, Qt.MouseButton.LeftButton, pos=place)
    assert not page._corner._timer.isActive()


def test_a_finger_that_leaves_the_corner_opens_nothing(qtbot: QtBot, below: Below, tmp_path: Path) -> None:
    page = mounted(qtbot, below, settings(tmp_path, technician_press_seconds=60.0))
    qtbot.mousePress(below, Qt.MouseButton.LeftButton, pos=QPoint(930, 70))
    assert page._corner._timer.isActive()
    qtbot.mouseMove(below, QPoint(500, 400))
    qtbot.waitUntil(lambda: not page._corner._timer.isActive())


def test_keys_open_it_where_nothing_can_be_touched(qtbot: QtBot, below: Below, tmp_path: Path) -> None:
    mounted(qtbot, below, settings(tmp_path))
    control = RemoteControl(below, 0, lambda: None)
    control.do("key Ctrl+Shift+T")
    assert sheet_of(below) is not None
    control.do("tap technician_key_2")
    assert control.do("text technician_pin_line") == "已输入 1 位"
    control.do("tap technician_leave")
    assert sheet_of(below) is None
    with pytest.raises(CannotDo):
        control.do("tap technician_key_2")


def test_the_pin_is_typed_on_a_keyboard_too_and_escape_closes(
    qtbot: QtBot, below: Below, tmp_path: Path
) -> None:
    page = mounted(qtbot, below, settings(tmp_path))
    page.taps.asked_for()
    sheet = sheet_of(below)
    assert sheet is not None
    qtbot.keyClicks(sheet, "24x6")
    qtbot.keyClick(sheet, Qt.Key.Key_Backspace)
    assert page.taps.state.typed == 2
    assert sheet.pin.digits.text() == "●●"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet_of(below) is None


def test_without_a_pin_it_says_how_to_set_one(qtbot: QtBot, below: Below, tmp_path: Path) -> None:
    page = mounted(qtbot, below, settings(tmp_path, technician_pin=None))
    page.taps.asked_for()
    sheet = sheet_of(below)
    assert sheet is not None
    assert any("hall technician-pin" in words for words in words_of(sheet))


def test_behind_the_pin_stand_the_facts_and_what_was_found(
    qtbot: QtBot, below: Below, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, name="东门取号机", zone="Z1", ports=Ports(printer="ftp://x"))
    sheet = open_report(qtbot, below, mounted(qtbot, below, chosen))
    words = words_of(sheet)
    assert {"东门取号机", "Z1", "大厅服务器", "号票打印机", "✕ 故障"} <= set(words)
    assert any("端口写法不对" in each for each in words)


def test_devices_of_the_running_program_are_not_opened_again(
    qtbot: QtBot, below: Below, tmp_path: Path
) -> None:
    ports = Ports(printer="serial:///dev/not-there", id_reader="sam+serial:///dev/not-there")
    printer = SimulatedPrinter()
    own = OwnDevices({"printer": Health.ok, "id_reader": lambda: Health.warning("card_put_again")}, printer)
    page = mounted(qtbot, below, settings(tmp_path, ports=ports), own)
    sheet = open_report(qtbot, below, page)
    told = {finding.what: finding.health.code for finding in page.taps.state.findings}
    assert (told["printer"], told["id_reader"]) == ("ok", "card_put_again")
    qtbot.mouseClick(sheet.report.acts[Act.PRINT], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.taps.state.done is not None)
    assert len(printer.printed) == 1
    assert sheet.report.outcome.text() == "打印测试票：已打印测试票"


def test_a_test_sentence_goes_to_the_programs_own_voice(qtbot: QtBot, below: Below, tmp_path: Path) -> None:
    said: list[Utterance] = []
    page = mounted(qtbot, below, settings(tmp_path), OwnDevices(say=said.append))
    sheet = open_report(qtbot, below, page)
    assert Act.PRINT not in sheet.report.acts
    qtbot.mouseClick(sheet.report.acts[Act.SPEAK], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.taps.state.done is not None)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("width", "height"), [(1080, 1920), (1366, 768), (1920, 1080), (3840, 1080), (1366, 72)]
)
@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_cut_off_at_any_size(
    qtbot: QtBot, tmp_path: Path, width: int, height: int, language: Language
) -> None:
    window = Below(width, height)
    qtbot.addWidget(window)
    window.show()
    page = mounted(qtbot, window, settings(tmp_path, language=language, ports=Ports(speaker="espeak://")))
    page.taps.asked_for()
    sheet = sheet_of(window)
    assert sheet is not None
    assert (sheet.width(), sheet.height()) == (width, max(height, 640))
    for name in ("1", "0"):
        key = sheet.findChild(QPushButton, f"technician_key_{name}")
        inside = sheet.rect().contains(key.geometry().translated(key.parentWidget().mapTo(sheet, QPoint())))
        assert inside
    assert sheet.rect().contains(
        sheet.pin.leave.geometry().translated(sheet.pin.leave.parentWidget().mapTo(sheet, QPoint()))
    )


def test_each_kind_of_program_has_its_name(tmp_path: Path) -> None:
    for role, name in (("kiosk", "取号机"), ("window", "窗口终端"), ("board", "叫号屏")):
        facts = dict(about(DeviceSettings(role=role, server="http://h", screen=Screen())).facts)
        assert facts["program"] == name
