"""Where a ticket is transferred to: kind, filter, and the first dozen that match."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal.questions import TARGETS_SHOWN, Choice, TargetKind, target_text, targets
from window_terminal.state import TerminalState
from window_terminal.ui.widgets import ChoiceButton, ElidedLabel, labelled, re_look
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

COLUMNS = 2
KIND_WIDTH = 92


class TargetPart(QWidget):
    """Shown on the page of a transfer only."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self._terminal = terminal
        self._shown: tuple[Choice, ...] = ()
        self.kinds = {kind: self._kind(kind, language) for kind in TargetKind}
        self.filter = QLineEdit()
        self.filter.setObjectName("filter_field")
        self.filter.setPlaceholderText(text("terminal.filter_field", language))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.filter.setFixedHeight(36)
        self.filter.textEdited.connect(terminal.pages.filter_typed)
        self.foot = ElidedLabel()
        self.foot.setObjectName("targets_foot")
        re_look(self.foot, "look", "muted")
        self.places = [self._place() for _ in range(TARGETS_SHOWN)]
        self._lay_out(language)

    def _kind(self, kind: TargetKind, language: Language) -> ChoiceButton:
        made = ChoiceButton()
        made.setObjectName(f"kind_{kind.value}")
        made.clicked.connect(lambda: self._terminal.pages.target_kind_picked(kind))
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        made.setFixedSize(KIND_WIDTH, 36)
        made.say(text(f"terminal.target_{kind.value}", language))
        return made

    def _place(self) -> ChoiceButton:
        made = ChoiceButton()
        made.setFixedHeight(34)
        made.clicked.connect(lambda: self._terminal.pages.target_picked(str(made.property("code"))))
        return made

    def _lay_out(self, language: Language) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        first = QHBoxLayout()
        first.addWidget(labelled("target_label", "title", text("terminal.target_label", language)))
        group = QButtonGroup(self)
        for made in self.kinds.values():
            group.addButton(made)
            first.addWidget(made)
        first.addWidget(self.filter, 1)
        column.addLayout(first)
        grid = QGridLayout()
        grid.setSpacing(5)
        for n, place in enumerate(self.places):
            grid.addWidget(place, n // COLUMNS, n % COLUMNS)
        for n in range(COLUMNS):
            grid.setColumnStretch(n, 1)
        column.addLayout(grid)
        column.addWidget(self.foot)

    def show_state(self, state: TerminalState) -> None:
        question = state.question
        asked = question is not None and question.target_kind is not None
        self.setVisible(asked)
        if (
            not asked
            or question is None
            or question.target_kind is None
            or not state.directory
            or not state.desk
        ):
            return
        free = state.pending is None
        for kind, made in self.kinds.items():
            made.setChecked(kind is question.target_kind)
            made.setEnabled(free)
        if self.filter.text() != question.filter:
            self.filter.setText(question.filter)
        self.filter.setEnabled(free)
        found, total = targets(
            state.directory, state.desk, question.target_kind, question.filter, state.language
        )
        self._show_places(found, question.target, free)
        chosen = target_text(state.directory, state.desk, question, state.language)
        self.foot.setText(_foot(state, chosen, len(found), total))

    def _show_places(self, found: tuple[Choice, ...], chosen: str | None, free: bool) -> None:
        for n, place in enumerate(self.places):
            choice = found[n] if n < len(found) else None
            place.setVisible(choice is not None)
            if choice:
                place.setObjectName(f"choose_{choice.code}")
                place.setProperty("code", choice.code)
                place.say(choice.text)
                place.setChecked(choice.code == chosen)
                place.setEnabled(free)


def _foot(state: TerminalState, chosen: str, shown: int, total: int) -> str:
    if chosen:
        return say("targets_chosen", state, target=chosen)
    if not total:
        return say("targets_none", state)
    return say("targets_more", state, total=total, shown=shown) if total > shown else ""
