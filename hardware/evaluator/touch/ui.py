"""The page as it looks, on a panel of 800 by 480 pixels and more. Layout only."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hall_server.wire.catalogue import text
from hall_server.wire.directory import ReasonEntry
from hall_server.wire.words import Language, WindowState
from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.face import CHOSEN, INK, LINE, NAVY, WHITE, Face
from hardware.evaluator.touch.state import Page, TouchState

FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]
PAPER, QUIET, RUST, CREAM = "#F3F6FA", "#3D4D63", "#7A3200", "#FFF1DC"
SMALL_HEIGHT = 540


class Taps(Protocol):
    """What a tap does."""

    def face_tapped(self, stars: Stars) -> None: ...

    def reason_tapped(self, reason: str) -> None: ...

    def submit_tapped(self) -> None: ...

    def back_tapped(self) -> None: ...

    def decline_tapped(self) -> None: ...

    def language_tapped(self) -> None: ...


class TouchPage(QWidget):
    """The whole window. `connect_taps` once, `show_state` as often as it changes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evaluator")
        self._taps: Taps | None = None
        self._state: TouchState | None = None
        self._labels: dict[str, QLabel] = {}
        self._faces = {stars: Face(stars) for stars in sorted(Stars, reverse=True)}
        self._reasons: dict[str, QPushButton] = {}
        self._grid = QGridLayout()
        self._submit = self._button("submit", main=True)
        self._back = self._button("back")
        self._decline = self._button("decline")
        self._language = self._button("other_language")
        self._banner = self._label("banner")
        self._pages = QStackedWidget()
        self._message, self._ask, self._why = self._message_page(), self._faces_page(), self._reasons_page()
        for page in (self._message, self._ask, self._why):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top())
        whole.addWidget(self._pages, 1)
        whole.addLayout(self._foot())
        self._connect()
        self._set_sizes()
        # Else the first face would look chosen before anybody has touched it.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def connect_taps(self, taps: Taps) -> None:
        self._taps = taps

    def show_state(self, state: TouchState) -> None:
        self._state = state
        self._fill_frame(state)
        self.setFocus()
        match state.page:
            case Page.FACES:
                self._fill_faces(state)
                self._pages.setCurrentWidget(self._ask)
            case Page.REASONS:
                self._fill_reasons(state)
                self._pages.setCurrentWidget(self._why)
            case _:
                self._fill_message(state)
                self._pages.setCurrentWidget(self._message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_sizes()

    # Filling

    def _fill_frame(self, state: TouchState) -> None:
        asking = state.page in (Page.FACES, Page.REASONS)
        self._say("window", self._said("window", number=state.window_number) if state.window_number else "")
        self._say("clock", self._said("seconds_left", seconds=state.seconds_left) if asking else "")
        lost = not state.connected and state.page is not Page.PAIRING
        at = state.as_of
        self._say(
            "banner",
            (self._said("link_lost", time=f"{at.astimezone():%H:%M:%S}") if at else self._said("link_never"))
            if lost
            else "",
        )
        self._banner.setVisible(lost)
        self._word(self._language, self._said("other_language"))
        self._word(self._decline, self._said("decline"))
        self._word(self._back, self._said("back"))
        self._word(self._submit, self._said("submit"))
        self._decline.setVisible(asking)
        self._back.setVisible(state.page is Page.REASONS)
        self._submit.setVisible(state.page is Page.REASONS)
        self._submit.setEnabled(state.may_submit)

    def _fill_faces(self, state: TouchState) -> None:
        self._say("ask", self._said("ask"))
        self._say("ask_more", self._said("ask_more", number=state.asks_number))
        for stars, face in self._faces.items():
            face.say(self._said(f"level_{int(stars)}"))

    def _fill_reasons(self, state: TouchState) -> None:
        level = self._said(f"level_{int(state.stars)}") if state.stars else ""
        self._say("reasons", self._said("reasons"))
        self._say("reasons_more", self._said("reasons_more", level=level))
        self._offer(state.offered)
        for reason in state.offered:
            button, chosen = self._reasons[reason.code], reason.code in state.reasons
            button.setChecked(chosen)
            words = reason.text_zh if state.language is Language.ZH else reason.text_en
            button.setText(f"{'☑' if chosen else '☐'}  {words}")
            button.setAccessibleName(words)

    def _offer(self, reasons: tuple[ReasonEntry, ...]) -> None:
        """A button for each; those of before go when the hall offers others at this level."""
        codes = [reason.code for reason in reasons]
        if codes == [*self._reasons]:
            return
        for button in self._reasons.values():
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._reasons = {code: self._reason_button(code) for code in codes}
        for place, button in enumerate(self._reasons.values()):
            self._grid.addWidget(button, place // 2, place % 2)

    def _reason_button(self, code: str) -> QPushButton:
        button = self._button(f"reason_{code}", checkable=True)
        # The panel has one size; a long word must not push the page beyond it.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        button.clicked.connect(partial(self._reason_clicked, code))
        return button

    def _fill_message(self, state: TouchState) -> None:
        key, more = self._message_of(state)
        self._say("message", key)
        self._say("message_more", more)

    def _message_of(self, state: TouchState) -> tuple[str, str]:
        match state.page:
            case Page.PAIRING:
                return self._said("pairing", code=state.pairing_code), ""
            case Page.SENDING:
                return self._said("sending"), ""
            case Page.THANKS:
                return self._said("thanks"), self._said("thanks_more")
            case Page.THANKS_LATER:
                return self._said("thanks"), self._said("thanks_later")
            case Page.REFUSED:
                return self._said("refused"), state.refusal
            case _:
                return self._welcome(state), self._said("welcome_more")

    def _welcome(self, state: TouchState) -> str:
        """Without a link nothing is said of the window: it may be otherwise by now."""
        if state.connected and state.at_window:
            calling = state.window_state is WindowState.CALLING
            return self._said("calling" if calling else "serving", number=state.at_window)
        stopped = state.window_state in (WindowState.PAUSED, WindowState.INTERNAL_TASK)
        return self._said("paused") if state.connected and stopped else self._said("welcome")

    def _said(self, key: str, **places: object) -> str:
        assert self._state is not None
        return text(f"evaluator.{key}", self._state.language, **places)

    def _say(self, name: str, words: str) -> None:
        self._labels[name].setText(words)

    def _word(self, button: QPushButton, words: str) -> None:
        button.setText(words)
        button.setAccessibleName(words)

    # Building

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(28, 14, 28, 6)
        row.addWidget(self._label("window"))
        row.addStretch()
        row.addWidget(self._banner)
        row.addStretch()
        row.addWidget(self._label("clock"))
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(28, 6, 28, 18)
        row.setSpacing(16)
        for button in (self._back, self._decline):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self._language)
        row.addWidget(self._submit)
        return row

    def _message_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(40, 0, 40, 0)
        column.addStretch()
        for name in ("message", "message_more"):
            label = self._label(name)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch()
        return page

    def _faces_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(28, 0, 28, 10)
        for name in ("ask", "ask_more"):
            label = self._label(name)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(14)
        for face in self._faces.values():
            row.addWidget(face)
        column.addSpacing(8)
        column.addLayout(row, 1)
        return page

    def _reasons_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(28, 0, 28, 10)
        for name in ("reasons", "reasons_more"):
            label = self._label(name)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._grid.setSpacing(12)
        column.addSpacing(6)
        column.addLayout(self._grid, 1)
        return page

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(name not in ("window", "clock", "banner"))
        self._labels[name] = label
        return label

    def _button(self, name: str, checkable: bool = False, main: bool = False) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setCheckable(checkable)
        button.setProperty("main", main)
        return button

    def _connect(self) -> None:
        for stars, face in self._faces.items():
            face.clicked.connect(partial(self._face_clicked, stars))
        self._submit.clicked.connect(self._tapping(lambda taps: taps.submit_tapped()))
        self._back.clicked.connect(self._tapping(lambda taps: taps.back_tapped()))
        self._decline.clicked.connect(self._tapping(lambda taps: taps.decline_tapped()))
        self._language.clicked.connect(self._tapping(lambda taps: taps.language_tapped()))

    def _face_clicked(self, stars: Stars, checked: bool = False) -> None:
        if self._taps is not None:
            self._taps.face_tapped(stars)

    def _reason_clicked(self, reason: str, checked: bool = False) -> None:
        if self._taps is not None:
            self._taps.reason_tapped(reason)

    def _tapping(self, act: Callable[[Taps], None]) -> Callable[[], None]:
        def tapped() -> None:
            if self._taps is not None:
                act(self._taps)

        return tapped

    def _set_sizes(self) -> None:
        small = self.height() < SMALL_HEIGHT
        big, title, body = (46, 30, 20) if small else (60, 38, 24)
        touch = 58 if small else 72
        for name in self._labels:
            pixels = {"message": big, "ask": title, "reasons": title, "window": title}.get(name, body)
            self._labels[name].setFont(_font(pixels, bold=pixels > body))
        for face in self._faces.values():
            face.setFont(_font(body, bold=True))
        self.setFont(_font(body))
        families = ", ".join(f"'{family}'" for family in FAMILIES)
        self.setStyleSheet(
            f"#evaluator {{ background: {PAPER}; }} QLabel {{ color: {INK}; }}"
            f"#window {{ color: {NAVY}; }} #ask_more, #reasons_more, #message_more {{ color: {QUIET}; }}"
            f"#banner {{ background: {CREAM}; color: {RUST}; padding: 6px 18px; border-radius: 8px; }}"
            f"QPushButton {{ background: {WHITE}; color: {INK}; border: 2px solid {LINE};"
            f" border-radius: 12px; padding: 0 22px; min-height: {touch}px;"
            f" font-family: {families}; font-size: {body}px; }}"
            f"QPushButton:pressed, QPushButton:checked {{ background: {CHOSEN}; border-color: {NAVY}; }}"
            'QPushButton[checkable="true"] { text-align: left; min-height: 44px;'
            f" font-size: {body if small else body + 4}px; }}"
            f'QPushButton[main="true"] {{ background: {NAVY}; color: {WHITE}; border-color: {NAVY}; }}'
            f'QPushButton[main="true"]:disabled {{ background: {LINE}; color: {INK}; border-color: {LINE}; }}'
        )


def _font(pixels: int, bold: bool = False) -> QFont:
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made
