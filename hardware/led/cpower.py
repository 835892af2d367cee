"""The driver of C-Power (Lumen) cards, by their external calls."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hardware.led import cpower_frames as frames
from hardware.led.card import SAMPLE, MessageCost
from hardware.led.exchange import answer_to
from hardware.led.interface import Blinking, LedRefused, Look, Manner, Spot
from hardware.led.led_text import Charset, encoded
from hardware.transport.line import Line

# Windows are lost with the power and no question tells so. To divide the panel again may blank it for a
# moment, so it is not done often.
MANNER = Manner(Blinking.TEXT, refresh_seconds=300.0)
_USUAL_REFRESH = 300.0
LONGEST_TEXT_BYTES = 200


@dataclass(frozen=True, slots=True)
class CpowerSettings:
    """`length_big_endian`: the order of the length's bytes over TCP is not known for certain."""

    over_tcp: bool = False
    length_big_endian: bool = False
    id_code: int = frames.ANY_ID_CODE
    style: frames.TextStyle = field(default_factory=frames.TextStyle)
    charset: Charset = Charset.GBK
    answer_seconds: float = 1.0


class CpowerCard:
    """Cards with the same division into windows, one window a row."""

    answers = True

    def __init__(
        self,
        windows: Sequence[frames.Rectangle],
        settings: CpowerSettings | None = None,
        manner: Manner = MANNER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.manner = manner
        self._windows = tuple(windows)
        self._settings = settings or CpowerSettings()
        self._clock = clock
        self._divided: dict[int, float] = {}
        self._looks: dict[Spot, Look] = {}

    def greet(self, line: Line) -> None:
        """Divide every card anew before its next text: it may have been switched off."""
        self._divided.clear()

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        if not 0 <= spot.row < len(self._windows):
            raise LedRefused(f"row {spot.row} of a card with {len(self._windows)} windows")
        self._looks[spot] = look
        divided = self._divided.get(spot.address)
        if divided is not None and self._clock() - divided < (self.manner.refresh_seconds or _USUAL_REFRESH):
            self._ask(line, spot.address, self._call(spot.row, look))
            return
        self._ask(line, spot.address, frames.split(self._windows))
        for there in sorted(self._looks):
            if there.address == spot.address:
                self._ask(line, spot.address, self._call(there.row, self._looks[there]))
        self._divided[spot.address] = self._clock()

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        return frozenset()

    def cost(self) -> MessageCost:
        sent = frames.on_serial(frames.packet(frames.one_packet(self._call(0, SAMPLE)), 1))
        return MessageCost(len(sent), 14, thinking=0.05)

    def _call(self, row: int, look: Look) -> bytes:
        text = encoded(look.shown_text, self._settings.charset, LONGEST_TEXT_BYTES)
        return frames.pure_text(row, text, look.colour, self._settings.style)

    def _ask(self, line: Line, card: int, call: bytes) -> None:
        settings = self._settings
        whole = frames.packet(frames.one_packet(call), card)
        if settings.over_tcp:
            question = frames.on_tcp(whole, settings.id_code, settings.length_big_endian)
        else:
            question = frames.on_serial(whole)

        def understood(heard: bytes) -> int | None:
            if settings.over_tcp:
                return frames.read_tcp(heard, card, settings.length_big_endian)
            return frames.read_serial(heard, card)

        code = answer_to(line, question, understood, settings.answer_seconds, self._clock)
        if code != 0:
            raise LedRefused(f"card {card}: return code {code}")
