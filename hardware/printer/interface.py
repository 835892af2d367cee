"""What the hall needs from a ticket printer."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

from hardware.health import Fault, Health
from hardware.printer.slip import Slip
from hardware.transport.line import LineLost, LineUnreachable


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


class PrinterPaused(PrinterOffline):
    """Somebody paused the queue of the spooler."""

    code = "printer_paused"


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
    HEARSAY = "hearsay"
    """The spooler said so; it often does not know what the printer knows."""


# What is told of the paper changes in these steps, so that not every ticket is news.
_STEPS = (0, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300)


@dataclass(frozen=True, slots=True)
class TicketsLeft:
    """About how many more tickets the roll holds; `at_most` when nobody saw how it began to end."""

    count: int
    at_most: bool = False

    @property
    def told(self) -> int:
        """The count, rounded down to a number that people say."""
        return max(step for step in _STEPS if step <= max(self.count, 0))

    @property
    def code(self) -> str:
        """The health of a roll of which this is left."""
        kind = "paper_near_end_most" if self.at_most and self.told else "paper_near_end"
        return f"{kind}_{self.told}"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The condition of a printer at one moment. What is not known is never taken to be well."""

    online: bool
    paper: Paper
    cover_open: bool = False
    cutter_error: bool = False
    error: bool = False
    paused: bool = False
    evidence: Evidence = Evidence.ANSWERED
    tickets_left: TicketsLeft | None = None
    """Only while the paper is near its end."""
    obstacle: str = ""
    """The code of what stands in the way of an unreachable printer, where more is known than that."""
    detail: str = ""
    """What a technician should read about it."""

    @classmethod
    def silent(cls) -> "PrinterStatus":
        return cls(online=False, paper=Paper.UNKNOWN, evidence=Evidence.SILENT)

    @classmethod
    def unreachable(cls, why: Fault | None = None) -> "PrinterStatus":
        known = why is not None and type(why) not in (LineUnreachable, LineLost)
        return cls(
            online=False,
            paper=Paper.UNKNOWN,
            evidence=Evidence.UNREACHABLE,
            obstacle=why.code if why is not None and known else "",
            detail=why.detail if why is not None else "",
        )

    @classmethod
    def not_asked(cls) -> "PrinterStatus":
        """For a printer that is configured never to be asked: the hall answers for it."""
        return cls(online=True, paper=Paper.UNKNOWN, evidence=Evidence.NOT_ASKED)

    @property
    def fault(self) -> Fault | None:
        """Why nothing can be printed now; None if something can."""
        if self.evidence is Evidence.UNREACHABLE:
            return PrinterOffline(self.detail or "cannot be reached")
        if self.evidence is Evidence.SILENT:
            return PrinterSilent("no answer to the status request")
        if self.paused:
            return PrinterPaused()
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
        if self.paper is Paper.UNKNOWN and self.evidence not in (Evidence.NOT_ASKED, Evidence.HEARSAY):
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
        if self.obstacle:
            return Health.down(self.obstacle)
        if (fault := self.fault) is not None:
            return Health.unknown("paper_unknown") if isinstance(fault, PrinterSilent) else fault.health
        if self.paper is Paper.NEAR_END:
            return Health.warning(self.tickets_left.code if self.tickets_left else "paper_near_end")
        return Health.unknown("status_from_spooler") if self.paper is Paper.UNKNOWN else Health.ok()


class TicketPrinter(Protocol):
    """One roll of paper with a cutter. Its methods block for seconds: call them on a worker thread."""

    def status(self) -> PrinterStatus:
        """Ask now; does not raise Fault. A printer that does not answer is "silent", never "ok"."""

    def print_slip(self, slip: Slip) -> None:
        """Print and cut. Raises Fault; returns only when the status after printing is good.

        PrintInterrupted (and its kinds) means that the slip was begun; any other Fault, that no paper moved.
        """


@runtime_checkable
class TellsByItself(Protocol):
    """A printer that may report a change before anybody asks."""

    def watch(self, on_news: Callable[[], None]) -> None:
        """Call `on_news`, on a thread of the printer's own, when it is time to ask for the status.

        Nothing is ever called for a model that does not report by itself. The connection is held from now on.
        """

    def close(self) -> None:
        """Stop watching and let go of the connection."""
