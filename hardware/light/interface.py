"""What the hall needs from an indicator light over a window or on a kiosk."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from hardware.health import Fault, Health


class LightFault(Fault):
    """The light does not obey."""

    code = "light_fault"


class Colour(Enum):
    """Green: come; amber: wait; red: out of service."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a light shows; no colour is dark."""

    colour: Colour | None
    blinking: bool = False


OFF = Signal(None)


class Light(Protocol):
    """One light."""

    def show(self, signal: Signal) -> None:
        """Show this until told otherwise. Raises Fault."""

    def health(self) -> Health:
        """The light's own condition. Does not raise."""

    def close(self) -> None:
        """Dark, for nobody speaks for it any more; and let go of its port."""
