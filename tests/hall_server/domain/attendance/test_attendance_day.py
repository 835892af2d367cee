"""How a day is judged: tables of cases."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from hall_server.domain.attendance.day import Facts, Note, Side, Status, Verdict
from hall_server.domain.attendance.punch import Doubt, Means
from hall_server.domain.attendance.rules import DayRules
from hall_server.domain.attendance.shift import FOUR_PUNCHES, TWO_PUNCHES
from hall_server.domain.names import DeviceId
from hall_server.domain.roster import Duty, DutyKind
from hall_server.domain.whereabouts import Kind, State
from tests.attendance import (
    TUESDAY,
    WHO,
    at,
    away,
    correction,
    judged,
    on_shift,
    punch,
    punches,
)

FULL = "8:25 12:02 13:20 17:35"
FIFTEEN = DayRules(absent_from_minutes=15, sign_in_within_minutes=None)


@pytest.mark.parametrize(
    ("clocks", "status"),
    [
        (FULL, Status.ATTENDED),
        ("8:30 12:00 13:30 17:30", Status.ATTENDED),
        ("8:30:59 12:00 13:30:59 17:30", Status.ATTENDED),
        ("8:31 12:00 13:30 17:30", Status.LATE_OR_EARLY),
        ("8:30 11:59:59 13:30 17:30", Status.LATE_OR_EARLY),
        ("12:00 13:30 17:30", Status.MISSING_PUNCH),
        ("8:30 12:00 13:30", Status.MISSING_PUNCH),
        ("13:20 17:31", Status.HALF_ABSENT),
        ("8:20 12:10", Status.HALF_ABSENT),
        ("", Status.ABSENT),
    ],
)
def test_a_day_of_four_punches_is_exactly_one_thing(clocks, status):
    assert judged(Facts(punches=punches(clocks))).status is status


@pytest.mark.parametrize(
    ("came", "minutes", "verdict", "half_days"),
    [
        ("8:30:59", 0, Verdict.KEPT, 0),
        ("8:31:00", 1, Verdict.LATE, 0),
        ("8:44:59", 14, Verdict.LATE, 0),
        ("8:45:00", 15, Verdict.ABSENT, 1),
    ],
)
def test_lateness_is_what_the_clock_showed_and_from_the_limit_on_it_is_half_a_day_of_absence(
    came, minutes, verdict, half_days
):
    record = judged(Facts(punches=punches(f"{came} 12:00 13:30 17:30")), rules=FIFTEEN)
    assert (record.marks[0].minutes, record.marks[0].verdict) == (minutes, verdict)
    assert record.absent_half_days == half_days


def test_within_the_grace_nobody_is_late():
    rules = DayRules(grace_minutes=3, sign_in_within_minutes=None)
    late = judged(Facts(punches=punches("8:33 12:00 13:34 17:30")), rules=rules).of(Verdict.LATE)
    assert [(m.span, m.minutes) for m in late] == [(1, 4)]


def test_first_in_and_last_out_of_each_window_decide_and_the_rest_is_kept_aside():
    record = judged(Facts(punches=punches("8:10 8:20 8:50 11:50 12:05 13:00 13:10 17:00 18:20")))
    assert [m.punch for m in record.marks] == ["24-8:10", "24-12:05", "24-13:00", "24-18:20"]
    assert set(record.ignored) == {"24-8:20", "24-8:50", "24-11:50", "24-13:10", "24-17:00"}


def test_two_greetings_within_a_minute_are_one_punch():
    once, twice = punches(FULL), (*punches(FULL), punch("8:25:40"))
    assert judged(Facts(punches=once)).marks == judged(Facts(punches=twice)).marks


@pytest.mark.parametrize(
    ("absences", "clocks", "status", "days"),
    [
        ([away("8:30", "12:00")], "13:25 17:31", Status.ATTENDED, Fraction(1, 2)),
        ([away("8:30", "12:00")], "", Status.HALF_ABSENT, Fraction(1, 2)),
        ([away("8:30", "17:30")], "", Status.LEAVE, Fraction(1)),
        ([away("0:00", "23:59")], "", Status.LEAVE, Fraction(1)),
        ([away("8:30", "10:00")], "10:00 12:00 13:30 17:30", Status.ATTENDED, Fraction(3, 14)),
        ([away("8:30", "10:00")], "10:05 12:00 13:30 17:30", Status.LATE_OR_EARLY, Fraction(3, 14)),
        ([away("11:00", "12:00")], "8:30 11:00 13:30 17:30", Status.ATTENDED, Fraction(1, 7)),
        ([away("9:30", "10:30")], FULL, Status.ATTENDED, Fraction(1, 7)),
        ([away("11:30", "14:30")], "8:30 11:30 14:30 17:30", Status.ATTENDED, Fraction(11, 56)),
        ([away("8:30", "12:00"), away("8:30", "12:00", Kind.SICK)], "13:25 17:31", Status.ATTENDED, None),
        ([away("8:30", "17:30", state=State.REQUESTED)], "", Status.ABSENT, Fraction(0)),
        ([away("8:30", "17:30", state=State.CANCELLED)], "", Status.ABSENT, Fraction(0)),
    ],
)
def test_what_was_agreed_excuses_the_due_time_that_it_covers_and_no_more(absences, clocks, status, days):
    record = judged(Facts(punches=punches(clocks), absences=absences))
    assert record.status is status
    if days is not None:
        assert sum(record.leave.values()) == days


def test_overlapping_entries_excuse_a_moment_once():
    record = judged(Facts(absences=[away("8:30", "12:00"), away("8:30", "12:00", Kind.SICK)]))
    assert record.leave == {Kind.PERSONAL: Fraction(1, 2)}


def test_a_day_of_field_work_is_away_on_work():
    assert judged(Facts(absences=[away("8:30", "17:30", Kind.FIELD_WORK)])).status is Status.AWAY_ON_WORK


def test_whoever_returns_sooner_is_due_again_from_then_on():
    from hall_server.domain.whereabouts import returned

    back = returned(away("8:30", "17:30"), at("10:00"))
    record = judged(Facts(absences=[back], punches=punches("10:00 12:00 13:30 17:30")))
    assert (record.status, record.leave) == (Status.ATTENDED, {Kind.PERSONAL: Fraction(3, 14)})


@pytest.mark.parametrize(
    ("clocks", "status", "half_days"),
    [
        ("8:20 17:40", Status.ATTENDED, 0),
        ("8:45 17:40", Status.LATE_OR_EARLY, 0),
        ("9:00 17:40", Status.HALF_ABSENT, 1),
        ("9:00 17:00", Status.ABSENT, 2),
        ("8:20", Status.MISSING_PUNCH, 0),
        ("", Status.ABSENT, 2),
    ],
)
def test_a_day_of_two_punches_crosses_noon_and_is_worth_two_half_days(clocks, status, half_days):
    record = judged(Facts(punches=punches(clocks)), on_shift(TWO_PUNCHES))
    assert (record.status, record.absent_half_days) == (status, half_days)


def test_a_missing_punch_is_half_a_day_of_absence_where_the_hall_says_so():
    rules = DayRules(missing_is_absence=True, sign_in_within_minutes=None)
    record = judged(Facts(punches=punches("8:20 13:20 17:40")), rules=rules)
    assert (record.status, record.absent_half_days) == (Status.HALF_ABSENT, 1)


def test_flexible_time_moves_the_end_with_the_beginning():
    span = replace(TWO_PUNCHES.spans[0], flexible_minutes=60)
    flexible = on_shift(replace(TWO_PUNCHES, spans=(span,)))
    assert judged(Facts(punches=punches("9:10 18:10")), flexible).status is Status.ATTENDED
    early = judged(Facts(punches=punches("9:10 18:00")), flexible).of(Verdict.EARLY)
    assert [m.minutes for m in early] == [10]
    late = judged(Facts(punches=punches("9:40 18:30")), flexible).of(Verdict.LATE)
    assert [m.minutes for m in late] == [10]


@pytest.mark.parametrize(
    ("now", "status", "verdicts"),
    [
        ("8:00", Status.NOT_YET, [Verdict.NOT_YET] * 4),
        ("8:40", Status.NOT_YET, [Verdict.KEPT, Verdict.NOT_YET, Verdict.NOT_YET, Verdict.NOT_YET]),
        ("23:59:59", Status.MISSING_PUNCH, [Verdict.KEPT, Verdict.MISSING, Verdict.KEPT, Verdict.KEPT]),
    ],
)
def test_a_window_of_time_that_is_not_over_is_not_judged(now, status, verdicts):
    clocks = {"8:00": "", "8:40": "8:20", "23:59:59": "8:20 13:20 17:31"}[now]
    record = judged(Facts(punches=punches(clocks)), now=at(now))
    assert (record.status, [m.verdict for m in record.marks]) == (status, verdicts)


def test_who_steps_out_early_is_not_judged_before_the_window_of_time_is_over():
    stepped_out = Facts(punches=punches("8:20 11:00"))
    assert judged(stepped_out, now=at("11:10")).marks[1].verdict is Verdict.NOT_YET
    assert judged(stepped_out, now=at("12:40")).marks[1].verdict is Verdict.ABSENT


def test_a_correction_stands_where_the_punch_is_missing_and_the_raw_punches_stay():
    facts = Facts(punches=punches("12:00 13:30 17:30"), corrections=[correction(0, Side.IN, "8:25")])
    record = judged(facts)
    assert (record.status, record.marks[0].corrected) == (Status.ATTENDED, True)
    assert Note.CORRECTED in record.notes


def test_a_greeting_taken_back_is_nobodys_punch():
    facts = Facts(punches=punches(FULL), undone=frozenset({"24-8:25"}))
    record = judged(facts)
    assert record.status is Status.MISSING_PUNCH
    assert "24-8:25" in record.ignored


def test_a_punch_of_a_clock_that_jumped_is_shown_and_does_not_count():
    facts = Facts(punches=(punch("8:20", doubt=Doubt.CLOCK_JUMPED), *punches("12:00 13:30 17:30")))
    record = judged(facts)
    assert (record.status, record.notes) == (Status.MISSING_PUNCH, (Note.PUNCH_NOT_TRUSTED,))


def test_a_punch_that_arrives_three_days_late_counts_and_is_noted():
    facts = Facts(punches=tuple(punch(c, later=timedelta(days=3)) for c in FULL.split()))
    record = judged(facts)
    assert (record.status, record.notes) == (Status.ATTENDED, (Note.LATE_ARRIVAL_OF_PUNCHES,))


def test_on_a_day_off_nothing_is_due_and_a_punch_is_noted():
    record = judged(Facts(punches=punches("9:00")), on_shift(None))
    assert (record.status, record.notes) == (Status.REST, (Note.PUNCHED_ON_A_DAY_OFF,))


@pytest.mark.parametrize(
    ("clocks", "minutes"), [("8:25 12:02 13:20 19:00", 90), (FULL, 0), ("8:25 12:02 13:20 18:05", 35)]
)
def test_a_duty_after_closing_is_overtime_as_far_as_the_person_was_there(clocks, minutes):
    from datetime import time

    duty = Duty(WHO, TUESDAY, DutyKind.DELAYED, time(17, 30), time(19))
    record = judged(Facts(punches=punches(clocks)), on_shift(duties=(duty,)))
    assert record.overtime == ({DutyKind.DELAYED: minutes} if minutes else {})


@pytest.mark.parametrize(
    ("sign_ins", "noted"),
    [(("8:35", "13:32"), False), (("8:35",), True), ((), True), (("8:50", "13:30"), True)],
)
def test_front_staff_who_do_not_sign_in_at_a_window_are_noted(sign_ins, noted):
    facts = Facts(punches=punches(FULL), sign_ins=[at(clock) for clock in sign_ins])
    record = judged(facts, rules=DayRules())
    assert (Note.NOT_AT_A_WINDOW in record.notes) is noted
    assert record.status is Status.ATTENDED


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2026, 12, 31), date(2026, 1, 1)])
def test_any_day_of_the_calendar_is_judged_by_the_halls_own_midnight(day):
    facts = Facts(punches=(*punches(FULL, day), punch("23:58", day - timedelta(days=1)), punch("0:01", day)))
    record = judged(facts, day=day)
    assert record.status is Status.ATTENDED
    assert f"{day:%d}-0:01" in record.ignored


@pytest.mark.parametrize("shift", [FOUR_PUNCHES, TWO_PUNCHES], ids=["four punches", "two punches"])
@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("8:30", "12:00", Fraction(1, 2)),
        ("13:30", "17:30", Fraction(1, 2)),
        ("12:00", "13:30", Fraction(0)),
        ("10:15", "12:00", Fraction(1, 4)),
        ("10:15", "15:30", Fraction(1, 2)),
        ("8:30", "17:30", Fraction(1)),
    ],
)
def test_a_morning_or_an_afternoon_of_leave_is_half_a_day_whatever_its_minutes(shift, start, end, days):
    record = judged(Facts(absences=[away(start, end)]), on_shift(shift))
    assert sum(record.leave.values()) == days


def test_two_clocks_that_differ_and_a_colleague_passing_both_make_one_punch():
    """Each clock's own time is put right by its offset before anything is compared."""
    one = replace(punch("8:29:40"), id="east", device=DeviceId("clock-001"))
    ahead = replace(punch("8:32:10"), id="west", device=DeviceId("clock-002"), offset=timedelta(minutes=-2))
    rest = punches("12:02 13:20 17:35")
    record = judged(Facts(punches=(ahead, one, *rest)))
    assert (record.marks[0].punch, record.marks[0].verdict) == ("east", Verdict.KEPT)
    assert record.status is Status.ATTENDED
    late = judged(Facts(punches=(ahead, *rest)))
    assert (late.marks[0].punch, late.marks[0].verdict) == ("west", Verdict.KEPT)


def test_the_first_of_two_clocks_counts_for_coming_and_the_last_for_leaving():
    told = [
        replace(punch(clock), id=f"{device}-{clock}", device=DeviceId(device))
        for device, clock in (("west", "8:35"), ("east", "8:25"), ("east", "12:01"), ("west", "12:20"))
    ]
    marks = judged(Facts(punches=told)).marks
    assert [m.punch for m in marks[:2]] == ["east-8:25", "west-12:20"]


@pytest.mark.parametrize("means", [Means.SHEET, Means.IMPORT])
def test_what_is_entered_or_imported_later_anyway_is_not_noted_as_late(means):
    later = [replace(p, means=means, received_at=p.at + timedelta(days=20)) for p in punches(FULL)]
    assert judged(Facts(punches=later)).notes == ()
