"""The year: sums of the months as they were printed, by quarter, unit and person."""

from dataclasses import replace
from fractions import Fraction

import pytest

from hall_server.domain.attendance.book import PersonMonth
from hall_server.domain.attendance.month import Line, SheetLine
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.reports.year import of_units, year_of
from hall_server.reports.year_sheet import year_sheet
from tests.hall_server.reports.a_month import DRAWN, month_of
from tests.hall_server.reports.workbook import opened


def of_month(month: int, *people: tuple[str, str, Line]):
    rows = [
        PersonMonth(SheetLine(StaffNumber(number), "样", UnitId(unit), "front", line), ())
        for number, unit, line in people
    ]
    return replace(month_of(rows, ()), month=(2026, month))


def line(due: int, **parts: int | Fraction) -> Line:
    return Line(due=Fraction(due), attended=Fraction(due), **parts)  # type: ignore[arg-type]


@pytest.fixture
def year():
    absent = Line(due=Fraction(20), attended=Fraction(19), absent=Fraction(1), late_times=2, missing=1)
    return year_of(
        2026,
        [
            of_month(11, ("1001", "U2", line(21)), ("1002", "U1", line(21, early_times=3))),
            of_month(2, ("1001", "U1", absent)),
        ],
        DRAWN,
    )


def test_months_stand_in_their_quarters(year) -> None:
    first = next(row for row in year.people if row.staff == "1001")
    assert [q.due for q in first.quarters] == [20, 0, 0, 21]
    assert first.year.due == 41


def test_who_changed_the_unit_stands_with_the_latest(year) -> None:
    assert {row.staff: row.unit for row in year.people} == {"1001": "U2", "1002": "U1"}


def test_units_are_the_sums_of_their_people(year) -> None:
    assert {row.unit: row.year.due for row in of_units(year.people)} == {"U2": 41, "U1": 21}


def test_rate_and_violations_are_written_for_each_quarter_and_the_year(year) -> None:
    by_unit, by_person = opened(year_sheet(year)).worksheets
    rows = {row[2]: row for row in by_person.iter_rows(min_row=5, values_only=True) if row[2]}
    # due, attended, rate and violations of five stretches
    assert rows["1001"][4:8] == (20, 19, 0.95, 5)
    assert rows["1001"][8:12] == (0, 0, "–", 0)
    assert rows["1001"][-4:] == (41, 40, pytest.approx(40 / 41, abs=1e-6), 5)
    total = next(row for row in by_unit.iter_rows(min_row=5, values_only=True) if row[0] == "合计")
    assert total[1] == 2
    assert total[-4:] == (62, 61, pytest.approx(61 / 62, abs=1e-6), 8)


def test_both_formulas_are_printed(year) -> None:
    for sheet in opened(year_sheet(year)).worksheets:
        said = [row[0] for row in sheet.iter_rows(values_only=True)]
        assert "出勤率 =（应出勤 − 旷工 − 事假 − 病假）÷ 应出勤" in said
        assert "违纪次数 = 迟到次数 + 早退次数 + 缺卡次数 + 旷工半天数" in said


def test_a_year_without_months_is_an_empty_sheet() -> None:
    assert len(opened(year_sheet(year_of(2026, [], DRAWN))).worksheets) == 2
