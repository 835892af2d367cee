"""去向报备 as it goes through the hands of those who agree; what it does to the days."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from hall_server.domain.attendance.day import Status, Verdict
from hall_server.domain.attendance.refusals import (
    ApprovalOutOfTurn,
    BadStretch,
    StandInAway,
    StandInMissing,
    StretchTooLong,
    UnknownStaff,
    UnknownWhereabouts,
    WhereaboutsNotOpen,
)
from hall_server.domain.events import Actor, Kind
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import NotAllowed
from hall_server.domain.whereabouts import Approver, State, Whereabouts
from hall_server.domain.whereabouts import Kind as Away
from hall_server.operations.planning import replan
from hall_server.operations.whereabouts import Asked, agree, ask, cancel, come_back, decline
from tests.at_the_clock import (
    ADMINISTRATOR,
    CLERK,
    COLLEAGUE,
    MANAGER,
    SUPERVISOR,
    on_record,
    own,
    punched,
    the_day,
    turn_to,
)
from tests.attendance import TUESDAY, at
from tests.conftest import RunningHall
from tests.small_hall import a_plan
from tests.visits import last_event

WEDNESDAY = TUESDAY + timedelta(days=1)
HIMSELF = own(CLERK)
CHIEF = Actor("unit_head", StaffNumber("2001"))
REASON, PLACE = "家中老人就医", "市第一人民医院"


def with_a_chief(hall: RunningHall) -> None:
    plan = a_plan()
    chief = Staff(CHIEF.staff, "样戊辰", next(iter(plan.units)), "front", ("clerk", "unit_head"))
    hall.do(replan, ADMINISTRATOR, a_plan(staff=dict(plan.staff) | {chief.number: chief}))


def asked(
    hall: RunningHall,
    start: str = "8:30",
    end: str = "12:00",
    by: Actor = HIMSELF,
    staff: str = CLERK,
    kind: Away = Away.PERSONAL,
    until_day=TUESDAY,
    stand_in: str | None = COLLEAGUE,
) -> Whereabouts:
    entry = Asked(
        staff=staff,
        kind=kind,
        start=at(start),
        end=at(end, until_day),
        reason=REASON,
        place=PLACE,
        stand_in=stand_in,
    )
    return hall.do(ask, by, entry)


def test_half_a_day_needs_the_duty_officer(any_hall: RunningHall) -> None:
    entry = asked(any_hall)
    assert (entry.state, entry.chain) == (State.REQUESTED, (Approver.DUTY_OFFICER,))
    agreed = any_hall.do(agree, SUPERVISOR, entry.id)
    assert agreed.state is State.AGREED
    assert any_hall.ask(lambda uow: uow.attendance.entry(entry.id)) == agreed


def test_a_morning_that_was_agreed_to_is_asked_of_nobody(any_hall: RunningHall) -> None:
    any_hall.do(agree, SUPERVISOR, asked(any_hall).id)
    turn_to(any_hall, "23:59:59")
    assert [m.verdict for m in the_day(any_hall).marks[:2]] == [Verdict.EXCUSED] * 2


def test_a_whole_day_needs_the_chief_of_the_unit_and_nobody_elses_chief(hall: RunningHall) -> None:
    with_a_chief(hall)
    entry = asked(hall, end="17:30")
    assert entry.chain == (Approver.CHIEF,)
    with pytest.raises(ApprovalOutOfTurn):
        hall.do(agree, SUPERVISOR, entry.id)
    assert hall.do(agree, CHIEF, entry.id).state is State.AGREED


def test_two_days_need_the_chief_first_and_then_the_section(any_hall: RunningHall) -> None:
    with_a_chief(any_hall)
    entry = asked(any_hall, end="17:30", until_day=WEDNESDAY)
    assert entry.chain == (Approver.CHIEF, Approver.SECTION)
    with pytest.raises(ApprovalOutOfTurn) as no:
        any_hall.do(agree, SUPERVISOR, entry.id)
    assert no.value.places == {"waits_for": "chief"}
    any_hall.do(agree, CHIEF, entry.id)
    agreed = any_hall.do(agree, SUPERVISOR, entry.id)
    assert [a.by for a in agreed.approvals] == [CHIEF.staff, SUPERVISOR.staff]
    assert agreed.state is State.AGREED


def test_a_week_goes_up_to_the_leadership(hall: RunningHall) -> None:
    with_a_chief(hall)
    entry = asked(hall, end="17:30", until_day=TUESDAY + timedelta(days=6))
    assert entry.chain == (Approver.CHIEF, Approver.SECTION, Approver.LEADERSHIP)
    for official in (CHIEF, SUPERVISOR, MANAGER):
        entry = hall.do(agree, official, entry.id)
    assert entry.state is State.AGREED


def test_where_a_unit_has_no_chief_the_section_stands_for_him(hall: RunningHall) -> None:
    entry = asked(hall, end="17:30")
    assert entry.chain == (Approver.CHIEF,)
    assert hall.do(agree, SUPERVISOR, entry.id).state is State.AGREED


def test_the_chiefs_own_leave_goes_one_rank_higher(hall: RunningHall) -> None:
    with_a_chief(hall)
    entry = asked(hall, end="17:30", by=CHIEF, staff=str(CHIEF.staff))
    assert entry.chain == (Approver.SECTION,)
    with pytest.raises(ApprovalOutOfTurn):
        hall.do(agree, CHIEF, entry.id)
    assert hall.do(agree, SUPERVISOR, entry.id).state is State.AGREED


def test_a_meeting_that_the_centre_enters_needs_nobody(hall: RunningHall) -> None:
    entry = asked(hall, by=SUPERVISOR, kind=Away.MEETING)
    assert (entry.state, entry.chain) == (State.AGREED, ())


def test_nobody_excuses_himself_with_a_meeting(hall: RunningHall) -> None:
    entry = asked(hall, kind=Away.MEETING)
    assert (entry.state, entry.waits_for) == (State.REQUESTED, Approver.DUTY_OFFICER)


def test_what_is_declined_excuses_nothing(any_hall: RunningHall) -> None:
    entry = any_hall.do(decline, SUPERVISOR, asked(any_hall, end="17:30").id)
    assert entry.state is State.DECLINED
    turn_to(any_hall, "23:59:59")
    assert the_day(any_hall).status is Status.ABSENT


def test_what_is_cancelled_excuses_nothing_any_more(any_hall: RunningHall) -> None:
    entry = asked(any_hall, end="17:30")
    any_hall.do(agree, SUPERVISOR, entry.id)
    any_hall.do(cancel, own(CLERK), entry.id)
    turn_to(any_hall, "23:59:59")
    assert the_day(any_hall).status is Status.ABSENT
    with pytest.raises(WhereaboutsNotOpen):
        any_hall.do(agree, SUPERVISOR, entry.id)


def test_whoever_is_back_sooner_is_due_again_from_then_on(hall: RunningHall) -> None:
    entry = asked(hall, end="17:30")
    hall.do(agree, SUPERVISOR, entry.id)
    turn_to(hall, "13:00")
    assert hall.do(come_back, own(CLERK), entry.id).until == at("13:00")
    turn_to(hall, "13:20")
    punched(hall, "13:20")
    turn_to(hall, "17:31")
    punched(hall, "17:31")
    turn_to(hall, "23:59:59")
    day = the_day(hall)
    assert [m.verdict for m in day.marks] == [Verdict.EXCUSED] * 2 + [Verdict.KEPT] * 2
    assert day.status is Status.ATTENDED


def test_nobody_asks_for_somebody_whom_they_do_not_look_after(hall: RunningHall) -> None:
    with pytest.raises(NotAllowed):
        asked(hall, by=own(COLLEAGUE), stand_in="1003")


def test_a_chief_and_the_centre_ask_for_others(hall: RunningHall) -> None:
    with_a_chief(hall)
    for by in (CHIEF, SUPERVISOR):
        assert asked(hall, by=by).staff == CLERK


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"end": "8:30"}, BadStretch),
        ({"end": "8:29"}, BadStretch),
        ({"stand_in": None}, StandInMissing),
        ({"stand_in": "4711"}, UnknownStaff),
        ({"staff": "4711", "by": SUPERVISOR}, UnknownStaff),
        ({"until_day": TUESDAY + timedelta(days=400)}, StretchTooLong),
    ],
)
def test_an_entry_that_cannot_be_is_refused(hall: RunningHall, how: dict, refusal: type) -> None:
    before = hall.store.last_seq()
    with pytest.raises(refusal):
        asked(hall, **how)
    assert hall.store.last_seq() == before


def test_a_stand_in_who_is_away_is_none(any_hall: RunningHall) -> None:
    asked(any_hall, by=own(COLLEAGUE), staff=COLLEAGUE, stand_in="1003")
    with pytest.raises(StandInAway):
        asked(any_hall)


def test_an_entry_that_was_never_made_is_unknown(hall: RunningHall) -> None:
    with pytest.raises(UnknownWhereabouts):
        hall.do(agree, SUPERVISOR, "never-made")


def test_why_and_where_are_encrypted_and_in_no_event(any_hall: RunningHall) -> None:
    entry = asked(any_hall)
    with any_hall.engines.read.connect() as connection:
        found = connection.execute(text("SELECT reason, place FROM whereabouts")).one()
        events = " ".join(connection.scalars(text("SELECT body FROM events")))
    assert REASON not in str(found)
    assert PLACE not in str(found)
    for personal in (REASON, PLACE, "personal"):
        assert personal not in events
    event = last_event(any_hall).event
    assert (event.kind, event.subject) == (Kind.WHEREABOUTS_REQUESTED, entry.id)
    assert on_record(any_hall).absences[0].reason == REASON
