"""The driver of Modbus digit displays: they show the number alone."""

import time
from collections.abc import Callable

from hardware.led import modbus_frames as frames
from hardware.led.card import SAMPLE, MessageCost
from hardware.led.exchange import answer_to
from hardware.led.interface import Blinking, LedRefused, Look, Manner, Spot
from hardware.transport.line import Line

ANSWER_SECONDS = 0.5
MANNER = Manner(Blinking.TEXT, refresh_seconds=60.0)


class ModbusDigits:
    """All displays of one bus. `framed_by_tcp` is for Modbus/TCP, which has no checksum of its own."""

    answers = True

    def __init__(
        self,
        registers: frames.RegisterMap | None = None,
        framed_by_tcp: bool = False,
        manner: Manner = MANNER,
        answer_seconds: float = ANSWER_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.manner = manner
        self._registers = registers or frames.RegisterMap()
        self._tcp = framed_by_tcp
        self._seconds = answer_seconds
        self._clock = clock
        self._transaction = 0

    def greet(self, line: Line) -> None:
        """Modbus needs no greeting."""

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        order = frames.number_order(look.shown_number, self._registers)
        answer = self._ask(line, spot.address, order)
        if answer.exception:
            raise LedRefused(f"unit {spot.address}: exception {answer.exception}")

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        return frozenset()

    def cost(self) -> MessageCost:
        order = frames.number_order(SAMPLE.number, self._registers)
        return MessageCost(len(frames.rtu(1, order)), 8, gap=0.004, thinking=0.02)

    def _ask(self, line: Line, unit: int, order: bytes) -> frames.Answer:
        function = order[0]
        if not self._tcp:
            return answer_to(
                line,
                frames.rtu(unit, order),
                lambda heard: frames.read_rtu(heard, unit, function),
                self._seconds,
                self._clock,
            )
        self._transaction += 1
        number = self._transaction
        question = frames.mbap(unit, order, number)
        return answer_to(
            line,
            question,
            lambda heard: frames.read_mbap(heard, number, function),
            self._seconds,
            self._clock,
        )
