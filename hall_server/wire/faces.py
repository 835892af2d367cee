"""Faces over the LAN: calibrations, how often clocks were wrong, what they told, cards and PINs of people."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hall_server.wire.asks import Pin, StaffNumber
from hall_server.wire.attendance import FaceFigures, PunchMeans
from hall_server.wire.message import Ask, AskedInstant, Code, Instant, Message

Count = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Rate = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
Level = Annotated[float, Field(ge=-1000, le=1000, allow_inf_nan=False)]
CardNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{4,32}$")]


class Tried(Ask):
    """So many `events` in `trials`."""

    events: Count
    trials: Count


class RatesAt(Ask):
    """At a threshold: how many of one's own are missed, how many colleagues and strangers are let in."""

    threshold: Level
    missed: Tried
    colleagues: Tried
    strangers: Tried


class StoreCalibration(Ask):
    """Thresholds derived from the hall's own faces, as `hall faces calibrate` finds them."""

    model: Code
    """They hold for templates of this model and version only."""
    version: Code
    made_at: AskedInstant
    people: Count
    template_count: Count
    frames: Annotated[int, Field(strict=True, ge=1, le=10)]
    target_strangers: Rate
    target_colleagues: Rate
    thresholds: Annotated[dict[Code, Level], Field(min_length=1, max_length=40)]
    identify: RatesAt
    verify: RatesAt
    cautions: Annotated[tuple[Code, ...], Field(max_length=10)] = ()
    """What a reader must know, such as `extrapolated`."""


class CalibrationView(Message):
    id: str
    made_at: Instant
    stored_at: Instant
    by: str | None
    model: str
    version: str
    in_force: bool
    """Clocks are given these thresholds."""
    people: int
    template_count: int
    frames: int
    target_strangers: float
    target_colleagues: float
    thresholds: dict[str, float]
    identify: RatesAt
    verify: RatesAt
    cautions: tuple[str, ...] = ()


class Calibrations(Message):
    """The newest first."""

    calibrations: tuple[CalibrationView, ...]


class ClockGreetings(Message):
    """How often a clock has taken a face for somebody, and how often that person said 不是我 at once."""

    clock: str | None
    name: str
    means: PunchMeans
    greeted: int
    taken_back: int


class GreetingCounts(Message):
    """Each greeting that was taken back is a measured wrong identity."""

    month: str
    clocks: tuple[ClockGreetings, ...]
    greeted: int
    taken_back: int


class ClockEventView(Message):
    id: str
    clock: str | None
    kind: str
    at: Instant
    device_at: Instant
    received_at: Instant
    staff: str | None
    figures: FaceFigures | None


class ClockEvents(Message):
    """Oldest first."""

    events: tuple[ClockEventView, ...]


class SetCard(Ask):
    """The card that clocks know a person by; none withdraws it."""

    staff: StaffNumber
    card: CardNumber | None = Field(repr=False)


class SetPin(Ask):
    """A person's PIN at clocks and terminals; none withdraws it."""

    staff: StaffNumber
    pin: Pin | None = Field(repr=False)
