"""Who is waiting and why this one is next; held and missed tickets; today's counts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hall_server.wire.answers import Waiting
from hall_server.wire.catalogue import text
from hall_server.wire.views import TicketView
from hall_server.wire.words import Language
from window_terminal import wording
from window_terminal.allowed import Act
from window_terminal.clock_text import mean_length, stopwatch
from window_terminal.state import TerminalState, offer
from window_terminal.ui.widgets import ElidedLabel, button, card, empty, labelled, scrolling
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say


class WaitingCard(QWidget):
    """The line, in the order in which this window calls it."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        box, column = card()
        _fill_whole(self, box)
        self.next = labelled("why_title", "title", text("terminal.why_next", language))
        self.why = labelled("why_full")
        self.why.setWordWrap(True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.why.setMinimumHeight(44)
        self.total = labelled("waiting_title", "title")
        self.more = labelled("waiting_more", "muted")
        self.table = _table(language)
        head = QHBoxLayout()
        head.addWidget(self.total)
        head.addStretch(1)
        head.addWidget(labelled("waiting_order", "muted", text("terminal.waiting_order", language)))
        column.addWidget(self.next)
        column.addWidget(self.why)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.more)

    def show_state(self, state: TerminalState) -> None:
        desk = state.desk
        why = wording.next_why(state)
        upcoming = wording.next_text(state)
        self.why.setText(say("why_line", state, next=upcoming, why=why) if why else upcoming)
        title = say("waiting_title", state)
        self.total.setText(f"{title} · {desk.waiting_total}" if desk else title)
        rows = desk.waiting if desk else ()
        rest = desk.waiting_total - len(rows) if desk else 0
        self.more.setText(say("waiting_more", state, count=rest))
        self.more.setVisible(rest > 0)
        cells = [_cells(state, n, row) for n, row in enumerate(rows, 1)]
        shown = [word for row in cells for word in row]
        if shown != self.table.property("shown"):
            self.table.setProperty("shown", shown)
            _fill_table(self.table, cells)


class TicketsCard(QWidget):
    """Held or missed tickets, each with its way back."""

    def __init__(self, terminal: WindowTerminal, act: Act, name: str, language: Language) -> None:
        super().__init__()
        self._terminal, self._act, self._name, self._language = terminal, act, name, language
        self._shown: tuple[TicketView, ...] | None = None
        self._rows: list[tuple[TicketView, QLabel, QWidget]] = []
        box, column = card()
        _fill_whole(self, box)
        self.title = labelled(f"{name}_title", "title")
        column.addWidget(self.title)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(4)
        column.addWidget(scrolling(inside), 1)

    def show_state(self, state: TerminalState) -> None:
        tickets: tuple[TicketView, ...] = ()
        if state.desk:
            tickets = state.desk.held if self._act is Act.RESUME_TICKET else state.desk.missed
        title = say(f"{self._name}_title", state)
        self.title.setText(f"{title} · {len(tickets)}" if tickets else title)
        if tickets != self._shown:
            self._make(tickets)
        enabled = offer(state, self._act).enabled
        for ticket, since, press in self._rows:
            since.setText(self._since(state, ticket))
            press.setEnabled(enabled)

    def _since(self, state: TerminalState, ticket: TicketView) -> str:
        kind = (
            say(f"hold_{ticket.hold.value}_short", state)
            if ticket.hold
            else wording.queue_name(state, ticket)
        )
        return f"{stopwatch(state.now - ticket.since)} · {kind}"

    def _make(self, tickets: tuple[TicketView, ...]) -> None:
        self._shown, self._rows = tickets, []
        empty(self._column)
        for ticket in tickets:
            self._column.addWidget(self._row(ticket))
        if not tickets:
            words = text(f"terminal.{self._name}_none", self._language)
            self._column.addWidget(labelled(f"{self._name}_none", "muted", words))
        self._column.addStretch(1)

    def _row(self, ticket: TicketView) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        number = labelled("", "title", ticket.number)
        number.setMinimumWidth(58)
        since = ElidedLabel()
        since.setProperty("look", "muted")
        verb = "resume" if self._act is Act.RESUME_TICKET else "revive"
        press = button(
            f"{verb}_{ticket.number}",
            text(f"terminal.{verb}_row", self._language),
            lambda: self._terminal.ticket_pressed(self._act, ticket.number),
            "row",
        )
        press.setAccessibleName(f"{press.text()} {ticket.number}")
        press.setFixedHeight(32)
        across.addWidget(number)
        across.addWidget(since, 1)
        across.addWidget(press)
        self._rows.append((ticket, since, press))
        return row


class TodayCard(QWidget):
    """Today's counts."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        box, column = card()
        _fill_whole(self, box)
        column.addWidget(labelled("today_title", "title", text("terminal.today_title", language)))
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        self.figures: dict[str, QLabel] = {}
        for n, key in enumerate(("finished", "missed", "issued", "mean")):
            self.figures[key] = labelled(f"today_{key}", "figure")
            below = labelled(f"today_{key}_label", "muted", text(f"terminal.today_{key}", language))
            row, place = n // 2 * 2, n % 2
            grid.addWidget(self.figures[key], row, place)
            grid.addWidget(below, row + 1, place)
        column.addLayout(grid)

    def show_state(self, state: TerminalState) -> None:
        desk = state.desk
        dash = say("dash", state)
        self.figures["finished"].setText(str(desk.finished_today) if desk else dash)
        self.figures["missed"].setText(str(len(desk.missed)) if desk else dash)
        self.figures["issued"].setText(str(desk.issued_today) if desk else dash)
        self.figures["mean"].setText(mean_length(desk.mean_service_seconds if desk else None, state.language))


def _cells(state: TerminalState, place: int, row: Waiting) -> tuple[str, ...]:
    mark = wording.class_mark(state, row.ticket)
    number = f"{row.ticket.number} {mark}" if mark else row.ticket.number
    return (str(place), number, wording.queue_name(state, row.ticket), wording.waited(state, row))


def _table(language: Language) -> QTableWidget:
    table = QTableWidget(0, 4)
    table.setObjectName("waiting_table")
    table.setAccessibleName(text("terminal.waiting_title", language))
    heads = ["", *(text(f"terminal.column_{k}", language) for k in ("number", "queue", "waited"))]
    table.setHorizontalHeaderLabels(heads)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(32)
    table.setShowGrid(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(34)
    return table


def _fill_table(table: QTableWidget, cells: list[tuple[str, ...]]) -> None:
    table.setRowCount(len(cells))
    for r, row in enumerate(cells):
        for c, words in enumerate(row):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            if r == 0 and c == 1:
                font = table.font()
                font.setBold(True)
                item.setFont(font)
            table.setItem(r, c, item)


def _fill_whole(outer: QWidget, box: QFrame) -> None:
    whole = QVBoxLayout(outer)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(box)
