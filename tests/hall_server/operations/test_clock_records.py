"""What clocks told and how often they were wrong, as each kind of database counts it; thresholds; keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.attendance.punch import Means
from hall_server.domain.attendance.refusals import CardTaken, NoFacesOfModel, StaffHasLeft, UnknownStaff
from hall_server.domain.events import Kind
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import KeyReused
from hall_server.operations.attendance import undo
from hall_server.operations.calibrations import NewCalibration, in_force, store
from hall_server.operations.clock_events import FaceFigures, NewClockEvent, note
from hall_server.operations.enrolment import Agreement, NewFace, enrol
from hall_server.operations.rosters import set_employment
from hall_server.operations.staff_keys import set_card, set_pin
from hall_server.wire.clock_events import ClockEventKind
from tests.at_the_clock import (
    ADMINISTRATOR,
    CLERK,
    CLOCK,
    COLLEAGUE,
    OTHER_CLOCK,
    moment,
    punched,
    taken_back,
)
from tests.attendance import TUESDAY
from tests.conftest import RunningHall
from tests.small_hall import NINE
from tests.visits import last_event

NAMES = ("identify", "verify")
FOUND = NewCalibration(made_at=NINE, model="dlib", version="1", thresholds={"identify": 5.1}, report="{}")
DARK = NewClockEvent(
    id="event-0001",
    kind="dark",
    at=moment("8:00"),
    device_at=moment("8:01"),
    staff=None,
    figures=FaceFigures(),
)


def with_a_face(hall: RunningHall, version: str = "1") -> None:
    given = Agreement("2026-09", TUESDAY, "A-1")
    hall.do(enrol, ADMINISTRATOR, CLERK, [NewFace("dlib", version, "AACAPw==")], given)


# Greetings


def test_greetings_are_counted_by_clock_and_means(any_hall: RunningHall) -> None:
    denied = [
        punched(any_hall, "8:29"),
        punched(any_hall, "8:40", by=OTHER_CLOCK, means=Means.NUMBER_AND_FACE),
    ]
    punched(any_hall, "8:31")
    for greeted, clock in zip(denied, (CLOCK, OTHER_CLOCK), strict=True):
        taken_back(any_hall, greeted, by=clock)
    counts = any_hall.store.records.greetings((2026, 11))
    assert [(c.device, c.means, c.greeted, c.taken_back) for c in counts] == [
        ("clock-001", Means.FACE, 2, 1),
        ("clock-002", Means.NUMBER_AND_FACE, 1, 1),
    ]


def test_somebody_who_denies_a_greeting_without_a_punch_counts_as_well(any_hall: RunningHall) -> None:
    punched(any_hall, "8:29")
    for name, clock in (("event-0001", CLOCK), ("event-0002", OTHER_CLOCK)):
        any_hall.do(note, clock, replace(DARK, id=name, kind=ClockEventKind.NOT_ME.value, staff=CLERK))
    counts = any_hall.store.records.greetings((2026, 11))
    assert [(c.device, c.means, c.greeted, c.taken_back) for c in counts] == [
        ("clock-001", Means.FACE, 2, 1),
        ("clock-002", Means.FACE, 1, 1),
    ]


def test_a_card_that_was_taken_back_measures_no_face(any_hall: RunningHall) -> None:
    taken_back(any_hall, punched(any_hall, "8:29", means=Means.CARD))
    assert any_hall.store.records.greetings((2026, 11)) == []


def test_the_month_is_that_of_the_halls_own_calendar(any_hall: RunningHall) -> None:
    any_hall.clock.now = moment("0:30", TUESDAY.replace(day=1))
    punched(any_hall, "0:10", day=TUESDAY.replace(day=1))
    assert any_hall.store.records.greetings((2026, 10)) == []
    assert [c.greeted for c in any_hall.store.records.greetings((2026, 11))] == [1]


def test_the_figures_of_a_denied_face_are_kept(any_hall: RunningHall) -> None:
    greeted = punched(any_hall, "8:29")
    figures = FaceFigures(0.43, 3.4, 1.2)

    def take_back(uow, now):
        return undo(uow, CLOCK, greeted.punch.id, greeted.punch.device_at, now, figures)

    any_hall.do(take_back)
    kept = any_hall.store.records.undone(greeted.punch.id)
    assert kept is not None
    assert (kept.distance, kept.score, kept.margin) == (0.43, 3.4, 1.2)


# Events of clocks


def test_an_event_is_kept_and_audited_once(any_hall: RunningHall) -> None:
    any_hall.do(note, CLOCK, DARK)
    before = any_hall.store.last_seq()
    any_hall.do(note, OTHER_CLOCK, DARK)
    assert any_hall.store.last_seq() == before
    (event,) = any_hall.store.records.clock_events(TUESDAY, TUESDAY)
    assert (event.kind, event.device, event.received_at) == ("dark", "clock-001", NINE)
    recorded = last_event(any_hall).event
    assert (recorded.kind, recorded.subject) == (Kind.CLOCK_EVENT, "event-0001")


def test_events_are_found_by_their_days_on_the_halls_clock(any_hall: RunningHall) -> None:
    for day, name in ((23, "event-0023"), (24, "event-0024")):
        at = moment("23:59", TUESDAY.replace(day=day))
        any_hall.do(note, CLOCK, replace(DARK, id=name, at=at))
    found = any_hall.store.records.clock_events(TUESDAY, TUESDAY)
    assert [event.id for event in found] == ["event-0024"]


def test_an_id_belongs_to_one_event(hall: RunningHall) -> None:
    hall.do(note, CLOCK, DARK)
    with pytest.raises(KeyReused):
        hall.do(note, CLOCK, replace(DARK, kind="blind"))


def test_an_event_told_twice_in_one_group_counts_once(hall: RunningHall) -> None:
    def twice(uow, now):
        note(uow, CLOCK, DARK, now)
        return note(uow, CLOCK, DARK, now)

    hall.do(twice)
    assert len(hall.store.records.clock_events(TUESDAY, TUESDAY)) == 1


# Thresholds


def test_the_newest_thresholds_of_a_model_are_in_force(any_hall: RunningHall) -> None:
    with_a_face(any_hall)
    any_hall.do(store, ADMINISTRATOR, FOUND, NAMES)
    any_hall.clock.pass_(minutes=1)
    any_hall.do(store, ADMINISTRATOR, replace(FOUND, thresholds={"identify": 6.0}), NAMES)
    found = any_hall.store.records.calibrations()
    assert [c.thresholds for c in found] == [{"identify": 6.0}, {"identify": 5.1}]
    used = in_force(found, {("dlib", "1")})
    assert used is not None
    assert (used.thresholds, used.by) == ({"identify": 6.0}, ADMINISTRATOR.staff)
    assert in_force(found, {("dlib", "2")}) is None
    assert last_event(any_hall).event.kind is Kind.FACE_CALIBRATED


def test_no_thresholds_are_stored_for_faces_that_are_not_there(hall: RunningHall) -> None:
    with_a_face(hall, version="2")
    with pytest.raises(NoFacesOfModel):
        hall.do(store, ADMINISTRATOR, FOUND, NAMES)
    assert hall.store.records.calibrations() == []


# Cards and PINs


def test_a_card_has_one_holder_until_it_is_withdrawn(any_hall: RunningHall) -> None:
    any_hall.do(set_card, ADMINISTRATOR, CLERK, "hash")
    with pytest.raises(CardTaken):
        any_hall.do(set_card, ADMINISTRATOR, COLLEAGUE, "hash")
    any_hall.do(set_card, ADMINISTRATOR, CLERK, "")
    any_hall.do(set_card, ADMINISTRATOR, COLLEAGUE, "hash")
    plan = any_hall.ask(lambda uow: uow.plan)
    assert (plan.staff[CLERK].card, plan.staff[COLLEAGUE].card) == ("", "hash")
    recorded = last_event(any_hall).event
    assert (recorded.kind, recorded.subject) == (Kind.CARD_SET, COLLEAGUE)


def test_nobody_without_a_card_shares_the_empty_one(hall: RunningHall) -> None:
    for staff in (CLERK, COLLEAGUE):
        hall.do(set_card, ADMINISTRATOR, staff, "")


def test_a_pin_is_set_and_withdrawn(hall: RunningHall) -> None:
    for pin_hash in ("a hash", ""):
        hall.do(set_pin, ADMINISTRATOR, CLERK, pin_hash)
        assert hall.ask(lambda uow: uow.plan.staff[CLERK].pin_hash) == pin_hash
    assert last_event(hall).event.kind is Kind.PIN_SET


def test_nobody_unknown_and_nobody_who_left_gets_a_card(hall: RunningHall) -> None:
    with pytest.raises(UnknownStaff):
        hall.do(set_card, ADMINISTRATOR, StaffNumber("4711"), "hash")
    yesterday = TUESDAY - timedelta(days=1)
    hall.do(set_employment, ADMINISTRATOR, CLERK, yesterday, yesterday)
    with pytest.raises(StaffHasLeft):
        hall.do(set_card, ADMINISTRATOR, CLERK, "hash")
