"""The hall in memory while the server runs: the working set that commands read and change.

The database stays the truth. What is here is valid exactly as long as the hall's row carries the same
`seq`; the
store checks that under the row's lock before every group of commands, and loads anew when somebody else
has written.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from hall_server.domain.calendar import Workdays
from hall_server.domain.call_policy import Band
from hall_server.domain.dispatch import LineKey, Placed, line_key
from hall_server.domain.events import Device, Event, Notice
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.issuing import Appointment
from hall_server.domain.leasing import Lease, next_counter
from hall_server.domain.names import DeviceId, PersonHash, QueueId, StaffNumber, TicketId, WindowId
from hall_server.domain.refusals import UnknownAppointment, UnknownThing, UnknownTicket
from hall_server.domain.rules import Rules, policy_of
from hall_server.domain.ticket import Ticket
from hall_server.domain.window import Window
from hall_server.operations.forecasts import Forecasts
from hall_server.operations.ports import Failures, Login, Pairing
from hall_server.storage.attendance_records import AttendanceRecords
from hall_server.storage.columns import EPOCH
from hall_server.storage.live_attendance import LiveAttendance
from hall_server.storage.shelf import Journal, Shelf
from hall_server.storage.ticket_shelf import TicketShelf

FindTicket = Callable[[str], Ticket | None]
"""Looks up a ticket of an earlier day by its id or its token."""
FindLease = Callable[[str], Lease | None]
"""Looks up a number that was lent on an earlier day, by its ticket's id."""


@dataclass(frozen=True, slots=True)
class LastNumber:
    queue: QueueId
    day: date
    last: int


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan that replaces another at a moment."""

    plan: HallPlan
    at: datetime


class LiveTickets:
    """See `ports.Tickets`."""

    def __init__(self, live: "LiveHall") -> None:
        self._live, self._shelf = live, live.ticket_shelf

    def get(self, ticket: str) -> Ticket:
        name = TicketId(ticket)
        found = self._shelf.rows.get(name) or self._live.older_shelf.rows.get(name)
        found = found or self._older(self._live.find_older(ticket))
        if found is None:
            raise UnknownTicket(field="ticket")
        return found

    def by_token(self, token: str) -> Ticket:
        found = self._shelf.by_token.get(token) or self._older(self._live.find_older_by_token(token))
        if found is None:
            raise UnknownTicket(field="token")
        return found

    def by_number(self, number: str) -> Ticket:
        found = self._shelf.by_number.get(number)
        if found is None:
            raise UnknownTicket(field="number")
        return found

    def waiting(self, queues: Iterable[QueueId]) -> list[Ticket]:
        return [t for q in queues for t in self._shelf.waiting[q].values()]

    def heads(self, queues: Iterable[QueueId]) -> list[Placed]:
        return [placed for q in queues for placed in self._shelf.lines.heads(q)]

    def lines(self, queues: Iterable[QueueId]) -> list[Placed]:
        return [placed for q in queues for placed in self._shelf.lines.all(q)]

    def waiting_for(self, window: WindowId) -> list[Placed]:
        bound = self._shelf.bound[window].values()
        return [placed for t in bound if (placed := self._shelf.lines.placed(t.id))]

    def before(self, queue: QueueId, key: LineKey) -> int:
        return self._shelf.lines.before(queue, key)

    def placed(self, ticket: TicketId) -> Placed | None:
        return self._shelf.lines.placed(ticket)

    def count_waiting(self, queue: QueueId) -> int:
        return len(self._shelf.waiting[queue])

    def bound_to(self, window: WindowId) -> list[Ticket]:
        return list(self._shelf.bound[window].values())

    def live(self) -> list[Ticket]:
        return list(self._shelf.live.values())

    def live_in(self, queues: Iterable[QueueId]) -> list[Ticket]:
        return [t for q in queues for t in self._shelf.live_in_queue[q].values()]

    def reserved(self) -> list[Ticket]:
        return list(self._shelf.reserved.values())

    def of_person(self, person: PersonHash) -> list[Ticket]:
        return list(self._shelf.of_person[person].values())

    def today(self) -> Collection[Ticket]:
        return self._shelf.all()

    def is_given(self, number: str) -> bool:
        return number in self._shelf.by_number

    def issued_in(self, queue: QueueId) -> int:
        return len(self._shelf.of_queue[queue])

    def done_at(self, window: WindowId) -> list[Ticket]:
        return list(self._shelf.done_at_window[window].values())

    def taken_between(self, queue: QueueId, start: datetime, end: datetime) -> int:
        return self._shelf.taken_between(queue, start, end)

    def next_counter(self, queue: QueueId) -> int:
        before = self._live.counters.rows.get(queue)
        last = before.last if before and before.day == self._live.day else 0
        lent = (lease.counter for lease in self._live.leases.of(queue))
        counter = next_counter(last, lent, self._live.rules.lending)
        self._live.counters.put(LastNumber(queue, self._live.day, counter))
        return counter

    def recent_minutes(self, queue: QueueId) -> list[float]:
        most = self._live.rules.service_samples
        today = self._shelf.recent_minutes(queue, most)
        return [*today, *self._live.earlier_minutes.get(queue, ())][:most]

    def save(self, ticket: Ticket) -> None:
        shelf = self._shelf if ticket.day == self._live.day else self._live.older_shelf
        shelf.put(ticket)

    def _older(self, found: Ticket | None) -> Ticket | None:
        """As this group of commands has it, should one of them have changed it."""
        return self._live.older_shelf.rows.get(found.id, found) if found else None


class LeaseShelf(Shelf[TicketId, Lease]):
    """The numbers that are lent on the business day, by queue."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal, lambda lease: lease.ticket)
        self.of_queue: defaultdict[QueueId, dict[TicketId, Lease]] = defaultdict(dict)

    def _added(self, value: Lease) -> None:
        self.of_queue[value.queue][value.ticket] = value

    def _removed(self, value: Lease) -> None:
        self.of_queue[value.queue].pop(value.ticket, None)


class LiveLeases:
    """See `ports.Leases`."""

    def __init__(self, live: "LiveHall") -> None:
        self._live, self._shelf = live, live.lease_shelf

    def get(self, ticket: str) -> Lease | None:
        return self._shelf.rows.get(TicketId(ticket)) or self._live.find_older_lease(ticket)

    def of(self, queue: QueueId) -> list[Lease]:
        return [held for held in self._shelf.of_queue[queue].values() if held.day == self._live.day]

    def save(self, lease: Lease) -> None:
        self._shelf.put(lease)


class LiveWindows:
    def __init__(self, shelf: Shelf[WindowId, Window]) -> None:
        self._shelf = shelf

    def get(self, window: str) -> Window:
        found = self._shelf.rows.get(WindowId(window))
        if found is None:
            raise UnknownThing(field="window", thing="window", name=window)
        return found

    def all(self) -> list[Window]:
        return list(self._shelf.rows.values())

    def save(self, window: Window) -> None:
        self._shelf.put(window)


class LiveAppointments:
    def __init__(self, shelf: Shelf[str, Appointment]) -> None:
        self._shelf = shelf

    def get(self, code: str) -> Appointment:
        found = self._shelf.rows.get(code)
        if found is None:
            raise UnknownAppointment(field="appointment")
        return found

    def of_person(self, person: PersonHash) -> list[Appointment]:
        return [a for a in self._shelf.rows.values() if a.person == person]

    def has(self, code: str) -> bool:
        return code in self._shelf.rows

    def save(self, appointment: Appointment) -> None:
        self._shelf.put(appointment)


class LiveNotices:
    def __init__(self, shelf: Shelf[str, Notice]) -> None:
        self._shelf = shelf

    def all(self) -> list[Notice]:
        return list(self._shelf.rows.values())

    def save(self, notice: Notice) -> None:
        self._shelf.put(notice)


class LiveDevices:
    def __init__(self, shelf: Shelf[DeviceId, Device]) -> None:
        self._shelf = shelf

    def get(self, device: DeviceId) -> Device:
        found = self._shelf.rows.get(device)
        if found is None:
            raise UnknownThing(field="device", thing="device", name=device)
        return found

    def all(self) -> list[Device]:
        return list(self._shelf.rows.values())

    def save(self, device: Device) -> None:
        self._shelf.put(device)


class LiveAccounts:
    def __init__(
        self,
        logins: Shelf[str, Login],
        failures: Shelf[StaffNumber, Failures],
        pairings: Shelf[str, Pairing],
    ) -> None:
        self._logins, self._failures, self._pairings = logins, failures, pairings

    def login(self, digest: str) -> Login | None:
        return self._logins.rows.get(digest)

    def save_login(self, login: Login) -> None:
        self._logins.put(login)

    def logins_of(self, staff: StaffNumber) -> list[Login]:
        return [g for g in self._logins.rows.values() if g.staff == staff and not g.ended]

    def failures(self, staff: StaffNumber) -> Failures:
        return self._failures.rows.get(staff) or Failures(staff, 0, None)

    def save_failures(self, failures: Failures) -> None:
        self._failures.put(failures)

    def pairing(self, code: str) -> Pairing | None:
        return self._pairings.rows.get(code)

    def pairings(self) -> list[Pairing]:
        return list(self._pairings.rows.values())

    def save_pairing(self, pairing: Pairing) -> None:
        self._pairings.put(pairing)


class LiveHall:
    """See `ports.UnitOfWork`. One thread uses it at a time."""

    def __init__(
        self,
        plan: HallPlan,
        rules: Rules,
        workdays: Workdays,
        zone_info: tzinfo,
        day: date,
        seq: int,
        records: AttendanceRecords,
        find_older: FindTicket = lambda _: None,
        find_older_by_token: FindTicket = lambda _: None,
        find_older_lease: FindLease = lambda _: None,
        forecasts: Forecasts | None = None,
    ) -> None:
        self.plan, self.rules, self.workdays, self.zone_info = plan, rules, workdays, zone_info
        self.day, self._seq = day, seq
        self.find_older, self.find_older_by_token = find_older, find_older_by_token
        self.find_older_lease = find_older_lease
        self.forecasts = forecasts or Forecasts()
        self.earlier_minutes: dict[QueueId, list[float]] = {}
        """Services of earlier days, newest first, until today has enough of its own."""
        self.journal = Journal()
        self.events: list[tuple[Event, datetime, date]] = []
        """Recorded since the last commit, with moment and business day."""
        self.moment = EPOCH
        """Of the command that is running."""
        self.new_plan: NewPlan | None = None
        self.ticket_shelf = TicketShelf(self.journal, self._place_in_line)
        self.older_shelf = Shelf[TicketId, Ticket](self.journal, lambda t: t.id)
        """Tickets of earlier days that a command has changed; they must not be counted among today's."""
        self.window_shelf = Shelf[WindowId, Window](self.journal, lambda w: w.id)
        self.appointment_shelf = Shelf[str, Appointment](self.journal, lambda a: a.code)
        self.notice_shelf = Shelf[str, Notice](self.journal, lambda n: n.id)
        self.device_shelf = Shelf[DeviceId, Device](self.journal, lambda d: d.id)
        self.login_shelf = Shelf[str, Login](self.journal, lambda g: g.digest)
        self.failure_shelf = Shelf[StaffNumber, Failures](self.journal, lambda f: f.staff)
        self.pairing_shelf = Shelf[str, Pairing](self.journal, lambda p: p.code)
        self.counters = Shelf[QueueId, LastNumber](self.journal, lambda c: c.queue)
        self.lease_shelf = LeaseShelf(self.journal)
        self.leases = LiveLeases(self)
        self.tickets = LiveTickets(self)
        self.windows = LiveWindows(self.window_shelf)
        self.appointments = LiveAppointments(self.appointment_shelf)
        self.notices = LiveNotices(self.notice_shelf)
        self.devices = LiveDevices(self.device_shelf)
        self.accounts = LiveAccounts(self.login_shelf, self.failure_shelf, self.pairing_shelf)
        self.attendance = LiveAttendance(
            self.journal, records, lambda: self.new_plan.plan if self.new_plan else None, zone_info
        )

    @property
    def seq(self) -> int:
        return self._seq + len(self.events)

    def record(self, event: Event) -> None:
        self.events.append((event, self.moment, self.day))

    def begin_day(self, day: date) -> None:
        self.day = day

    def replace_plan(self, plan: HallPlan, at: datetime) -> None:
        self.plan, self.new_plan = plan, NewPlan(plan, at)
        for counter in plan.counters.values():
            fresh = Window(id=counter.id, number=counter.number, zone=counter.zone, since=at)
            window = self.window_shelf.rows.get(counter.id, fresh)
            if window is fresh or (window.number, window.zone) != (counter.number, counter.zone):
                self.window_shelf.put(replace(window, number=counter.number, zone=counter.zone))

    def _place_in_line(self, ticket: Ticket) -> tuple[LineKey, Band]:
        policy = policy_of(self.rules, self.plan.queues[ticket.queue].zone)
        usual = self.plan.usual_of(ticket.queue)
        band = policy.band(self.plan.expected_minutes(ticket.queue, ticket.item), usual)
        return line_key(ticket.priority, ticket.reference_at, ticket.id, band, policy), band

    def fresh_token(self) -> str:
        return secrets.token_urlsafe(16)

    def savepoint(self) -> "Savepoint":
        return Savepoint(self.journal.mark(), len(self.events), self.day, self.plan, self.new_plan)

    def undo_to(self, point: "Savepoint") -> None:
        """As if the last command had never been."""
        self.journal.undo_to(point.journal)
        del self.events[point.events :]
        self.day, self.plan, self.new_plan = point.day, point.plan, point.new_plan

    def committed(self) -> None:
        """The changes are in the database."""
        self._seq += len(self.events)
        self.events.clear()
        self.journal.forget()
        self.older_shelf.rows.clear()
        self.attendance.committed()
        self.new_plan = None


@dataclass(frozen=True, slots=True)
class Savepoint:
    journal: int
    events: int
    day: date
    plan: HallPlan
    new_plan: NewPlan | None
