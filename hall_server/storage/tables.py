"""The tables. Every one is keyed by its hall first; ids are the domain's own."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Float, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hall_server.domain.ticket import HoldKind, Priority, Source, State
from hall_server.domain.window import WindowState
from hall_server.storage.columns import Moment, Strings, Word

Id = String(40)


class Base(DeclarativeBase):
    pass


class HallRow(Base):
    __tablename__ = "halls"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    seq: Mapped[int] = mapped_column(BigInteger)
    """Of the newest event; the row's lock is the hall's lock."""
    chain: Mapped[str] = mapped_column(String(64))
    """Digest of the newest event and all before it."""
    day: Mapped[date] = mapped_column(Date)
    plan_version: Mapped[int] = mapped_column(Integer)


class TicketRow(Base):
    __tablename__ = "tickets"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    number: Mapped[str] = mapped_column(String(12))
    queue: Mapped[str] = mapped_column(Id)
    zone: Mapped[str] = mapped_column(Id)
    item: Mapped[str | None] = mapped_column(Id)
    unit: Mapped[str | None] = mapped_column(Id)
    audience: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(5))
    priority: Mapped[Priority] = mapped_column(Word(Priority))
    token: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime] = mapped_column(Moment)
    reference_at: Mapped[datetime] = mapped_column(Moment)
    since: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[State] = mapped_column(Word(State))
    person: Mapped[str | None] = mapped_column(String(64))
    kiosk: Mapped[str | None] = mapped_column(Id)
    appointment: Mapped[str | None] = mapped_column(Id)
    window: Mapped[str | None] = mapped_column(Id)
    staff: Mapped[str | None] = mapped_column(Id)
    calls: Mapped[int] = mapped_column(Integer)
    called_at: Mapped[datetime | None] = mapped_column(Moment)
    last_called_at: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    served_seconds: Mapped[float] = mapped_column(Float)
    hold: Mapped[HoldKind | None] = mapped_column(Word(HoldKind))
    revivals: Mapped[int] = mapped_column(Integer)
    misses: Mapped[int] = mapped_column(Integer)
    estimate_low: Mapped[int | None] = mapped_column(Integer)
    estimate_high: Mapped[int | None] = mapped_column(Integer)
    estimate_mid: Mapped[float | None] = mapped_column(Float)
    estimate_scale: Mapped[float | None] = mapped_column(Float)
    estimate_basis: Mapped[str | None] = mapped_column(String(20))
    estimate_windows: Mapped[int | None] = mapped_column(Integer)
    items_done: Mapped[tuple[str, ...]] = mapped_column(Strings)
    stars: Mapped[int | None] = mapped_column(Integer)
    rating_reasons: Mapped[tuple[str, ...]] = mapped_column(Strings)
    rated_through: Mapped[Source | None] = mapped_column(Word(Source))
    reason: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        Index("tickets_by_token", "hall_id", "token", unique=True),
        Index("tickets_by_day", "hall_id", "day"),
        Index("tickets_by_finish", "hall_id", "finished_at"),
    )


class WindowRow(Base):
    __tablename__ = "windows"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    zone: Mapped[str] = mapped_column(Id)
    since: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[WindowState] = mapped_column(Word(WindowState))
    ticket: Mapped[str | None] = mapped_column(Id)
    staff: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[str | None] = mapped_column(Id)
    note: Mapped[str | None] = mapped_column(String(200))
    until: Mapped[datetime | None] = mapped_column(Moment)


class CounterRow(Base):
    """The last number given in a queue on a business day."""

    __tablename__ = "number_counters"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    queue: Mapped[str] = mapped_column(Id, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class LeaseRow(Base):
    """A number lent to a kiosk; it is used when there is a ticket of its id."""

    __tablename__ = "leases"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    ticket: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    queue: Mapped[str] = mapped_column(Id)
    counter: Mapped[int] = mapped_column(Integer)
    device: Mapped[str] = mapped_column(Id)
    token: Mapped[str] = mapped_column(String(64))
    granted_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("leases_by_day", "hall_id", "day"),)


class EventRow(Base):
    __tablename__ = "events"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    chain: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("events_by_day", "hall_id", "day", "seq"),)


class AnswerRow(Base):
    """The first answer to an idempotency key."""

    __tablename__ = "answers"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    refused: Mapped[str | None] = mapped_column(Id)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("answers_by_age", "hall_id", "at"),)


class AppointmentRow(Base):
    __tablename__ = "appointments"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(Id, primary_key=True)
    item: Mapped[str] = mapped_column(Id)
    queue: Mapped[str] = mapped_column(Id)
    slot_at: Mapped[datetime] = mapped_column(Moment)
    person: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    ticket: Mapped[str | None] = mapped_column(Id)


class NoticeRow(Base):
    __tablename__ = "notices"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    text_zh: Mapped[str] = mapped_column(String(200))
    text_en: Mapped[str] = mapped_column(String(200))
    posted_at: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str | None] = mapped_column(Id)
    until: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn: Mapped[bool]


class DeviceRow(Base):
    __tablename__ = "devices"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(Id)
    window: Mapped[str | None] = mapped_column(Id)


class LoginRow(Base):
    """A session or a device token; only its digest is kept."""

    __tablename__ = "logins"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    roles: Mapped[tuple[str, ...]] = mapped_column(Strings)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    staff: Mapped[str | None] = mapped_column(Id)
    window: Mapped[str | None] = mapped_column(Id)
    device: Mapped[str | None] = mapped_column(Id)
    ended: Mapped[bool]


class FailuresRow(Base):
    __tablename__ = "sign_in_failures"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class PairingRow(Base):
    __tablename__ = "pairings"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str | None] = mapped_column(Id)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    device: Mapped[str | None] = mapped_column(Id)
    window: Mapped[str | None] = mapped_column(Id)
