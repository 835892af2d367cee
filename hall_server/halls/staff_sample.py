"""SAMPLE staff: invented people with names that nobody bears, so that a hall can be tried out.

Makes the reference hall's `staff.csv`: 267 in front (a clerk for each window, the heads of the units,
supervisors, relief clerks), 153 in the back office and 3 managers. The clerk of window 85 is number 1085.
"""

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path

from hall_server.domain.hall_plan import HallPlan, Staff
from hall_server.domain.names import StaffNumber, UnitId, WindowId
from hall_server.halls.layout import STAFF
from hall_server.halls.reading import read_hall
from hall_server.halls.writing import staff_lines, write_table

FIRST = "样试例测"
"""“Sample, try, example, test”: none of them is a surname."""
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
SUPERVISORS, MANAGERS, RELIEF, BACK_OFFICE = 4, 3, 8, 151
DUTIES = ("approval", "field", "approval", "archive")
"""Back-office duties, dealt out to the administrative units round by round."""


def sample_staff(plan: HallPlan) -> tuple[Staff, ...]:
    """The same people for the same plan, in the order of their numbers."""
    names = ("".join(signs) for signs in product(FIRST, STEMS, BRANCHES))
    return tuple(
        Staff(StaffNumber(str(number)), next(names), unit, kind, roles, window=window)
        for number, unit, kind, roles, window in _posts(plan)
    )


def write_sample_staff(folder: Path) -> None:
    """Write `staff.csv` beside the other tables of a hall, over any that is there."""
    path, heading = folder / "staff.csv", (*STAFF.written, "basis")
    write_table(path, heading, [])
    reading = read_hall(folder)
    if reading.plan is None:
        raise ValueError(f"the hall has {len(reading.mistakes)} mistakes, first {reading.mistakes[0]}")
    people = replace(reading.plan, staff={person.number: person for person in sample_staff(reading.plan)})
    write_table(path, heading, [(*line, "sample") for line in staff_lines(people)])


Post = tuple[int, UnitId | None, str, tuple[str, ...], WindowId | None]


def _posts(plan: HallPlan) -> Iterator[Post]:
    counters = sorted(plan.counters.values(), key=lambda counter: counter.number)
    for counter in counters:
        yield 1000 + counter.number, counter.unit, "front", ("clerk",), counter.id
    for number, unit in enumerate(plan.units, start=2001):
        yield number, unit, "front", ("clerk", "unit_head"), None
    busiest = Tally(counter.unit for counter in counters if counter.unit).most_common(RELIEF)
    for number, (unit, _) in enumerate(busiest, start=3001):
        yield number, unit, "front", ("clerk",), None
    offices = [unit.id for unit in plan.units.values() if unit.kind == "administrative"]
    for number, (duty, unit) in enumerate(islice(product(DUTIES, offices), BACK_OFFICE), start=4001):
        yield number, unit, "back", (duty,), None
    for number in range(5001, 5001 + SUPERVISORS):
        yield number, None, "front", ("supervisor",), None
    for number in range(6001, 6001 + MANAGERS):
        yield number, None, "back", ("manager",), None
    yield 7001, None, "back", ("administrator",), None
    yield 7002, None, "back", ("auditor",), None
