"""The driver of `AA addr BB 51 54` window strips: sends, and never learns whether anybody was there."""

from dataclasses import replace

from hardware.led.card import SAMPLE, MessageCost
from hardware.led.exchange import tell
from hardware.led.interface import Blinking, Look, Manner, Spot
from hardware.led.strip_frames import STRIP, StripVariant, strip_frame
from hardware.transport.line import Line

GAP_SECONDS = 0.1
REFRESH_SECONDS = 60.0


class StripCard:
    """All strips of one bus. `blink_parameters` are for strips that blink by themselves.

    `baud` is the speed at which the strips hear; 0: at once.
    """

    answers = False

    def __init__(
        self,
        variant: StripVariant = STRIP,
        manner: Manner | None = None,
        blink_parameters: bytes | None = None,
        gap: float = GAP_SECONDS,
        baud: int = 0,
    ) -> None:
        self.manner = manner or Manner(Blinking.TEXT, refresh_seconds=REFRESH_SECONDS)
        self._variant = variant
        self._blink = replace(variant, parameters=blink_parameters) if blink_parameters else variant
        self._gap = gap
        self._baud = baud

    def greet(self, line: Line) -> None:
        """Strips need no greeting."""

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        tell(line, self._frame(spot, look), self._baud)

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        return frozenset()

    def cost(self) -> MessageCost:
        return MessageCost(len(self._frame(Spot(1), SAMPLE)), gap=self._gap)

    def _frame(self, spot: Spot, look: Look) -> bytes:
        return strip_frame(spot.address, look.shown_text, self._blink if look.blink else self._variant)
