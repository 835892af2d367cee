"""How long a bus needs to tell all its displays something, and how many buses a hall needs."""

from dataclasses import dataclass
from math import ceil, floor

from hardware.health import Health
from hardware.led.card import BITS_PER_BYTE, MessageCost

WARNING_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Bus:
    """Displays that share a line. `baud` 0 is a network, whose bytes cost next to nothing."""

    name: str
    strips: int
    baud: int
    cost: MessageCost


@dataclass(frozen=True, slots=True)
class BusReport:
    """`refresh_seconds`: until the last display shows what changed on all of them at once."""

    bus: Bus
    message_seconds: float
    refresh_seconds: float
    most_strips: int
    """That this bus can tell within WARNING_SECONDS."""

    @property
    def too_slow(self) -> bool:
        return self.refresh_seconds > WARNING_SECONDS

    @property
    def buses_needed(self) -> int:
        """For these displays; as many as there are of them if even one is too slow for a bus."""
        return ceil(self.bus.strips / max(self.most_strips, 1))

    @property
    def health(self) -> Health:
        return Health.warning("led_bus_slow") if self.too_slow else Health.ok()


def plan(bus: Bus) -> BusReport:
    """Times of a bus on which everything goes well: a display that does not answer costs more."""
    cost = bus.cost
    bits = (cost.bytes_sent + cost.bytes_answered) * BITS_PER_BYTE
    message = (bits / bus.baud if bus.baud else 0.0) + cost.gap + cost.thinking
    # Rounding must not cost a display: 40 messages of 0.1 s are 4 s.
    most = floor(WARNING_SECONDS / message + 1e-9) if message else bus.strips
    return BusReport(bus, message, bus.strips * message, most)
