"""A printer that is only values: it keeps the slips that it "printed", and breaks on request."""

from dataclasses import dataclass, field, replace

from hardware.health import Fault
from hardware.printer.interface import Paper, PaperRanOut, PrinterStatus, TicketsLeft
from hardware.printer.slip import Slip


@dataclass
class SimulatedPrinter:
    """`condition` is what `status` tells, apart from the paper; `next_fault` is raised by the next slip."""

    sheets_left: int = 1000
    near_end_sheets: int = 20
    condition: PrinterStatus = field(default_factory=lambda: PrinterStatus(online=True, paper=Paper.OK))
    next_fault: Fault | None = None
    printed: list[Slip] = field(default_factory=list)

    def status(self) -> PrinterStatus:
        if self.condition.paper is not Paper.OK:
            return self.condition
        if self.sheets_left <= 0:
            return replace(self.condition, paper=Paper.OUT)
        if self.sheets_left > self.near_end_sheets:
            return self.condition
        left = TicketsLeft(self.sheets_left)
        return replace(self.condition, paper=Paper.NEAR_END, tickets_left=left)

    def print_slip(self, slip: Slip) -> None:
        if (fault := self.status().fault) is not None:
            raise fault
        if self.next_fault is not None:
            fault, self.next_fault = self.next_fault, None
            if isinstance(fault, PaperRanOut):
                self.sheets_left = 0
            raise fault
        self.sheets_left -= 1
        self.printed.append(slip)
