"""Attendance over HTTP: what a clock asks, and what people do about absences, sheets and faces.

As in `HttpHall`: blocking, and every command takes its idempotency key from the caller.
"""

from datetime import datetime

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.answers import Done
from hall_server.wire.asks import Nothing
from hall_server.wire.attendance import (
    AskWhereabouts,
    CheckPin,
    ClockRoster,
    Correct,
    Enrol,
    MonthState,
    NameDay,
    NameDuty,
    PaperEntered,
    PaperSheet,
    Punch,
    Punched,
    Receipt,
    SetEmployment,
    SwapDays,
    UndoPunch,
    Wall,
    WhereaboutsList,
    WhereaboutsView,
    WithdrawConsent,
)
from hall_server.wire.attendance_days import MonthSheets, PersonDays

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
