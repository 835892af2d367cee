"""The driver that needs no code: a specification says what is sent and what must be answered."""

import time
from collections.abc import Callable
from pathlib import Path

from hardware.led.card import SAMPLE, MessageCost
from hardware.led.exchange import answer_to, tell
from hardware.led.interface import Look, Manner, Spot
from hardware.led.template_examples import EXAMPLES
from hardware.led.template_frames import template_frame
from hardware.led.template_spec import Spec, SpecReply, parse_spec, read_spec
from hardware.transport.line import Line

MANNER = Manner(refresh_seconds=60.0)


class TemplateCard:
    """All displays, or relay outputs, of one bus that speak one specification."""

    def __init__(
        self,
        spec: Spec,
        manner: Manner = MANNER,
        clock: Callable[[], float] = time.monotonic,
        baud: int = 0,
    ) -> None:
        self.manner = manner
        self.answers = spec.reply is not None
        self._spec = spec
        self._clock = clock
        self._baud = baud

    def greet(self, line: Line) -> None:
        """A specification has no greeting."""

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        self._send(line, template_frame(self._spec, spot, look))

    def switch(self, line: Line, spot: Spot, on: bool) -> None:
        """For relay boards. Raises Fault."""
        self._send(line, template_frame(self._spec, spot, Look(""), on))

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        return frozenset()

    def cost(self) -> MessageCost:
        sent = len(template_frame(self._spec, Spot(1), SAMPLE))
        reply = self._spec.reply
        return MessageCost(sent, 8 if reply else 0, self._spec.gap, 0.02 if reply else 0.0)

    def _send(self, line: Line, frame: bytes) -> None:
        reply = self._spec.reply
        if reply is None:
            tell(line, frame, self._baud)
            return
        answer_to(line, frame, lambda heard: _found(reply, heard), reply.seconds, self._clock)


def spec_named(name: str) -> Spec:
    """One of the examples by its name, or a file. Raises BadSpec."""
    return parse_spec(EXAMPLES[name], name) if name in EXAMPLES else read_spec(Path(name))


def _found(reply: SpecReply, heard: bytes) -> bool | None:
    return True if reply.pattern.search(heard) else None
