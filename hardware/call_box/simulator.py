"""Keypads that are only values: keys are pressed from outside, what they show is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.call_box.interface import BLANK, CallBoxSilent, Display, Heard, Key, KeyPress, Score
from hardware.health import Health


@dataclass
class SimulatedCallBox:
    """A broken one hears nothing and says so."""

    broken: bool = False
    displays: dict[int, list[Display]] = field(default_factory=dict)
    beeps: list[tuple[int, int]] = field(default_factory=list)
    evaluations: list[int] = field(default_factory=list)
    _heard: Callable[[Heard], None] | None = None

    def listen(self, heard: Callable[[Heard], None]) -> None:
        self._heard = heard

    def press(self, address: int, key: Key, digits: str = "") -> None:
        self._tell(KeyPress(address, key, digits))

    def score(self, address: int, score: int) -> None:
        self._tell(Score(address, score))

    def shown(self, address: int) -> Display:
        """What the keypad shows now."""
        return self.displays.get(address, [BLANK])[-1]

    def show(self, address: int, display: Display) -> None:
        if not self.broken:
            self.displays.setdefault(address, []).append(display)

    def beep(self, address: int, times: int = 1) -> None:
        self.beeps.append((address, times))

    def start_evaluation(self, address: int) -> None:
        self.evaluations.append(address)

    def health(self) -> Health:
        return Health.down(CallBoxSilent.code) if self.broken else Health.ok()

    def close(self) -> None:
        self._heard = None

    def _tell(self, heard: Heard) -> None:
        if self._heard is not None and not self.broken:
            self._heard(heard)
