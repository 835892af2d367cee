"""补签申请: somebody asks for the own punch to be put right, two others put their names to it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from hall_server.domain.attendance.correction_request import (
    LIFE,
    CorrectionRequest,
    RequestState,
    RequestStep,
)
from hall_server.domain.attendance.day import Side, Verdict
from hall_server.domain.attendance.refusals import (
    ApprovalOutOfTurn,
    NoSuchMark,
    NotOnThatDay,
    RequestNotOpen,
    TwoNamesNeeded,
    UnknownRequest,
)
from hall_server.domain.events import Actor, Kind
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import NotAllowed
from hall_server.operations.correction_requests import Requesting, cancel, decline, request, vouch
from hall_server.operations.planning import replan
from hall_server.operations.sheets import check, lock
from tests.at_the_clock import (
    ADMINISTRATOR,
    CLERK,
    COLLEAGUE,
    MANAGER,
    SUPERVISOR,
    here_since,
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

REASON = "打卡机前排队"
CHIEF = Actor("unit_head", StaffNumber("2001"))
BACK_ROOM = Actor("member", StaffNumber("4001"))


def with_a_chief(hall: RunningHall) -> None:
    plan = a_plan()
    unit = next(iter(plan.units))
    more = [
        Staff(CHIEF.staff, "样戊辰", unit, "front", ("clerk", "unit_head")),
        Staff(BACK_ROOM.staff, "样己巳", unit, "back", ("approval",)),
    ]
    hall.do(replan, ADMINISTRATOR, a_plan(staff=dict(plan.staff) | {s.number: s for s in more}))


def asked(hall: RunningHall, by: Actor | None = None, **changed) -> CorrectionRequest:
    parts = {"day": TUESDAY, "span": 0, "side": Side.IN, "at": at("8:25"), "reason": REASON} | changed
    return hall.do(request, by or own(CLERK), Requesting(**parts))


def test_a_request_counts_once_the_chief_and_the_centre_have_put_their_names_to_it(
    any_hall: RunningHall,
) -> None:
    with_a_chief(any_hall)
    punched(any_hall, "8:50")
    turn_to(any_hall, "18:00")
    entry = asked(any_hall)
    assert (entry.state, the_day(any_hall).marks[0].verdict) == (RequestState.ASKED, Verdict.LATE)
    assert any_hall.do(vouch, CHIEF, entry.id).state is RequestState.VOUCHED
    assert the_day(any_hall).marks[0].verdict is Verdict.LATE, "one name is not enough"
    done = any_hall.do(vouch, SUPERVISOR, entry.id)
    assert (done.state, done.vouched_by, done.settled_by) == (RequestState.ENTERED, "2001", "9003")
    first = the_day(any_hall).marks[0]
    assert (first.verdict, first.corrected) == (Verdict.KEPT, True)
    (kept,) = on_record(any_hall).corrections
    assert (kept.by, kept.agreed_by, kept.reason) == ("2001", "9003", REASON)


def test_back_room_staff_ask_as_front_staff_do(hall: RunningHall) -> None:
    with_a_chief(hall)
    turn_to(hall, "18:00")
    entry = asked(hall, by=BACK_ROOM)
    for name in (CHIEF, SUPERVISOR):
        hall.do(vouch, name, entry.id)
    assert the_day(hall, BACK_ROOM.staff).marks[0].corrected


def test_nobody_vouches_for_himself_and_nobody_twice(hall: RunningHall) -> None:
    with_a_chief(hall)
    for person in (CHIEF, SUPERVISOR):
        mine = asked(hall, by=person)
        with pytest.raises(ApprovalOutOfTurn):
            hall.do(vouch, person, mine.id)
    entry = asked(hall)
    hall.do(vouch, MANAGER, entry.id)
    with pytest.raises(TwoNamesNeeded):
        hall.do(vouch, MANAGER, entry.id)
    assert hall.do(vouch, SUPERVISOR, entry.id).state is RequestState.ENTERED


def test_the_first_name_is_the_chiefs_and_no_colleagues(hall: RunningHall) -> None:
    with_a_chief(hall)
    entry = asked(hall)
    for somebody in (SUPERVISOR, own(COLLEAGUE), own(CLERK), ADMINISTRATOR):
        with pytest.raises(ApprovalOutOfTurn) as no:
            hall.do(vouch, somebody, entry.id)
    assert no.value.places == {"waits_for": "chief"}


def test_the_chiefs_own_request_needs_two_of_the_centre(hall: RunningHall) -> None:
    with_a_chief(hall)
    entry = asked(hall, by=CHIEF)
    hall.do(vouch, SUPERVISOR, entry.id)
    assert hall.do(vouch, MANAGER, entry.id).state is RequestState.ENTERED


def test_a_request_that_was_declined_or_taken_back_changes_nothing(any_hall: RunningHall) -> None:
    punched(any_hall, "8:50")
    turn_to(any_hall, "18:00")
    first, second = asked(any_hall), asked(any_hall)
    assert any_hall.do(decline, SUPERVISOR, first.id).state is RequestState.DECLINED
    with pytest.raises(NotAllowed):
        any_hall.do(cancel, SUPERVISOR, second.id)
    assert any_hall.do(cancel, own(CLERK), second.id).state is RequestState.CANCELLED
    for entry in (first, second):
        with pytest.raises(RequestNotOpen):
            any_hall.do(vouch, SUPERVISOR, entry.id)
    assert the_day(any_hall).marks[0].verdict is Verdict.LATE
    assert any_hall.store.records.open_correction_requests() == []


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("step", RequestStep)
def test_a_step_that_its_life_does_not_have_is_refused(state: RequestState, step: RequestStep) -> None:
    entry = CorrectionRequest(
        id="x", staff=CLERK, day=TUESDAY, span=0, side=Side.IN, at=at("8:25"), reason="", asked_at=at("9:00"),
        state=state,
    )  # fmt: skip
    if step in LIFE.get(state, {}):
        assert entry.after(step).state is LIFE[state][step]
        return
    with pytest.raises(RequestNotOpen):
        entry.after(step)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"at": at("8:25", TUESDAY - timedelta(days=1))}, NotOnThatDay),
        ({"at": at("9:01")}, NotOnThatDay),
        ({"span": 2}, NoSuchMark),
    ],
)
def test_a_request_that_cannot_be_is_refused(hall: RunningHall, changed: dict, refusal: type) -> None:
    turn_to(hall, "9:00")
    before = hall.store.last_seq()
    with pytest.raises(refusal):
        asked(hall, **changed)
    with pytest.raises(UnknownRequest):
        hall.do(vouch, MANAGER, "none-such")
    assert hall.store.last_seq() == before


def test_every_step_is_in_the_history_with_who_took_it_and_without_the_reason(hall: RunningHall) -> None:
    with_a_chief(hall)
    entry = asked(hall)
    assert (last_event(hall).event.kind, last_event(hall).event.actor) == (Kind.CORRECTION_ASKED, own(CLERK))
    hall.do(vouch, CHIEF, entry.id)
    assert (last_event(hall).event.kind, last_event(hall).event.actor) == (Kind.CORRECTION_VOUCHED, CHIEF)
    hall.do(vouch, SUPERVISOR, entry.id)
    assert last_event(hall).event.kind is Kind.ATTENDANCE_CORRECTED
    with hall.engines.read.connect() as connection:
        assert REASON not in connection.scalar(text("SELECT reason FROM correction_requests"))


def test_a_request_that_is_entered_after_the_lock_is_a_dated_adjustment(hall: RunningHall) -> None:
    day, month, unit = date(2026, 10, 12), (2026, 10), next(iter(hall.ask(lambda uow: uow.plan).units))
    here_since(hall)
    hall.do(check, SUPERVISOR, month, unit)
    hall.do(lock, MANAGER, month, unit)
    entry = asked(hall, day=day, at=at("8:25", day))
    for name in (SUPERVISOR, MANAGER):
        hall.do(vouch, name, entry.id)
    found = hall.store.records.adjustments(month)
    assert {a.column for a in found} >= {"absent", "attended"}
    assert {a.found_at for a in found} == {hall.clock.now}
