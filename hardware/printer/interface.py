"""What the hall needs from a ticket printer."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from hardware.health import Fault, Health
from hardware.printer.slip import Slip


class OutOfPaper(Fault):
    """The roll is empty."""

    code = "paper_out"


class CoverOpen(Fault):
    """Somebody opened the printer."""

    code = "cover_open"


class CutterError(Fault):
    """The cutter is stuck."""

    code = "cutter_error"


class PrinterError(Fault):
    """The printer reports another error of its own: jammed paper, a hot head, a broken part."""

    code = "printer_error"


class PrinterOffline(Fault):
    """Nobody is there, or the printer says that it is off line."""

    code = "printer_offline"


class PrinterSilent(PrinterOffline):
    """The printer gives no answer that can be understood: it may be well or not, so it is not used."""

    code = "printer_silent"


class PrintInterrupted(Fault):
    """The slip was begun and is not known to be complete: the citizen may hold half of it, or nothing."""

    code = "print_interrupted"


class PaperRanOut(OutOfPaper, PrintInterrupted):
    """The roll ended in the middle of a slip."""


class CoverOpened(CoverOpen, PrintInterrupted):
    """The cover was opened in the middle of a slip."""


class CutterFailed(CutterError, PrintInterrupted):
    """The slip is printed, but perhaps hangs in the cutter."""


class PrinterFailed(PrinterError, PrintInterrupted):
    """The printer stopped in the middle of a slip."""


class PrinterLost(PrinterOffline, PrintInterrupted):
    """The printer went off line in the middle of a slip."""


class Paper(Enum):
    """What the paper sensors say."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


class Evidence(Enum):
    """How we know what a status says."""

    ANSWERED = "answered"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The condition of a printer at one moment. What is not known is never taken to be well."""

    online: bool
    paper: Paper
    cover_open: bool = False
    cutter_error: bool = False
    error: bool = False
    evidence: Evidence = Evidence.ANSWERED

    @classmethod
    def silent(cls) -> "PrinterStatus":
        return cls(online=False, paper=Paper.UNKNOWN, evidence=Evidence.SILENT)

    @classmethod
    def unreachable(cls) -> "PrinterStatus":
        return cls(online=False, paper=Paper.UNKNOWN, evidence=Evidence.UNREACHABLE)

    @classmethod
    def not_asked(cls) -> "PrinterStatus":
        """For a printer that is configured never to be asked: the hall answers for it."""
        return cls(online=True, paper=Paper.UNKNOWN, evidence=Evidence.NOT_ASKED)

    @property
    def fault(self) -> Fault | None:
        """Why nothing can be printed now; None if something can."""
        if self.evidence is Evidence.UNREACHABLE:
            return PrinterOffline("cannot be reached")
        if self.evidence is Evidence.SILENT:
            return PrinterSilent("no answer to the status request")
        if self.cover_open:
            return CoverOpen()
        if self.cutter_error:
            return CutterError()
        if self.paper is Paper.OUT:
            return OutOfPaper()
        if self.error:
            return PrinterError()
        if not self.online:
            return PrinterOffline("reports off line")
        if self.paper is Paper.UNKNOWN and self.evidence is not Evidence.NOT_ASKED:
            return PrinterSilent("paper state unknown")
        return None

    @property
    def can_print(self) -> bool:
        return self.fault is None

    @property
    def health(self) -> Health:
        if self.evidence is Evidence.SILENT:
            return Health.unknown("printer_silent")
        if self.evidence is Evidence.NOT_ASKED:
            return Health.unknown("status_not_asked")
        if (fault := self.fault) is not None:
            return Health.unknown("paper_unknown") if isinstance(fault, PrinterSilent) else fault.health
        return Health.warning("paper_near_end") if self.paper is Paper.NEAR_END else Health.ok()


class TicketPrinter(Protocol):
    """One roll of paper with a cutter. Its methods block for seconds: call them on a worker thread."""

    def status(self) -> PrinterStatus:
        """Ask now; does not raise Fault. A printer that does not answer is "silent", never "ok"."""

    def print_slip(self, slip: Slip) -> None:
        """Print and cut. Raises Fault; returns only when the status after printing is good.

        PrintInterrupted (and its kinds) means that the slip was begun; any other Fault, that no paper moved.
        """
