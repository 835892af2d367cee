"""The month's sheet: its columns, its rate, its life, what changes after the lock."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.attendance.day import Facts, Note
from hall_server.domain.attendance.month import (
    SHEET_LIFE,
    Change,
    Line,
    Sheet,
    SheetAction,
    SheetLine,
    SheetState,
    attendance_rate,
    changes,
    line_of,
    line_of_day,
    subtotals,
)
from hall_server.domain.attendance.refusals import SheetNotOpen
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.whereabouts import TREATMENTS, Kind
from tests.attendance import WHO, at, away, judged, on_shift, punches

HALF = Fraction(1, 2)


def test_each_thing_that_happens_has_its_column():
    days = [
        judged(Facts(punches=punches("8:35 12:00 13:30 17:20"))),
        judged(Facts(punches=punches("12:00 13:30 17:30"))),
        judged(Facts()),
        judged(Facts(punches=punches("13:30 17:30"))),
        judged(Facts(absences=[away("8:30", "17:30", Kind.ANNUAL)])),
        judged(Facts(absences=[away("8:30", "17:30", Kind.FIELD_WORK)])),
        judged(Facts(), on_shift(None)),
    ]
    assert line_of(days, TREATMENTS) == Line(
        due=Fraction(6),
        attended=Fraction(3) + HALF,
        late_times=1,
        late_minutes=5,
        early_times=1,
        early_minutes=10,
        missing=1,
        absent=Fraction(1) + HALF,
        annual=Fraction(1),
        field_work=Fraction(1),
    )


def test_a_day_that_is_not_over_is_on_no_sheet():
    assert line_of_day(judged(Facts(punches=punches("8:20")), now=at("9:00")), TREATMENTS) == Line()


def test_the_rate_leaves_out_absence_and_private_and_sick_leave_and_nobody_due_has_none():
    line = Line(
        due=Fraction(20), absent=Fraction(1), personal=Fraction(2), sick=Fraction(1), annual=Fraction(5)
    )
    assert attendance_rate(line) == Fraction(16, 20)
    assert attendance_rate(Line()) is None


def test_violations_count_times_and_half_days():
    assert Line(late_times=2, early_times=1, missing=1, absent=Fraction(3, 2)).violations == 7


def test_a_units_subtotal_is_the_sum_of_its_people():
    lines = [
        SheetLine(StaffNumber(n), "", UnitId(u), "front", Line(due=Fraction(d)))
        for n, u, d in (("1", "U1", 20), ("2", "U2", 21), ("3", "U1", 22))
    ]
    assert subtotals(lines) == {"U1": Line(due=Fraction(42)), "U2": Line(due=Fraction(21))}


def test_a_sheet_is_drafted_checked_and_locked_and_a_lock_is_for_good():
    sheet = Sheet((2026, 11), UnitId("U1"))
    with pytest.raises(SheetNotOpen):
        sheet.after(SheetAction.LOCK)
    locked = sheet.after(SheetAction.CHECK).after(SheetAction.LOCK)
    assert locked.state is SheetState.LOCKED
    for action in SheetAction:
        with pytest.raises(SheetNotOpen):
            locked.after(action)
    assert SheetState.LOCKED not in SHEET_LIFE


def test_what_came_out_differently_after_the_lock_is_named_column_by_column():
    signed = {WHO: Line(due=Fraction(20), missing=1)}
    computed = {WHO: Line(due=Fraction(20), missing=0, late_times=1)}
    assert changes(signed, computed) == (Change(WHO, "late_times", 0, 1), Change(WHO, "missing", 1, 0))


lines = st.builds(
    Line, due=st.fractions(0, 31, max_denominator=30), late_times=st.integers(0, 9), missing=st.integers(0, 9)
)


@given(lines, lines, lines)
def test_adding_lines_does_not_depend_on_how_they_are_grouped(a, b, c):
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + Line() == a


def test_a_name_stays_out_of_whatever_prints_a_line():
    assert "张" not in repr(SheetLine(WHO, "张三", None, "back", Line(), (Note.CORRECTED,)))
