"""How long a whole hall's month takes: `pytest -m slow tests/hall_server/reports/test_month_speed.py`."""

import pytest

from hall_server.reports.month_sheet import month_sheet
from tests.hall_server.reports.a_month import month_of, person_month, whole_hall
from tests.hall_server.reports.workbook import opened

DAYS_OF_OCTOBER = 31


def computed():
    staff, units = whole_hall(423, (2026, 10))
    people = [
        person_month(number, "样甲子", unit, kind, facts, (2026, 10))
        for (number, kind, facts), unit in zip(staff, units, strict=True)
    ]
    return people, [facts for _, _, facts in staff]


@pytest.mark.slow
def test_a_month_of_423_people_is_computed(benchmark) -> None:
    staff, units = whole_hall(423, (2026, 10))
    rows = list(zip(staff, units, strict=True))

    def compute():
        return [
            person_month(number, "样甲子", unit, kind, facts, (2026, 10))
            for (number, kind, facts), unit in rows
        ]

    people = benchmark.pedantic(compute, rounds=5, warmup_rounds=1)
    assert sum(len(person.days) for person in people) == 423 * DAYS_OF_OCTOBER


@pytest.mark.slow
def test_a_month_of_423_people_becomes_a_workbook(benchmark) -> None:
    month = month_of(*computed())
    content = benchmark.pedantic(month_sheet, args=(month,), rounds=5, warmup_rounds=1)
    assert opened(content).worksheets[1].max_row == 2 + 423 * DAYS_OF_OCTOBER
