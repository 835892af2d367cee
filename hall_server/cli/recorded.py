"""Reading a recorded day of a hall's folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from hall_server.bootstrap import Parts, build_parts
from hall_server.cli.opening import configuration_of
from hall_server.cli.saying import fail
from hall_server.config import rules_of
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.simulation.memory_hall import MemoryHall, memory_hall
from hall_server.simulation.replay import DamagedDay, read_day
from hall_server.storage.event_log import Recorded, entries_of
from hall_server.storage.plan_store import read_plan
from hall_server.storage.tables import HallRow


@dataclass(frozen=True)
class RecordedDay:
    day: date
    steps: list[Recorded]
    rules: Rules
    parts: Parts
    plan: HallPlan
    """In force when the day's first ticket was taken."""

    def plan_at(self, moment: datetime) -> HallPlan:
        return plan_at(self.parts, moment)

    def empty_hall(self) -> MemoryHall:
        return memory_hall(self.plan, self.rules, PublicCalendar(), self.day)


@contextmanager
def recorded_day(folder: Path, day: date) -> Iterator[RecordedDay]:
    """Only reads, so that it may run beside the server. Ends the command when the day is damaged or empty."""
    configuration = configuration_of(folder)
    parts = build_parts(configuration)
    try:
        before, entries = entries_of(parts.engines.read, parts.store.hall_id, day)
        try:
            steps = read_day(day, before, entries)
        except DamagedDay as error:
            fail(str(error))
        began = next((s.at for s in steps if any(t.day == day for t in s.event.tickets)), steps[0].at)
        rules = rules_of(configuration.rules, configuration.attendance)
        yield RecordedDay(day, steps, rules, parts, plan_at(parts, began))
    finally:
        parts.engines.dispose()


def day_of(text: str) -> date:
    """A date such as 2026-11-23; ends the command otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{text!r} is no day; write it as 2026-11-23")


def last_day(folder: Path) -> date:
    """The business day of the hall."""
    parts = build_parts(configuration_of(folder))
    try:
        with parts.engines.read.connect() as connection:
            day = connection.scalar(select(HallRow.day).where(HallRow.hall_id == parts.store.hall_id))
    finally:
        parts.engines.dispose()
    if day is None:
        fail(f"the database of {folder} holds no hall; run `hall init` first")
    return day


def plan_at(parts: Parts, moment: datetime) -> HallPlan:
    with parts.engines.read.connect() as connection:
        return read_plan(connection, parts.store.hall_id, parts.cipher, moment)
