from datetime import date, timedelta

import pytest

from hall_server.halls.public_calendar import PublicCalendar

CALENDAR = PublicCalendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 17), False),
        (date(2003, 12, 31), None),
    ],
)
def test_holidays_and_make_up_days_are_known(day: date, works: bool | None) -> None:
    assert CALENDAR.is_workday(day) is works


def test_beyond_its_end_it_says_nothing() -> None:
    assert CALENDAR.ends() >= date(2026, 12, 31)
    assert CALENDAR.is_workday(CALENDAR.ends()) is not None
    assert CALENDAR.is_workday(CALENDAR.ends() + timedelta(days=1)) is None
