"""What a simulated day is drawn from. Defaults: the hall of the reference notes (queueing.md 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from math import isfinite
from types import MappingProxyType

from hall_server.domain.ticket import Priority


class BadParameters(ValueError):
    """A day that could not be. Names the parameter and what is allowed."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A rush of the day: bell-shaped, `weight` of the day's arrivals."""

    at: time
    spread_minutes: float
    weight: float


@dataclass(frozen=True, slots=True)
class Group:
    """Many people at once, as from a bus, for one item."""

    at: time
    people: int
    item: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A window that closes unexpectedly and stays closed."""

    at: time
    window: str


CLASS_SHARES: Mapping[Priority, float] = MappingProxyType(
    {
        Priority.ELDERLY: 0.080,
        Priority.DISABLED: 0.015,
        Priority.EXPECTANT: 0.015,
        Priority.SERVICEMAN: 0.035,
    }
)
"""Of those who walk in; together 11 % elderly, disabled and pregnant, and 3.5 % servicemen."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Shares are of 1, spreads are of logarithms unless a unit is named. Raises BadParameters."""

    load: float = 1.0
    """Times the demand; 1.8 is the day after a holiday."""
    day_spread: float = 0.12
    """Of the whole day's arrivals, as a share."""
    zone_spread: float = 0.07
    peaks: tuple[Peak, ...] = (Peak(time(9, 55), 45, 0.35), Peak(time(14, 32), 45, 0.25))
    """The rest arrives evenly while the hall is open."""
    early_minutes: float = 15.0
    """So long before it opens people begin to gather; they take their numbers when it opens."""
    appointment_share: float = 0.09
    appointment_early_minutes: float = 6.0
    """They come around so much before their slot, ± as much."""
    slot_minutes: int = 15
    class_shares: Mapping[Priority, float] = field(default_factory=lambda: CLASS_SHARES)
    item_minutes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """True means of items that differ from the plan's."""
    service_spread: tuple[float, float] = (0.45, 0.75)
    """Least and greatest of an item."""
    clerk_spread: float = 0.17
    clerk_day_spread: float = 0.05
    backup_factor: float = 1.10
    """A service of a window's backup queue takes so much longer."""
    absent_share: float = 0.05
    late_minutes: float = 4.0
    """Log-on after the opening, standard deviation."""
    lunch_minutes: float = 45.0
    lunch_slots: tuple[time, ...] = (time(11, 15), time(12, 0), time(12, 45), time(13, 30))
    """Where the hall stays open over noon, windows go in turn; elsewhere they rest while it is closed."""
    pauses_a_day: float = 1.2
    pause_minutes: float = 10.0
    no_show_share: float = 0.02
    """Of those called within `no_show_after` minutes; grows from there."""
    no_show_after: float = 8.0
    no_show_scale: float = 220.0
    balk_share: float = 0.0
    """Of the people who look at the wait that they are told before they stay …"""
    balk_minutes: tuple[float, float] = (20.0, 90.0)
    """… and leave at once when it is longer than their limit, which lies between these."""
    return_share: float = 0.35
    return_minutes: tuple[float, float] = (5.0, 20.0)
    transfer_share: float = 0.06
    hold_share: float = 0.0
    """Of the services that are put on hold once, while the citizen fetches a paper …"""
    hold_minutes: float = 15.0
    """… and is away for so long on average."""
    slow_share: float = 0.15
    """Of a zone's days on which something makes everything slower for a while …"""
    slow_factor: tuple[float, float] = (1.3, 1.6)
    slow_minutes: tuple[float, float] = (50.0, 120.0)
    print_seconds: float = 6.0
    call_seconds: float = 3.0
    """From the end of a service to the press for the next."""
    walk_seconds: float = 20.0
    groups: tuple[Group, ...] = ()
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        shares = (
            "appointment_share",
            "absent_share",
            "no_show_share",
            "return_share",
            "transfer_share",
            "balk_share",
            "hold_share",
        )
        ranges = {
            "load": (0.0, 20.0),
            **dict.fromkeys((*shares, "slow_share"), (0.0, 1.0)),
            **dict.fromkeys(("day_spread", "zone_spread", "clerk_spread", "clerk_day_spread"), (0.0, 1.0)),
            "backup_factor": (0.2, 5.0),
            "no_show_scale": (1.0, 1e6),
            "slot_minutes": (1.0, 240.0),
            **dict.fromkeys(("early_minutes", "late_minutes", "appointment_early_minutes"), (0.0, 240.0)),
            **dict.fromkeys(("lunch_minutes", "pause_minutes", "no_show_after"), (0.0, 480.0)),
            "hold_minutes": (0.1, 480.0),
            "pauses_a_day": (0.0, 50.0),
            **dict.fromkeys(("print_seconds", "call_seconds", "walk_seconds"), (0.0, 600.0)),
        }
        for name, (least, most) in ranges.items():
            _within(name, getattr(self, name), least, most)
        for name, (least, most) in {
            "service_spread": (0.0, 3.0),
            "return_minutes": (0.0, 480.0),
            "balk_minutes": (0.0, 480.0),
            "slow_factor": (0.2, 5.0),
            "slow_minutes": (0.0, 600.0),
        }.items():
            low, high = getattr(self, name)
            _within(f"{name}[0]", low, least, most)
            _within(f"{name}[1]", high, low, most)
        for item, minutes in self.item_minutes.items():
            _within(f"item_minutes.{item}", minutes, 0.1, 480.0)
        for peak in self.peaks:
            _within("peaks.weight", peak.weight, 0.0, 1.0)
            _within("peaks.spread_minutes", peak.spread_minutes, 1.0, 600.0)
        _within("peaks.weight, together", sum(p.weight for p in self.peaks), 0.0, 1.0)
        for priority, share in self.class_shares.items():
            _within(f"class_shares.{priority.value}", share, 0.0, 1.0)
        _within("class_shares, together", sum(self.class_shares.values()), 0.0, 1.0)
        for group in self.groups:
            _within("groups.people", group.people, 1, 2000)


def _within(name: str, value: float, least: float, most: float) -> None:
    if not isfinite(value) or not least <= value <= most:
        raise BadParameters(f"{name} is {value:g}; allowed is {least:g} to {most:g}")
