"""What a fault is called when it comes in the middle of a slip."""

from collections.abc import Iterator
from contextlib import contextmanager

from hardware.health import Fault
from hardware.printer.interface import (
    CoverOpen,
    CoverOpened,
    CutterError,
    CutterFailed,
    OutOfPaper,
    PaperRanOut,
    PrinterError,
    PrinterFailed,
    PrinterLost,
    PrinterOffline,
    PrinterStatus,
    PrintInterrupted,
)
from hardware.transport.line import LineLost

_KINDS: dict[type[Fault], type[PrintInterrupted]] = {
    OutOfPaper: PaperRanOut,
    CoverOpen: CoverOpened,
    CutterError: CutterFailed,
    PrinterError: PrinterFailed,
    PrinterOffline: PrinterLost,
}


@contextmanager
def mid_slip() -> Iterator[None]:
    """A line that breaks in here may have carried a part of the slip."""
    try:
        yield
    except LineLost as error:
        raise PrinterLost(error.detail) from error


def expect_still_well(status: PrinterStatus) -> None:
    """Raise the kind of PrintInterrupted that fits what the printer says now."""
    fault = status.fault
    if fault is None:
        return
    for kind, interrupted in _KINDS.items():
        if isinstance(fault, kind):
            raise interrupted(fault.detail)
    raise PrintInterrupted(str(fault))
