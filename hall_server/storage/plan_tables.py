"""Tables of the plan. A row is valid from a moment until another takes its place, so old reports stay
right."""

from datetime import date, datetime

from sqlalchemy import Date, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hall_server.storage.columns import Moment, Strings
from hall_server.storage.tables import Base, Id


class Dated:
    """What every plan row begins with."""

    hall_id: Mapped[str] = mapped_column(Id, primary_key=True, sort_order=-1)
    valid_from: Mapped[datetime] = mapped_column(Moment, primary_key=True, sort_order=1)
    valid_to: Mapped[datetime | None] = mapped_column(Moment, sort_order=1)


class ZoneRow(Dated, Base):
    __tablename__ = "plan_zones"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    letter: Mapped[str] = mapped_column(String(4))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    floor: Mapped[int] = mapped_column(Integer)
    kiosks: Mapped[int] = mapped_column(Integer)


class UnitRow(Dated, Base):
    __tablename__ = "plan_units"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    current_name_zh: Mapped[str] = mapped_column(String(200))


class QueueRow(Dated, Base):
    __tablename__ = "plan_queues"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    zone: Mapped[str] = mapped_column(Id)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    mean_service_minutes: Mapped[float] = mapped_column(Float)


class ItemRow(Dated, Base):
    __tablename__ = "plan_items"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    unit: Mapped[str] = mapped_column(Id)
    queue: Mapped[str] = mapped_column(Id)
    zone: Mapped[str] = mapped_column(Id)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    theme_zh: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(12))
    id_card_required: Mapped[bool]
    mean_service_minutes: Mapped[float] = mapped_column(Float)
    appointment: Mapped[bool]
    promised_workdays: Mapped[int] = mapped_column(Integer)
    bring_zh: Mapped[tuple[str, ...]] = mapped_column(Strings)
    bring_en: Mapped[tuple[str, ...]] = mapped_column(Strings)


class PlannedWindowRow(Dated, Base):
    __tablename__ = "plan_windows"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    zone: Mapped[str] = mapped_column(Id)
    unit: Mapped[str | None] = mapped_column(Id)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    primary: Mapped[tuple[str, ...]] = mapped_column("primary_queues", Strings)
    backups: Mapped[tuple[str, ...]] = mapped_column("backup_queues", Strings)
    accessible: Mapped[bool]


class StaffRow(Dated, Base):
    __tablename__ = "plan_staff"
    number: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    """Encrypted; see `cipher`."""
    unit: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(12))
    roles: Mapped[tuple[str, ...]] = mapped_column(Strings)
    pin_hash: Mapped[str] = mapped_column(String(200))
    window: Mapped[str | None] = mapped_column(Id)
    card: Mapped[str] = mapped_column(String(64))
    """Keyed hash."""


class DayOverrideRow(Dated, Base):
    __tablename__ = "plan_days"
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    open: Mapped[bool]
