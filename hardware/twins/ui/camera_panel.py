"""The clock's camera: a key for each person of the staff who may walk up, and for what makes it difficult."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from hardware.twins.camera import CameraState, Sight
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, pushed
from hardware.twins.ui.push import Push

ACROSS = 4


class Taps(Protocol):
    """What a tap does."""

    def sight_tapped(self, sight: str) -> None: ...

    def plug_tapped(self) -> None: ...


class CameraPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str, people: Sequence[str]) -> None:
        column = QVBoxLayout()
        super().__init__("camera", place, column)
        self._keys: dict[str, Push] = {}
        grid = QGridLayout()
        grid.setSpacing(4)
        for number, sight in enumerate((*people, *Sight)):
            button = self._keys[sight] = Push(f"stands_{sight}")
            words = look.both(f"sight_{sight}") if sight in set(Sight) else look.both("person", staff=sight)
            button.say(words)
            grid.addWidget(button, number // ACROSS, number % ACROSS)
        column.addLayout(grid)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        for sight, button in self._keys.items():
            pushed(button, partial(taps.sight_tapped, sight))

    def show_state(self, state: CameraState) -> None:
        self.show_status(state.status, state.plugged)
        for sight, button in self._keys.items():
            button.light(sight == state.sight)
