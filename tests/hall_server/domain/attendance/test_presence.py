"""The live wall: who is here, and which windows wait for their clerk."""

from dataclasses import replace

import pytest

from hall_server.domain.attendance.day import Facts
from hall_server.domain.attendance.presence import (
    EmptyWindow,
    Presence,
    UnitCount,
    by_unit,
    empty_windows,
    presence,
)
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.whereabouts import TREATMENTS, Kind, State
from hall_server.domain.window import Window, WindowState
from tests.attendance import at, away, judged, on_shift, punches
from tests.small_hall import a_plan


@pytest.mark.parametrize(
    ("now", "clocks", "where"),
    [
        ("7:00", "", Presence.NOT_DUE),
        ("8:29", "", Presence.NOT_DUE),
        ("8:20", "8:15", Presence.HERE),
        ("8:30", "", Presence.NOT_HERE),
        ("9:00", "8:59", Presence.HERE),
        ("12:05", "8:20 12:01", Presence.NOT_DUE),
        ("13:00", "8:20 12:01", Presence.NOT_DUE),
        ("13:40", "8:20 12:01", Presence.NOT_HERE),
        ("13:40", "8:20 12:01 13:29", Presence.HERE),
        ("18:30", "8:20 12:01 13:29 17:40", Presence.NOT_DUE),
    ],
)
def test_punches_tell_who_is_here(now, clocks, where):
    record = judged(Facts(punches=punches(clocks)), now=at(now))
    assert presence(on_shift(), record, [], dict(TREATMENTS), at(now)) is where


@pytest.mark.parametrize(
    ("kind", "state", "where"),
    [
        (Kind.SICK, State.AGREED, Presence.ON_LEAVE),
        (Kind.FIELD_WORK, State.AGREED, Presence.AWAY_ON_WORK),
        (Kind.SICK, State.REQUESTED, Presence.NOT_HERE),
    ],
)
def test_the_form_tells_why_somebody_is_not_here_once_it_is_agreed(kind, state, where):
    entry = away("8:00", "12:00", kind, state=state)
    record = judged(Facts(absences=[entry]), now=at("9:00"))
    assert presence(on_shift(), record, [entry], dict(TREATMENTS), at("9:00")) is where


def test_counts_by_unit_add_up():
    staff = next(iter(a_plan().staff.values()))
    one, other = replace(staff, unit=UnitId("U1")), replace(staff, unit=UnitId("U2"))
    people = [(one, p) for p in Presence] + [(other, Presence.HERE)]
    assert by_unit(people) == (UnitCount(UnitId("U1"), 4, 1, 1, 1, 1), UnitCount(UnitId("U2"), 1, 1, 0, 0, 0))


def test_a_window_is_empty_when_it_is_closed_and_its_usual_clerk_is_due():
    plan = a_plan()
    counter = next(iter(plan.counters.values()))
    clerk = replace(next(iter(plan.staff.values())), number=StaffNumber("1"), window=counter.id)
    plan = replace(plan, staff={clerk.number: clerk})
    closed = Window(id=counter.id, number=counter.number, zone=counter.zone, since=at("8:00"))
    late = {clerk.number: Presence.NOT_HERE}
    assert empty_windows(plan, [closed], late) == (EmptyWindow(counter.id, clerk.number, Presence.NOT_HERE),)
    assert empty_windows(plan, [replace(closed, state=WindowState.IDLE)], late) == ()
    assert empty_windows(plan, [replace(closed, staff=StaffNumber("2"))], late) == ()
    assert empty_windows(plan, [closed], {}) == ()
