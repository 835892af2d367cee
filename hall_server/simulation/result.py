"""What came of a run."""

from collections import Counter
from dataclasses import dataclass, field

from hall_server.domain.forecast.record import Score
from hall_server.domain.names import ItemId, QueueId, WindowId
from hall_server.domain.ticket import Priority


@dataclass(frozen=True, slots=True)
class Outcome:
    """One ticket that was called. `wait`: minutes from its coming, or its slot, to its first call."""

    at: float
    queue: QueueId
    priority: Priority
    wait: float
    item: ItemId | None = None


@dataclass(slots=True)
class WindowUse:
    on_minutes: float = 0.0
    busy_minutes: float = 0.0
    """From call to the ticket's leaving."""
    calls: int = 0


@dataclass(slots=True)
class Result:
    """Of one day."""

    outcomes: list[Outcome] = field(default_factory=list)
    windows: dict[WindowId, WindowUse] = field(default_factory=dict)
    turned_away: Counter[str] = field(default_factory=Counter)
    """Without a number, by the refusal's code."""
    finished: int = 0
    missed: int = 0
    holds: int = 0
    unserved: int = 0
    """Who wait, or are on hold, when all windows have closed."""
    never_called: list[tuple[QueueId, float]] = field(default_factory=list)
    """Who waited to the end and was not called once: for what, and from when on."""
    balked: int = 0
    """Gave their number back when they heard how long it would take."""
    told: dict[str, Score] = field(default_factory=dict)
    """How the waits came true that tickets were told, by the way in which they were found."""
    passes: int = 0
    """How often a waiting ticket that the window might have called saw a later one called."""
    longest_pass: float = 0.0
    """Minutes by which the latest of those came after whom it passed."""
    lane_breaks: int = 0
    """Passes inside a queue, class and band: must be none."""
    bound_breaks: int = 0
    """Passes by more than the policy's bound: must be none."""
    last_call: float = 0.0
    after_closing: float = 0.0
    """Minutes from the last number given to the last call."""

    @property
    def utilisation(self) -> float:
        on = sum(w.on_minutes for w in self.windows.values())
        return sum(w.busy_minutes for w in self.windows.values()) / on if on else 0.0
