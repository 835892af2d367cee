"""Making the facts of a day: punches, absences, corrections, in the hall's time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hall_server.domain.attendance.day import Correction, DayRecord, Facts, Side, day_record
from hall_server.domain.attendance.punch import Doubt, Means, Punch
from hall_server.domain.attendance.rules import DayRules
from hall_server.domain.attendance.shift import FOUR_PUNCHES, Shift
from hall_server.domain.names import StaffNumber
from hall_server.domain.roster import Duty, Ground, Planned
from hall_server.domain.whereabouts import TREATMENTS, Kind, State, Whereabouts

HERE = ZoneInfo("Asia/Shanghai")
TUESDAY = date(2026, 11, 24)
WHO = StaffNumber("1085")


def at(clock: str, day: date = TUESDAY) -> datetime:
    """`8:29` or `8:29:30` of a day, in the hall."""
    parts = [int(p) for p in clock.split(":")]
    return datetime.combine(day, time(*parts), HERE)


def punch(clock: str, day: date = TUESDAY, *, later: timedelta = timedelta(0), doubt: Doubt | None = None):
    moment = at(clock, day)
    return Punch(
        id=f"{day:%d}-{clock}",
        staff=WHO,
        device_at=moment,
        received_at=moment + later,
        means=Means.FACE,
        doubt=doubt,
    )


def punches(clocks: str, day: date = TUESDAY) -> tuple[Punch, ...]:
    """`8:29 12:01 13:25 17:31`."""
    return tuple(punch(clock, day) for clock in clocks.split())


def away(
    start: str, end: str, kind: Kind = Kind.PERSONAL, day: date = TUESDAY, state: State = State.AGREED
) -> Whereabouts:
    return Whereabouts(
        id=f"{kind.value}-{start}",
        staff=WHO,
        kind=kind,
        start=at(start, day),
        end=at(end, day),
        reason="",
        state=state,
    )


def correction(span: int, side: Side, clock: str, day: date = TUESDAY) -> Correction:
    return Correction(
        id=f"c-{span}-{side.value}-{clock}",
        staff=WHO,
        day=day,
        span=span,
        side=side,
        at=at(clock, day),
        reason="",
        by=StaffNumber("5001"),
        agreed_by=StaffNumber("6001"),
        recorded_at=at("18:00", day),
    )


def on_shift(shift: Shift | None = FOUR_PUNCHES, duties: tuple[Duty, ...] = ()) -> Planned:
    return Planned(shift, Ground.TIMETABLE if shift else Ground.DAY_OFF, duties)


def judged(
    facts: Facts,
    plan: Planned | None = None,
    rules: DayRules | None = None,
    now: datetime | None = None,
    day: date = TUESDAY,
) -> DayRecord:
    """The day, by default long afterwards, of a person whose sign-in is not watched."""
    return day_record(
        WHO,
        day,
        plan or on_shift(),
        facts,
        rules or DayRules(sign_in_within_minutes=None),
        TREATMENTS,
        HERE,
        now or at("23:59:59", day) + timedelta(days=30),
    )
