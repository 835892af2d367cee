"""《月度考勤报表》 as a workbook, read back through openpyxl."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain.attendance.book import PersonMonth
from hall_server.domain.attendance.day import Facts, Note
from hall_server.domain.attendance.month import Adjustment, Line, SheetLine, SheetState
from hall_server.domain.attendance.punch import Means
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.whereabouts import Kind
from hall_server.reports.look import Paper
from hall_server.reports.month_sheet import month_sheet
from hall_server.wire.words import Language
from tests.attendance import at
from tests.hall_server.reports.a_month import (
    NOVEMBER,
    leave,
    month_of,
    ordinary_punches,
    person_month,
    punch,
)
from tests.hall_server.reports.workbook import KEYS, exact, figures, opened

U1, U2 = UnitId("U1"), UnitId("U2")
MONDAY = date(2026, 11, 2)
SUMS = [k for k in KEYS if k not in ("month", "unit", "kind", "number", "name", "rate", "remarks")]


def in_time(day: date, staff: str) -> list:  # type: ignore[type-arg]
    return [punch(staff, day, clock) for clock in ("08:21:05", "12:03:40", "13:22:10", "17:31:59")]


@pytest.fixture
def facts():
    """One late arrival, a morning of personal leave, a punch missing, one day absent; the rest in time."""
    days = [date(2026, 11, n) for n in range(2, 31) if date(2026, 11, n).weekday() < 5]
    mine = [p for d in days for p in in_time(d, "1001")]
    mine = [p for p in mine if not (p.device_at.day == 2 and p.device_at.hour == 8)]
    mine.append(punch("1001", MONDAY, "08:41:30", Means.CARD))
    mine = [p for p in mine if p.device_at.day != 4]
    away = leave("1001", Kind.PERSONAL, at("8:30", date(2026, 11, 3)), at("12:00", date(2026, 11, 3)))
    mine = [p for p in mine if not (p.device_at.day == 3 and p.device_at.hour < 13)]
    mine = [p for p in mine if not (p.device_at.day == 5 and p.device_at.hour == 17)]
    one = Facts(punches=mine, absences=[away])
    two = Facts(punches=ordinary_punches("1002", "back", Random(1)))
    return one, two


@pytest.fixture
def month(facts):
    one, two = facts
    people = [
        person_month("1002", "样乙", "U2", "back", two),
        person_month("1001", "样甲", "U1", "front", one),
    ]
    return month_of(people, facts)


def test_a_months_figures_are_those_of_its_days(month) -> None:
    rows = figures(opened(month_sheet(month)).worksheets[0])
    mine = rows[0]
    assert mine["number"] == "1001"
    assert (mine["month"], mine["unit"], mine["kind"], mine["name"]) == (
        "2026-11",
        "样例自然资源局",
        "前台",
        "样甲",
    )
    assert (exact(mine["due"]), exact(mine["attended"])) == (Decimal("21"), Decimal("19.5"))
    assert (mine["late_times"], mine["late_minutes"], mine["missing"]) == (1, 11, 1)
    assert (exact(mine["absent"]), exact(mine["personal"])) == (Decimal("1"), Decimal("0.5"))
    assert mine["rate"] == pytest.approx((21 - 1 - 0.5) / 21, abs=1e-6)


def test_units_stand_in_the_order_of_the_hall_each_with_its_subtotal(month) -> None:
    rows = figures(opened(month_sheet(month)).worksheets[0])
    assert [row["number"] or row["month"] for row in rows] == [
        "1001",
        "样例自然资源局 小计",
        "1002",
        "样例供水公司 小计",
        "合计",
    ]


lines = st.builds(
    Line,
    due=st.integers(0, 46).map(lambda n: Fraction(n, 2)),
    attended=st.fractions(0, 23, max_denominator=480),
    late_times=st.integers(0, 30),
    late_minutes=st.integers(0, 900),
    personal=st.fractions(0, 9, max_denominator=420),
    official=st.fractions(0, 9, max_denominator=450),
    absent=st.integers(0, 4).map(lambda n: Fraction(n, 2)),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["U1", "U2", None]), lines), max_size=12))
def test_every_sum_in_the_file_is_the_sum_of_the_rows_above_it(people) -> None:
    month = month_of(
        (
            PersonMonth(
                SheetLine(StaffNumber(str(1000 + n)), "样", UnitId(u) if u else None, "front", line), ()
            )
            for n, (u, line) in enumerate(people)
        ),
        (),
    )
    rows = figures(opened(month_sheet(month)).worksheets[0])
    assert len([r for r in rows if r["number"]]) == len(people)
    for key in SUMS:
        unit, everybody = Decimal(0), Decimal(0)
        for row in rows[:-1]:
            if row["number"]:
                unit += exact(row[key])
                everybody += exact(row[key])
            else:
                assert exact(row[key]) == unit, key
                unit = Decimal(0)
        assert exact(rows[-1][key]) == everybody, key


def test_the_days_behind_a_figure_are_one_step_away(month) -> None:
    book = opened(month_sheet(month))
    sheet, days = book.worksheets
    link = sheet["D5"].hyperlink
    assert link is not None
    assert link.location == "'考勤明细'!A3"
    assert [c.value for c in days[3]][:5] == ["2026-11-01", "日", "样例自然资源局", "1001", "样甲"]


def test_each_day_tells_its_marks_its_minutes_and_its_punches(month) -> None:
    days = opened(month_sheet(month)).worksheets[1]
    rows = {(r[3], r[0]): r for r in days.iter_rows(min_row=3, values_only=True)}
    late = rows["1001", "2026-11-02"]
    assert late[5:11] == ("四次打卡", "迟到或早退", "08:41 迟到11分", "12:03", "13:22", "17:31")
    assert late[11] == 11
    assert late[18] == "08:41:30 刷卡；12:03:40 人脸；13:22:10 人脸；17:31:59 人脸"
    half_on_leave = rows["1001", "2026-11-03"]
    assert half_on_leave[7:9] == ("已报备", "已报备")
    assert half_on_leave[15] == "事假 0.5天"
    absent = rows["1001", "2026-11-04"]
    assert (absent[6], absent[13], absent[14]) == ("旷工", 4, "1")
    assert rows["1001", "2026-11-05"][10] == "缺卡"
    assert rows["1001", "2026-11-07"][6] == "休息"


def test_there_is_one_row_for_each_person_and_day(month) -> None:
    days = opened(month_sheet(month)).worksheets[1]
    keys = [(r[3], r[0]) for r in days.iter_rows(min_row=3, values_only=True)]
    assert len(keys) == len(set(keys)) == 2 * 30
    assert days.auto_filter.ref == "A2:S62"
    assert days.dimensions == "A1:S62"


def test_it_prints_across_one_page_wide_with_headings_on_every_page(month) -> None:
    for paper in Paper:
        for sheet in opened(month_sheet(month, paper)).worksheets:
            assert sheet.page_setup.orientation == "landscape"
            assert int(sheet.page_setup.paperSize) == paper.value
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows in ("$1:$4", "$1:$2")
            assert sheet.print_area
            assert "&P" in sheet.oddFooter.right.text


def words_of(book) -> str:
    sheet = book.worksheets[0]
    return "\n".join(str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None)


def test_the_formula_and_the_lines_to_sign_on_are_printed(month) -> None:
    said = words_of(opened(month_sheet(month)))
    assert "出勤率 =（应出勤 − 旷工 − 事假 − 病假）÷ 应出勤" in said
    for sign in ("制表：", "单位负责人：", "中心审核：", "日期："):
        assert sign in said


def test_the_state_of_the_sheet_is_told_for_all_units_and_for_each(month) -> None:
    assert "状态：草稿" in words_of(opened(month_sheet(month)))
    mixed = replace(month, states={U1: SheetState.LOCKED, U2: SheetState.CHECKED})
    said = words_of(opened(month_sheet(mixed)))
    assert "状态：已核对 1 个单位；已锁定 1 个单位" in said
    assert "1 人；已锁定" in said


def test_what_came_out_differently_after_the_lock_is_listed_with_its_date(month) -> None:
    change = Adjustment(
        month=NOVEMBER,
        unit=U1,
        staff=StaffNumber("1001"),
        column="late_minutes",
        signed=11,
        computed=0,
        found_at=datetime(2026, 12, 3, 17, 0, tzinfo=UTC),
    )
    book = opened(month_sheet(replace(month, states={U1: SheetState.LOCKED}, adjustments=[change])))
    said = words_of(book)
    assert "锁定后的调整" in said
    rows = [[c for c in row if c is not None] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert ["2026-12-04", "1001", "样甲", "迟到（分）", "11", "–"] in rows


def test_without_an_adjustment_none_is_spoken_of(month) -> None:
    assert "调整" not in words_of(opened(month_sheet(month)))


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "@SUM(A1)", "样\x07甲", "</t><b>", "𠮷野"])
def test_no_name_becomes_a_formula_or_breaks_the_file(month, name: str) -> None:
    people = [
        replace(one, line=replace(one.line, name=name)) if one.line.staff == "1001" else one
        for one in month.people
    ]
    book = opened(month_sheet(replace(month, people=people)))
    for sheet, place in ((book.worksheets[0], "E5"), (book.worksheets[1], "E3")):
        assert sheet[place].value == name.replace("\x07", "")
        assert sheet[place].data_type in ("s", "inlineStr")


def test_remarks_are_words(month) -> None:
    people = [
        replace(one, line=replace(one.line, remarks=(Note.CORRECTED, Note.PUNCH_NOT_TRUSTED)))
        for one in month.people
    ]
    rows = figures(opened(month_sheet(replace(month, people=people))).worksheets[0])
    assert rows[0]["remarks"] == "有补签；有打卡时间存疑"


def test_a_month_without_anybody_is_a_sheet_of_noughts() -> None:
    rows = figures(opened(month_sheet(month_of((), ()))).worksheets[0])
    assert [row["month"] for row in rows] == ["合计"]
    assert rows[0]["rate"] == "–"


def test_the_sheet_is_there_in_english(month) -> None:
    book = opened(month_sheet(month, language=Language.EN))
    assert book.sheetnames == ["Monthly attendance sheet", "Attendance by day"]
    assert "Rate = (due − absent − personal leave − sick leave) ÷ due" in words_of(book)


def test_a_day_with_many_words_has_the_room_that_they_need(facts, month) -> None:
    crowded = [punch("1001", MONDAY, f"10:{minute:02}:00") for minute in range(0, 40, 2)]
    one = Facts(punches=[*facts[0].punches, *crowded])
    people = [person_month("1001", "样甲", "U1", "front", one)]
    days = opened(month_sheet(month_of(people, [one]))).worksheets[1]
    assert days.row_dimensions[3].height is None
    told = str(days["S4"].value)
    assert told.count("（未计）") == len(crowded)
    assert days.row_dimensions[4].height >= 12 * len(told) / 52
