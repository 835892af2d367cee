"""What holds of every day and every month, whatever happened."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain.attendance.day import Correction, Facts, Side, Status
from hall_server.domain.attendance.month import Line, changes, line_of, line_of_day
from hall_server.domain.attendance.punch import Means, Punch, collapsed
from hall_server.domain.attendance.shift import FOUR_PUNCHES, TWO_PUNCHES
from hall_server.domain.attendance.stretches import common, merged, minutes, without
from hall_server.domain.roster import days_of_month
from hall_server.domain.whereabouts import TREATMENTS, Kind, State, Whereabouts
from tests.attendance import TUESDAY, WHO, at, correction, judged, on_shift

seconds = st.integers(0, 86_399)
moments = seconds.map(lambda s: at("0:00") + timedelta(seconds=s))


@st.composite
def some_punches(draw) -> list[Punch]:
    times = draw(st.lists(moments, max_size=12))
    return [
        Punch(id=f"p{n}", staff=WHO, device_at=t, received_at=t, means=Means.CARD)
        for n, t in enumerate(times)
    ]


@st.composite
def some_absences(draw) -> list[Whereabouts]:
    found = []
    for n in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(moments), draw(moments) + timedelta(minutes=1)))
        found.append(
            Whereabouts(
                id=f"a{n}",
                staff=WHO,
                kind=draw(st.sampled_from(Kind)),
                start=start,
                end=end,
                reason="",
                state=draw(st.sampled_from(State)),
            )
        )
    return found


corrections = st.lists(
    st.builds(
        lambda span, side, minute: correction(span, side, f"{minute // 60}:{minute % 60:02}"),
        st.integers(0, 1),
        st.sampled_from(Side),
        st.integers(0, 1439),
    ),
    max_size=2,
)
plans = st.sampled_from([on_shift(FOUR_PUNCHES), on_shift(TWO_PUNCHES), on_shift(None)])
facts = st.builds(
    lambda p, a, c, undone: Facts(
        punches=p, absences=a, corrections=c, undone=frozenset(x.id for x in p[:undone])
    ),
    some_punches(),
    some_absences(),
    corrections,
    st.integers(0, 2),
)


@given(facts, plans, st.randoms())
def test_the_order_of_arrival_does_not_matter_and_what_comes_twice_counts_once(known, plan, random):
    def shuffled(things):
        twice = [*things, *things]
        random.shuffle(twice)
        return twice

    other = Facts(
        punches=shuffled(known.punches),
        absences=shuffled(known.absences),
        corrections=shuffled(known.corrections),
        undone=known.undone,
    )
    assert judged(other, plan) == judged(known, plan)


@given(facts, plans)
def test_a_day_that_is_over_ends_in_exactly_one_status_and_nobody_is_absent_more_than_the_day(known, plan):
    record = judged(known, plan)
    assert record.status is not Status.NOT_YET
    assert (record.status is Status.REST) == (plan.shift is None)
    worth = plan.shift.half_days if plan.shift else 0
    assert 0 <= record.absent_half_days <= worth
    assert (record.status in (Status.ABSENT, Status.HALF_ABSENT)) == (record.absent_half_days > 0)
    assert sum(record.leave.values(), Fraction(0)) <= 1


@given(facts, plans, moments)
def test_every_raw_punch_of_the_day_either_decided_something_or_is_listed_as_ignored(known, plan, now):
    record = judged(known, plan, now=now)
    decided = {mark.punch for mark in record.marks if mark.punch and not mark.corrected}
    assert {p.id for p in known.punches} == decided | set(record.ignored)
    assert not decided & set(record.ignored)


@given(facts, plans)
def test_a_line_adds_up_to_the_day(known, plan):
    record = judged(known, plan)
    line = line_of_day(record, TREATMENTS)
    leave = line.personal + line.sick + line.annual + line.other_leave
    assert line.attended >= 0
    if leave + line.absent <= line.due:
        assert line.attended + line.absent + leave == line.due


@settings(max_examples=25)
@given(st.lists(facts, max_size=6))
def test_a_month_is_the_sum_of_its_days(known):
    days = [judged(each) for each in known]
    total = line_of(days, TREATMENTS)
    assert total == sum((line_of_day(day, TREATMENTS) for day in reversed(days)), Line())
    assert total.due == len(days)


@given(facts)
def test_recomputing_a_locked_sheet_from_the_same_facts_changes_nothing(known):
    signed = {WHO: line_of([judged(known)], TREATMENTS)}
    assert changes(signed, {WHO: line_of([judged(known)], TREATMENTS)}) == ()


@given(some_punches(), st.integers(0, 300))
def test_collapsing_loses_no_punch_and_keeps_groups_apart(found, seconds_within):
    within = timedelta(seconds=seconds_within)
    groups = collapsed(found, within)
    assert sorted(p.id for g in groups for p in g) == sorted(p.id for p in found)
    assert all(g[-1].at - g[0].at <= within for g in groups)
    assert all(b[0].at - a[0].at > within for a, b in itertools.pairwise(groups))


stretches = st.lists(st.tuples(moments, moments), max_size=6)


@given(stretches, stretches)
def test_what_is_common_and_what_is_left_make_up_the_whole(whole, taken):
    assert minutes_exact(common(merged(whole), merged(taken))) + minutes_exact(
        without(whole, taken)
    ) == minutes_exact(merged(whole))
    assert without(without(whole, taken), taken) == without(whole, taken)


def minutes_exact(found) -> timedelta:
    return sum((end - start for start, end in found), timedelta(0))


def test_minutes_are_whole():
    assert minutes([(at("8:00"), at("8:01:59"))]) == 1


def test_february_of_a_leap_year_and_december_have_all_their_days():
    assert [len(days_of_month(2028, 2)), len(days_of_month(2026, 12))] == [29, 31]
    assert days_of_month(2026, 12)[-1] == date(2026, 12, 31)


def test_the_newest_correction_of_a_punch_holds():
    from dataclasses import replace

    first = correction(0, Side.IN, "8:25")
    second: Correction = replace(first, id="z", at=at("8:40"), recorded_at=first.recorded_at + timedelta(1))
    record = judged(Facts(corrections=[second, first]))
    assert (record.day, record.marks[0].minutes) == (TUESDAY, 10)
