"""The two base shapes of everything that crosses the LAN, and the narrow strings that they are made of."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

Instant = AwareDatetime
"""A moment, always with its offset; the server sends UTC with milliseconds."""


EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _written_out(value: object) -> object:
    """A bare number would be taken for seconds since 1970, and some for milliseconds."""
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value.upper()):
        return value
    raise ValueError("write the date and time with its offset, such as 2026-11-24T12:30:00+08:00")


def _within_reach(value: datetime) -> datetime:
    if not EARLIEST <= value < LATEST:
        raise ValueError("must be between 2000 and 2100")
    return value.astimezone(UTC).replace(microsecond=value.microsecond // 1000 * 1000)


AskedInstant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_within_reach)]
"""A moment that a client names: written out, within a span that every time zone can show, and cut to UTC
milliseconds, as it is kept."""


def _day_written_out(value: object) -> object:
    """A bare number would be taken for seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and len(value) == len("2026-11-24")):
        return value
    raise ValueError("write the day such as 2026-11-24")


def _day_within_reach(value: date) -> date:
    if not EARLIEST.date() <= value < LATEST.date():
        raise ValueError("must be between 2000 and 2100")
    return value


AskedDay = Annotated[date, BeforeValidator(_day_written_out), AfterValidator(_day_within_reach)]
"""A day on the hall's own calendar, within the same span."""


class Message(BaseModel):
    """What the server says. Unknown fields are ignored, so that an older device understands a newer
    server."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Ask(BaseModel):
    """What a client asks. Unknown fields are refused, so that a misspelt one is noticed and not lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _without_controls(value: str) -> str:
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError("control characters are not allowed; remove them")
    return value


Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
"""An identifier of the hall's own: a queue, an item, a window, a reason."""

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_without_controls),
]
"""One line of free text that a person typed."""

LineOrNone = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(_without_controls)
]
"""The same, but it may be empty."""
