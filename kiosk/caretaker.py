"""Knows how the printer, the card reader and the scanner are, tells the hall, and lights the lamp."""

from collections.abc import Callable
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done
from hall_server.wire.words import DeviceState
from hardware.health import Fault, Health, HealthState
from hardware.heartbeat import Part, reported
from hardware.light.interface import Colour, Signal
from hardware.printer.interface import PrinterStatus, TicketPrinter
from kiosk.journey import Page
from kiosk.state import KioskState

LOOK_SECONDS = 10.0

_STATES = {
    HealthState.OK: DeviceState.OK,
    HealthState.WARNING: DeviceState.WARNING,
    HealthState.DOWN: DeviceState.DOWN,
}


class Hall(Protocol):
    def heartbeat(self, state: DeviceState, code: str = "") -> Done: ...


class Caretaker:
    """Asks the printer while nobody needs it, and sends a heartbeat after every look and at every change."""

    def __init__(
        self,
        hall: Hall,
        printer: TicketPrinter,
        printer_background: Background,
        sender: Background,
        timer: Timer,
        printer_is_free: Callable[[], bool],
        on_printer: Callable[[str], None],
    ) -> None:
        self._hall, self._printer = hall, printer
        self._printer_background, self._sender, self._timer = printer_background, sender, timer
        self._printer_is_free, self._on_printer = printer_is_free, on_printer
        self._state, self._code = DeviceState.OK, ""
        self._others: dict[str, Health] = {}

    def start(self) -> None:
        """Look now, and then every ten seconds."""
        self._timer.after(LOOK_SECONDS, self.start)
        self.look()

    def look(self) -> None:
        """Ask the printer if nobody needs it, and send a heartbeat."""
        if self._printer_is_free():
            self._printer_background.run(self._printer.status, self._answered, self._failed)
        else:
            self._send()

    def report(self, code: str) -> None:
        """The printer was found broken (or, with an empty code, working) while a slip was printed."""
        self._state, self._code = (DeviceState.DOWN if code else DeviceState.OK), code
        self._send()

    def seen(self, part: str, health: Health) -> None:
        """How another device is, `scanner` or `id_reader`. The hall hears of every change."""
        before = self._others.get(part, Health.ok())
        self._others[part] = health
        if (health.state, health.code) != (before.state, before.code):
            self._send()

    def _answered(self, status: PrinterStatus) -> None:
        self._state, self._code = as_heartbeat(status)
        self._on_printer(status.fault.code if status.fault else "")
        self._send()

    def _failed(self, error: Exception) -> None:
        self._state, self._code = DeviceState.DOWN, error.code if isinstance(error, Fault) else "device_fault"
        self._on_printer(self._code)
        self._send()

    def _send(self) -> None:
        state, code = self._state, self._code
        others = reported(Part(health, part) for part, health in self._others.items())
        if state is not DeviceState.DOWN and others[0] is not DeviceState.OK:
            # Of a printer that prints, no news is as urgent as a device that does not work.
            state, code = others
        self._sender.run(lambda: self._hall.heartbeat(state, code), lambda _: None, _ignore_trouble)


def as_heartbeat(status: PrinterStatus) -> tuple[DeviceState, str]:
    """What the hall is told. A printer that cannot print is down, whatever its own lamp says."""
    if status.fault is not None:
        return DeviceState.DOWN, status.fault.code
    health: Health = status.health
    # A printer that is never asked counts as well: the hall chose that.
    state = _STATES.get(health.state, DeviceState.OK)
    return state, "" if health.code == "ok" else health.code


def signal_of(state: KioskState) -> Signal:
    """Green: come; blinking green: take your slip; amber: no link; red: no paper."""
    if state.printer_code:
        return Signal(Colour.RED)
    if state.link.lost:
        return Signal(Colour.AMBER)
    return Signal(Colour.GREEN, blinking=state.page is Page.DONE)


def _ignore_trouble(error: Exception) -> None:
    """The next heartbeat comes in ten seconds; the feed shows a lost link by itself."""
    if not isinstance(error, (LinkLost, Refused)):
        raise error
