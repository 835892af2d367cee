"""Displays that are only values: they remember what they show, and break on request."""

from dataclasses import dataclass, field

from hardware.health import Health
from hardware.led.interface import Blinking, Done, Forgotten, LedSilent, Look, Manner, Spot, Urgency
from hardware.led.port_panel import nobody_cares


@dataclass
class SimulatedPanel:
    """`told` is the history, oldest first; a dead panel answers nothing."""

    manner: Manner = field(default_factory=lambda: Manner(Blinking.TEXT))
    dead: bool = False
    shown: dict[Spot, Look] = field(default_factory=dict)
    told: list[tuple[Spot, Look, Urgency]] = field(default_factory=list)
    _forgotten: Forgotten = field(default=nobody_cares, init=False)

    def show(self, spot: Spot, look: Look, urgency: Urgency, done: Done) -> None:
        if self.dead:
            done(LedSilent(f"display {spot.address}"))
            return
        self.told.append((spot, look, urgency))
        self.shown[spot] = look
        done(None)

    def check(self) -> None:
        """Its power cuts are told at once."""

    def ask(self, address: int, done: Done) -> None:
        done(LedSilent(f"display {address}") if self.dead else None)

    def when_blank(self, forgotten: Forgotten) -> None:
        self._forgotten = forgotten

    def lose_power(self) -> None:
        """For a moment: all displays are dark and know nothing."""
        self.shown.clear()
        self._forgotten(None)

    def health(self) -> Health:
        return Health.down(LedSilent.code) if self.dead else Health.ok()

    def close(self) -> None:
        """Nothing to let go of."""
