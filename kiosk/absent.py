"""Stands where the settings name no printer: the kiosk informs, and gives out no numbers."""

from hardware.printer.interface import PrinterOffline, PrinterStatus
from hardware.printer.slip import Slip


class NoPrinter:
    def status(self) -> PrinterStatus:
        return PrinterStatus.unreachable()

    def print_slip(self, slip: Slip) -> None:
        raise PrinterOffline("no printer is configured")
