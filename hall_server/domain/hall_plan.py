"""What a hall consists of: zones, units, items, queues, windows, staff. Edited by people, not by service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import harmonic_mean
from types import MappingProxyType
from typing import TypeVar

from hall_server.domain.names import HallId, ItemId, QueueId, StaffNumber, UnitId, WindowId, ZoneId
from hall_server.domain.refusals import UnknownThing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Zone:
    id: ZoneId
    letter: str
    name_zh: str
    name_en: str
    floor: int
    kiosks: int = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency or utility that serves in the hall."""

    id: UnitId
    name_zh: str
    name_en: str
    kind: str = "administrative"
    current_name_zh: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A line of tickets."""

    id: QueueId
    zone: ZoneId
    name_zh: str
    name_en: str
    mean_service_minutes: float = 10.0


@dataclass(frozen=True, slots=True)
class Item:
    """A service that a unit offers."""

    id: ItemId
    unit: UnitId
    queue: QueueId
    zone: ZoneId
    name_zh: str
    name_en: str
    theme_zh: str
    audience: str = "both"
    id_card_required: bool = False
    mean_service_minutes: float = 10.0
    appointment: bool = False
    promised_workdays: int = 0
    bring_zh: tuple[str, ...] = ()
    bring_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """A window as it is planned: where it stands and which queues it serves, primary ones first."""

    id: WindowId
    number: int
    zone: ZoneId
    unit: UnitId | None
    name_zh: str
    name_en: str
    primary: tuple[QueueId, ...]
    backups: tuple[QueueId, ...] = ()
    accessible: bool = False

    @property
    def queues(self) -> tuple[QueueId, ...]:
        return self.primary + self.backups


@dataclass(frozen=True, slots=True)
class Staff:
    number: StaffNumber
    name: str
    unit: UnitId | None
    kind: str
    """`front` or `back`."""
    roles: tuple[str, ...] = ("clerk",)
    pin_hash: str = field(default="", repr=False)
    window: WindowId | None = None
    """Usual window, offered at sign-in."""
    card: str = field(default="", repr=False)
    """Keyed hash of the number of the card that clocks know the person by; empty: none."""


@dataclass(frozen=True)
class HallPlan:
    """The whole plan of one hall at one version."""

    hall: HallId
    name_zh: str
    name_en: str
    zones: Mapping[ZoneId, Zone]
    units: Mapping[UnitId, Unit]
    queues: Mapping[QueueId, Queue]
    items: Mapping[ItemId, Item]
    counters: Mapping[WindowId, Counter]
    staff: Mapping[StaffNumber, Staff]
    version: int = 1
    day_overrides: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    """Days on which the hall is open or closed whatever the public calendar says."""

    @cached_property
    def counters_of_queue(self) -> Mapping[QueueId, tuple[Counter, ...]]:
        """Windows that may call a queue's tickets, primary ones first, then by number."""
        found: dict[QueueId, list[Counter]] = {q: [] for q in self.queues}
        by_number = sorted(self.counters.values(), key=lambda c: c.number)
        for counter in by_number:
            for queue in counter.primary:
                found[queue].append(counter)
        for counter in by_number:
            for queue in counter.backups:
                found[queue].append(counter)
        return {q: tuple(c) for q, c in found.items()}

    @cached_property
    def usual_minutes(self) -> Mapping[ZoneId, float]:
        """A zone's mean service time: what the bands of its items are measured against.

        Each window counts with as many services of its first queue as fit into its day, since a catalogue's
        rare and long items say nothing of what is asked for. Tickets of different zones never compete.
        """
        found = {}
        for zone in self.zones:
            firsts = (c.primary[0] for c in self.counters.values() if c.zone == zone and c.primary)
            means = [self.queues[q].mean_service_minutes for q in firsts]
            means = means or [q.mean_service_minutes for q in self.queues.values() if q.zone == zone]
            found[zone] = harmonic_mean(means) if means else 1.0
        return found

    @cached_property
    def mean_item_minutes(self) -> float:
        """Of the whole catalogue, rare items as much as frequent ones."""
        means = [item.mean_service_minutes for item in self.items.values()]
        means = means or [queue.mean_service_minutes for queue in self.queues.values()]
        return sum(means) / len(means) if means else 1.0

    def usual_of(self, queue: QueueId) -> float:
        """Mean service time of a queue's zone."""
        return self.usual_minutes[self.queues[queue].zone]

    def expected_minutes(self, queue: QueueId, item: ItemId | None) -> float:
        """Mean service time of an item, or of the queue where no item is known."""
        known = self.items.get(item) if item else None
        return known.mean_service_minutes if known else self.queues[queue].mean_service_minutes

    def queue(self, name: str, field_name: str = "queue") -> Queue:
        return _found(self.queues.get(QueueId(name)), "queue", name, field_name)

    def item(self, name: str, field_name: str = "item") -> Item:
        return _found(self.items.get(ItemId(name)), "item", name, field_name)

    def counter(self, name: str, field_name: str = "window") -> Counter:
        return _found(self.counters.get(WindowId(name)), "window", name, field_name)

    def zone(self, name: str, field_name: str = "zone") -> Zone:
        return _found(self.zones.get(ZoneId(name)), "zone", name, field_name)


def _found(thing: T | None, kind: str, name: str, field_name: str) -> T:
    if thing is None:
        raise UnknownThing(field=field_name, thing=kind, name=name)
    return thing
