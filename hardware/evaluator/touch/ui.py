"""The page as it looks, on a panel of 800 by 480 pixels and more. Layout only."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
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
from hall_server.wire.words import WindowState
from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.state import REASONS, Page, TouchState

FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]
NAVY, WHITE, PAPER, INK, QUIET, LINE = "#0A2E5C", "#FFFFFF", "#F3F6FA", "#12233A", "#3D4D63", "#B9C6D6"
CHOSEN, RUST, CREAM = "#DCE8F7", "#7A3200", "#FFF1DC"
FACES = {5: "#CDEBD8", 4: "#DDF0DF", 3: "#F6EFC9", 2: "#F9DDC2", 1: "#F5CFC8"}
SMALL_HEIGHT = 540


class Taps(Protocol):
    """What a tap does."""

    def face_tapped(self, stars: Stars) -> None: ...

    def reason_tapped(self, reason: str) -> None: ...

    def submit_tapped(self) -> None: ...

    def back_tapped(self) -> None: ...

    def decline_tapped(self) -> None: ...

    def language_tapped(self) -> None: ...


class Face(QAbstractButton):
    """A level as a face with its words; the mouth tells the level, the colour only adds to it."""

    def __init__(self, stars: Stars) -> None:
        super().__init__()
        self._stars = stars
        self.setObjectName(f"face_{int(stars)}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.setProperty("shown", [words])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        down = self.isDown()
        painter.setPen(QPen(QColor(NAVY if down or self.hasFocus() else LINE), 3))
        painter.setBrush(QColor(CHOSEN if down else WHITE))
        painter.drawRoundedRect(card, 14, 14)
        words = card.height() * 0.34
        side = min(card.width() * 0.74, card.height() - words - 24)
        round_face = QRectF(0, 0, side, side)
        round_face.moveCenter(QPointF(card.center().x(), card.top() + (card.height() - words) / 2 + 6))
        self._draw_face(painter, round_face)
        painter.setPen(QColor(INK))
        painter.setFont(self.font())
        place = QRectF(card.left() + 6, card.bottom() - words, card.width() - 12, words - 8)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.text())

    def _draw_face(self, painter: QPainter, place: QRectF) -> None:
        pen = QPen(QColor(INK), max(3.0, place.width() * 0.045))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(QColor(FACES[int(self._stars)]))
        painter.drawEllipse(place)
        width, height, eye = place.width(), place.height(), place.width() * 0.055
        painter.setBrush(QColor(INK))
        for side in (0.33, 0.67):
            painter.drawEllipse(QPointF(place.left() + width * side, place.top() + height * 0.38), eye, eye)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        bend = {5: 0.34, 4: 0.22, 3: 0.0, 2: 0.2, 1: 0.32}[int(self._stars)] * height
        left, right = place.left() + width * 0.28, place.left() + width * 0.72
        level = place.top() + height * 0.66
        if not bend:
            painter.drawLine(QPointF(left, level), QPointF(right, level))
        elif self._stars > Stars.FAIRLY_SATISFIED:
            smile = QRectF(left, level - bend * 0.75, right - left, bend)
            painter.drawArc(smile, 180 * 16, 180 * 16)
        else:
            frown = QRectF(left, level - bend * 0.1, right - left, bend)
            painter.drawArc(frown, 0, 180 * 16)


class TouchPage(QWidget):
    """The whole window. `connect_taps` once, `show_state` as often as it changes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evaluator")
        self._taps: Taps | None = None
        self._state: TouchState | None = None
        self._labels: dict[str, QLabel] = {}
        self._faces = {stars: Face(stars) for stars in sorted(Stars, reverse=True)}
        self._reasons = {reason: self._button(f"reason_{reason}", checkable=True) for reason in REASONS}
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
        for reason, button in self._reasons.items():
            chosen = reason in state.reasons
            button.setChecked(chosen)
            words = self._said(f"reason_{reason}")
            button.setText(f"{'☑' if chosen else '☐'}  {words}")
            button.setAccessibleName(words)

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
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, button in enumerate(self._reasons.values()):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            grid.addWidget(button, place // 2, place % 2)
        column.addSpacing(6)
        column.addLayout(grid, 1)
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
        for reason, button in self._reasons.items():
            button.clicked.connect(partial(self._reason_clicked, reason))
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
            'QPushButton[checkable="true"] { text-align: left; min-height: 44px; }'
            f'QPushButton[main="true"] {{ background: {NAVY}; color: {WHITE}; border-color: {NAVY}; }}'
            f'QPushButton[main="true"]:disabled {{ background: {LINE}; color: {INK}; border-color: {LINE}; }}'
        )


def _font(pixels: int, bold: bool = False) -> QFont:
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made
