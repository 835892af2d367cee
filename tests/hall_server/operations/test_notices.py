"""Lines that a manager puts on the boards."""

from datetime import timedelta

import pytest

from hall_server.domain.events import Actor, Kind, Notice
from hall_server.domain.refusals import EndInThePast, UnknownThing
from hall_server.operations.closing import tick
from hall_server.operations.notices import post, withdraw
from tests.conftest import RunningHall
from tests.visits import last_event

MANAGER = Actor("manager")


def posted(hall: RunningHall, zone: str | None = None, minutes: float | None = None) -> Notice:
    until = hall.clock.now + timedelta(minutes=minutes) if minutes is not None else None
    notice: Notice = hall.do(post, MANAGER, "下午停电", "No power this afternoon", zone, until)
    return notice


def shown(hall: RunningHall) -> list[str]:
    return [n.id for n in hall.ask(lambda uow: uow.notices.all()) if not n.withdrawn]


def test_a_notice_is_shown(any_hall: RunningHall) -> None:
    notice = posted(any_hall, "Z1", 60)
    assert (notice.zone, notice.text_en, notice.withdrawn) == ("Z1", "No power this afternoon", False)
    assert shown(any_hall) == [notice.id]
    assert last_event(any_hall).event.notice == notice


def test_every_notice_has_an_id_of_its_own(hall: RunningHall) -> None:
    assert len({posted(hall).id for _ in range(3)}) == 3


def test_a_notice_ends_in_the_future(hall: RunningHall) -> None:
    with pytest.raises(EndInThePast):
        posted(hall, minutes=0)


def test_a_notice_for_an_unknown_zone_is_refused(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        posted(hall, "Z9")


def test_a_notice_is_withdrawn_once(any_hall: RunningHall) -> None:
    notice = posted(any_hall)
    any_hall.do(lambda uow, now: withdraw(uow, MANAGER, notice.id))
    assert shown(any_hall) == []
    assert last_event(any_hall).event.kind is Kind.NOTICE_WITHDRAWN
    with pytest.raises(UnknownThing):
        any_hall.do(lambda uow, now: withdraw(uow, MANAGER, notice.id))


def test_a_notice_goes_by_itself_when_its_time_is_over(any_hall: RunningHall) -> None:
    notice, lasting = posted(any_hall, minutes=10), posted(any_hall)
    any_hall.clock.pass_(minutes=10)
    any_hall.do(tick)
    assert shown(any_hall) == [notice.id, lasting.id]
    any_hall.clock.pass_(seconds=1)
    any_hall.do(tick)
    assert shown(any_hall) == [lasting.id]
