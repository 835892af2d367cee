"""Stands where something is missing: a printer, or numbers for the time when the hall is silent."""

from hall_server.wire.answers import Issued
from hall_server.wire.asks import TakeTicket
from hardware.printer.interface import PrinterOffline, PrinterStatus
from hardware.printer.slip import Slip


class NoPrinter:
    """The kiosk informs, and gives out no numbers."""

    def status(self) -> PrinterStatus:
        return PrinterStatus.unreachable()

    def print_slip(self, slip: Slip) -> None:
        raise PrinterOffline("no printer is configured")


class NothingLeased:
    """A kiosk that only works with its hall."""

    def has(self, queue: str) -> bool:
        return False

    def has_any(self) -> bool:
        return False

    def take(self, ask: TakeTicket) -> Issued | None:
        return None

    def keep(self, issued: Issued, ask: TakeTicket) -> None:
        raise AssertionError("no number was taken")

    def settle_soon(self) -> None:
        """Nothing is owed."""
