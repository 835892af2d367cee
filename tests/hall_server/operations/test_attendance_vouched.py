"""What people vouch for with two names: a punch that is missing, a paper sheet of a day without a clock."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from hall_server.domain.attendance.day import Note, Side, Verdict
from hall_server.domain.attendance.punch import Means
from hall_server.domain.attendance.refusals import NoSuchMark, NotOnThatDay, TwoNamesNeeded, UnknownStaff
from hall_server.domain.events import Actor, Kind
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import NotAllowed
from hall_server.operations.attendance import Correcting, PaperEntry, correct, enter_paper
from tests.at_the_clock import (
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
from tests.visits import last_event

REASON = "打卡机断电"


def corrected(hall: RunningHall, by: Actor = SUPERVISOR, **changed):
    asked = {
        "staff": CLERK,
        "day": TUESDAY,
        "span": 0,
        "side": Side.IN,
        "at": at("8:25"),
        "reason": REASON,
        "agreed_by": "9001",
    } | changed
    return hall.do(correct, by, Correcting(**asked))


def test_a_correction_decides_and_the_raw_punch_stays(any_hall: RunningHall) -> None:
    raw = punched(any_hall, "8:50")
    turn_to(any_hall, "18:00")
    day = corrected(any_hall)
    first = day.marks[0]
    assert (first.verdict, first.corrected) == (Verdict.KEPT, True)
    assert Note.CORRECTED in day.notes
    assert [p.id for p in on_record(any_hall).punches[TUESDAY]] == [raw.punch.id]
    assert the_day(any_hall) == day


def test_a_correction_keeps_both_names_and_its_reason_encrypted(any_hall: RunningHall) -> None:
    corrected(any_hall)
    (kept,) = on_record(any_hall).corrections
    assert (kept.by, kept.agreed_by, kept.reason) == ("9003", "9001", REASON)
    with any_hall.engines.read.connect() as connection:
        assert REASON not in connection.scalar(text("SELECT reason FROM punch_corrections"))
    event = last_event(any_hall).event
    assert (event.kind, event.subject) == (Kind.ATTENDANCE_CORRECTED, kept.id)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"agreed_by": "9003"}, TwoNamesNeeded),
        ({"agreed_by": CLERK}, TwoNamesNeeded),
        ({"agreed_by": "4711"}, UnknownStaff),
        ({"staff": "9003", "agreed_by": "9001"}, TwoNamesNeeded),
        ({"at": at("8:25", TUESDAY - timedelta(days=1))}, NotOnThatDay),
        ({"at": at("9:01")}, NotOnThatDay),
        ({"span": 2}, NoSuchMark),
        ({"staff": "4711"}, UnknownStaff),
    ],
)
def test_a_correction_that_cannot_be_is_refused(hall: RunningHall, changed: dict, refusal: type) -> None:
    turn_to(hall, "9:00")
    before = hall.store.last_seq()
    with pytest.raises(refusal):
        corrected(hall, **changed)
    assert hall.store.last_seq() == before


def test_a_clerk_corrects_nobody_else(hall: RunningHall) -> None:
    with pytest.raises(NotAllowed):
        corrected(hall, by=own(COLLEAGUE))


def test_nothing_is_corrected_on_a_day_off(hall: RunningHall) -> None:
    saturday = TUESDAY + timedelta(days=4)
    turn_to(hall, "18:00", saturday)
    with pytest.raises(NoSuchMark):
        corrected(hall, day=saturday, at=at("8:25", saturday))


def entered(
    hall: RunningHall, *entries: tuple[str, str], by: Actor = SUPERVISOR, second: str = "9001"
) -> int:
    lines = [PaperEntry(staff, at(clock)) for staff, clock in entries]
    return hall.do(enter_paper, by, TUESDAY, lines, second, REASON)


def test_a_paper_sheet_becomes_punches_with_two_names(any_hall: RunningHall) -> None:
    turn_to(any_hall, "18:00")
    assert entered(any_hall, (CLERK, "8:20"), (CLERK, "12:03"), (COLLEAGUE, "8:40")) == 3
    first = on_record(any_hall).punches[TUESDAY][0]
    assert (first.means, first.signed_by, first.device) == (Means.SHEET, ("9003", "9001"), None)
    assert the_day(any_hall, COLLEAGUE).marks[0].minutes == 10


def test_a_sheet_entered_twice_counts_once(any_hall: RunningHall) -> None:
    turn_to(any_hall, "18:00")
    entered(any_hall, (CLERK, "8:20"))
    assert entered(any_hall, (CLERK, "8:20"), (CLERK, "12:03")) == 1
    assert len(on_record(any_hall).punches[TUESDAY]) == 2


@pytest.mark.parametrize(
    ("entries", "second", "refusal"),
    [
        ([(CLERK, "8:20")], "9003", TwoNamesNeeded),
        ([(CLERK, "8:20"), ("9001", "8:21")], "9001", TwoNamesNeeded),
        ([(CLERK, "19:00")], "9001", NotOnThatDay),
        ([(CLERK, "8:20"), ("4711", "8:21")], "9001", UnknownStaff),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_whole(
    hall: RunningHall, entries: list, second: str, refusal: type
) -> None:
    turn_to(hall, "18:00")
    with pytest.raises(refusal):
        entered(hall, *entries, second=second)
    assert on_record(hall).punches == {}


def test_the_reason_of_a_sheet_is_encrypted(any_hall: RunningHall) -> None:
    turn_to(any_hall, "18:00")
    entered(any_hall, (CLERK, "8:20"), by=MANAGER, second="9003")
    with any_hall.engines.read.connect() as connection:
        reason, by, second = connection.execute(
            text("SELECT reason, entered_by, agreed_by FROM paper_sheets")
        ).one()
    assert REASON not in reason
    assert (by, second) == (StaffNumber("9001"), StaffNumber("9003"))
