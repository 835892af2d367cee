"""The code scanner's panel: a code to hold before it, and the newest ticket."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hardware.scanner.wire_simulator import WireScanner
from hardware.twins.changes import Changes
from hardware.twins.printer import is_whole
from hardware.twins.slip_code import code_on
from hardware.twins.status import Status, pull_or_push, status_of


@dataclass(frozen=True, slots=True)
class ScannerState:
    """`said` is a key of the twins' texts: what became of the last press."""

    status: Status
    plugged: bool = True
    has_ticket: bool = False
    said: str = ""
    scans: int = 0


class ScannerTwin:
    """`newest` is the newest ticket's picture. `show` gets every new state."""

    def __init__(
        self,
        scanner: WireScanner,
        newest: Callable[[], Path | None],
        show: Callable[[ScannerState], None],
        read_code: Callable[[Path], str] = code_on,
    ) -> None:
        self._scanner, self._newest, self._read_code = scanner, newest, read_code
        self._said, self._scans = "", 0
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        return self._scanner.url

    @property
    def state(self) -> ScannerState:
        return self._changes.state

    def look(self) -> None:
        self._changes.draw()

    def scan_tapped(self, code: str) -> None:
        """Codes that hold a line end or nothing at all are not scanned: no scanner sends such."""
        code = code.strip()
        if code and code.isprintable():
            self._scan(code)

    def ticket_tapped(self) -> None:
        """Hold the newest ticket before the scanner."""
        ticket = self._newest()
        code = self._read_code(ticket) if ticket is not None else ""
        if code:
            self._scan(code)
        else:
            self._said = "scan_no_code"
            self.look()

    def plug_tapped(self) -> None:
        pull_or_push(self._scanner)
        self.look()

    def close(self) -> None:
        self._scanner.close()

    def _scan(self, code: str) -> None:
        heard = self._scanner.connected
        self._scanner.scan(code)
        self._said, self._scans = ("scan_sent" if heard else "scan_unheard"), self._scans + 1
        self.look()

    def _seen(self) -> ScannerState:
        return ScannerState(
            status_of(self._scanner),
            self._scanner.plugged,
            self._newest() is not None,
            self._said,
            self._scans,
        )


def newest_slip(folder: Path) -> Path | None:
    """Of the pictures that a simulated printer left in its folder."""
    return max(filter(is_whole, folder.glob("ticket-*.png")), default=None)
