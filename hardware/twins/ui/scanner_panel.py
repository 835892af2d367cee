"""The code scanner: a field for any code, and the newest ticket at one press."""

from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout

from hardware.twins.code_scanner import ScannerState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, pushed
from hardware.twins.ui.push import Push


class Taps(Protocol):
    """What a tap does."""

    def scan_tapped(self, code: str) -> None: ...

    def ticket_tapped(self) -> None: ...

    def plug_tapped(self) -> None: ...


class ScannerPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str) -> None:
        column = QVBoxLayout()
        super().__init__("scanner", place, column)
        self._code = QLineEdit()
        self._code.setObjectName("code")
        self._code.setPlaceholderText(look.both("code")[0])
        self._code.setAccessibleName(look.one_line(look.both("code")))
        self._scan, self._ticket = Push("scan"), Push("scan_ticket")
        self._said = QLabel()
        self._said.setObjectName("said")
        self._said.setProperty("look", "quiet")
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        first, second = QHBoxLayout(), QHBoxLayout()
        for button in (self._scan, self._ticket):
            button.say(look.both(button.objectName()))
            button.setFixedHeight(36)
        self._scan.setFixedWidth(64)
        first.addWidget(self._code, 1)
        first.addWidget(self._scan)
        self._ticket.setFixedWidth(112)
        second.addWidget(self._ticket)
        second.addWidget(self._said, 1)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)
        column.addStretch()

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        pushed(self._scan, lambda: taps.scan_tapped(self._code.text()))
        pushed(self._ticket, taps.ticket_tapped)
        self._code.returnPressed.connect(lambda: taps.scan_tapped(self._code.text()))

    def show_state(self, state: ScannerState) -> None:
        self.show_status(state.status, state.plugged)
        self._ticket.setEnabled(state.has_ticket)
        said = look.both(state.said, count=state.scans) if state.said else ("", "")
        self._said.setText("\n".join(said))
        self._said.setAccessibleName(look.one_line(said))
