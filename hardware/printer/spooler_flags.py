"""What the spooler of Windows says about a printer and about a job, in our words. Pure."""

from enum import IntFlag

from hardware.printer.interface import (
    Evidence,
    Paper,
    PaperRanOut,
    PrinterFailed,
    PrinterLost,
    PrinterStatus,
    PrintInterrupted,
)

WORK_OFFLINE = 0x400
"""The attribute of a printer that somebody set to be used off line."""


class PrinterFlag(IntFlag):
    """PRINTER_STATUS_…"""

    PAUSED = 0x1
    ERROR = 0x2
    PENDING_DELETION = 0x4
    PAPER_JAM = 0x8
    PAPER_OUT = 0x10
    PAPER_PROBLEM = 0x40
    OFFLINE = 0x80
    NOT_AVAILABLE = 0x1000
    USER_INTERVENTION = 0x100000
    DOOR_OPEN = 0x400000
    SERVER_UNKNOWN = 0x800000


class JobFlag(IntFlag):
    """JOB_STATUS_…"""

    PAUSED = 0x1
    ERROR = 0x2
    DELETING = 0x4
    OFFLINE = 0x20
    PAPER_OUT = 0x40
    PRINTED = 0x80
    DELETED = 0x100
    BLOCKED = 0x200
    USER_INTERVENTION = 0x400
    COMPLETE = 0x1000


_GONE = PrinterFlag.OFFLINE | PrinterFlag.NOT_AVAILABLE | PrinterFlag.SERVER_UNKNOWN
_BROKEN = (
    PrinterFlag.ERROR
    | PrinterFlag.PAPER_JAM
    | PrinterFlag.PAPER_PROBLEM
    | PrinterFlag.USER_INTERVENTION
    | PrinterFlag.PENDING_DELETION
)
_TROUBLES: tuple[tuple[JobFlag, type[PrintInterrupted]], ...] = (
    (JobFlag.PAPER_OUT, PaperRanOut),
    (JobFlag.OFFLINE | JobFlag.PAUSED, PrinterLost),
    (JobFlag.ERROR | JobFlag.BLOCKED | JobFlag.USER_INTERVENTION, PrinterFailed),
    (JobFlag.DELETED | JobFlag.DELETING, PrintInterrupted),
)


def status_of(flags: int, attributes: int) -> PrinterStatus:
    """The printer as its spooler sees it. No flag says "there is paper", so paper is unknown or out."""
    return PrinterStatus(
        online=not (flags & _GONE or attributes & WORK_OFFLINE),
        paper=Paper.OUT if flags & PrinterFlag.PAPER_OUT else Paper.UNKNOWN,
        cover_open=bool(flags & PrinterFlag.DOOR_OPEN),
        error=bool(flags & _BROKEN),
        paused=bool(flags & PrinterFlag.PAUSED),
        evidence=Evidence.HEARSAY,
    )


def is_printed(flags: int) -> bool:
    """Whether a job has left for the printer and the spooler is done with it."""
    return bool(flags & (JobFlag.PRINTED | JobFlag.COMPLETE))


def trouble_of(flags: int) -> type[PrintInterrupted] | None:
    """Why a job does not go on; None while it does."""
    return next((kind for bits, kind in _TROUBLES if flags & bits), None)
