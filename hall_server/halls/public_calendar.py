"""China's public holidays and make-up days, which the State Council publishes year by year."""

from datetime import date

import chinese_calendar
from chinese_calendar.constants import holidays


class PublicCalendar:
    """`chinese_calendar` as the hall's rules see it. Its package must be upgraded once a year."""

    def __init__(self) -> None:
        self._first = date(min(holidays).year, 1, 1)
        self._last = date(max(holidays).year, 12, 31)

    def is_workday(self, day: date) -> bool | None:
        if not self._first <= day <= self._last:
            return None
        return bool(chinese_calendar.is_workday(day))

    def ends(self) -> date:
        return self._last
