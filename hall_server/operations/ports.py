"""What the operations need from the world, as Protocols. Storage satisfies them; tests may too."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Protocol

from hall_server.domain.calendar import Workdays
from hall_server.domain.dispatch import LineKey, Placed
from hall_server.domain.events import Device, Event, Notice
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.issuing import Appointment
from hall_server.domain.leasing import Lease
from hall_server.domain.names import DeviceId, PersonHash, QueueId, StaffNumber, TicketId, WindowId
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Ticket
from hall_server.domain.window import Window
from hall_server.operations.attendance_ports import Attendance
from hall_server.operations.forecasts import Forecasts


class Tickets(Protocol):
    """Tickets of the present business day, and any older one by its id."""

    def get(self, ticket: str) -> Ticket:
        """Raises UnknownTicket."""

    def by_token(self, token: str) -> Ticket:
        """Raises UnknownTicket."""

    def by_number(self, number: str) -> Ticket:
        """Of the present day. Raises UnknownTicket."""

    def waiting(self, queues: Iterable[QueueId]) -> list[Ticket]: ...

    def heads(self, queues: Iterable[QueueId]) -> list[Placed]:
        """The first two of each lane in these queues: all that a window has to compare."""

    def lines(self, queues: Iterable[QueueId]) -> list[Placed]:
        """Everybody who stands in these lines, in no order."""

    def waiting_for(self, window: WindowId) -> list[Placed]:
        """Waiting tickets that this window alone may call."""

    def before(self, queue: QueueId, key: LineKey) -> int:
        """How many stand before a place in a line."""

    def placed(self, ticket: TicketId) -> Placed | None:
        """Where a ticket stands; None when it does not wait."""

    def count_waiting(self, queue: QueueId) -> int: ...

    def bound_to(self, window: WindowId) -> list[Ticket]:
        """Live tickets that are at this window, or that only this window may call or resume."""

    def live(self) -> list[Ticket]: ...

    def reserved(self) -> list[Ticket]: ...

    def of_person(self, person: PersonHash) -> list[Ticket]: ...

    def live_in(self, queues: Iterable[QueueId]) -> list[Ticket]: ...

    def issued_in(self, queue: QueueId) -> int:
        """Numbers given today in a queue, whatever became of them."""

    def done_at(self, window: WindowId) -> list[Ticket]:
        """Finished today at a window."""

    def today(self) -> Collection[Ticket]: ...

    def is_given(self, number: str) -> bool:
        """Whether a ticket of today has this number."""

    def taken_between(self, queue: QueueId, start: datetime, end: datetime) -> int: ...

    def next_counter(self, queue: QueueId) -> int:
        """1, 2, 3 … within the business day; a counter is never given twice."""

    def recent_minutes(self, queue: QueueId) -> list[float]:
        """Lengths of the queue's last services, newest first."""

    def save(self, ticket: Ticket) -> None: ...


class Leases(Protocol):
    """Numbers lent to kiosks: of the present business day, and any older one by its ticket's id."""

    def get(self, ticket: str) -> Lease | None: ...

    def of(self, queue: QueueId) -> list[Lease]:
        """Lent today, claimed or not."""

    def save(self, lease: Lease) -> None: ...


class Windows(Protocol):
    def get(self, window: str) -> Window:
        """Raises UnknownThing."""

    def all(self) -> list[Window]: ...

    def save(self, window: Window) -> None: ...


class Appointments(Protocol):
    def get(self, code: str) -> Appointment:
        """Raises UnknownAppointment."""

    def of_person(self, person: PersonHash) -> list[Appointment]: ...

    def has(self, code: str) -> bool: ...

    def save(self, appointment: Appointment) -> None: ...


class Notices(Protocol):
    def all(self) -> list[Notice]: ...

    def save(self, notice: Notice) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody, or some device, that holds a token. Only the token's digest is kept."""

    digest: str
    roles: tuple[str, ...]
    expires_at: datetime | None
    staff: StaffNumber | None = None
    window: WindowId | None = None
    device: DeviceId | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong PINs in a row."""

    staff: StaffNumber
    count: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A device that asks to be let in."""

    code: str
    """Six digits, shown on the device."""
    secret_digest: str
    role: str
    name: str
    zone: str | None
    expires_at: datetime
    device: DeviceId | None = None
    """Set by the approval."""
    window: str | None = None


class Accounts(Protocol):
    def login(self, digest: str) -> Login | None: ...

    def save_login(self, login: Login) -> None: ...

    def logins_of(self, staff: StaffNumber) -> list[Login]:
        """Those that have not ended."""

    def failures(self, staff: StaffNumber) -> Failures: ...

    def save_failures(self, failures: Failures) -> None: ...

    def pairing(self, code: str) -> Pairing | None: ...

    def pairings(self) -> list[Pairing]: ...

    def save_pairing(self, pairing: Pairing) -> None: ...


class Devices(Protocol):
    def get(self, device: DeviceId) -> Device:
        """Raises UnknownThing."""

    def all(self) -> list[Device]: ...

    def save(self, device: Device) -> None: ...


class UnitOfWork(Protocol):
    """The hall while one command runs: alone, and undone as a whole when the command is refused."""

    @property
    def plan(self) -> HallPlan: ...

    @property
    def rules(self) -> Rules: ...

    @property
    def workdays(self) -> Workdays: ...

    @property
    def zone_info(self) -> tzinfo: ...

    @property
    def day(self) -> date: ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def leases(self) -> Leases: ...

    @property
    def windows(self) -> Windows: ...

    @property
    def appointments(self) -> Appointments: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def devices(self) -> Devices: ...

    @property
    def attendance(self) -> Attendance: ...

    @property
    def forecasts(self) -> Forecasts:
        """Waits that were played forward beside the lane."""

    @property
    def seq(self) -> int:
        """Of the newest event."""

    def record(self, event: Event) -> None:
        """Append to the hall's history, with the next number."""

    def begin_day(self, day: date) -> None: ...

    def replace_plan(self, plan: HallPlan, at: datetime) -> None: ...

    def fresh_token(self) -> str:
        """An unguessable string, safe in an address."""
