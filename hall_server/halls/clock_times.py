"""Days and moments as clocks and spreadsheets write them. What could be read in two ways is refused."""

import re
from datetime import date, datetime, time, tzinfo

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
PLAIN_DAY = re.compile(r"(20\d{2})(\d{2})(\d{2})")
CLOCK = re.compile(
    r"(上午|下午|AM|PM)?\s*(\d{1,2})\s*[:：时]\s*(\d{1,2})\s*(?:[:：分]\s*(\d{1,2})?(?:\.\d+)?\s*秒?)?\s*(AM|PM)?",
    re.IGNORECASE,
)
PLAIN_MOMENT = re.compile(r"(20\d{6})(\d{2})(\d{2})(\d{2})")
BETWEEN = re.compile(r"[\s,;，；、|/]+")


class BadMoment(ValueError):
    """Its text is what could not be read."""


def moment_of(said: str, zone: tzinfo) -> datetime:
    """`2026-11-02 08:21:33`, `2026/11/2 8:21`, `2026年11月2日 8时21分`, `20261102082133`; to the second.

    On the hall's clock. Raises BadMoment.
    """
    said = said.strip()
    if plain := PLAIN_MOMENT.fullmatch(said):
        clock = f"{plain[2]}:{plain[3]}:{plain[4]}"
        return datetime.combine(day_of(plain[1]), clock_of(clock), zone)
    day = DAY.match(said) or PLAIN_DAY.match(said)
    if day is None:
        raise BadMoment(said)
    rest = said[day.end() :].lstrip()
    return datetime.combine(day_of(day[0]), clock_of(rest.removeprefix("T").strip(), said), zone)


def day_of(said: str) -> date:
    """Year first. Raises BadMoment."""
    said = said.strip()
    fits = DAY.fullmatch(said) or PLAIN_DAY.fullmatch(said)
    if fits is None:
        # A spreadsheet's day comes with midnight.
        head, _, tail = said.partition(" ")
        fits = DAY.fullmatch(head) if tail.strip(" 0:") == "" else None
    try:
        assert fits is not None
        return date(*(int(part) for part in fits.groups()))
    except (AssertionError, ValueError):
        raise BadMoment(said) from None


def clock_of(said: str, whole: str | None = None) -> time:
    """A time of day. Raises BadMoment, with the whole text where there is more of it."""
    fits = CLOCK.fullmatch(said.strip())
    try:
        if fits is None:
            raise ValueError
        half = (fits[1] or fits[5] or "").upper()
        hour = int(fits[2])
        if half:
            if not 1 <= hour <= 12:
                raise ValueError
            hour = hour % 12 + (12 if half in ("下午", "PM") else 0)
        return time(hour, int(fits[3]), int(fits[4] or 0))
    except ValueError:
        raise BadMoment(whole or said) from None


def clocks_in(said: str, day: date) -> list[time]:
    """Times of one day in one cell: `08:21 12:03 13:22`, or one with its day before it. Raises BadMoment."""
    said = said.strip()
    if CLOCK.fullmatch(said):
        return [clock_of(said)]
    if whole := DAY.match(said):
        if day_of(whole[0]) != day:
            raise BadMoment(said)
        said = said[whole.end() :].strip()
        return [clock_of(said)]
    return [clock_of(part, said) for part in BETWEEN.split(said) if part]
