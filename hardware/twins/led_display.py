"""The panel of an LED strip or board: what its lamps show, its power and its cable."""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.led.interface import Spot
from hardware.led.sim_screen import Shown
from hardware.led.wire_simulator import WirePanel
from hardware.twins.changes import Changes
from hardware.twins.status import CONNECTED, NO_POWER, UNPLUGGED, WAITING, Status

DARK = Shown("", "")
ROW_LAMPS = 16
_DIVIDED = ("onbon", "huidu", "cpower")


@dataclass(frozen=True, slots=True)
class LedState:
    """`rows` are the texts from the top, each with a letter for the colour of each character."""

    status: Status
    rows: tuple[Shown, ...]
    powered: bool = True
    plugged: bool = True


class LedTwin:
    """The displays of one port at `spots`, from the top, `columns` lamps wide. `show` gets every state."""

    def __init__(
        self, panel: WirePanel, spots: tuple[Spot, ...], columns: int, show: Callable[[LedState], None]
    ) -> None:
        self._panel, self._spots, self._columns = panel, spots, columns
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        """With its size, for cards that are divided into rows."""
        where = f"{self._panel.protocol}+tcp://127.0.0.1:{self._panel.tcp_port}"
        rows = len({spot.row for spot in self._spots})
        divided = f"?width={self._columns}&height={rows * ROW_LAMPS}&rows={rows}"
        return where + (divided if self._panel.protocol in _DIVIDED else "")

    @property
    def state(self) -> LedState:
        return self._changes.state

    def look(self) -> None:
        self._changes.draw()

    def power_tapped(self) -> None:
        """Off or on; whatever it showed is gone."""
        self._panel.switch_power(not self._panel.powered)
        self.look()

    def plug_tapped(self) -> None:
        self._panel.put_cable(not self._panel.plugged)
        self.look()

    def close(self) -> None:
        self._panel.close()

    def _seen(self) -> LedState:
        panel = self._panel
        with panel.screen.lock:
            rows = tuple(panel.screen.texts.get((spot.address, spot.row), DARK) for spot in self._spots)
        return LedState(_status(panel), rows, panel.powered, panel.plugged)


def _status(panel: WirePanel) -> Status:
    if not panel.powered:
        return NO_POWER
    if not panel.plugged:
        return UNPLUGGED
    return CONNECTED if panel.connected else WAITING
