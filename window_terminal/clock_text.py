"""Durations and times of day as a person reads them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language


def stopwatch(length: timedelta) -> str:
    """04:12, and 1:04:12 from an hour on; never negative."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def in_minutes(minutes: int, language: Language) -> str:
    """12 分钟, 1 小时 5 分."""
    minutes = max(0, minutes)
    if minutes < 60:
        return text("terminal.minutes_long", language, minutes=minutes)
    return text("terminal.hours_long", language, hours=minutes // 60, minutes=minutes % 60)


def mean_length(seconds: int | None, language: Language) -> str:
    """A mean service: 45 秒, 12 分钟; a dash while there is none."""
    if seconds is None:
        return text("terminal.dash", language)
    if seconds < 60:
        return text("terminal.seconds_long", language, seconds=seconds)
    return in_minutes(round(seconds / 60), language)


def time_of_day(moment: datetime, zone: str | None, *, seconds: bool = False) -> str:
    """10:32 or 10:32:05 on the hall's clock; on the machine's own while the hall's zone is not known."""
    local = moment.astimezone(ZoneInfo(zone) if zone else None)
    return local.strftime("%H:%M:%S" if seconds else "%H:%M")


def hall_day(moment: datetime, zone: str | None) -> date:
    """The day in the hall; of the machine while the hall's zone is not known."""
    return moment.astimezone(ZoneInfo(zone) if zone else None).date()
