"""Attendance over HTTP: what a clock asks, and what people do about absences, sheets and faces.

As in `HttpHall`: blocking, and every command takes its idempotency key from the caller.
"""

from datetime import datetime

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.answers import Done
from hall_server.wire.asks import Nothing
from hall_server.wire.attendance import (
    AskCorrection,
    AskWhereabouts,
    CheckPin,
    ClockRoster,
    Correct,
    CorrectionRequests,
    CorrectionRequestView,
    Enrol,
    MonthState,
    PaperEntered,
    PaperSheet,
    Punch,
    Punched,
    Receipt,
    UndoPunch,
    Wall,
    WhereaboutsList,
    WhereaboutsView,
    WithdrawConsent,
)
from hall_server.wire.attendance_days import MonthSheets, PersonDays
from hall_server.wire.clock_events import CLOCK_EVENTS_PATH, ClockEvent
from hall_server.wire.faces import (
    Calibrations,
    ClockEvents,
    GreetingCounts,
    SetCard,
    SetPin,
    StoreCalibration,
)
from hall_server.wire.rosters import NameDay, NameDuty, SetEmployment, SwapDays

PUNCH_PATH = "/punches"
CENTRE = "CENTER"
"""The centre itself, where a unit is asked for."""


def undo_path(punch: str) -> str:
    """Where the taking back of a greeting goes; an outbox keeps it by this address."""
    return f"/punches/{punch}/undo"


class HttpAttendance(HttpHall):
    """Speaks to one hall server with one token. Raises Refused and LinkLost from every method."""

    # Clocks

    def punch(self, ask: Punch) -> Punched:
        """Its own id is its key: sent again after a lost link it counts once."""
        return self._post(PUNCH_PATH, ask, ask.id, Punched)

    def undo_punch(self, punch: str, undone_at: datetime, key: str) -> Punched:
        return self._post(undo_path(punch), UndoPunch(undone_at=undone_at), key, Punched)

    def clock_roster(self) -> ClockRoster:
        return self._get("/attendance/roster", ClockRoster)

    def check_pin(self, staff: str, pin: str) -> Done:
        return self._post("/attendance/pin", CheckPin(staff=staff, pin=pin), new_key(), Done)

    # Faces

    def enrol(self, ask: Enrol, key: str) -> Done:
        return self._post("/attendance/enrolments", ask, key, Done)

    def withdraw_consent(self, staff: str, key: str) -> Receipt:
        return self._post("/attendance/consents/withdraw", WithdrawConsent(staff=staff), key, Receipt)

    def store_calibration(self, ask: StoreCalibration, key: str) -> Done:
        return self._post("/attendance/calibrations", ask, key, Done)

    def calibrations(self) -> Calibrations:
        return self._get("/attendance/calibrations", Calibrations)

    # What clocks did and told, cards and PINs

    def greetings(self, month: str) -> GreetingCounts:
        return self._get("/attendance/greetings", GreetingCounts, {"month": month})

    def tell_clock_event(self, ask: ClockEvent) -> Done:
        """Its own id is its key."""
        return self._post(CLOCK_EVENTS_PATH, ask, ask.id, Done)

    def clock_events(self, month: str) -> ClockEvents:
        return self._get("/attendance/clock-events", ClockEvents, {"month": month})

    def set_card(self, staff: str, card: str | None, key: str) -> Done:
        """None withdraws it."""
        return self._post("/attendance/cards", SetCard(staff=staff, card=card), key, Done)

    def set_pin(self, staff: str, pin: str | None, key: str) -> Done:
        """None withdraws it."""
        return self._post("/attendance/pins", SetPin(staff=staff, pin=pin), key, Done)

    # Whereabouts

    def whereabouts(self) -> WhereaboutsList:
        return self._get("/attendance/whereabouts", WhereaboutsList)

    def ask_to_be_away(self, ask: AskWhereabouts, key: str) -> WhereaboutsView:
        return self._post("/attendance/whereabouts", ask, key, WhereaboutsView)

    def agree_to(self, entry: str, key: str) -> WhereaboutsView:
        return self._act_on(entry, "agree", key)

    def decline(self, entry: str, key: str) -> WhereaboutsView:
        return self._act_on(entry, "decline", key)

    def cancel_whereabouts(self, entry: str, key: str) -> WhereaboutsView:
        return self._act_on(entry, "cancel", key)

    def come_back(self, entry: str, key: str) -> WhereaboutsView:
        return self._act_on(entry, "return", key)

    def _act_on(self, entry: str, act: str, key: str) -> WhereaboutsView:
        return self._post(f"/attendance/whereabouts/{entry}/{act}", Nothing(), key, WhereaboutsView)

    # What people vouch for, and who is due when

    def correct(self, ask: Correct, key: str) -> Done:
        return self._post("/attendance/corrections", ask, key, Done)

    def correction_requests(self) -> CorrectionRequests:
        return self._get("/attendance/correction-requests", CorrectionRequests)

    def request_correction(self, ask: AskCorrection, key: str) -> CorrectionRequestView:
        """Of a punch of one's own."""
        return self._post("/attendance/correction-requests", ask, key, CorrectionRequestView)

    def vouch_for(self, request: str, key: str) -> CorrectionRequestView:
        return self._settle(request, "vouch", key)

    def decline_correction(self, request: str, key: str) -> CorrectionRequestView:
        return self._settle(request, "decline", key)

    def cancel_correction(self, request: str, key: str) -> CorrectionRequestView:
        return self._settle(request, "cancel", key)

    def _settle(self, request: str, act: str, key: str) -> CorrectionRequestView:
        path = f"/attendance/correction-requests/{request}/{act}"
        return self._post(path, Nothing(), key, CorrectionRequestView)

    def enter_paper_sheet(self, ask: PaperSheet, key: str) -> PaperEntered:
        return self._post("/attendance/paper-sheets", ask, key, PaperEntered)

    def name_day(self, ask: NameDay, key: str) -> Done:
        return self._post("/attendance/named-days", ask, key, Done)

    def name_duty(self, ask: NameDuty, key: str) -> Done:
        return self._post("/attendance/duties", ask, key, Done)

    def swap_days(self, ask: SwapDays, key: str) -> Done:
        return self._post("/attendance/swaps", ask, key, Done)

    def set_employment(self, ask: SetEmployment, key: str) -> Done:
        return self._post("/attendance/employment", ask, key, Done)

    # The wall, days, months

    def wall(self) -> Wall:
        return self._get("/attendance/wall", Wall)

    def person_days(self, staff: str, month: str) -> PersonDays:
        return self._get("/attendance/days", PersonDays, {"staff": staff, "month": month})

    def month_sheets(self, month: str) -> MonthSheets:
        """`2026-11`."""
        return self._get(f"/attendance/months/{month}", MonthSheets)

    def check_sheet(self, month: str, unit: str | None, key: str) -> MonthState:
        """`unit` None is the centre itself."""
        return self._move_sheet(month, unit, "check", key)

    def reopen_sheet(self, month: str, unit: str | None, key: str) -> MonthState:
        return self._move_sheet(month, unit, "reopen", key)

    def lock_sheet(self, month: str, unit: str | None, key: str) -> MonthState:
        return self._move_sheet(month, unit, "lock", key)

    def _move_sheet(self, month: str, unit: str | None, act: str, key: str) -> MonthState:
        path = f"/attendance/months/{month}/units/{unit or CENTRE}/{act}"
        return self._post(path, Nothing(), key, MonthState)
