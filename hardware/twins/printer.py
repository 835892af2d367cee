"""The ticket printer's panel: its paper, its lid, its troubles."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hardware.printer.simulated_head import Condition
from hardware.printer.wire_simulator import WirePrinter
from hardware.twins.changes import Changes
from hardware.twins.status import READY, UNPLUGGED, Lamp, Status

MOST_HANGING = 3
"""So many slips hang from the printer before the oldest falls down."""


@dataclass(frozen=True, slots=True)
class PrinterState:
    """`hanging` are the pictures of the slips that nobody has taken yet, newest last."""

    status: Status
    plugged: bool = True
    paper: str = "ok"
    """ok, near or out"""
    cover_open: bool = False
    cutter_error: bool = False
    jammed: bool = False
    hanging: tuple[Path, ...] = ()
    printed: int = 0


class PrinterTwin:
    """`show` gets every new state."""

    def __init__(self, printer: WirePrinter, show: Callable[[PrinterState], None]) -> None:
        self._printer = printer
        self._taken = 0
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        """A printer that tells of changes by itself, which this one does when it is asked to."""
        host, port = self._printer.address
        return f"tcp://{host}:{port}?asb=on"

    @property
    def state(self) -> PrinterState:
        return self._changes.state

    def look(self) -> None:
        self._changes.draw()

    def pull_paper_tapped(self) -> None:
        self._do("paper out")

    def near_out_tapped(self) -> None:
        self._do("paper near")

    def new_roll_tapped(self) -> None:
        self._do("paper ok")

    def cover_tapped(self) -> None:
        self._do("cover closed" if self.state.cover_open else "cover open")

    def cutter_tapped(self) -> None:
        self._do("cutter ok" if self.state.cutter_error else "cutter error")

    def jam_tapped(self) -> None:
        self._do("jam cleared" if self.state.jammed else "jam now")

    def take_slips_tapped(self) -> None:
        """The citizen takes what hangs there."""
        self._taken = self.state.printed
        self.look()

    def plug_tapped(self) -> None:
        self._do("unplug" if self.state.plugged else "plug")

    def close(self) -> None:
        self._printer.close()

    def _do(self, order: str) -> None:
        self._printer.obey(order)
        self.look()

    def _seen(self) -> PrinterState:
        condition = self._printer.condition
        slips = [slip for slip in self._printer.tickets if is_whole(slip)]
        return PrinterState(
            _status(condition, self._printer.plugged),
            self._printer.plugged,
            condition.paper,
            condition.cover_open,
            condition.cutter_error,
            condition.jammed,
            tuple(slips[self._taken :][-MOST_HANGING:]),
            len(slips),
        )


def is_whole(slip: Path) -> bool:
    """Whether the simulated printer has finished the picture; it writes the words after it."""
    return slip.with_suffix(".txt").exists()


def _status(condition: Condition, plugged: bool) -> Status:
    """The worst first: what stands in the way of the next slip."""
    if not plugged:
        return UNPLUGGED
    for wrong, word in (
        (condition.cover_open, "cover_open"),
        (condition.paper == "out", "paper_out"),
        (condition.jammed, "jammed"),
        (condition.cutter_error, "cutter_error"),
    ):
        if wrong:
            return Status(Lamp.RED, word)
    return Status(Lamp.AMBER, "paper_near") if condition.paper == "near" else READY
