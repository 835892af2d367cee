"""The displays on one port: a protocol, and the thread that owns the port."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from hardware.health import Fault, Health, HealthState
from hardware.led.card import LedCard
from hardware.led.interface import Done, Forgotten, LedRefused, LedSilent, Look, Manner, Spot, Urgency
from hardware.transport.job_queue import Job, Superseded
from hardware.transport.line import Line, LineLost, LineUnreachable, OpenLine
from hardware.transport.port_owner import PortClosed, PortOwner, PortRules, PortWork


def nobody_cares(spots: frozenset[Spot] | None) -> None:
    """Until a wall has said whom to tell."""


class Owner(Protocol):
    """Who does the work of a port: a thread of its own, or a test that steps through it."""

    @property
    def health(self) -> Health: ...
    def submit(self, job: Job) -> None: ...
    def close(self) -> None: ...


class PortPanel:
    """A LedPanel of real displays, or of simulated ones at the wire."""

    def __init__(
        self,
        card: LedCard,
        open_line: OpenLine,
        rules: PortRules | None = None,
        clock: Callable[[], float] = time.monotonic,
        name: str = "led",
        own: Callable[[PortWork, str], Owner] = PortOwner,
    ) -> None:
        self._card = card
        self._forgotten: Forgotten = nobody_cares
        self._lock = threading.Lock()
        self._used: set[Spot] = set()
        self._failing: dict[int, Fault] = {}
        self._greeted = False
        self._answered = False
        self._checked = 0
        self._owner = own(PortWork(open_line, rules, self._greet, clock), name)

    @property
    def manner(self) -> Manner:
        return self._card.manner

    def show(self, spot: Spot, look: Look, urgency: Urgency, done: Done) -> None:
        run = partial(self._show, spot, look)
        self._owner.submit(Job(spot, urgency, run, partial(self._shown, spot, done)))

    def check(self) -> None:
        self._owner.submit(Job("check", Urgency.REFRESH, self._check))

    def ask(self, address: int, done: Done) -> None:
        def run(line: Line) -> None:
            self._card.lost(line, address, frozenset())

        def asked(fault: Fault | None) -> None:
            self._note(address, fault)
            done(fault)

        self._owner.submit(Job(("ask", address), Urgency.REFRESH, run, asked))

    def when_blank(self, forgotten: Forgotten) -> None:
        self._forgotten = forgotten

    def failing(self) -> dict[int, Fault]:
        """Addresses of the displays that do not answer or refuse, and how."""
        with self._lock:
            return dict(self._failing)

    def health(self) -> Health:
        port = self._owner.health
        if port.state is not HealthState.OK:
            return port
        if failing := self.failing():
            return Health.warning(failing[min(failing)].code)
        if not self._card.answers:
            return Health.unknown("led_never_answers")
        return Health.ok() if self._answered else Health.unknown("not_tried")

    def close(self) -> None:
        self._owner.close()

    def _greet(self, line: Line) -> None:
        self._answered = False
        self._card.greet(line)
        if self._greeted:
            # Whoever unplugged the line may have unplugged the displays.
            self._forgotten(None)
        self._greeted = True

    def _show(self, spot: Spot, look: Look, line: Line) -> None:
        with self._lock:
            self._used.add(spot)
        self._card.show(line, spot, look)

    def _shown(self, spot: Spot, done: Done, fault: Fault | None) -> None:
        if not isinstance(fault, Superseded | PortClosed):
            self._note(spot.address, fault)
        done(fault)

    def _note(self, address: int, fault: Fault | None) -> bool:
        """Remember how a display answered; whether it had failed before."""
        with self._lock:
            before = self._failing.pop(address, None)
            if fault is None:
                self._answered = True
            elif not isinstance(fault, LineLost | LineUnreachable):
                self._failing[address] = fault
            return before is not None

    def _check(self, line: Line) -> None:
        """One card at a time, so that a dead one costs one answer's time and no more."""
        with self._lock:
            addresses = sorted({spot.address for spot in self._used})
            if not addresses:
                return
            address = addresses[self._checked % len(addresses)]
            self._checked += 1
            spots = frozenset(spot for spot in self._used if spot.address == address)
        try:
            lost = self._card.lost(line, address, spots)
        except (LedSilent, LedRefused) as fault:
            self._note(address, fault)
            return
        back = self._note(address, None)
        if lost or back:
            self._forgotten(spots if back else lost)
