"""The client's methods of attendance, each against a real server on a loopback port."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from hall_server.client.http import new_key
from hall_server.client.http_attendance import HttpAttendance, undo_path
from hall_server.client.trouble import Refused
from hall_server.wire.asks import TakeTicket
from hall_server.wire.attendance import (
    AskCorrection,
    AskWhereabouts,
    Correct,
    Enrol,
    PaperSheet,
    Punch,
    UndoPunch,
)
from hall_server.wire.clock_events import ClockEvent
from hall_server.wire.faces import StoreCalibration
from hall_server.wire.rosters import NameDay, NameDuty, SetEmployment, SwapDays
from tests.hall_server.api.api_hall import PIN, Served, token_of
from tests.hall_server.api.test_api_roles import (
    ASKED_CORRECTION,
    AWAY,
    CALIBRATION,
    CLOCK_EVENT,
    CORRECTION,
    ENROL,
    NAMED,
    PAPER,
    PUNCH,
)

T = TypeVar("T")
PUNCHED = Punch.model_validate(PUNCH)


@contextmanager
def speaking(served: Served, role: str) -> Iterator[HttpAttendance]:
    hall = HttpAttendance(served.url, token_of(role))
    try:
        yield hall
    finally:
        hall.close()


async def said(served: Served, role: str, what: Callable[[HttpAttendance], T]) -> T:
    with speaking(served, role) as hall:
        return await asyncio.to_thread(what, hall)


async def test_a_clock_punches_takes_back_and_asks(served: Served) -> None:
    def at_the_clock(hall: HttpAttendance) -> None:
        first = hall.punch(PUNCHED)
        assert hall.punch(PUNCHED) == first
        assert first.marks[0].verdict == "kept"
        undone = hall.undo_punch(PUNCHED.id, PUNCHED.device_at + timedelta(seconds=3), new_key())
        assert undone.marks[0].at is None
        assert hall.check_pin("1001", PIN).seq > 0
        assert {p.staff for p in hall.clock_roster().people} > {"1001", "9001"}

    await said(served, "clock", at_the_clock)


async def test_a_refusal_reaches_the_clock_as_one(served: Served) -> None:
    with pytest.raises(Refused) as no:
        await said(served, "clock", lambda hall: hall.punch(PUNCHED.model_copy(update={"staff": "4711"})))
    assert no.value.problem.code == "unknown_staff"


async def test_an_outbox_keeps_a_punch_and_its_undoing_by_their_addresses(served: Served) -> None:
    """What could not be sent at once is sent later, as it was."""
    undo = UndoPunch(undone_at=PUNCHED.device_at + timedelta(seconds=2))

    def later(hall: HttpAttendance) -> None:
        for _ in range(2):
            hall.post_stored("/punches", PUNCHED.model_dump_json(), PUNCHED.id)
            hall.post_stored(undo_path(PUNCHED.id), undo.model_dump_json(), f"{PUNCHED.id}-undo")

    await said(served, "clock", later)
    days = await said(served, "manager", lambda hall: hall.person_days("1001", "2026-11"))
    (punch,) = days.days[23].punches
    assert (punch.undone, punch.counted) == (True, False)


async def test_a_face_is_enrolled_and_withdrawn(served: Served) -> None:
    def enrolled(hall: HttpAttendance) -> int:
        hall.enrol(Enrol.model_validate(ENROL), new_key())
        return hall.withdraw_consent("1001", new_key()).deleted

    assert await said(served, "administrator", enrolled) == 1


async def test_thresholds_are_stored_and_what_clocks_did_is_read(served: Served) -> None:
    ask, event = StoreCalibration.model_validate(CALIBRATION), ClockEvent.model_validate(CLOCK_EVENT)

    def told(hall: HttpAttendance) -> None:
        hall.punch(PUNCHED)
        hall.undo_punch(PUNCHED.id, PUNCHED.device_at, new_key())
        hall.tell_clock_event(event)

    def read(hall: HttpAttendance) -> list[object]:
        hall.enrol(Enrol.model_validate(ENROL), new_key())
        hall.store_calibration(ask, new_key())
        hall.set_card("1002", "04A1B2C3", new_key())
        hall.set_pin("1002", None, new_key())
        counts = hall.greetings("2026-11")
        kinds = [each.kind for each in hall.clock_events("2026-11").events]
        return [counts.greeted, counts.taken_back, kinds, hall.calibrations().calibrations[0].in_force]

    await said(served, "clock", told)
    assert await said(served, "administrator", read) == [1, 1, ["other_person"], True]


async def test_an_absence_is_asked_for_agreed_to_and_ended(served: Served) -> None:
    ask = AskWhereabouts.model_validate(AWAY)

    def through_all_hands(hall: HttpAttendance) -> list[str]:
        first = hall.ask_to_be_away(ask, new_key())
        assert [e.reason for e in hall.whereabouts().entries] == [ask.reason]
        ends = [hall.agree_to(first.id, new_key()), hall.come_back(first.id, new_key())]
        ends.append(hall.decline(hall.ask_to_be_away(ask, new_key()).id, new_key()))
        ends.append(hall.cancel_whereabouts(hall.ask_to_be_away(ask, new_key()).id, new_key()))
        return [e.state for e in ends]

    states = await said(served, "supervisor", through_all_hands)
    assert states == ["agreed", "returned", "declined", "cancelled"]


async def test_people_vouch_and_plan(served: Served) -> None:
    named = NAMED | {"staff": "1003"}

    def entered(hall: HttpAttendance) -> int:
        hall.correct(Correct.model_validate(CORRECTION), new_key())
        hall.name_day(NameDay.model_validate(named | {"shift": "two", "why": "in_lieu"}), new_key())
        duty = {"kind": "noon", "start": "12:00", "end": "13:30"}
        hall.name_duty(NameDuty.model_validate(NAMED | duty), new_key())
        swap = {"other": "1003", "other_day": "2026-11-24"}
        hall.swap_days(SwapDays.model_validate(NAMED | swap), new_key())
        return hall.enter_paper_sheet(PaperSheet.model_validate(PAPER), new_key()).new

    assert await said(served, "supervisor", entered) == 1
    days = await said(served, "auditor", lambda hall: hall.person_days("1001", "2026-11"))
    assert (days.days[23].shift, days.days[23].ground_en) == ("two", "set for this person (swapped)")


async def test_a_correction_is_asked_for_and_goes_through_all_hands(served: Served) -> None:
    ask = AskCorrection.model_validate(ASKED_CORRECTION)

    def asked(hall: HttpAttendance) -> list[str]:
        ids = [hall.request_correction(ask, new_key()).id for _ in range(3)]
        assert {r.id for r in hall.correction_requests().requests} == set(ids)
        return [*ids[:2], hall.cancel_correction(ids[2], new_key()).state]

    first, second, taken_back = await said(served, "clerk", asked)
    states = [
        (await said(served, "supervisor", lambda hall: hall.vouch_for(first, new_key()))).state,
        (await said(served, "manager", lambda hall: hall.vouch_for(first, new_key()))).state,
        (await said(served, "supervisor", lambda hall: hall.decline_correction(second, new_key()))).state,
    ]
    assert [*states, taken_back] == ["vouched", "entered", "declined", "cancelled"]


async def test_a_sheet_is_checked_opened_again_and_locked(served: Served) -> None:
    since = SetEmployment.model_validate({"staff": "1001", "first": "2026-10-01"})
    await said(served, "administrator", lambda hall: hall.set_employment(since, new_key()))

    def signed(hall: HttpAttendance) -> list[str]:
        states = [
            hall.check_sheet("2026-10", "U1", new_key()),
            hall.reopen_sheet("2026-10", "U1", new_key()),
            hall.check_sheet("2026-10", "U1", new_key()),
            hall.lock_sheet("2026-10", "U1", new_key()),
            hall.check_sheet("2026-10", None, new_key()),
        ]
        return [s.state for s in states]

    assert await said(served, "manager", signed) == ["checked", "draft", "checked", "locked", "checked"]
    sheets = await said(served, "manager", lambda hall: hall.month_sheets("2026-10"))
    assert {s.unit: s.state for s in sheets.units} == {"U1": "locked", None: "checked"}


async def test_a_board_reads_the_wall(served: Served) -> None:
    wall = await said(served, "board", lambda hall: hall.wall())
    assert wall.units[0].due == 7


async def test_the_same_client_still_speaks_of_tickets(served: Served) -> None:
    issued = await said(served, "kiosk", lambda hall: hall.take_ticket(TakeTicket(queue="A"), new_key()))
    assert issued.ticket.number == "A001"
    assert issued.expires_at > datetime(2026, 11, 24, tzinfo=UTC)
