"""A lamp on an output of a relay board: over a window, or at the guide's desk."""

from dataclasses import dataclass, field

from hardware.health import Fault, Health
from hardware.led.interface import Spot, Urgency
from hardware.led.port_panel import Owner
from hardware.led.template import TemplateCard
from hardware.light.interface import Colour, Signal
from hardware.transport.job_queue import Job, Superseded
from hardware.transport.line import Line


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
        lit = None if signal.colour is None else self.outputs.get(signal.colour, min(self.outputs.values()))

        def switch(line: Line) -> None:
            for output in sorted(set(self.outputs.values())):
                self.card.switch(line, Spot(self.address, output), output == lit)

        self.owner.submit(Job(("light", self.address), Urgency.CALL, switch, self._done))

    def health(self) -> Health:
        return self._fault.health if self._fault is not None else self.owner.health

    def close(self) -> None:
        self.owner.close()

    def _done(self, fault: Fault | None) -> None:
        if not isinstance(fault, Superseded):
            self._fault = fault
