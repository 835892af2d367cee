"""How long the whole reference hall's month takes from the database: 423 people, 31 days. Run with -m slow.

`pytest-benchmark` prints the times; nothing here fails for being slow, only for being wrong.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from hall_server.domain.attendance.book import KnownWorkdays, Terms
from hall_server.domain.attendance.punch import Means, Punch
from hall_server.domain.attendance.rules import AttendanceRules
from hall_server.domain.names import StaffNumber, WindowId
from hall_server.domain.rules import Rules
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.halls.reading import read_hall
from hall_server.operations.attendance_ports import Seen
from hall_server.operations.months import month_of, sheets_of
from hall_server.reports.facts import facts_of
from hall_server.reports.month_sheet import month_sheet
from hall_server.storage.attendance_rows import KeptPunch, kept
from hall_server.storage.attendance_tables import PunchRow, SeenRow
from hall_server.storage.cipher import Cipher
from hall_server.storage.engines import open_engines
from hall_server.storage.hall_store import HallStore, create_hall
from hall_server.storage.migrate import upgrade
from hall_server.storage.plan_store import write_plan
from hall_server.storage.row_writer import writer_of
from tests.hall_server.reports.workbook import opened
from tests.small_hall import SHANGHAI

YEAR, MONTH = 2026, 12
CLOCKS = (time(8, 20), time(12, 3), time(13, 25), time(17, 35))
WORKDAYS = 23


@pytest.fixture(scope="module")
def big_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HallStore, Terms]]:
    folder: Path = tmp_path_factory.mktemp("month")
    plan = read_hall(Path(str(files("hall_server.halls") / "huaihua"))).plan
    assert plan is not None
    engines = open_engines(f"sqlite:///{folder}/hall.db")
    upgrade(engines.write)
    cipher = Cipher(b"k" * 32)
    with engines.write.begin() as connection:
        create_hall(connection, plan.hall, plan.name_zh, plan.name_en, date(YEAR, MONTH, 1))
        write_plan(connection, plan, datetime(YEAR, 1, 1, tzinfo=UTC), cipher)
        dialect = connection.dialect
        writer_of(dialect, PunchRow, KeptPunch, False).write(
            connection, plan.hall, [kept(p) for number in plan.staff for p in punches_of(number)]
        )
        writer_of(dialect, SeenRow, Seen, True).write(
            connection, plan.hall, [s for n, p in plan.staff.items() for s in sightings_of(n, p.window)]
        )
    store = HallStore(engines, plan.hall, cipher, Rules(), PublicCalendar(), SHANGHAI)
    now = datetime(YEAR + 1, 1, 5, tzinfo=UTC)
    yield store, Terms(plan, AttendanceRules(), KnownWorkdays(PublicCalendar()), SHANGHAI, now)
    engines.dispose()


def moments(clocks: tuple[time, ...]) -> Iterator[datetime]:
    for n in range(31):
        day = date(YEAR, MONTH, 1) + timedelta(days=n)
        if day.weekday() < 5:
            yield from (datetime.combine(day, clock, SHANGHAI) for clock in clocks)


def punches_of(staff: StaffNumber) -> Iterator[Punch]:
    for at in moments(CLOCKS):
        yield Punch(id=f"{staff}-{at:%d%H%M}", staff=staff, device_at=at, received_at=at, means=Means.FACE)


def sightings_of(staff: StaffNumber, window: WindowId | None) -> Iterator[Seen]:
    for at in moments((time(8, 25), time(13, 28))) if window else ():
        yield Seen(staff, at, window)


@pytest.mark.slow
def test_a_month_of_the_whole_hall(big_hall: tuple[HallStore, Terms], benchmark) -> None:
    store, terms = big_hall
    months = benchmark.pedantic(month_of, (store.records, terms, YEAR, MONTH), rounds=5, warmup_rounds=1)
    assert len(months) == 423
    assert {(m.line.line.due, m.line.line.attended) for m in months} == {(WORKDAYS, WORKDAYS)}
    assert sum(len(m.days) for m in months) == 423 * 31


@pytest.mark.slow
def test_every_sheet_of_a_month(big_hall: tuple[HallStore, Terms], benchmark) -> None:
    store, terms = big_hall
    sheets = benchmark.pedantic(sheets_of, (store.records, terms, YEAR, MONTH), rounds=3)
    assert sum(len(sheet.lines) for sheet in sheets) == 423


@pytest.mark.slow
def test_a_month_of_one_person(big_hall: tuple[HallStore, Terms], benchmark) -> None:
    store, _ = big_hall
    first, last = date(YEAR, MONTH, 1), date(YEAR, MONTH, 31)
    people = benchmark(store.records.people, first, last, [StaffNumber("1085")])
    assert len(people) == 1


@pytest.mark.slow
def test_from_the_database_to_the_workbook_of_the_whole_hall(
    big_hall: tuple[HallStore, Terms], benchmark
) -> None:
    store, terms = big_hall

    def drawn() -> bytes:
        return month_sheet(facts_of(store.records, terms, (YEAR, MONTH)))

    content = benchmark.pedantic(drawn, rounds=3, warmup_rounds=1)
    assert opened(content).worksheets[1].max_row == 2 + 423 * 31


@pytest.mark.slow
def test_one_units_workbook_reads_that_unit_only(big_hall: tuple[HallStore, Terms], benchmark) -> None:
    store, terms = big_hall
    unit = next(iter(terms.plan.units))

    def drawn() -> bytes:
        return month_sheet(facts_of(store.records, terms, (YEAR, MONTH), [unit]))

    content = benchmark.pedantic(drawn, rounds=3, warmup_rounds=1)
    everybody = facts_of(store.records, terms, (YEAR, MONTH)).people
    mine = [person for person in everybody if person.line.unit == unit]
    assert facts_of(store.records, terms, (YEAR, MONTH), [unit]).people == mine
    assert opened(content).worksheets[1].max_row == 2 + len(mine) * 31
