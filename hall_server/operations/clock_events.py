"""What clocks tell besides punches: whom they did not know, what they could not see."""

from dataclasses import dataclass
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.refusals import KeyReused
from hall_server.operations.attendance_ports import ClockEvent
from hall_server.operations.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class FaceFigures:
    """How sure a clock was of a face; see the clock's own `Figures`."""

    distance: float | None = None
    score: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClockEvent:
    """As a clock tells it. `staff`: a number that was typed or read from a card, perhaps nobody's."""

    id: str
    kind: str
    at: datetime
    device_at: datetime
    staff: str | None
    figures: FaceFigures


def note(uow: UnitOfWork, actor: Actor, told: NewClockEvent, now: datetime) -> ClockEvent:
    """Keep it. The same event told again, with whatever key, counts once.

    Raises KeyReused when another event has this id.
    """
    before = uow.attendance.clock_event(told.id)
    if before is not None:
        # A clock that was paired anew has another name and may still tell what it told before.
        if (before.kind, before.device_at) != (told.kind, told.device_at):
            raise KeyReused(field="id")
        return before
    new = ClockEvent(
        id=told.id,
        device=actor.device,
        kind=told.kind,
        at=told.at,
        device_at=told.device_at,
        received_at=now,
        staff=told.staff,
        distance=told.figures.distance,
        score=told.figures.score,
        margin=told.figures.margin,
    )
    uow.attendance.save_clock_event(new)
    uow.record(Event(kind=Kind.CLOCK_EVENT, subject=new.id, actor=actor))
    return new
