"""The clock's whole screen, upright or lying. Layout only."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hall_server.wire.words import Language
from hardware.attendance_clock.glances import Hint, Spot
from hardware.attendance_clock.state import ClockState, EnrolStep, Page
from hardware.attendance_clock.ui import panels
from hardware.attendance_clock.ui.keys import Keys, TypingReader
from hardware.attendance_clock.ui.look import STYLE
from hardware.attendance_clock.ui.panels import (
    ConsentPanel,
    GreetingPanel,
    KeypadPanel,
    MessagePanel,
    Taps,
)
from hardware.attendance_clock.ui.parts import Button, Words
from hardware.attendance_clock.ui.preview import Preview
from hardware.attendance_clock.ui.wording import Wording
from hardware.camera.interface import Frame

MARGIN, GAP = 24, 14
TYPED = {"\r": "enter", "\b": "erase", "\x1b": "home"}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClockWindow(QWidget):
    """`connect_taps` once; `show_state`, `show_time` and `show_frame` as often as they change."""

    def __init__(self, zone: Spot) -> None:
        super().__init__()
        self.setObjectName("clock")
        self.setStyleSheet(STYLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._taps: Taps | None = None
        self._state = ClockState(Language.ZH)
        self._now: datetime | None = None
        self._title, self._date = (
            Words("title", 32, True, LEFT, most=48),
            Words("today", 24, False, LEFT, most=36),
        )
        self._time = Words("time", 64, True, RIGHT, False)
        self._band = Words("band", 26, True, most=96)
        self._preview, self._side = Preview(zone), QWidget()
        self._message, self._greeting = MessagePanel(self._act), GreetingPanel(self._not_me)
        self._keypad, self._consent = KeypadPanel(self._digit, self._act), ConsentPanel(self._act)
        self._panels = QStackedWidget()
        # A page that is not shown takes no room.
        self._panels.setMinimumSize(1, 1)
        for panel in (self._message, self._greeting, self._keypad, self._consent):
            self._panels.addWidget(panel)
        self._before = Button("not_me_before", self._not_me_before, pixels=28, height=72)
        self._keys = Keys(self, self._typed)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()

    def connect_taps(self, taps: Taps) -> None:
        self._taps = taps

    def show_state(self, state: ClockState) -> None:
        self._state = state
        say = Wording(state)
        self._title.say(say.hall())
        self._band.say(say.troubles())
        self._show_foot(state, say)
        self._before.setVisible(state.before is not None)
        if state.before is not None:
            self._before.say(say("not_me_before", name=state.before.name, seconds=state.before.seconds_left))
        good = state.page in (Page.LOOKING, Page.FACE_CHECK) and state.hint is Hint.GOOD
        self._preview.show_spot(state.spot, good, say("no_picture"))
        self._show_panel(state, say)
        if self._now is not None:
            self.show_time(self._now)

    def show_time(self, now: datetime) -> None:
        """On the hall's clock."""
        self._now = now
        say = Wording(self._state)
        self._time.say(say.time(now, "%H:%M:%S"))
        self._date.say(say.date(now))

    def show_frame(self, frame: Frame | None) -> None:
        had = self._preview.has_picture
        self._preview.show_frame(frame)
        if had != self._preview.has_picture:
            self.show_state(self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        upright = self.height() > self.width()
        way = QBoxLayout.Direction.TopToBottom if upright else QBoxLayout.Direction.LeftToRight
        if self._body.direction() != way:
            self._body.setDirection(way)
        self._body.setStretch(0, 8 if upright else 11)
        self._body.setStretch(1, 12 if upright else 10)

    def hear_reader(self, reader: TypingReader) -> None:
        """A card reader that types like a keyboard."""
        self._keys.listen_for(reader)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    # Filling

    def _show_panel(self, state: ClockState, say: Wording) -> None:
        consent = state.enrolment is not None and state.enrolment.step is EnrolStep.CONSENT
        self._side.setVisible(not consent)
        if state.page is Page.GREETING and state.greeting is not None:
            self._greeting.show_greeting(state.greeting, say)
            self._panels.setCurrentWidget(self._greeting)
        elif state.page is Page.ENROL and consent:
            self._consent.show_state(say, say.consent_version(self._now) if self._now else "")
            self._panels.setCurrentWidget(self._consent)
        elif panels.keypad_is_for(state):
            self._keypad.show_state(state, say)
            self._panels.setCurrentWidget(self._keypad)
        else:
            self._message.show_state(state, say)
            self._panels.setCurrentWidget(self._message)

    def _show_foot(self, state: ClockState, say: Wording) -> None:
        free = state.is_free or state.page is Page.NOTICE
        self._card.say(say("by_card_tile"), say("by_card_tile_more"))
        self._number.say(say("by_number_tile"), say("by_number_tile_more"))
        self._pin.say(say("by_pin_tile"), say("by_pin_tile_more" if state.connected else "by_pin_tile_away"))
        self._enrol.say(say("enrol"))
        self._language.say(say("other_language"))
        self._number.setEnabled(free)
        self._pin.setEnabled(free and state.connected)
        self._enrol.setEnabled(state.is_free and state.connected)

    # Building

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        # The window is as large as the screen, whatever a page would like.
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        whole.addWidget(self._head())
        whole.addWidget(self._band)
        self._body.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self._body.setSpacing(GAP)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self._preview, 1)
        side.addWidget(self._before)
        self._body.addWidget(self._side)
        self._body.addWidget(self._panels)
        whole.addLayout(self._body, 1)
        whole.addLayout(self._foot())

    def _head(self) -> QWidget:
        head = QFrame()
        head.setObjectName("head")
        row = QHBoxLayout(head)
        row.setContentsMargins(MARGIN, 4, MARGIN, 4)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._title)
        titles.addWidget(self._date)
        row.addLayout(titles, 1)
        row.addWidget(self._time)
        return head

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 0, MARGIN, GAP)
        row.setSpacing(14)
        self._card = Button("card", lambda: None, pixels=26, height=84)
        # It is not pressed, the card is held to the reader: it says that this way is open.
        self._card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._number = Button("number", lambda: self._act("number"), pixels=26, height=84)
        self._pin = Button("pin", lambda: self._act("pin"), pixels=26, height=84)
        self._language = Button("language", lambda: self._act("language"), pixels=24, height=84)
        self._enrol = Button("enrol", lambda: self._act("enrol"), pixels=24, height=84)
        for button, share in (
            (self._card, 3),
            (self._number, 3),
            (self._pin, 3),
            (self._language, 2),
            (self._enrol, 2),
        ):
            row.addWidget(button, share)
        return row

    # Taps

    def _act(self, what: str) -> None:
        taps = self._taps
        if taps is None:
            return
        acts: dict[str, Callable[[], None]] = {
            "number": taps.number_tapped,
            "pin": taps.pin_tapped,
            "erase": taps.erase_tapped,
            "enter": taps.enter_tapped,
            "again": taps.again_tapped,
            "home": taps.home_tapped,
            "enrol": taps.enrol_tapped,
            "language": taps.language_tapped,
        }
        acts[what]()

    def _typed(self, symbol: str) -> None:
        """By a person on a keyboard: what the keypad does."""
        if symbol.isascii() and symbol.isdigit():
            self._digit(symbol)
        elif symbol in TYPED:
            self._act(TYPED[symbol])

    def _digit(self, digit: str) -> None:
        if self._taps is not None:
            self._taps.digit_tapped(digit)

    def _not_me(self) -> None:
        if self._taps is not None and self._state.greeting is not None:
            self._taps.not_me_tapped(self._state.greeting.punch)

    def _not_me_before(self) -> None:
        if self._taps is not None and self._state.before is not None:
            self._taps.not_me_tapped(self._state.before.punch)
