"""A hall of strips in which time stands still unless a test moves it: real wall, panel, port and protocol."""

from collections.abc import Callable

from hardware.health import Health
from hardware.led.card import LedCard
from hardware.led.interface import Spot, StripText
from hardware.led.led_wall import LedWall, Mount
from hardware.led.port_panel import PortPanel
from hardware.led.sim_screen import Screen, SimulatedWire
from hardware.transport.job_queue import Job
from hardware.transport.line import LineLost, LineUnreachable
from hardware.transport.port_owner import PortRules, PortWork

BAUD = 9600


class SteppedOwner:
    """Does the work of a port when it is told to."""

    def __init__(self, work: PortWork, name: str) -> None:
        self.work = work

    @property
    def health(self) -> Health:
        return self.work.health

    def submit(self, job: Job) -> None:
        self.work.submit(job)

    def close(self) -> None:
        self.work.end()


class SteppedHall:
    """`windows` are served by one bus of displays, window n at address n."""

    def __init__(
        self,
        card: Callable[[Callable[[], float]], LedCard],
        wire: Callable[[Screen], SimulatedWire],
        windows: int,
        gap: float = 0.1,
    ) -> None:
        self.now = 1000.0
        self.screen = Screen()
        self.plugged = True
        self.log: list[tuple[float, int, str]] = []
        self.lines = 0
        self._wire = wire
        self._owner: SteppedOwner | None = None
        rules = PortRules(gap=gap)
        self.panel = PortPanel(card(self.clock), self._open, rules, self.clock, "bus", self._own)
        self.wall = LedWall(
            {"bus": self.panel},
            {str(n): [Mount("bus", Spot(n))] for n in range(1, windows + 1)},
            clock=self.clock,
        )

    def clock(self) -> float:
        return self.now

    def say(self, window: int, text: StripText) -> None:
        self.wall.show_windows({str(window): text})

    def advance(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due meanwhile."""
        end = self.now + seconds
        assert self._owner is not None
        while True:
            waits = [self.wall.step(), self._owner.work.step()]
            if 0.0 in waits:
                continue
            nexts = [self.now + wait for wait in waits if wait is not None]
            if not nexts or min(nexts) >= end:
                self.now = max(self.now, end)
                return
            self.now = max(min(nexts), self.now + 1e-6)

    def steps(self, count: int) -> None:
        """So many steps of the port, with the time they take."""
        assert self._owner is not None
        for _ in range(count):
            self.wall.step()
            wait = self._owner.work.step()
            self.now += wait or 0.0

    def _own(self, work: PortWork, name: str) -> SteppedOwner:
        self._owner = SteppedOwner(work, name)
        return self._owner

    def _open(self) -> "_TimedLine":
        if not self.plugged:
            raise LineUnreachable("the cable is out")
        self.lines += 1
        return _TimedLine(self, self._wire(self.screen))


class _TimedLine:
    """Bytes take their time, and answers that do not come take all the time there is for them."""

    def __init__(self, hall: SteppedHall, device: SimulatedWire) -> None:
        self._hall = hall
        self._device = device
        self._waiting = b""

    def write(self, data: bytes) -> None:
        if not self._hall.plugged:
            raise LineLost("the cable is out")
        self._hall.now += len(data) * 10 / BAUD
        before = len(self._hall.screen.history)
        self._waiting += self._device.receive(data)
        for address, _, text in self._hall.screen.history[before:]:
            self._hall.log.append((self._hall.now, address, text))

    def read(self, count: int, seconds: float) -> bytes:
        if not self._hall.plugged:
            raise LineLost("the cable is out")
        if not self._waiting:
            self._hall.now += seconds
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def close(self) -> None:
        """Nothing to let go of."""
