"""How many more tickets the roll holds, counted down from the moment when the near-end sensor spoke.

Only the sensor measures; the rest is what was printed since. Nothing here knows a clock or a wire.
"""

from dataclasses import dataclass, replace
from statistics import fmean

from hardware.printer.interface import Paper, PrinterStatus, TicketsLeft

NEAR_END_MM = 4000.0
USUAL_TICKET_MM = 160.0
"""Taken as the length of a ticket until one has been printed."""
_TICKETS_REMEMBERED = 20
# The sensor feels the turning roll and flickers at first: well for less than this is the same roll still.
_FLICKER_MM = 1000.0


@dataclass(frozen=True, slots=True)
class PaperLeft:
    """What is known of one roll. `near_end_mm` is the paper on it when the sensor speaks (setting)."""

    near_end_mm: float = NEAR_END_MM
    lengths_mm: tuple[float, ...] = ()
    paper: Paper = Paper.UNKNOWN
    left_mm: float | None = None
    at_most: bool = False
    """The sensor had spoken before we listened: some of the paper may be gone already."""
    touched: bool = False
    """Somebody opened the printer, or the roll ended: the next roll may be another one."""
    printed_while_ok_mm: float = 0.0

    def seen(self, status: PrinterStatus) -> "PaperLeft":
        """After a look at the printer. A look that told nothing changes nothing."""
        if status.cover_open:
            # The sensors lie while the cover is open.
            return replace(self, touched=True)
        match status.paper:
            case Paper.UNKNOWN:
                return self
            case Paper.OUT:
                return replace(self, paper=Paper.OUT, left_mm=None, touched=True)
            case Paper.OK if self.touched:
                return replace(self, paper=Paper.OK, left_mm=None, touched=False, printed_while_ok_mm=0.0)
            case Paper.OK:
                return replace(self, paper=Paper.OK)
            case Paper.NEAR_END if self.left_mm is None:
                unseen = self.paper is not Paper.OK
                return replace(
                    self, paper=Paper.NEAR_END, left_mm=self.near_end_mm, at_most=unseen, touched=False
                )
            case Paper.NEAR_END:
                return replace(self, paper=Paper.NEAR_END, printed_while_ok_mm=0.0)

    def printed(self, length_mm: float) -> "PaperLeft":
        """After a ticket, whole or torn."""
        lengths = (*self.lengths_mm, length_mm)[-_TICKETS_REMEMBERED:]
        if self.left_mm is None:
            return replace(self, lengths_mm=lengths)
        ok_mm = self.printed_while_ok_mm + length_mm if self.paper is Paper.OK else 0.0
        left = max(self.left_mm - length_mm, 0.0) if ok_mm < _FLICKER_MM else None
        return replace(self, lengths_mm=lengths, left_mm=left, printed_while_ok_mm=ok_mm)

    @property
    def tickets(self) -> TicketsLeft | None:
        """About how many more; None while the sensor has not spoken."""
        if self.paper is not Paper.NEAR_END or self.left_mm is None:
            return None
        usual = fmean(self.lengths_mm) if self.lengths_mm else USUAL_TICKET_MM
        return TicketsLeft(int(self.left_mm // usual), self.at_most)
