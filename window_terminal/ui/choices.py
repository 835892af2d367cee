"""The inline page of an act that needs words: a pick list, free text, and whatever else the act wants."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal.allowed import Act
from window_terminal.questions import Choice, Question
from window_terminal.state import TerminalState
from window_terminal.ui.minutes import MinutesPart
from window_terminal.ui.transfer import TargetPart
from window_terminal.ui.widgets import ChoiceButton, ElidedLabel, button, card, keycap, labelled
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

CHOICE_HEIGHT = 38
ROOM_IN_HALF = 230
"""Pixels for the words of a button that shares its row."""
MOST_ROWS = 8
LABELS = {Act.HOLD: "hold_label", Act.RESUME_TICKET: "ticket_label", Act.REVIVE: "ticket_label"}


class ChoiceGrid(QWidget):
    """Buttons `choose_<code>`, one or two in a row; made anew only when the choices change."""

    def __init__(self, picked: Callable[[str], None], language: Language, *, digits: bool = False) -> None:
        super().__init__()
        self._language = language
        self._picked, self._digits = picked, digits
        self._shown: tuple[Choice, ...] | None = None
        self.buttons: dict[str, ChoiceButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(0, 1)

    def show_choices(self, choices: tuple[Choice, ...], chosen: str | None, *, enabled: bool) -> None:
        if choices != self._shown:
            self._make(choices)
        for code, made in self.buttons.items():
            made.setChecked(code == chosen)
            made.setEnabled(enabled)

    def _make(self, choices: tuple[Choice, ...]) -> None:
        for old in self.buttons.values():
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._shown = choices
        self.buttons = {c.code: self._button(c, n) for n, c in enumerate(choices, 1)}
        columns = self._columns()
        self._grid.setColumnStretch(1, columns - 1)
        for n, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, n // columns, n % columns)

    def _columns(self) -> int:
        """One under another where a short list has long names."""
        longest = max((made.words_width() for made in self.buttons.values()), default=0)
        return 1 if self._digits and longest > ROOM_IN_HALF and len(self.buttons) <= MOST_ROWS else 2

    def _button(self, choice: Choice, place: int) -> ChoiceButton:
        words = with_detail(choice, self._language)
        made = ChoiceButton()
        made.setObjectName(f"choose_{choice.code}")
        made.clicked.connect(lambda: self._picked(choice.code))
        made.setFixedHeight(CHOICE_HEIGHT)
        if self._digits and place <= 9:
            keycap(made, str(place))
            made.keep_free(30)
        made.say(words)
        return made


class QuestionPage(QWidget):
    """Draws `state.question`; every keystroke goes to the view-model, which keeps it."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self._terminal, self._language = terminal, language
        pages = terminal.pages
        self.title, self.hint = labelled("question_title", "heading"), labelled("question_hint", "muted")
        self.number = self._field("number_field", pages.number_typed, 12)
        self.target = TargetPart(terminal, language)
        self.reason_label = labelled("reason_label", "title")
        self.reasons = ChoiceGrid(pages.choose, language, digits=True)
        self.minutes = MinutesPart(terminal, language)
        self.note = self._field("note_field", pages.note_typed, 200)
        self.confirm = button(
            "confirm", text("terminal.confirm", language), terminal.confirm_pressed, "primary"
        )
        self.cancel = button("cancel", text("terminal.cancel", language), pages.cancel)
        self._lay_out()
        for n in range(9):
            QShortcut(QKeySequence(str(n + 1)), self, lambda n=n: self._digit(n))

    def _field(self, name: str, typed: Callable[[str], None], longest: int) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(text(f"terminal.{name}", self._language))
        field.setAccessibleName(field.placeholderText())
        field.setMaxLength(longest)
        field.setFixedHeight(40)
        field.textEdited.connect(typed)
        return field

    def _lay_out(self) -> None:
        box, column = card()
        column.setContentsMargins(18, 14, 18, 14)
        for part in (
            self.title,
            self.hint,
            self.number,
            self.target,
            self.reason_label,
            self.reasons,
            self.minutes,
            self.note,
        ):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout()
        hint = ElidedLabel(text("terminal.keys_hint", self._language))
        hint.setObjectName("keys_hint")
        hint.setProperty("look", "muted")
        row.addWidget(hint, 1)
        for made, width in ((self.cancel, 110), (self.confirm, 150)):
            made.setFixedSize(width, 46)
            row.addWidget(made)
        column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box)

    def show_state(self, state: TerminalState) -> None:
        question = state.question
        if question is None:
            return
        free = state.pending is None
        self.title.setText(say(f"ask_{question.act.value}", state, number=question.subject))
        self.hint.setText(say(f"ask_{question.act.value}_hint", state))
        self.number.setVisible(question.number is not None)
        self.note.setVisible(question.has_note)
        _fill(self.number, question.number or "")
        _fill(self.note, question.note)
        self.target.show_state(state)
        self.reason_label.setText(say(LABELS.get(question.act, "reason_label"), state))
        self.reasons.show_choices(question.choices, question.chosen, enabled=free)
        self.minutes.show_state(state)
        for part in (self.number, self.note, self.cancel):
            part.setEnabled(free)
        self.confirm.setEnabled(free and question.ready)

    def take_focus(self, question: Question) -> None:
        """To the field that must be typed; otherwise to none, so that digits choose."""
        wanted: Iterable[QLineEdit] = (
            field
            for field, asked in (
                (self.number, question.number is not None),
                (self.target.filter, question.target_kind),
            )
            if asked
        )
        first = next(iter(wanted), None)
        if first:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def _digit(self, place: int) -> None:
        codes = list(self.reasons.buttons)
        if place < len(codes):
            self._terminal.pages.choose(codes[place])


def with_detail(choice: Choice, language: Language) -> str:
    if not choice.detail:
        return choice.text
    return text("terminal.choice_detail", language, choice=choice.text, detail=choice.detail)


def _fill(field: QLineEdit, words: str) -> None:
    """Only when it differs: the cursor stays where the clerk is typing."""
    if field.text().strip() != words.strip():
        field.setText(words)
