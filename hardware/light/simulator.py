"""A light that is only values: it remembers what it showed."""

from dataclasses import dataclass, field

from hardware.health import Health
from hardware.light.interface import OFF, LightFault, Signal


@dataclass
class SimulatedLight:
    """`shown` is the history, oldest first; a broken light raises."""

    broken: bool = False
    shown: list[Signal] = field(default_factory=list)

    @property
    def now(self) -> Signal:
        return self.shown[-1] if self.shown else OFF

    def show(self, signal: Signal) -> None:
        if self.broken:
            raise LightFault
        self.shown.append(signal)

    def health(self) -> Health:
        return Health.down(LightFault.code) if self.broken else Health.ok()

    def close(self) -> None:
        self.shown.append(OFF)
