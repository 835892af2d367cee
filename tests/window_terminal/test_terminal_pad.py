"""Keys of a numeric pad and of a scanner that types, on their way through the terminal's window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hall_server.wire.words import Language, WindowState
from hardware.scanner.wedge import WedgeRules, WedgeScanner
from tests.window_terminal.terminal_shown import Shown, clipped, shown
from window_terminal.allowed import Act
from window_terminal.desk_keys import BUTTONS, DeskKeys
from window_terminal.pad import Pad, pad_legend
from window_terminal.ui.key_filter import PAD, PadFilter, WedgeFilter
from window_terminal.wording import act_name, calm_line

SYMBOLS = {symbol: key for key, symbol in PAD.items() if key is not Qt.Key.Key_Comma}
KEYPAD = Qt.KeyboardModifier.KeypadModifier


class WithPad:
    """A terminal on the screen; `press` presses keys of the pad."""

    def __init__(self, qtbot: QtBot, state: WindowState, language: Language = Language.ZH) -> None:
        self.screen = shown(qtbot, state, language).signed_in(30)
        self.beeps: list[int] = []
        model = self.screen.terminal.model
        self.pad = Pad(model, DeskKeys(model, self.beeps.append))
        self.filter = PadFilter(self.screen.window, self.pad)

    def press(self, *symbols: str) -> list[str]:
        """What the hall has been asked by these keys."""
        before = len(self.screen.asked())
        for symbol in symbols:
            QTest.keyClick(self.screen.window.focusWidget() or self.screen.window, SYMBOLS[symbol], KEYPAD)
        return self.screen.asked()[before:]


def test_enter_on_the_pad_calls_the_next_and_digits_with_it_start_and_finish(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    assert site.press("enter") == ["call_next"]
    assert site.press("1", "enter") == ["start"]
    assert site.press(".") == ["finish"]


def test_digits_on_the_pad_are_seen_until_a_key_ends_them(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.SERVING)
    site.press("8", "7", "backspace", "6")
    assert calm_line(site.screen.terminal.state).words == "小键盘已输入：86"
    site.press("/")
    question = site.screen.terminal.state.question
    assert question is not None
    assert (question.act, question.target) == (Act.TRANSFER, "W086")
    assert site.screen.terminal.state.typed == ""


def test_escape_drops_the_digits_and_nothing_else(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    site.press("9", "escape")
    assert site.screen.terminal.state.typed == ""
    assert site.press("enter") == ["call_next"]


def test_digits_in_a_field_are_the_fields(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    field = QLineEdit(site.screen.window)
    field.show()
    field.setFocus()
    site.press("8", "5", "+", "-")
    assert field.text() == "85+-"
    assert site.screen.terminal.state.typed == ""
    assert site.screen.asked() == []


def test_the_pin_is_typed_on_the_pad(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CLOSED)
    model = screen.terminal.model
    PadFilter(screen.window, Pad(model, DeskKeys(model, [].append)))
    model.start()
    pin = screen.widget("pin")
    pin.setFocus()
    for digit in "2468":
        QTest.keyClick(pin, SYMBOLS[digit], KEYPAD)
    assert isinstance(pin, QLineEdit)
    assert pin.text() == "2468"


def test_on_a_page_the_pads_digits_choose_and_enter_confirms(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    site.press("*")
    site.press("2")
    question = site.screen.terminal.state.question
    assert question is not None
    assert question.chosen == "lunch"
    assert site.press("enter") == ["pause_window"]


def test_digits_of_the_row_above_the_letters_are_not_the_pads(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    QTest.keyClick(site.screen.window, Qt.Key.Key_8)
    assert site.screen.terminal.state.typed == ""


def test_a_key_of_the_pad_that_is_in_vain_beeps_and_says_why(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    assert site.press("+") == []
    assert site.beeps == [2]
    assert "现在不能“重呼”" in calm_line(site.screen.terminal.state).words


def test_another_window_keeps_its_own_keys(qtbot: QtBot) -> None:
    site = WithPad(qtbot, WindowState.IDLE)
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    QTest.keyClick(other, Qt.Key.Key_7, KEYPAD)
    assert other.text() == "7"
    assert site.screen.terminal.state.typed == ""


@pytest.mark.parametrize("language", Language)
def test_the_legend_names_every_key_of_the_pad_and_has_room(qtbot: QtBot, language: Language) -> None:
    site = WithPad(qtbot, WindowState.IDLE, language)
    site.screen.terminal.model.pages.toggle_help()
    site.screen.tap("help_turn")
    assert clipped(site.screen.window) == []
    told = dict(pad_legend(language))
    assert told["+"] == act_name(Act.RECALL, language)
    assert told["6 Enter"] == told["-"] == act_name(Act.NO_SHOW, language)
    assert len(told) == len(pad_legend(language)) >= len(BUTTONS)


class WithWedge:
    """A terminal on the screen with a scanner that types; its clock is turned by hand."""

    def __init__(self, qtbot: QtBot, state: WindowState) -> None:
        self.screen: Shown = shown(qtbot, state).signed_in(30)
        self.now = 0.0
        self.scanner = WedgeScanner(WedgeRules(), lambda: self.now)
        clock = self.screen.terminal.clock
        self.filter = WedgeFilter(self.screen.window, self.scanner, clock.timer)

    def type(self, words: str, seconds: float) -> None:
        """Key after key, so many seconds apart."""
        for letter in words:
            focus = self.screen.window.focusWidget() or self.screen.window
            if letter == "\r":
                QTest.keyClick(focus, Qt.Key.Key_Return)
            else:
                QTest.keyClicks(focus, letter)
            self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.screen.terminal.clock.timer.advance(seconds)


def test_a_scanner_that_types_is_told_apart_and_presses_nothing(qtbot: QtBot) -> None:
    site = WithWedge(qtbot, WindowState.IDLE)
    site.screen.press("F10")
    before = site.screen.terminal.state.question
    site.type("https://hall/t/tok12345678\r", 0.005)
    site.wait(1)
    scanned = site.scanner.poll()
    assert scanned is not None
    assert scanned.text == "https://hall/t/tok12345678"
    assert site.screen.terminal.state.question == before
    assert site.screen.asked() == []


def test_a_person_still_types_into_fields(qtbot: QtBot) -> None:
    site = WithWedge(qtbot, WindowState.IDLE)
    site.screen.press("Ctrl+N")
    site.type("bg031", 0.2)
    question = site.screen.terminal.state.question
    assert question is not None
    assert question.number == "bg031"


def test_a_person_still_chooses_with_digits_and_confirms(qtbot: QtBot) -> None:
    site = WithWedge(qtbot, WindowState.IDLE)
    site.screen.press("F10")
    site.type("2\r", 0.2)
    assert site.screen.asked() == ["pause_window"]


def test_space_is_still_the_big_button(qtbot: QtBot) -> None:
    site = WithWedge(qtbot, WindowState.IDLE)
    site.type(" ", 0.2)
    assert site.screen.asked() == ["call_next"]
