"""What stands beside the camera's picture: a message, a greeting, a keypad, a consent."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy

from hardware.attendance_clock.state import ClockState, EnrolStep, Greeting, Notice, Page
from hardware.attendance_clock.ui.parts import Button, Panel, Words
from hardware.attendance_clock.ui.wording import MARK_CELLS, SHOWN_MARKS, Wording, is_good

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
SECRET = (EnrolStep.ADMIN_PIN,)
NARROW_GAP = "\u00a0"
"""Between the digits of a code, which must not break over two lines."""
AGAIN = (Notice.NOT_THAT_PERSON, Notice.NOT_SEEN)
BAD = frozenset(Notice) - {Notice.UNDONE}


class Taps(Protocol):
    """What a tap does."""

    def number_tapped(self) -> None: ...
    def pin_tapped(self) -> None: ...
    def digit_tapped(self, digit: str) -> None: ...
    def erase_tapped(self) -> None: ...
    def enter_tapped(self) -> None: ...
    def again_tapped(self) -> None: ...
    def not_me_tapped(self, punch: str) -> None: ...
    def home_tapped(self) -> None: ...
    def enrol_tapped(self) -> None: ...
    def language_tapped(self) -> None: ...


class MessagePanel(Panel):
    """A large sentence, a quieter one, and what can be tapped."""

    def __init__(self, act: Callable[[str], None]) -> None:
        super().__init__()
        self._code, self._big, self._more = (
            Words("code", 110, True),
            Words("big", 60, True),
            Words("more", 32),
        )
        self._seconds = Words("seconds", 24)
        self._privacy = Words("privacy", 24)
        self._again = Button("again", partial(act, "again"), main=True)
        self._next = Button("next", partial(act, "enter"), main=True)
        self._pin = Button("use_pin", partial(act, "pin"))
        self._back = Button("back", partial(act, "home"))
        self.box.addStretch(2)
        for part in (self._big, self._code, self._more):
            self.box.addWidget(part)
        self.box.addStretch(2)
        self.box.addWidget(self._privacy)
        for button in (self._again, self._next):
            self.box.addWidget(button)
        pair = QHBoxLayout()
        pair.setSpacing(14)
        for button in (self._pin, self._back):
            pair.addWidget(button)
        self.box.addLayout(pair)
        self.box.addWidget(self._seconds)

    def show_state(self, state: ClockState, say: Wording) -> None:
        said = say.main()
        step = state.enrolment.step if state.page is Page.ENROL and state.enrolment else None
        notice = state.notice if state.page is Page.NOTICE else None
        bad = notice in BAD or step is EnrolStep.NOT_DONE
        self.feel("bad" if bad else "good" if step is EnrolStep.DONE else "")
        self._big.say(("! " if bad else "") + said.big)
        self._code.say(NARROW_GAP.join(state.pairing_code) if state.page is Page.PAIRING else "")
        self._more.say(said.more)
        self._privacy.say(say("privacy") if state.page is Page.WAITING else "")
        self._again.say(say("again"))
        self._again.setVisible(notice in AGAIN)
        self._next.say(say("enrol_next") if step is EnrolStep.DONE else say("again"))
        self._next.setVisible(step in (EnrolStep.DONE, EnrolStep.NOT_DONE))
        self._pin.say(say("by_pin_tile"))
        self._pin.setVisible(state.page is Page.FACE_CHECK or notice in AGAIN)
        self._pin.setEnabled(state.connected)
        self._back.say(say("back"))
        self._back.setVisible(state.page in (Page.NOTICE, Page.FACE_CHECK, Page.ENROL))
        left = state.seconds_left if state.page in (Page.NOTICE, Page.FACE_CHECK) else 0
        self._seconds.say(say("seconds_left", seconds=left) if left else "")
        self.fit()


class GreetingPanel(Panel):
    """Who has punched, when, and how their day stands; and 不是我, as large as it deserves."""

    def __init__(self, undo: Callable[[], None]) -> None:
        super().__init__(margin=28, gap=10)
        self._done = Words("done", 34, True)
        self._name = Words("name", 110, True)
        self._verdict = Words("verdict", 54, True)
        self._cells = [
            [Words(f"today_{line}_{cell}", 26, align=LEFT, wrap=False) for cell in range(MARK_CELLS)]
            for line in range(SHOWN_MARKS)
        ]
        self._not_me = Button("not_me", undo, pixels=40, height=100)
        self.box.addStretch(1)
        for part in (self._done, self._name, self._verdict):
            self.box.addWidget(part)
        self.box.addStretch(1)
        self.box.addLayout(self._today())
        self.box.addStretch(1)
        self.box.addWidget(self._not_me)

    def _today(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        for number, cells in enumerate(self._cells):
            for place, cell in enumerate(cells):
                grid.addWidget(cell, number, place + 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(MARK_CELLS + 1, 1)
        return grid

    def show_greeting(self, greeting: Greeting, say: Wording) -> None:
        good = is_good(greeting)
        self._not_me.setProperty("mood", "good" if good else "late")
        self.feel("good" if good else "late")
        self._done.say(f"{'✓' if good else '!'} {say.done(greeting)} · {say(f'by_{greeting.means.value}')}")
        self._name.say(greeting.name)
        self._verdict.say(f"{say.time(greeting.at, '%H:%M:%S')}  {say.verdict(greeting)}")
        today = say.today(greeting)
        for number, cells in enumerate(self._cells):
            for place, cell in enumerate(cells):
                cell.say(today[number][place] if number < len(today) else "")
        self._not_me.say(say("not_me", seconds=greeting.seconds_left))
        self.fit()


class KeypadPanel(Panel):
    """Digits, for hands in a hurry."""

    def __init__(self, digit: Callable[[str], None], act: Callable[[str], None]) -> None:
        super().__init__(margin=22, gap=10)
        self._big, self._more = Words("big", 40, True, most=120), Words("more", 26, most=80)
        self._field = QLabel()
        self._field.setObjectName("field")
        self._field.setFixedHeight(76)
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._field.setFont(Words("", 46, True).font())
        for part in (self._big, self._more, self._field):
            self.box.addWidget(part)
        self.box.addLayout(self._keys(digit, act), 1)
        self._back = Button("back", partial(act, "home"), pixels=28, height=62)
        self._seconds = Words("seconds", 22, wrap=False)
        foot = QHBoxLayout()
        foot.addWidget(self._back, 1)
        foot.addWidget(self._seconds, 1)
        self.box.addLayout(foot)

    def _keys(self, digit: Callable[[str], None], act: Callable[[str], None]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(10)
        for place, key in enumerate("123456789"):
            grid.addWidget(self._key(key, partial(digit, key)), place // 3, place % 3)
        self._erase = Button("erase", partial(act, "erase"), pixels=28, height=64)
        self._enter = Button("enter", partial(act, "enter"), pixels=32, height=64, main=True)
        _growing(self._erase)
        _growing(self._enter)
        grid.addWidget(self._erase, 3, 0)
        grid.addWidget(self._key("0", partial(digit, "0")), 3, 1)
        grid.addWidget(self._enter, 3, 2)
        return grid

    @staticmethod
    def _key(key: str, pressed: Callable[[], None]) -> Button:
        made = Button(f"digit_{key}", pressed, pixels=44, height=60)
        made.say(key)
        return _growing(made)

    def show_state(self, state: ClockState, say: Wording) -> None:
        said = say.main()
        step = state.enrolment.step if state.page is Page.ENROL and state.enrolment else None
        secret = state.page is Page.PIN or step in SECRET
        wrong = state.page is Page.NUMBER and state.notice is not None
        self._big.say(said.big)
        self._more.say(said.more)
        self._field.setText("●" * len(state.typed) if secret else state.typed)
        self._field.setAccessibleName(said.big)
        self._field.setProperty("wrong", wrong)
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
        self._erase.say(say("erase"))
        self._enter.say(say("enter"))
        self._enter.setEnabled(bool(state.typed))
        self._back.say(say("back"))
        self._seconds.say(say("seconds_left", seconds=state.seconds_left) if state.seconds_left else "")
        self.fit()


class ConsentPanel(Panel):
    """What is agreed to, before the camera looks."""

    def __init__(self, act: Callable[[str], None]) -> None:
        super().__init__()
        self._big = Words("big", 38, True, LEFT)
        self._text = Words("more", 32, align=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._version = Words("consent_version", 24, align=LEFT)
        self._agree = Button("agree", partial(act, "enter"), main=True)
        self._back = Button("back", partial(act, "home"))
        for part in (self._big, self._text, self._version):
            self.box.addWidget(part)
        self.box.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self._back, 1)
        foot.addWidget(self._agree, 2)
        self.box.addLayout(foot)

    def show_state(self, say: Wording, version: str) -> None:
        said = say.main()
        self._big.say(said.big)
        self._text.say(said.more)
        self._version.say(version)
        self._agree.say(say("enrol_agree"))
        self._back.say(say("back"))
        self.fit()


def _growing(button: Button) -> Button:
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return button


def keypad_is_for(state: ClockState) -> bool:
    """Whether something is to be typed."""
    if state.page is Page.ENROL and state.enrolment is not None:
        return state.enrolment.step in (
            EnrolStep.ADMIN_NUMBER,
            EnrolStep.ADMIN_PIN,
            EnrolStep.PERSON,
            EnrolStep.MARK,
        )
    return state.page in (Page.NUMBER, Page.PIN)
