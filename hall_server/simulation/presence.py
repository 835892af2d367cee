"""Who is in the hall while a day runs."""

from dataclasses import dataclass, field
from math import exp

from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Counter
from hall_server.domain.names import TicketId
from hall_server.simulation.day import Break, NoShows, Shift, Visit
from hall_server.simulation.result import WindowUse


@dataclass(slots=True)
class Desk:
    """A window and the clerk at it."""

    shift: Shift
    counter: Counter
    actor: Actor
    due: list[Break] = field(default_factory=list)
    leaving: bool = False
    """Ends its day when nobody waits."""
    closes: bool = False
    away: bool = True
    ticket: TicketId | None = None
    held: list[TicketId] = field(default_factory=list)
    """Put on hold here, or at a window that has gone home since: it does not leave before them."""
    returned: list[TicketId] = field(default_factory=list)
    """Those of them who are back, the earliest first."""
    idle_since: float | None = None
    on_since: float = 0.0
    called_at: float = 0.0
    use: WindowUse = field(default_factory=WindowUse)


@dataclass(slots=True)
class Guest:
    """A visit while it is in the hall."""

    visit: Visit
    ready_at: float
    """From when on it waits: its coming, or its slot."""
    leg: int = 0
    holds: int = 0
    """That are behind it in this leg."""
    missed: int = 0
    first_call: float | None = None

    def comes(self, wait: float, shares: NoShows) -> bool:
        """To the window, when called after so many minutes."""
        if self.missed < self.visit.misses:
            return False
        stay = (1 - shares.at_once) * exp(-max(wait - shares.after, 0.0) / shares.scale)
        return self.missed > self.visit.misses or self.leg > 0 or self.visit.patience >= 1 - stay
