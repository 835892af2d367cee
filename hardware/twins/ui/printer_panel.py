"""The printer: a dark box whose slot lets the tickets out onto a table."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from hardware.twins.printer import PrinterState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, pushed
from hardware.twins.ui.push import Push
from hardware.twins.ui.two_lines import Hand, write

FEED_MILLISECONDS = 700
_BOX, _SLOT = 50.0, 9.0


class Taps(Protocol):
    """What a tap does."""

    def pull_paper_tapped(self) -> None: ...

    def near_out_tapped(self) -> None: ...

    def new_roll_tapped(self) -> None: ...

    def cover_tapped(self) -> None: ...

    def cutter_tapped(self) -> None: ...

    def jam_tapped(self) -> None: ...

    def take_slips_tapped(self) -> None: ...

    def plug_tapped(self) -> None: ...


class Outlet(QWidget):
    """The box, and the paper that has come out of it; the newest slides out."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("outlet")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        self._state: PrinterState | None = None
        self._slips: tuple[tuple[Path, QPixmap], ...] = ()
        self._out = QVariantAnimation(self)
        self._out.setStartValue(0.0)
        self._out.setEndValue(1.0)
        self._out.setDuration(FEED_MILLISECONDS)
        self._out.valueChanged.connect(self.update)

    def show_state(self, state: PrinterState) -> None:
        known = dict(self._slips)
        comes = [slip for slip in state.hanging if slip not in known]
        self._slips = tuple((slip, known.get(slip) or QPixmap(str(slip))) for slip in state.hanging)
        self._state = state
        words = look.both("printed", count=state.printed)
        self.setProperty("shown", [*words, *(slip.stem for slip in state.hanging)])
        self.setAccessibleName(look.one_line(words))
        if comes:
            self._out.stop()
            self._out.start()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self._state
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(look.LINE), 1))
        painter.setBrush(QColor(look.DESK))
        painter.drawRoundedRect(whole, 6, 6)
        self._paint_slips(painter, QRectF(whole.left() + 4, _BOX - _SLOT, whole.width() - 8, whole.height()))
        self._paint_box(painter, whole, state)

    def _paint_slips(self, painter: QPainter, place: QRectF) -> None:
        """Older ones lie beneath, a little aside."""
        painter.setClipRect(place)
        moving = self._out.state() is QVariantAnimation.State.Running
        for number, (_, picture) in enumerate(self._slips):
            behind = len(self._slips) - 1 - number
            if picture.isNull():
                continue
            width = place.width() - 16
            high = min(width * picture.height() / picture.width(), place.height() - _BOX + _SLOT - 8)
            width = high * picture.width() / picture.height()
            left = place.center().x() - width / 2 + (behind * 7 if behind else 0)
            out = float(self._out.currentValue()) if moving and not behind else 1.0
            top = place.top() + behind * 5 - high * (1.0 - out)
            painter.drawPixmap(QRectF(left, top, width, high), picture, QRectF(picture.rect()))
        painter.setClipping(False)

    def _paint_box(self, painter: QPainter, whole: QRectF, state: PrinterState) -> None:
        box = QRectF(whole.left() + 4, whole.top() + 4, whole.width() - 8, _BOX - 4)
        painter.setPen(QPen(QColor(look.BODY_EDGE), 1.5))
        painter.setBrush(QColor(look.BODY))
        painter.drawRoundedRect(box, 7, 7)
        if state.cover_open:
            lid = [QPointF(box.left() + 8, box.top() + 2), QPointF(box.right() - 8, box.top() + 2)]
            lid += [QPointF(box.right() - 34, box.top() + 17), QPointF(box.left() + 34, box.top() + 17)]
            painter.setBrush(QColor("#11161B"))
            painter.drawPolygon(QPolygonF(lid))
        self._paint_roll(painter, QPointF(box.left() + 24, box.center().y() - 2), state.paper)
        words = QRectF(box.left() + 48, box.top() + 2, box.width() - 56, box.height() - 12)
        hand = Hand(13, 10, look.BODY_INK, look.BODY_QUIET, left=True)
        write(painter, words, look.both("printed", count=state.printed), hand)
        slot = QRectF(box.left() + 14, box.bottom() - _SLOT, box.width() - 28, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#05070A"))
        painter.drawRoundedRect(slot, 2.5, 2.5)
        if state.jammed or state.cutter_error:
            painter.setBrush(QColor(look.LAMPS[state.status.lamp]))
            painter.drawRoundedRect(slot.adjusted(slot.width() / 3, 0, -slot.width() / 3, 0), 2.5, 2.5)

    @staticmethod
    def _paint_roll(painter: QPainter, middle: QPointF, paper: str) -> None:
        """The roll through its window: thick, thin, or the bare core."""
        painter.setPen(QPen(QColor("#8D99A6"), 1))
        painter.setBrush(QColor("#10151A"))
        painter.drawEllipse(middle, 15, 15)
        painter.setBrush(QColor("#FBFAF6"))
        if paper != "out":
            thick = 13.0 if paper == "ok" else 8.0
            painter.drawEllipse(middle, thick, thick)
        painter.setBrush(QColor("#9C8466"))
        painter.drawEllipse(middle, 5, 5)


class PrinterPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str) -> None:
        column = QVBoxLayout()
        super().__init__("printer", place, column)
        self._outlet = Outlet()
        column.addWidget(self._outlet, 1)
        names = ("take_slips", "pull_paper", "near_out", "new_roll", "cover", "cutter", "jam")
        self._pushes = {name: Push(name) for name in names}
        for name in names[:4]:
            self._pushes[name].say(look.both(name))
        rows = QGridLayout()
        rows.setSpacing(5)
        for number, name in enumerate(names):
            rows.addWidget(self._pushes[name], *((0, 0, 1, 3) if not number else divmod(number + 2, 3)))
        self._pushes["take_slips"].setFixedHeight(36)
        column.setSpacing(6)
        column.addLayout(rows)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        for name, button in self._pushes.items():
            pushed(button, getattr(taps, f"{name}_tapped"))

    def show_state(self, state: PrinterState) -> None:
        self.show_status(state.status, state.plugged)
        self._outlet.show_state(state)
        self._pushes["take_slips"].setEnabled(bool(state.hanging))
        for name, is_so, undo, do in (
            ("cover", state.cover_open, "close_cover", "open_cover"),
            ("cutter", state.cutter_error, "mend_cutter", "break_cutter"),
            ("jam", state.jammed, "clear_jam", "jam"),
        ):
            self._pushes[name].say(look.both(undo if is_so else do))
            self._pushes[name].light(is_so)
        self._pushes["pull_paper"].light(state.paper == "out")
        self._pushes["near_out"].light(state.paper == "near")
