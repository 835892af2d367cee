"""The page of a ticket that was scanned: what it is, what to tell its holder, how to go on."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal import side_words, wording
from window_terminal.allowed import Act
from window_terminal.finding import ways
from window_terminal.state import TerminalState, offer
from window_terminal.ui.widgets import button, card, labelled
from window_terminal.view_model import WindowTerminal

WAYS = (Act.REVIVE, Act.RESUME_TICKET, Act.START, Act.CALL_BY_NUMBER)
LINES = 4


class FoundPage(QWidget):
    """A page in the place of the acts."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self.title, self.advice = labelled("found_title", "found"), labelled("found_advice")
        self.lines = [labelled(f"found_line_{n}", "muted") for n in range(1, LINES + 1)]
        self.advice.setWordWrap(True)
        self.ways = {act: self._way(terminal, act, language) for act in WAYS}
        close = button("found_close", text("terminal.found_close", language), terminal.pages.cancel)
        close.setFixedSize(130, 46)
        box, column = card()
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(labelled("found_heading", "title", text("terminal.found_heading", language)))
        for part in (self.title, *self.lines):
            column.addWidget(part)
        column.addSpacing(10)
        column.addWidget(self.advice)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        for way in self.ways.values():
            row.addWidget(way)
        column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box)

    def _way(self, terminal: WindowTerminal, act: Act, language: Language) -> QWidget:
        words = wording.act_name(act, language)
        made = button(f"found_{act.value}", words, lambda: terminal.found_pressed(act), "primary")
        made.setFixedSize(190, 46)
        return made

    def show_state(self, state: TerminalState) -> None:
        found = state.found
        if found is None:
            return
        self.title.setText(side_words.found_title(state, found))
        told = side_words.found_lines(state, found)
        for n, line in enumerate(self.lines):
            line.setText(told[n] if n < len(told) else "")
            line.setVisible(n < len(told))
        self.advice.setText(side_words.found_advice(state, found))
        open_ways = ways(state)
        for act, way in self.ways.items():
            way.setVisible(act in open_ways)
            way.setEnabled(offer(state, act).enabled)
