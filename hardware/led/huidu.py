"""The driver of Huidu full-colour cards: a session over TCP, and one stored program whose texts change."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hardware.led import huidu_frames as frames
from hardware.led.card import SAMPLE, MessageCost
from hardware.led.exchange import answer_to
from hardware.led.interface import Blinking, Colour, LedRefused, Look, Manner, Spot
from hardware.transport.line import Line

# Whether a program's update wears the card's flash is not known, so calls do not blink unless asked to.
MANNER = Manner(Blinking.NONE, phase_seconds=1.0, check_seconds=10.0)
PROGRAM = "onehall"


@dataclass(frozen=True, slots=True)
class HuiduSettings:
    """`real_time`: by RealTimeUpdate instead of UpdateProgram, which only some cards know."""

    version: int = 0x1000005
    sdk_version: str = "1000000"
    real_time: bool = False
    piece_bytes: int = frames.PIECE_BYTES
    answer_seconds: float = 3.0


class HuiduCard:
    """One card on one connection; its program holds one text area a row."""

    answers = True

    def __init__(
        self,
        areas: Sequence[frames.TextArea],
        settings: HuiduSettings | None = None,
        manner: Manner = MANNER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.manner = manner
        self._areas = tuple(areas)
        self._settings = settings or HuiduSettings()
        self._clock = clock
        self._session = ""
        self._stored = False
        self._texts: dict[int, tuple[str, Colour]] = {}

    def greet(self, line: Line) -> None:
        """Agree on the version and ask for the session that every later request must name."""
        ask = frames.version_ask(self._settings.version)
        answer_to(line, ask, _version_answer, self._settings.answer_seconds, self._clock)
        self._session = ""
        answer = self._ask(line, frames.get_version_xml(self._settings.sdk_version))
        if answer.result != frames.SUCCESS or not answer.session:
            raise LedRefused(f"no session: {answer.result}")
        self._session = answer.session

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        if not 0 <= spot.row < len(self._areas):
            raise LedRefused(f"row {spot.row} of a card with {len(self._areas)} areas")
        text, colour = look.shown_text, look.colour
        self._texts[spot.row] = (text, colour)
        if not self._stored:
            self._store(line)
            return
        answer = self._ask(line, self._update(spot.row, text, colour))
        if answer.result in (frames.WRONG_GUID, f"error {frames.ERROR_WRONG_GUID}"):
            self.greet(line)
            answer = self._ask(line, self._update(spot.row, text, colour))
        if answer.result in (frames.NODE_MISSING, f"error {frames.ERROR_NODE_MISSING}"):
            self._store(line)
            return
        _expect_accepted(answer)

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        """A heartbeat. Programs are in flash, so a card that answers shows what it showed."""
        beat = frames.packet(frames.HEARTBEAT_ASK)
        answer_to(line, beat, _heartbeat_answer, self._settings.answer_seconds, self._clock)
        return frozenset()

    def cost(self) -> MessageCost:
        update = frames.update_program_xml("0" * 32, PROGRAM, self._areas[0], SAMPLE.text, SAMPLE.colour)
        return MessageCost(len(frames.sdk_ask(update)), 150, thinking=0.1)

    def _store(self, line: Line) -> None:
        nothing = (" ", Colour.RED)
        areas = [(area, *self._texts.get(row, nothing)) for row, area in enumerate(self._areas)]
        _expect_accepted(self._ask(line, frames.add_program_xml(self._session, PROGRAM, areas)))
        self._stored = True

    def _update(self, row: int, text: str, colour: Colour) -> str:
        if self._settings.real_time:
            return frames.real_time_xml(self._session, self._areas[row], text, colour)
        return frames.update_program_xml(self._session, PROGRAM, self._areas[row], text, colour)

    def _ask(self, line: Line, xml: str) -> frames.SdkAnswer:
        question = frames.sdk_ask(xml, self._settings.piece_bytes)
        return answer_to(line, question, _sdk_answer, self._settings.answer_seconds, self._clock)


def text_rows(
    width: int, height: int, rows: int, font: str = "SimSun", size: int = 16
) -> tuple[frames.TextArea, ...]:
    """A panel divided into rows of equal height."""
    each = height // rows
    first = frames.TextArea("area0", "text0", 0, 0, width, each, font, size)
    return tuple(
        replace(first, area_guid=f"area{row}", text_guid=f"text{row}", y=row * each) for row in range(rows)
    )


def _expect_accepted(answer: frames.SdkAnswer) -> None:
    if answer.result not in frames.ACCEPTED:
        raise LedRefused(f"{answer.method}: {answer.result}")


def _version_answer(heard: bytes) -> bool | None:
    packets, _ = frames.packets_of(heard)
    return True if any(each.command == frames.VERSION_ANSWER for each in packets) else None


def _heartbeat_answer(heard: bytes) -> bool | None:
    beats = (frames.HEARTBEAT_ASK, frames.HEARTBEAT_ANSWER)
    packets, _ = frames.packets_of(heard)
    return True if any(each.command in beats for each in packets) else None


def _sdk_answer(heard: bytes) -> frames.SdkAnswer | None:
    packets, _ = frames.packets_of(heard)
    return frames.sdk_answer(packets)
