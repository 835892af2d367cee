"""The driver of Onbon BX-5K/6K cards: texts go into dynamic areas, which live in memory only."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from hardware.led import onbon_frames as frames
from hardware.led.card import SAMPLE, MessageCost
from hardware.led.exchange import answer_to
from hardware.led.interface import Blinking, LedRefused, Look, Manner, Spot
from hardware.led.led_text import Charset
from hardware.transport.line import Line

# The card wants a second between two texts of one area.
MANNER = Manner(Blinking.TEXT, phase_seconds=1.0, check_seconds=10.0)
_ERRORS = (
    *("ok", "group", "command", "busy", "memory", "checksum", "no such file", "flash", "download", "name"),
    *("type", "file checksum", "no font", "firmware type", "date", "file exists", "block number"),
)


@dataclass(frozen=True, slots=True)
class OnbonSettings:
    """`card` is the device type in the header; FE fits all. `asks_status`: off for cards that cannot tell."""

    card: int = frames.ANY_CARD
    charset: Charset = Charset.GB2312
    longest: int = frames.LONGEST_TEXT_BYTES["5k"]
    asks_status: bool = True
    answer_seconds: float = 2.0


class OnbonCard:
    """Cards with the same division into areas, one area a row; each has its address on the bus."""

    answers = True

    def __init__(
        self,
        areas: Sequence[frames.Area],
        settings: OnbonSettings | None = None,
        manner: Manner = MANNER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.manner = manner
        self._areas = tuple(areas)
        self._settings = settings or OnbonSettings()
        self._clock = clock

    def greet(self, line: Line) -> None:
        """Nothing: behind a serial line there may be many cards, and some of them switched off."""

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        if not 0 <= spot.row < len(self._areas):
            raise LedRefused(f"row {spot.row} of a card with {len(self._areas)} areas")
        self._ask(line, spot.address, self._order(spot.row, look))

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        if not self._settings.asks_status:
            self._ask(line, address, frames.ping())
            return frozenset()
        alive = frames.areas_alive(self._ask(line, address, frames.status()))
        if alive is None:
            return frozenset()
        ours = (spot for spot in spots if 0 <= spot.row < len(self._areas))
        return frozenset(spot for spot in ours if self._areas[spot.row].id not in alive)

    def cost(self) -> MessageCost:
        answer_bytes = 9 + 14 + 5 + 2 + 1
        return MessageCost(len(frames.frame(self._order(0, SAMPLE))), answer_bytes, thinking=0.05)

    def _order(self, row: int, look: Look) -> bytes:
        runs = [(look.colour, look.shown_text)]
        text = frames.coloured(runs, self._settings.charset, self._settings.longest)
        return frames.dynamic_areas([(self._areas[row], text)])

    def _ask(self, line: Line, address: int, data: bytes) -> frames.Reply:
        question = frames.frame(data, address, self._settings.card)
        understood = partial(frames.read_reply, asked=address)
        reply = answer_to(line, question, understood, self._settings.answer_seconds, self._clock)
        if not reply.accepted:
            known = reply.error < len(_ERRORS)
            raise LedRefused(f"card {address}: {_ERRORS[reply.error] if known else reply.error}")
        return reply


def rows_of(width: int, height: int, rows: int, effect: int = 1) -> tuple[frames.Area, ...]:
    """A panel divided into rows of equal height."""
    each = height // rows
    return tuple(frames.Area(row, 0, row * each, width, each, effect=effect) for row in range(rows))
