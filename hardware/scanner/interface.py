"""What the hall needs from a scanner of QR codes and barcodes: appointment codes and tickets."""

from dataclasses import dataclass
from typing import Protocol

from hardware.health import Fault, Health


@dataclass(frozen=True, slots=True, repr=False)
class ScannedCode:
    """What a code says. It opens somebody's ticket, so it shows itself masked in every log."""

    text: str

    def __repr__(self) -> str:
        return f"ScannedCode({self.text[:2]}…, {len(self.text)} characters)"

    __str__ = __repr__


class ScannerUnplugged(Fault):
    """The line to the scanner broke."""

    code = "scanner_unplugged"


class CodeScanner(Protocol):
    """One scanner. Its poll may wait a moment for bytes: call it on a worker thread."""

    def poll(self) -> ScannedCode | None:
        """The next code that was scanned; None when there is none. Raises Fault.

        A code that is held before the scanner is given once.
        """

    def health(self) -> Health:
        """The scanner's own condition. Does not raise."""

    def close(self) -> None:
        """Let go of the line."""
