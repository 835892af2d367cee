"""The page where a clerk signs in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal import wording
from window_terminal.names import name_of, window_name
from window_terminal.state import TerminalState
from window_terminal.ui.calm_line import CalmLine
from window_terminal.ui.widgets import button, card, labelled
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say


class SignInPage(QWidget):
    """Staff number and PIN; the window's number too where the terminal belongs to no window."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self.setObjectName("sign_in_page")
        self._terminal = terminal
        self._had_clerk = False
        self.hall = labelled("hall_name", "muted")
        self.window_label = labelled("sign_in_window", "title")
        self.window_field = _field("window_field", text("terminal.window_field", language), 8)
        self.window_field.textEdited.connect(terminal.session.window_typed)
        self.staff = _field("staff_number", text("terminal.staff_number", language), 16)
        self.pin = _field("pin", text("terminal.pin", language), 12)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.labels = {
            field: labelled(f"{field.objectName()}_label", "muted", field.accessibleName())
            for field in (self.window_field, self.staff, self.pin)
        }
        self.enter = button("sign_in", text("terminal.sign_in", language), self.submit, "primary")
        self.enter.setFixedHeight(48)
        self.calm = CalmLine("sign_in_calm_line")
        self._lay_out(language)

    def _lay_out(self, language: Language) -> None:
        box, column = card()
        box.setFixedWidth(440)
        column.setContentsMargins(32, 26, 32, 28)
        column.setSpacing(6)
        column.addWidget(labelled("sign_in_title", "heading", text("terminal.sign_in_title", language)))
        column.addWidget(self.hall)
        column.addSpacing(8)
        column.addWidget(self.window_label)
        for field, label in self.labels.items():
            column.addWidget(label)
            column.addWidget(field)
        column.addSpacing(8)
        column.addWidget(self.enter)
        column.addWidget(labelled("sign_in_hint", "muted", text("terminal.sign_in_hint", language)))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 16)
        whole.addWidget(self.calm)
        whole.addStretch(2)
        whole.addLayout(middle)
        whole.addStretch(3)

    def submit(self) -> None:
        self._terminal.session.sign_in(self.staff.text(), self.pin.text())

    def show_state(self, state: TerminalState) -> None:
        directory = state.directory
        if directory:
            self.hall.setText(name_of(directory, state.language))
        else:
            self.hall.setText(say("loading", state))
        for part in (self.window_field, self.labels[self.window_field]):
            part.setVisible(directory is not None and not state.window_fixed)
        self.window_label.setText(_window_words(state))
        ready = directory is not None and not state.signing_in
        for field in (self.window_field, self.staff, self.pin):
            field.setEnabled(ready)
        self.enter.setEnabled(ready)
        self.enter.setText(say("busy_sign_in" if state.signing_in else "sign_in", state))
        self.calm.show_line(wording.calm_line(state))
        if state.clerk and not self._had_clerk:
            self.pin.clear()
        self._had_clerk = state.clerk is not None

    def take_focus(self) -> None:
        first = [f for f in (self.window_field, self.staff, self.pin) if f.isVisibleTo(self) and not f.text()]
        (first[0] if first else self.pin).setFocus(Qt.FocusReason.OtherFocusReason)


def _window_words(state: TerminalState) -> str:
    if state.window is None:
        return say("window_none", state) if state.directory else ""
    number = say("window_number", state, number=state.window.number)
    return f"{number} · {window_name(state.window, state.language)}"


def _field(name: str, hint: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(hint)
    field.setMaxLength(longest)
    field.setFixedHeight(42)
    return field
