"""How the next ticket is chosen: the order of a zone and its terms, all in minutes of waiting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from hall_server.domain.ticket import Priority


class Order(Enum):
    HEAD_START = "head_start"
    """Bounded head starts, the recommended order: see `dispatch`."""
    OLDEST = "oldest"
    """Whoever came first, of all that the window may call."""
    STRICT = "strict"
    """The class with the greatest head start first, then whoever came first. Nobody's wait is bounded."""
    STRICT_IN_TURN = "strict_in_turn"
    """The class first, then the window's queues in the order of its list, then whoever came first: what
    ticket systems do whose windows work through a fixed list of queues."""
    WEIGHTED = "weighted"
    """Minutes waited times (1 + weight of the class): accumulating priority (Kleinrock 1964), as Novo SGA's
    `balanceamento`. Who is passed waits the longer, the longer the line is."""


class Band(Enum):
    """How long the ticket's item takes, against the mean of its zone."""

    QUICK = "quick"
    USUAL = "usual"
    LONG = "long"


ORDINARY_ONLY: Mapping[Priority, float] = MappingProxyType(dict.fromkeys(Priority, 0.0))
BALANCED: Mapping[Priority, float] = MappingProxyType(
    {
        Priority.ORDINARY: 0.0,
        Priority.APPOINTMENT: 35.0,
        Priority.ELDERLY: 26.0,
        Priority.DISABLED: 26.0,
        Priority.SERVICEMAN: 26.0,
        Priority.EXPECTANT: 26.0,
        Priority.URGENT: 40.0,
    }
)
WEIGHTS: Mapping[Priority, float] = MappingProxyType(
    {priority: 0.0 if priority is Priority.ORDINARY else 1.0 for priority in Priority}
)


BY_CLASS = frozenset({Order.STRICT, Order.STRICT_IN_TURN})
"""Orders in which no wait outweighs a class."""


TERMS: Mapping[Order, tuple[str, ...]] = MappingProxyType(
    {
        Order.HEAD_START: (
            "class_minutes",
            "quick_minutes",
            "quick_share",
            "long_share",
            "primary_minutes",
            "pressure_minutes",
            "pressure_slope",
        ),
        Order.OLDEST: (),
        Order.STRICT: ("class_minutes",),
        Order.STRICT_IN_TURN: ("class_minutes",),
        Order.WEIGHTED: ("weights",),
    }
)
"""What changes whom an order calls."""


class BadPolicy(ValueError):
    """A policy that could not be kept. Names the setting and what is allowed."""


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """Terms of the credit of a waiting ticket. Raises BadPolicy.

    Defaults: the balanced profile. It began as the one of the reference notes (queueing.md 6.1: classes 25,
    bands 10, primary 6, pressure 20 at slope 2, which nearly every line of a full hall reaches) and was moved
    on simulated days; docs/policies.md tells which, and measures it.
    """

    order: Order = Order.HEAD_START
    class_minutes: Mapping[Priority, float] = field(default_factory=lambda: BALANCED)
    """Head start of each class."""
    quick_minutes: float = 12.0
    """Added for a quick item, taken off for a long one."""
    quick_share: float = 0.85
    """An item is quick up to this share of its zone's mean service time …"""
    long_share: float = 1.15
    """… and long from this share on."""
    primary_minutes: float = 12.0
    """For the window's own queues."""
    pressure_minutes: float = 15.0
    """The most that the pressure of a line adds."""
    pressure_slope: float = 0.4
    """Minutes added for each minute of work that a window of the line has before it."""
    weights: Mapping[Priority, float] = field(default_factory=lambda: WEIGHTS)
    """Of the weighted order."""

    def __post_init__(self) -> None:
        missing = [p.value for p in Priority if p not in self.class_minutes or p not in self.weights]
        if missing:
            raise BadPolicy(f"class_minutes and weights: {', '.join(missing)} is missing; name every class")
        for name, value, least, most in (
            *((f"class_minutes.{p.value}", v, 0.0, 240.0) for p, v in self.class_minutes.items()),
            *((f"weights.{p.value}", v, 0.0, 100.0) for p, v in self.weights.items()),
            ("quick_minutes", self.quick_minutes, 0.0, 120.0),
            ("primary_minutes", self.primary_minutes, 0.0, 120.0),
            ("pressure_minutes", self.pressure_minutes, 0.0, 120.0),
            ("pressure_slope", self.pressure_slope, 0.0, 100.0),
            ("quick_share", self.quick_share, 0.0, 1.0),
            ("long_share", self.long_share, 1.0, 100.0),
        ):
            if not least <= value <= most:
                raise BadPolicy(f"{name} is {value}; allowed is {least:g} to {most:g}")

    def band(self, item_minutes: float, usual_minutes: float) -> Band:
        """The band of an item whose service takes `item_minutes` on average."""
        if item_minutes <= self.quick_share * usual_minutes:
            return Band.QUICK
        return Band.LONG if item_minutes >= self.long_share * usual_minutes else Band.USUAL

    def band_minutes(self, band: Band) -> float:
        return {Band.QUICK: self.quick_minutes, Band.USUAL: 0.0, Band.LONG: -self.quick_minutes}[band]

    def pressure(self, work_minutes: float, windows_share: float) -> float:
        """Minutes for a line with `work_minutes` of service waiting in it, worked on by other windows that
        count `windows_share` together (a window of k queues counts 1/k)."""
        return min(self.pressure_minutes, self.pressure_slope * work_minutes / (0.5 + windows_share))

    @property
    def bound_minutes(self) -> float | None:
        """D of `dispatch`: who came more than so many minutes later is not called first. None: no bound."""
        match self.order:
            case Order.OLDEST:
                return 0.0
            case Order.STRICT | Order.STRICT_IN_TURN | Order.WEIGHTED:
                return None
        return sum(self.bound_terms.values())

    @property
    def bound_terms(self) -> Mapping[str, float]:
        """The terms that D is the sum of, in minutes; empty where the order has no such sum."""
        if self.order is not Order.HEAD_START:
            return {}
        classes = self.class_minutes.values()
        return {
            "classes": max(classes) - min(classes),
            "bands": 2 * self.quick_minutes,
            "primary": self.primary_minutes,
            "pressure": self.pressure_minutes,
        }

    def bound_of(self, priority: Priority, band: Band) -> float | None:
        """D of one ticket: at most the whole `bound_minutes`."""
        if self.order is not Order.HEAD_START:
            return self.bound_minutes
        most = max(self.class_minutes.values()) + self.quick_minutes
        own = self.class_minutes[priority] + self.band_minutes(band)
        return most + self.primary_minutes + self.pressure_minutes - own


def _head_starts(minutes: float, appointment: float) -> Mapping[Priority, float]:
    own = {Priority.ORDINARY: 0.0, Priority.APPOINTMENT: appointment, Priority.URGENT: appointment + 5}
    return MappingProxyType(dict.fromkeys(Priority, minutes) | own)


PROFILES: Mapping[str, CallPolicy] = MappingProxyType(
    {
        "balanced": CallPolicy(),
        "light": CallPolicy(
            class_minutes=_head_starts(20, 25), quick_minutes=8, primary_minutes=4, pressure_minutes=10
        ),
        "strong": CallPolicy(class_minutes=_head_starts(45, 50)),
        "no_classes": CallPolicy(class_minutes=ORDINARY_ONLY),
        "oldest": CallPolicy(Order.OLDEST),
        "strict": CallPolicy(Order.STRICT),
        "strict_in_turn": CallPolicy(Order.STRICT_IN_TURN),
        "weighted": CallPolicy(Order.WEIGHTED),
    }
)
"""Ready policies that a zone may name."""
