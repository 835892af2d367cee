"""How long a pause will last, as the public is told."""

from datetime import timedelta

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal.clock_text import time_of_day
from window_terminal.state import TerminalState
from window_terminal.ui.widgets import button, labelled
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

STEP = 5


class MinutesPart(QWidget):
    """A number of minutes with − and +, and the time of day that it means."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        pages = terminal.pages
        self.field = QLineEdit()
        self.field.setObjectName("minutes_field")
        self.field.setAccessibleName(text("terminal.minutes_label", language))
        self.field.setMaxLength(3)
        self.field.setFixedSize(72, 40)
        self.field.textEdited.connect(pages.minutes_typed)
        self.less = button("minutes_less", "−", lambda: pages.minutes_added(-STEP))
        self.more = button("minutes_more", "+", lambda: pages.minutes_added(STEP))
        self.until = labelled("minutes_until", "title")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(labelled("minutes_label", "title", text("terminal.minutes_label", language)))
        for part in (self.less, self.field, self.more):
            row.addWidget(part)
        for part in (self.less, self.more):
            part.setFixedSize(44, 40)
        row.addSpacing(12)
        row.addWidget(self.until)
        row.addStretch(1)

    def show_state(self, state: TerminalState) -> None:
        minutes = state.question.minutes if state.question else None
        self.setVisible(minutes is not None)
        if minutes is None:
            return
        if self.field.text() != str(minutes) and not (minutes == 0 and not self.field.text().isdecimal()):
            self.field.setText(str(minutes))
        zone = state.directory.time_zone if state.directory else None
        until = time_of_day(state.now + timedelta(minutes=minutes), zone)
        self.until.setText(say("minutes_until", state, time=until) if minutes else "")
        for part in (self.field, self.less, self.more):
            part.setEnabled(state.pending is None)
