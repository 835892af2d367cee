"""When a number may be issued. Every check is a function of facts; the first that fails says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from hall_server.domain.names import ItemId, PersonHash, QueueId
from hall_server.domain.refusals import (
    AlreadyWaiting,
    AppointmentNotNow,
    AppointmentOfSomeoneElse,
    AppointmentUsed,
    ClassNotAllowed,
    DailyLimitReached,
    HallClosed,
    IdCardRequired,
    LineFull,
    QuotaUsedUp,
)
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import LIVE, Priority, State, Ticket


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, and all that the rules need to know about this moment."""

    queue: QueueId
    id_card_required: bool
    priority: Priority
    by_citizen: bool
    """At a kiosk, by the citizen alone; a guide desk may grant any class."""
    person: PersonHash | None
    open_now: bool
    opens: datetime | None
    """The next opening, in the hall's time zone, when it is closed now."""
    waiting: int
    taken_in_slot: int
    slot: tuple[datetime, datetime]
    persons_tickets: Sequence[Ticket] = ()
    """All tickets of this person on this business day."""


def check_issue(asked: Asked, rules: Rules) -> None:
    """Raises the refusal of the first rule that says no; returns when a number may be issued."""
    check_line(asked, rules)
    if asked.by_citizen and asked.priority not in (*rules.self_service_classes, Priority.APPOINTMENT):
        raise ClassNotAllowed(field="priority", priority=asked.priority.value)
    if asked.id_card_required and asked.person is None and asked.by_citizen:
        raise IdCardRequired(field="id_token")
    _check_person(asked, rules)


def check_line(asked: Asked, rules: Rules) -> None:
    """The part of the rules that does not depend on who asks: hours, quota, length of the line."""
    if not asked.open_now:
        raise HallClosed(opens=f"{asked.opens:%m-%d %H:%M}" if asked.opens else "—")
    if asked.waiting >= rules.stop_waiting:
        raise LineFull(waiting=asked.waiting)
    quota = rules.slot_quota.get(asked.queue)
    if quota is not None and asked.taken_in_slot >= quota:
        raise QuotaUsedUp(slot=f"{asked.slot[0]:%H:%M}–{asked.slot[1]:%H:%M}")


def _check_person(asked: Asked, rules: Rules) -> None:
    if asked.person is None:
        return
    if rules.one_waiting_per_queue:
        for ticket in asked.persons_tickets:
            if ticket.queue == asked.queue and ticket.state in LIVE:
                raise AlreadyWaiting(number=ticket.number, ticket=ticket.id)
    counted = [t for t in asked.persons_tickets if t.state not in (State.VOID, State.CANCELLED)]
    if len(counted) >= rules.daily_limit_per_person:
        raise DailyLimitReached(limit=rules.daily_limit_per_person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A booked visit: its code opens a number around its slot."""

    code: str
    item: ItemId
    queue: QueueId
    slot_at: datetime
    person: PersonHash | None = None
    state: str = "booked"
    """`booked`, `arrived` or `cancelled`."""
    ticket: str | None = None


class Arrival(Enum):
    """What it means that the holder of an appointment stands here now."""

    ON_TIME = "on_time"
    LATE = "late"
    """After the grace, on its day: an ordinary visit."""
    EARLY = "early"
    """Later today."""
    LATER_DAY = "later_day"
    OVER = "over"
    """Its day is past."""
    ARRIVED = "arrived"
    """It has its number already."""
    CANCELLED = "cancelled"


def span_of(appointment: Appointment, rules: Rules) -> tuple[datetime, datetime]:
    """From when to when an arrival counts as on time."""
    return appointment.slot_at - rules.appointment_grace, appointment.slot_at + rules.appointment_grace


def arrival_of(appointment: Appointment, rules: Rules, now: datetime) -> Arrival:
    if appointment.state != "booked":
        return Arrival.ARRIVED if appointment.state == "arrived" else Arrival.CANCELLED
    opens, closes = span_of(appointment, rules)
    if opens <= now <= closes:
        return Arrival.ON_TIME
    zone = ZoneInfo(rules.time_zone)
    today = appointment.slot_at.astimezone(zone).date() == now.astimezone(zone).date()
    if now < opens:
        return Arrival.EARLY if today else Arrival.LATER_DAY
    return Arrival.LATE if today else Arrival.OVER


def check_appointment(
    appointment: Appointment, person: PersonHash | None, rules: Rules, now: datetime
) -> Priority:
    """The class that an arrival gets: appointment within the grace, ordinary after it.

    Raises AppointmentUsed, AppointmentOfSomeoneElse, and AppointmentNotNow before the grace or on another
    day.
    """
    arrival = arrival_of(appointment, rules, now)
    if arrival in (Arrival.ARRIVED, Arrival.CANCELLED):
        raise AppointmentUsed(ticket=appointment.ticket)
    if appointment.person and person and appointment.person != person:
        raise AppointmentOfSomeoneElse
    if arrival not in (Arrival.ON_TIME, Arrival.LATE):
        opens, closes = span_of(appointment, rules)
        raise AppointmentNotNow(opens=opens, closes=closes)
    return Priority.APPOINTMENT if arrival is Arrival.ON_TIME else Priority.ORDINARY


def priority_by_age(birth: date, today: date, rules: Rules) -> Priority:
    """Elderly from the year that the hall sets, by the birth date in the ID number."""
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return Priority.ELDERLY if years >= rules.elderly_from_years else Priority.ORDINARY
