"""A scanner that types like a keyboard: its keys never reach the screen, a person's all do."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from hardware.scanner.wedge import WedgeScanner
from kiosk.journey import Page
from kiosk.ui.wedge_keys import WedgeKeys
from tests.kiosk.kiosk_fakes import TOKEN
from tests.kiosk.test_kiosk_views import PORTRAIT, Stand

AT_ONCE, BY_HAND = 0.001, 0.2


class Keyboard:
    """Keys at the speed that a test wants, on a screen that a wedge scanner shares."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot, self._now = qtbot, 0.0
        self.scanner = WedgeScanner()
        self.keys = WedgeKeys(self.scanner, lambda _: self._now)
        self.stand = Stand(qtbot, PORTRAIT)
        self.taps = self.stand.machine.taps
        self.stand.window.activateWindow()

    def presses(self, keys: str, apart: float) -> None:
        for key in keys:
            self._now += apart
            target = QApplication.focusWidget() or self.stand.window
            if key == "\r":
                self._qtbot.keyClick(target, Qt.Key.Key_Return)
            else:
                self._qtbot.keyClicks(target, key)

    def presses_key(self, key: Qt.Key, apart: float) -> None:
        self._now += apart
        self._qtbot.keyClick(QApplication.focusWidget() or self.stand.window, key)

    def rests(self) -> None:
        self._now += 1.0
        self._qtbot.wait(100)

    def codes(self) -> list[str]:
        return [code.text for code in iter(self.scanner.poll, None)]

    def field(self) -> str:
        return next(w.text() for w in self.stand.visible(QLineEdit))

    def at_appointment(self) -> None:
        self.taps.started()
        self.taps.with_appointment()


@pytest.fixture
def keyboard(qtbot: QtBot) -> Iterator[Keyboard]:
    made = Keyboard(qtbot)
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(made.keys)
    yield made
    application.removeEventFilter(made.keys)


def test_a_scan_becomes_a_code_and_types_nothing(keyboard: Keyboard) -> None:
    keyboard.at_appointment()
    keyboard.presses(f"http://hall.test/t/{TOKEN}\r", AT_ONCE)
    keyboard.rests()
    assert keyboard.codes() == [f"http://hall.test/t/{TOKEN}"]
    assert keyboard.field() == ""
    assert keyboard.stand.machine.hall.said == []


def test_a_scan_on_the_first_page_presses_no_button(keyboard: Keyboard) -> None:
    keyboard.presses("A7K2-99\r", AT_ONCE)
    assert keyboard.codes() == ["A7K2-99"]
    assert keyboard.stand.machine.page() is Page.ATTRACT


def test_what_a_person_types_arrives_whole_and_in_order(keyboard: Keyboard) -> None:
    keyboard.at_appointment()
    keyboard.presses("A7K2", BY_HAND)
    keyboard.rests()
    assert keyboard.field() == "A7K2"
    keyboard.presses("\r", BY_HAND)
    assert keyboard.codes() == []
    assert keyboard.stand.machine.page() is Page.CONFIRM


def test_a_deletion_comes_after_what_it_deletes(keyboard: Keyboard) -> None:
    keyboard.at_appointment()
    keyboard.presses("A7", BY_HAND)
    keyboard.presses_key(Qt.Key.Key_Backspace, BY_HAND)
    keyboard.rests()
    assert keyboard.field() == "A"


def test_the_shift_of_a_capital_letter_does_not_cut_a_code(keyboard: Keyboard) -> None:
    for key in "AbCd":
        keyboard.presses_key(Qt.Key.Key_Shift, AT_ONCE)
        keyboard.presses(key, AT_ONCE)
    keyboard.presses("\r", AT_ONCE)
    assert keyboard.codes() == ["AbCd"]
