"""One hall in its database: load it, and write what a group of commands changed in one transaction."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from hall_server.domain.calendar import Workdays
from hall_server.domain.call_record import call_made
from hall_server.domain.events import Device, Kind, Notice
from hall_server.domain.forecast.drift import OVER, Promise, promises_of
from hall_server.domain.issuing import Appointment
from hall_server.domain.leasing import Lease
from hall_server.domain.names import QueueId
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Ticket
from hall_server.domain.window import Window
from hall_server.operations.forecasts import Forecasts
from hall_server.operations.ports import Failures, Login, Pairing
from hall_server.storage import event_log
from hall_server.storage.attendance_records import AttendanceRecords
from hall_server.storage.cipher import Cipher
from hall_server.storage.engines import Engines
from hall_server.storage.live_hall import LastNumber, LiveHall
from hall_server.storage.plan_store import read_plan, write_plan
from hall_server.storage.row_writer import RowWriter, writer_of
from hall_server.storage.rows import from_row
from hall_server.storage.shelf import Shelf
from hall_server.storage.tables import (
    AnswerRow,
    AppointmentRow,
    Base,
    CounterRow,
    DeviceRow,
    FailuresRow,
    HallRow,
    LeaseRow,
    LoginRow,
    NoticeRow,
    PairingRow,
    TicketRow,
    WindowRow,
)

CALLS = (Kind.TICKET_CALLED, Kind.TICKET_RECALLED)
A_DAYS_CALLS = 20_000
"""More than any hall calls in a day, so that a quiet zone's last calls are among them."""
PAST_TICKETS = 20_000
PAST_TURNS = 12_000
"""Of the last days, that the forecasts of a server that starts have learnt from."""
PAST_DAYS = 90
"""Looked through for the promises that the alarm of a new day begins with."""
EARLIER_SERVICES = 2000
"""Finished tickets of earlier days that warm up the estimates of a new day."""

Shelved = tuple[type[Base], type[Any], Shelf[Any, Any]]
"""A table, the values that its rows hold, and where they stand in memory."""


# Made once: SQLAlchemy would otherwise build the same expressions anew for every commit.
OF_HALL = HallRow.hall_id == bindparam("hall")
LOCKED_SEQ = select(HallRow.seq).where(OF_HALL).with_for_update()
CHAIN = select(HallRow.chain).where(OF_HALL)
MOVE_ON = (
    update(HallRow)
    .where(OF_HALL)
    .values(seq=bindparam("new_seq"), chain=bindparam("new_chain"), day=bindparam("new_day"))
)
FIRST_ANSWERS = select(AnswerRow.key, AnswerRow.fingerprint, AnswerRow.refused, AnswerRow.body).where(
    AnswerRow.hall_id == bindparam("hall"), AnswerRow.key.in_(bindparam("keys", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer to an idempotency key: a body, or the code of a refusal with its places as a body."""

    key: str
    fingerprint: str
    refused: str | None
    body: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as its row holds it."""

    key: str
    fingerprint: str
    refused: str | None
    body: str
    at: datetime


class HallStore:
    """Reads and writes one hall. The write side is used by the lane alone."""

    def __init__(
        self, engines: Engines, hall_id: str, cipher: Cipher, rules: Rules, workdays: Workdays, zone: tzinfo
    ) -> None:
        self._engines, self.hall_id, self._cipher = engines, hall_id, cipher
        self._rules, self._workdays, self._zone = rules, workdays, zone
        self.records = AttendanceRecords(engines.read, hall_id, cipher, zone)
        """What is on record of attendance, for questions that read it beside the lane."""
        self.forecasts = Forecasts()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that holds the hall's lock: nobody else writes to this hall until it ends."""
        with self._engines.write.begin() as connection:
            yield connection

    def locked_seq(self, connection: Connection) -> int:
        """Number of the newest event; takes the hall's row lock where the database has one."""
        found = connection.scalar(LOCKED_SEQ, {"hall": self.hall_id})
        if found is None:
            raise LookupError(f"the database holds no hall {self.hall_id!r}; run `hall init` first")
        return found

    def load(self, connection: Connection) -> LiveHall:
        """The hall as the database has it."""
        plan = read_plan(connection, self.hall_id, self._cipher)
        day, seq = connection.execute(
            select(HallRow.day, HallRow.seq).where(HallRow.hall_id == self.hall_id)
        ).one()
        live = LiveHall(
            plan,
            self._rules,
            self._workdays,
            self._zone,
            day,
            seq,
            self.records,
            lambda name: self._older(TicketRow.__table__.c.id, name),
            lambda token: self._older(TicketRow.__table__.c.token, token),
            self._older_lease,
            self.forecasts,
        )
        for row, kind, shelf in _shelves(live):
            table = row.__table__
            query = select(table).where(table.c.hall_id == self.hall_id)
            if row in (TicketRow, CounterRow, LeaseRow):
                query = query.where(table.c.day == day)
            if row is TicketRow:
                query = query.order_by(table.c.since, table.c.id)
            shelf.load(from_row(kind, r, row) for r in connection.execute(query).mappings())
        live.earlier_minutes = self._earlier_minutes(connection, day)
        return live

    def write(self, connection: Connection, live: LiveHall, answers: Iterable[Answer], now: datetime) -> None:
        """Put into the database what changed since the last commit. Not committed here."""
        changed = live.journal.changed()
        older: Shelved = (TicketRow, Ticket, live.older_shelf)
        for row, kind, shelf in (*_shelves(live), older):
            if keys := changed.get(shelf):
                values = [shelf.rows[k] for k in keys if k in shelf.rows]
                self._writer(connection, row, kind, replace=True).write(connection, self.hall_id, values)
        live.attendance.write(connection, self.hall_id, self._cipher, changed)
        if live.new_plan is not None:
            write_plan(connection, live.new_plan.plan, live.new_plan.at, self._cipher)
        if live.events:
            self._append_events(connection, live)
        kept = [KeptAnswer(a.key, a.fingerprint, a.refused, a.body, now) for a in answers]
        self._writer(connection, AnswerRow, KeptAnswer).write(connection, self.hall_id, kept)

    def first_answers(self, connection: Connection, keys: Iterable[str]) -> dict[str, Answer]:
        """Answers on record for these keys."""
        found = connection.execute(FIRST_ANSWERS, {"hall": self.hall_id, "keys": list(keys)})
        return {r.key: Answer(r.key, r.fingerprint, r.refused, r.body) for r in found}

    def forget_answers(self, connection: Connection, before: datetime) -> None:
        connection.execute(delete(AnswerRow).where(AnswerRow.hall_id == self.hall_id, AnswerRow.at < before))

    def read_after(self, seq: int, most: int = 500) -> list[event_log.Recorded]:
        return event_log.read_after(self._engines.read, self.hall_id, seq, most)

    def last_calls(self, most: int = A_DAYS_CALLS) -> list[event_log.Recorded]:
        """The newest calls of the present business day, oldest first."""
        with self._engines.read.connect() as connection:
            day = connection.scalar(select(HallRow.day).where(HallRow.hall_id == self.hall_id))
        return event_log.last_of(self._engines.read, self.hall_id, CALLS, day, most) if day else []

    def last_seq(self) -> int:
        return event_log.last_seq(self._engines.read, self.hall_id)

    def last_moment(self, day: date | None = None) -> datetime | None:
        """When the hall's newest event was, of one business day if asked."""
        return event_log.last_moment(self._engines.read, self.hall_id, day)

    def past_tickets(self, most: int = PAST_TICKETS) -> list[Ticket]:
        """Tickets of the last days, oldest first: what estimates learn from after a restart."""
        query = (
            select(TicketRow.__table__)
            .where(TicketRow.hall_id == self.hall_id)
            .order_by(TicketRow.day.desc(), TicketRow.taken_at.desc())
            .limit(most)
        )
        with self._engines.read.connect() as connection:
            found = [from_row(Ticket, r, TicketRow) for r in connection.execute(query).mappings()]
        return sorted(found, key=lambda t: (t.day, t.called_at or t.taken_at))

    def past_windows(self, most: int = PAST_TURNS) -> list[Window]:
        """Windows as they opened, paused and closed on the last days, oldest first."""
        return event_log.windows_turned(self._engines.read, self.hall_id, most)

    def tickets_of(self, day: date) -> list[Ticket]:
        """Every ticket of one business day."""
        query = select(TicketRow.__table__).where(TicketRow.hall_id == self.hall_id, TicketRow.day == day)
        with self._engines.read.connect() as connection:
            return [from_row(Ticket, r, TicketRow) for r in connection.execute(query).mappings()]

    def calls_of(self, day: date, after: int = 0) -> list[event_log.Recorded]:
        """Every call of one business day, oldest first; those behind event number `after`."""
        return event_log.calls_of(self._engines.read, self.hall_id, day, after)

    def until_walk_ins(self, day: date) -> list[event_log.Recorded]:
        """What the log has of one business day up to its last start of a service without a ticket."""
        return event_log.until_walk_ins(self._engines.read, self.hall_id, day)

    def promises_before(self, day: date) -> list[Promise]:
        """The last ranges told on earlier days, oldest first: what the alarm of a day begins with."""
        found: list[Promise] = []
        earlier = self.day_before(day)
        for _ in range(PAST_DAYS):
            if earlier is None or len(found) >= OVER:
                break
            calls = [made for step in self.calls_of(earlier) if (made := call_made(step))]
            found = [*promises_of(calls), *found]
            earlier = self.day_before(earlier)
        return found[-OVER:]

    def events_naming(self, day: date, numbers: Collection[str]) -> list[event_log.Recorded]:
        """What the log has of some numbers of one business day."""
        return event_log.events_naming(self._engines.read, self.hall_id, day, numbers)

    def day_before(self, day: date) -> date | None:
        """The last business day before one on which a number was taken."""
        query = select(func.max(TicketRow.day)).where(TicketRow.hall_id == self.hall_id, TicketRow.day < day)
        with self._engines.read.connect() as connection:
            return connection.scalar(query)

    def reachable(self) -> bool:
        """Whether the database answers."""
        with self._engines.read.connect() as connection:
            return connection.scalar(select(func.count()).select_from(HallRow)) is not None

    def _append_events(self, connection: Connection, live: LiveHall) -> None:
        before = live.seq - len(live.events)
        chain = connection.scalar(CHAIN, {"hall": self.hall_id})
        seq, chain = event_log.append(
            connection, self.hall_id, live.events, before, chain or event_log.GENESIS
        )
        connection.execute(
            MOVE_ON, {"hall": self.hall_id, "new_seq": seq, "new_chain": chain, "new_day": live.day}
        )
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_notify('onehall', :hall)"), {"hall": self.hall_id})

    @staticmethod
    def _writer(connection: Connection, row: type[Base], kind: type[Any], replace: bool = False) -> RowWriter:
        return writer_of(connection.dialect, row, kind, replace)

    def _older(self, column: Any, value: str) -> Ticket | None:  # noqa: ANN401 - a column of tickets
        query = select(TicketRow.__table__).where(TicketRow.hall_id == self.hall_id, column == value)
        with self._engines.read.connect() as connection:
            row = connection.execute(query).mappings().first()
        return from_row(Ticket, row, TicketRow) if row else None

    def _older_lease(self, ticket: str) -> Lease | None:
        query = select(LeaseRow.__table__).where(LeaseRow.hall_id == self.hall_id, LeaseRow.ticket == ticket)
        with self._engines.read.connect() as connection:
            row = connection.execute(query).mappings().first()
        return from_row(Lease, row, LeaseRow) if row else None

    def _earlier_minutes(self, connection: Connection, day: date) -> dict[QueueId, list[float]]:
        query = (
            select(TicketRow.queue, TicketRow.served_seconds)
            .where(TicketRow.hall_id == self.hall_id, TicketRow.finished_at.is_not(None), TicketRow.day < day)
            .order_by(TicketRow.finished_at.desc())
            .limit(EARLIER_SERVICES)
        )
        found: dict[QueueId, list[float]] = {}
        for queue, seconds in connection.execute(query):
            if seconds > 0:
                found.setdefault(QueueId(queue), []).append(seconds / 60)
        return found


def create_hall(connection: Connection, hall_id: str, name_zh: str, name_en: str, day: date) -> None:
    """The hall's own row; its plan is put in force by a command like every later one."""
    row = {
        "hall_id": hall_id,
        "name_zh": name_zh,
        "name_en": name_en,
        "seq": 0,
        "chain": event_log.GENESIS,
        "day": day,
        "plan_version": 0,
    }
    connection.execute(insert(HallRow), [row])


def halls_in(connection: Connection) -> list[str]:
    return list(connection.scalars(select(HallRow.hall_id).order_by(HallRow.hall_id)))


def _shelves(live: LiveHall) -> tuple[Shelved, ...]:
    return (
        (TicketRow, Ticket, live.ticket_shelf),
        (WindowRow, Window, live.window_shelf),
        (CounterRow, LastNumber, live.counters),
        (LeaseRow, Lease, live.lease_shelf),
        (AppointmentRow, Appointment, live.appointment_shelf),
        (NoticeRow, Notice, live.notice_shelf),
        (DeviceRow, Device, live.device_shelf),
        (LoginRow, Login, live.login_shelf),
        (FailuresRow, Failures, live.failure_shelf),
        (PairingRow, Pairing, live.pairing_shelf),
    )
