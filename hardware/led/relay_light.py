"""A lamp on an output of a relay board: over a window, or at the guide's desk."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.health import Fault, Health
from hardware.led.interface import Spot, Urgency
from hardware.led.port_panel import Owner
from hardware.led.template import TemplateCard
from hardware.light.interface import OFF, Colour, Signal
from hardware.transport.job_queue import Job, Superseded
from hardware.transport.line import Line

FAREWELL_SECONDS = 1.0
"""So long a board may take to go dark before its port is let go."""


@dataclass
class RelayLight:
    """One output a colour; a colour without an output lights the first. Relays do not blink: they wear out.

    `show` returns at once; whether the board obeyed is told by `health`.
    """

    owner: Owner
    card: TemplateCard
    address: int
    outputs: dict[Colour, int]
    _fault: Fault | None = field(default=None, init=False)

    def show(self, signal: Signal) -> None:
        self._switch(signal, self._done)

    def health(self) -> Health:
        return self._fault.health if self._fault is not None else self.owner.health

    def close(self) -> None:
        dark = threading.Event()
        self._switch(OFF, lambda fault: dark.set())
        dark.wait(FAREWELL_SECONDS)
        self.owner.close()

    def _switch(self, signal: Signal, done: Callable[[Fault | None], None]) -> None:
        lit = None if signal.colour is None else self.outputs.get(signal.colour, min(self.outputs.values()))

        def switch(line: Line) -> None:
            for output in sorted(set(self.outputs.values())):
                self.card.switch(line, Spot(self.address, output), output == lit)

        self.owner.submit(Job(("light", self.address), Urgency.CALL, switch, done))

    def _done(self, fault: Fault | None) -> None:
        if not isinstance(fault, Superseded):
            self._fault = fault
