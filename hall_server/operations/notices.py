"""Lines that a manager puts on the boards."""

from dataclasses import replace
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind, Notice
from hall_server.domain.names import ZoneId
from hall_server.domain.refusals import EndInThePast, UnknownThing
from hall_server.operations.ports import UnitOfWork


def post(
    uow: UnitOfWork,
    actor: Actor,
    text_zh: str,
    text_en: str,
    zone: str | None,
    until: datetime | None,
    now: datetime,
) -> Notice:
    if until is not None and until <= now:
        raise EndInThePast(field="until")
    notice = Notice(
        id=f"N{uow.seq + 1}",
        text_zh=text_zh,
        text_en=text_en,
        posted_at=now,
        zone=ZoneId(uow.plan.zone(zone).id) if zone else None,
        until=until,
    )
    uow.notices.save(notice)
    uow.record(Event(kind=Kind.NOTICE_POSTED, notice=notice, actor=actor))
    return notice


def withdraw(uow: UnitOfWork, actor: Actor, notice_id: str) -> Notice:
    for notice in uow.notices.all():
        if notice.id == notice_id and not notice.withdrawn:
            gone = replace(notice, withdrawn=True)
            uow.notices.save(gone)
            uow.record(Event(kind=Kind.NOTICE_WITHDRAWN, notice=gone, actor=actor))
            return gone
    raise UnknownThing(field="notice", thing="notice", name=notice_id)
