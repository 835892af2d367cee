"""The devices at the window, as small signs beside the help button."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hall_server.wire.words import Language
from window_terminal import wording
from window_terminal.state import DeviceSign, TerminalState
from window_terminal.ui.style import DEVICE_LOOK, painted
from window_terminal.ui.widgets import labelled

NAMES = ("call_box", "evaluator", "scanner", "light")


class DeviceSigns(QWidget):
    """One sign a device; its mark says how it is, its tool tip what to do."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._shown: tuple[DeviceSign, ...] | None = None
        self.signs = {name: labelled(f"device_{name}") for name in NAMES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for sign in self.signs.values():
            sign.setFixedHeight(34)
            sign.hide()
            row.addWidget(sign)

    def show_state(self, state: TerminalState) -> None:
        if state.devices == self._shown:
            return
        self._shown = state.devices
        present = {sign.name: sign for sign in state.devices}
        for name, label in self.signs.items():
            label.setVisible(name in present)
            if name in present:
                self._fill(name, present[name], state)

    def _fill(self, name: str, sign: DeviceSign, state: TerminalState) -> None:
        ground, ink, mark = DEVICE_LOOK[sign.kind]
        label, device = self.signs[name], wording.device_name(sign, state)
        label.setText(f"{mark} {sign.words if sign.kind == 'asking' else device}")
        label.setToolTip(wording.device_told(sign, state))
        label.setAccessibleName(label.toolTip())
        label.setStyleSheet(painted(ground, ink) + "padding: 0 8px; border-radius: 5px; font-size: 14px;")
