"""Why one number was called before another: for the guide desk, from the log."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hall_server.api import call_words, sentences
from hall_server.api.callers import AT_WINDOW, OFFICIALS, Caller, allow
from hall_server.api.context import Hall, HallDep
from hall_server.domain.call_record import CallMade, Compared, NotCalled, compare
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.refusals import UnknownTicket
from hall_server.wire import answers
from hall_server.wire.message import AskedDay
from hall_server.wire.words import Language, PriorityClass, Role

router = APIRouter(tags=["calls"])

Asker = Annotated[Caller, Depends(allow(*OFFICIALS, Role.AUDITOR, *AT_WINDOW))]
NumberQuery = Annotated[str, Query(min_length=1, max_length=12, pattern=r"^[A-Za-z0-9_.\-]+$")]


@router.get("/calls/why", summary="Why one number was called before another")
async def why(
    one: NumberQuery, other: NumberQuery, hall: HallDep, caller: Asker, day: AskedDay | None = None
) -> answers.CalledFirst:
    """Read from the log, not from memory: it tells what was on record at the moment of the call."""
    place = await hall.lane.answer(lambda uow, now: (caller.actor(uow, now), Place(uow.plan, uow.day))[1])
    found = await compared(hall, place, day or place.day, one, other)
    return answers.CalledFirst(
        order=found.order.value,
        first=_made(found.first, hall),
        second=_made(found.second, hall) if found.second else None,
        said_zh=call_words.compared(found, hall.rules, Language.ZH, hall.zone_info),
        said_en=call_words.compared(found, hall.rules, Language.EN, hall.zone_info),
    )


@dataclass(frozen=True, slots=True)
class Place:
    plan: HallPlan
    day: date
    """The business day."""


async def compared(hall: Hall, place: Place, day: date, one: str, other: str) -> Compared:
    """Raises UnknownTicket where the log has nothing of one of them, or no call of either."""
    numbers = one.upper(), other.upper()
    steps = await asyncio.to_thread(hall.log.events_naming, day, numbers)
    try:
        return compare(*numbers, steps, place.plan.counters.get)
    except NotCalled as no:
        raise UnknownTicket(field="one" if str(no) == numbers[0] else "other") from None


def _made(made: CallMade, hall: Hall) -> answers.CallOnRecord:
    return answers.CallOnRecord(
        number=made.call.number,
        window=made.call.window_number,
        at=made.at,
        priority=PriorityClass(made.call.priority.value),
        waited_minutes=max(made.why.waited_minutes, 0),
        why_zh=sentences.why(made.why, hall.rules, Language.ZH),
        why_en=sentences.why(made.why, hall.rules, Language.EN),
        by_hand=made.by_hand,
        staff=made.staff,
    )
