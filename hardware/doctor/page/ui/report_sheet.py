"""The report: facts of this machine, one row a finding, and what a technician may have done."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hardware.doctor.page import wording
from hardware.doctor.page.state import Act, PageState
from hardware.doctor.page.ui.look import marked, painted
from hardware.doctor.page.ui.parts import button, label
from hardware.doctor.page.view_model import TechnicianPage
from hardware.doctor.page.wording import Row

TWO_COLUMNS_FROM = 1700
"""Width, at scale 1, from which two rows stand side by side."""


class FindingRow(QFrame):
    """Sign and word of the state, what and where, and below them cause, cure and what was seen."""

    def __init__(self, row: Row, number: int, scale: float) -> None:
        super().__init__()
        marked(self, "row")
        self.setObjectName(f"technician_finding_{number}")
        self.setAccessibleName(f"{row.what} {row.word}")
        sign = label(f"technician_state_{number}", wrap=False, centred=True)
        sign.setText(f"{row.sign} {row.word}")
        sign.setStyleSheet(painted(row.state, scale))
        sign.setFixedWidth(round(124 * scale))
        words = QVBoxLayout()
        words.setSpacing(round(2 * scale))
        name = label("", "name")
        name.setText(row.what)
        words.addWidget(name)
        for look, text in (("", row.cause), ("line", row.cure), ("where", row.detail)):
            if text:
                part = label("", look)
                part.setText(_breakable(text))
                words.addWidget(part)
        line = QHBoxLayout(self)
        margin = round(9 * scale)
        line.setContentsMargins(margin, margin, margin, margin)
        line.setSpacing(round(14 * scale))
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class ReportSheet(QWidget):
    """Everything behind the PIN."""

    def __init__(self, taps: TechnicianPage, state: PageState, scale: float, width: int) -> None:
        super().__init__()
        self._scale = scale
        self._columns = 2 if width / scale >= TWO_COLUMNS_FROM else 1
        self._narrow = width / scale < 900
        self._shown: tuple[Row, ...] | None = None
        size = QSize(round(150 * scale), round(60 * scale))
        said, language = wording.said, state.about.language
        self.facts = QGridLayout()
        self.progress = label("technician_progress", "line")
        self.outcome = label("technician_outcome", "line")
        self.check = button(
            "technician_check", said("check_again", language), taps.check_pressed, size, "main"
        )
        self.acts = {
            act: button(
                f"technician_{act.value}",
                said(act.value, language),
                partial(taps.act_pressed, act),
                size,
            )
            for act in Act
            if act in state.offered
        }
        self.leave = button("technician_close", said("close", language), taps.close, size)
        self.rows = QGridLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        gap = round(12 * self._scale)
        holder = QWidget()
        holder.setObjectName("technician_rows")
        self.rows.setContentsMargins(0, 0, gap // 2, 0)
        self.rows.setSpacing(gap // 2 + 2)
        holder.setLayout(self.rows)
        self.area = QScrollArea()
        self.area.setObjectName("technician_scroll")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(holder)
        QScroller.grabGesture(self.area.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        buttons: QHBoxLayout | QGridLayout
        made = [self.check, *self.acts.values(), self.leave]
        if self._narrow:
            buttons = QGridLayout()
            for place, each in enumerate(made):
                buttons.addWidget(each, place // 2, place % 2)
        else:
            buttons = QHBoxLayout()
            for each in made:
                buttons.addWidget(each)
        buttons.setSpacing(gap)
        self.facts.setHorizontalSpacing(2 * gap)
        self.facts.setVerticalSpacing(gap // 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * gap, gap, 2 * gap, gap)
        whole.setSpacing(gap)
        whole.addLayout(self.facts)
        whole.addWidget(self.progress)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.outcome)
        whole.addLayout(buttons)

    def show_state(self, state: PageState) -> None:
        if not self.facts.count():
            self._show_facts(state)
        self._show_rows(wording.rows(state))
        self.progress.setText(wording.progress(state))
        worst, words = wording.outcome(state)
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))
        self.outcome.setStyleSheet(painted(worst, self._scale))
        self.check.setEnabled(not state.checking)
        for each in self.acts.values():
            each.setEnabled(state.acting is None)

    def _show_facts(self, state: PageState) -> None:
        across = 2 if self._narrow else 3
        for place, (name, value) in enumerate(wording.facts(state)):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            for look, words in (("fact", name), ("value", value)):
                part = label("", look)
                part.setText(_breakable(words))
                cell.addWidget(part)
            self.facts.addLayout(cell, place // across, place % across)
        for column in range(across):
            self.facts.setColumnStretch(column, 1)

    def _show_rows(self, rows: tuple[Row, ...]) -> None:
        if rows == self._shown:
            return
        kept = self._shown is not None and rows[: len(self._shown)] == self._shown
        first = len(self._shown) if kept and self._shown is not None else 0
        if not kept:
            self._clear_rows()
        for number in range(first, len(rows)):
            made = FindingRow(rows[number], number, self._scale)
            self.rows.addWidget(
                made, number // self._columns, number % self._columns, Qt.AlignmentFlag.AlignTop
            )
            self.rows.setRowStretch(number // self._columns, 0)
        self.rows.setRowStretch(len(rows) // self._columns + 1, 1)
        for column in range(self._columns):
            self.rows.setColumnStretch(column, 1)
        self._shown = rows

    def _clear_rows(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number in range(self.rows.rowCount()):
            self.rows.setRowStretch(number, 0)


def _breakable(words: str) -> str:
    """Addresses have no spaces: they may break after a slash or a comma."""
    return words.replace("/", "/\u200b").replace(",", ",\u200b")
