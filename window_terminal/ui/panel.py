"""What unfolds below the bar: acts or a page on the left, the line in the middle, the rest on the right."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal import wording
from window_terminal.allowed import Act
from window_terminal.keys import HELP
from window_terminal.names import name_of
from window_terminal.questions import Choice
from window_terminal.state import TerminalState, items_of, offer
from window_terminal.ui.calm_line import CalmLine
from window_terminal.ui.choices import CHOICE_HEIGHT, ChoiceGrid, QuestionPage
from window_terminal.ui.devices import DeviceSigns
from window_terminal.ui.found import FoundPage
from window_terminal.ui.legend import LegendPage
from window_terminal.ui.lists import TicketsCard, TodayCard, WaitingCard
from window_terminal.ui.widgets import ActButton, ElidedLabel, button, card, labelled, scrolling
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

TICKET_ACTS = (
    Act.CALL_NEXT,
    Act.RECALL,
    Act.START,
    Act.FINISH,
    Act.NO_SHOW,
    Act.HOLD,
    Act.RESUME_TICKET,
    Act.TRANSFER,
    Act.CALL_BY_NUMBER,
    Act.REVIVE,
    Act.WALK_IN,
    Act.WALK_IN_FINISHED,
)
WINDOW_ACTS = (Act.OPEN, Act.PAUSE, Act.RESUME_WINDOW, Act.INTERNAL_TASK, Act.CLOSE, Act.SIGN_OUT)
COLUMNS = 3
ITEM_ROWS = 3
"""Rows of items in sight; a queue with more of them scrolls."""


class ActsPage(QWidget):
    """The present ticket with its items, and every act with its key."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self.subject = ElidedLabel()
        self.subject.setObjectName("current_subject")
        self.items_label = labelled("items_label", "muted", text("terminal.items_done", language))
        self.items = ChoiceGrid(terminal.pages.toggle_item, language)
        self.items_scroll = scrolling(self.items)
        self.buttons = [ActButton(act, terminal.act_pressed) for act in (*TICKET_ACTS, *WINDOW_ACTS)]
        self._lay_out(language)

    def _lay_out(self, language: Language) -> None:
        now, column = card()
        column.addWidget(labelled("current_title", "title", text("terminal.current_title", language)))
        column.addWidget(self.subject)
        column.addWidget(self.items_label)
        column.addWidget(self.items_scroll)
        acts, below = card()
        below.addWidget(labelled("group_ticket", "title", text("terminal.group_ticket", language)))
        below.addLayout(_grid(self.buttons[: len(TICKET_ACTS)]))
        below.addSpacing(4)
        below.addWidget(labelled("group_window", "title", text("terminal.group_window", language)))
        below.addLayout(_grid(self.buttons[len(TICKET_ACTS) :]))
        below.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(now)
        whole.addWidget(acts, 1)

    def show_state(self, state: TerminalState) -> None:
        self.subject.setText(wording.subject_line(state) or say("current_nobody", state))
        serving = offer_of_finish(state)
        choices = tuple(Choice(i.id, name_of(i, state.language)) for i in items_of(state))
        shown = choices if serving else ()
        self.items.show_choices(shown, None, enabled=state.pending is None)
        for code, item in self.items.buttons.items():
            item.setChecked(code in state.items_done)
        self.items_label.setVisible(bool(shown))
        rows = min(ITEM_ROWS, (len(shown) + 1) // 2)
        self.items_scroll.setFixedHeight(rows * (CHOICE_HEIGHT + 6))
        self.items_scroll.setVisible(bool(shown))
        for made in self.buttons:
            offered = offer(state, made.act)
            made.setText(wording.caption(made.act, offered, state.language))
            made.setAccessibleName(made.text())
            made.setToolTip(wording.limit_hint(offered, state.language))
            made.setEnabled(offered.enabled)


class WorkPage(QWidget):
    """Everything a signed-in clerk sees below the bar."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self.setObjectName("work")
        self._asked = False
        self.calm, self.devices = CalmLine("calm_line"), DeviceSigns(language)
        help_words = f"{HELP} {text('terminal.help', language)}"
        self.dismiss = button("dismiss", text("terminal.dismiss", language), terminal.pages.cancel, "row")
        self.help = button("help", help_words, terminal.pages.toggle_help, "row")
        self.acts = ActsPage(terminal, language)
        self.question = QuestionPage(terminal, language)
        self.legend, self.found = LegendPage(terminal, language), FoundPage(terminal, language)
        self.left = QStackedWidget()
        for page in (self.acts, self.question, self.legend, self.found):
            self.left.addWidget(page)
        self.waiting = WaitingCard(language)
        self.held = TicketsCard(terminal, Act.RESUME_TICKET, "held", language)
        self.missed = TicketsCard(terminal, Act.REVIVE, "missed", language)
        self.today = TodayCard(language)
        self._lay_out()

    def _lay_out(self) -> None:
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(10)
        side.addWidget(self.held, 1)
        side.addWidget(self.missed, 1)
        side.addWidget(self.today)
        row = QHBoxLayout()
        row.setSpacing(10)
        for part, share in ((self.left, 48), (self.waiting, 30), (right, 24)):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(part, share)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 12)
        whole.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.calm, 1)
        top.addWidget(self.devices)
        for small in (self.dismiss, self.help):
            small.setFixedHeight(34)
        top.addWidget(self.dismiss)
        top.addWidget(self.help)
        whole.addLayout(top)
        whole.addLayout(row, 1)

    def show_state(self, state: TerminalState) -> None:
        self.calm.show_line(wording.calm_line(state))
        self.dismiss.setVisible(bool(state.refused) and state.question is None and not state.help_open)
        self.help.setEnabled(state.question is None)
        self.acts.show_state(state)
        self.question.show_state(state)
        self.found.show_state(state)
        self.devices.show_state(state)
        self.left.setCurrentWidget(self._page(state))
        for part in (self.waiting, self.held, self.missed, self.today):
            part.show_state(state)
        if state.question and not self._asked:
            self.question.take_focus(state.question)
        elif self._asked and not state.question:
            self.window().setFocus()
        self._asked = state.question is not None

    def _page(self, state: TerminalState) -> QWidget:
        if state.question:
            return self.question
        if state.help_open:
            return self.legend
        return self.found if state.found else self.acts


def offer_of_finish(state: TerminalState) -> bool:
    """Whether a service is running whose items can be marked."""
    return state.desk is not None and state.desk.serving is not None and state.window_state == "serving"


def _grid(buttons: list[ActButton]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(7)
    for n, made in enumerate(buttons):
        grid.addWidget(made, n // COLUMNS, n % COLUMNS)
    for n in range(COLUMNS):
        grid.setColumnStretch(n, 1)
    return grid
