"""The panel of an indicator light: outputs of a relay board with a lamp each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware.led.wire_simulator import WirePanel
from hardware.light.interface import Colour
from hardware.twins.changes import Changes
from hardware.twins.status import CONNECTED, UNPLUGGED, WAITING, Status


@dataclass(frozen=True, slots=True)
class SignalState:
    """`lit` are the colours whose relay is on."""

    status: Status
    colours: tuple[Colour, ...]
    plugged: bool = True
    lit: frozenset[Colour] = frozenset()


class SignalTwin:
    """`outputs`: the relay of each colour, from 0. `show` gets every new state."""

    def __init__(
        self,
        board: WirePanel,
        address: int,
        outputs: Mapping[Colour, int],
        show: Callable[[SignalState], None],
    ) -> None:
        self._board, self._address, self._outputs = board, address, dict(outputs)
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        """With its outputs, so that it can be copied as it is."""
        outputs = "".join(f"&{colour.value}={output}" for colour, output in self._outputs.items())
        return f"template+tcp://127.0.0.1:{self._board.tcp_port}?spec=relay&address={self._address}{outputs}"

    @property
    def state(self) -> SignalState:
        return self._changes.state

    def look(self) -> None:
        self._changes.draw()

    def plug_tapped(self) -> None:
        self._board.put_cable(not self._board.plugged)
        self.look()

    def close(self) -> None:
        self._board.close()

    def _seen(self) -> SignalState:
        board, screen = self._board, self._board.screen
        lit = frozenset(c for c, out in self._outputs.items() if screen.text(self._address, out) == "on")
        return SignalState(_status(board), tuple(self._outputs), board.plugged, lit)


def _status(board: WirePanel) -> Status:
    if not board.plugged:
        return UNPLUGGED
    return CONNECTED if board.connected else WAITING
