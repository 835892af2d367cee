"""Months as tests need them: people with punches and leave, judged by the real rules."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from hall_server.domain.attendance.book import PersonMonth
from hall_server.domain.attendance.day import Correction, DayRecord, Facts, day_record
from hall_server.domain.attendance.month import Adjustment, SheetLine, SheetState, line_of
from hall_server.domain.attendance.punch import Means, Punch
from hall_server.domain.attendance.rules import DayRules
from hall_server.domain.attendance.shift import FOUR_PUNCHES, TWO_PUNCHES
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.roster import Ground, Planned, days_of_month
from hall_server.domain.whereabouts import TREATMENTS, Kind, State, Whereabouts
from hall_server.reports.month import MonthFacts
from tests.attendance import HERE

RULES = DayRules(sign_in_within_minutes=None)
NOVEMBER = (2026, 11)
DRAWN = datetime(2026, 12, 1, 9, 0, tzinfo=HERE)


def punch(staff: str, day: date, clock: str, means: Means = Means.FACE) -> Punch:
    moment = datetime.combine(day, time.fromisoformat(clock), HERE)
    return Punch(
        id=f"{staff}-{day:%d}-{clock}",
        staff=StaffNumber(staff),
        device_at=moment,
        received_at=moment,
        means=means,
    )


def leave(staff: str, kind: Kind, start: datetime, end: datetime) -> Whereabouts:
    return Whereabouts(
        id=f"{staff}-{start:%d%H%M}",
        staff=StaffNumber(staff),
        kind=kind,
        start=start,
        end=end,
        reason="",
        state=State.AGREED,
    )


def plan_of(day: date, kind: str) -> Planned:
    if day.weekday() > 4:
        return Planned(None, Ground.DAY_OFF)
    return Planned(FOUR_PUNCHES if kind == "front" else TWO_PUNCHES, Ground.TIMETABLE)


def person_month(
    staff: str,
    name: str,
    unit: str | None,
    kind: str,
    facts: Facts,
    month: tuple[int, int] = NOVEMBER,
    rules: DayRules = RULES,
) -> PersonMonth:
    """One person's month from its facts."""
    records: list[DayRecord] = [
        day_record(StaffNumber(staff), day, plan_of(day, kind), facts, rules, TREATMENTS, HERE, DRAWN)
        for day in days_of_month(*month)
    ]
    notes = sorted({note for record in records for note in record.notes}, key=lambda n: n.value)
    line = line_of(records, TREATMENTS)
    sheet = SheetLine(StaffNumber(staff), name, UnitId(unit) if unit else None, kind, line, tuple(notes))
    return PersonMonth(sheet, tuple(records))


def month_of(
    people: Iterable[PersonMonth],
    facts: Iterable[Facts],
    states: Mapping[UnitId | None, SheetState] | None = None,
    adjustments: tuple[Adjustment, ...] = (),
    corrections: Iterable[Correction] = (),
) -> MonthFacts:
    return MonthFacts(
        hall="样例政务服务中心",
        month=NOVEMBER,
        drawn_at=DRAWN,
        people=tuple(people),
        units={UnitId("U1"): "样例自然资源局", UnitId("U2"): "样例供水公司", None: "政务服务中心"},
        states=states or {},
        punches={p.id: p for one in facts for p in one.punches},
        corrections={c.id: c for c in corrections},
        adjustments=adjustments,
    )


def ordinary_punches(staff: str, kind: str, chance: Random, month: tuple[int, int] = NOVEMBER) -> list[Punch]:
    """A month of somebody who is mostly in time."""
    found = []
    for day in days_of_month(*month):
        if day.weekday() > 4:
            continue
        dues = ("08:30", "12:00", "13:30", "17:30") if kind == "front" else ("08:30", "17:30")
        for number, due in enumerate(dues):
            moment = datetime.combine(day, time.fromisoformat(due), HERE)
            off = chance.gauss(9, 5) * (-1 if number % 2 == 0 else 1)
            if chance.random() < 0.01:
                continue
            found.append(punch(staff, day, f"{moment + timedelta(minutes=off):%H:%M:%S}"))
    return found


def whole_hall(
    people: int = 423, month: tuple[int, int] = NOVEMBER
) -> tuple[list[tuple[str, str, Facts]], list[str]]:
    """Staff numbers with class and facts, and the unit of each."""
    chance = Random(20261124)
    found, units = [], []
    for number in range(people):
        staff, kind = str(1001 + number), "front" if number < people // 2 else "back"
        punches = ordinary_punches(staff, kind, chance, month)
        absences = []
        if chance.random() < 0.3:
            day = date(*month, chance.randrange(2, 27))
            start = datetime.combine(day, time(8, 30), HERE) + timedelta(minutes=chance.randrange(0, 400))
            kind_of_leave = chance.choice(list(Kind))
            absences.append(
                leave(staff, kind_of_leave, start, start + timedelta(hours=chance.randrange(1, 60)))
            )
        found.append((staff, kind, Facts(punches=punches, absences=absences)))
        units.append(f"U{number % 48 + 1:02}")
    return found, units
