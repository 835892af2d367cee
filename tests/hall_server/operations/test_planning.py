"""A new plan for the hall: dated rows, and nothing taken away under the people who use it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from hall_server.domain.events import Actor, Kind
from hall_server.domain.hall_plan import Counter, HallPlan
from hall_server.domain.names import QueueId, WindowId, ZoneId
from hall_server.domain.refusals import UnknownThing, WindowNotReady
from hall_server.domain.window import WindowState
from hall_server.operations.planning import replan
from hall_server.operations.taking import cancel
from hall_server.storage.plan_tables import PlannedWindowRow, QueueRow, StaffRow
from tests.conftest import RunningHall
from tests.small_hall import NINE, a_plan
from tests.visits import DESK, a_serving, a_waiting, as_it_is, last_event

ADMINISTRATOR = Actor("administrator")


def put(hall: RunningHall, plan: HallPlan) -> None:
    hall.do(replan, ADMINISTRATOR, plan)


def without_queue(name: str) -> HallPlan:
    """The plan without one queue, its items, and its windows' work on it."""
    plan = a_plan(version=2)
    gone = QueueId(name)
    return replace(
        plan,
        queues={k: q for k, q in plan.queues.items() if k != gone},
        items={k: i for k, i in plan.items.items() if i.queue != gone},
        counters={
            k: replace(
                c,
                primary=tuple(q for q in c.primary if q != gone),
                backups=tuple(q for q in c.backups if q != gone),
            )
            for k, c in plan.counters.items()
        },
    )


def without_window(name: str) -> HallPlan:
    plan = a_plan(version=2)
    return replace(plan, counters={k: c for k, c in plan.counters.items() if k != name})


def with_queue(**changes: Any) -> HallPlan:
    plan = a_plan(version=2)
    queue = replace(plan.queues[QueueId("A")], **changes)
    return replace(plan, queues={**plan.queues, queue.id: queue})


def rows(hall: RunningHall, row: Any, key: str) -> list[Any]:
    table = row.__table__
    with hall.engines.read.connect() as connection:
        found = connection.execute(select(table).where(table.c.id == key).order_by(table.c.valid_from))
        return list(found)


def test_a_changed_row_ends_and_another_begins(any_hall: RunningHall) -> None:
    any_hall.clock.pass_(hours=1)
    put(any_hall, with_queue(name_zh="供水营业"))
    old, new = rows(any_hall, QueueRow, "A")
    assert (old.name_zh, old.valid_from, old.valid_to) == ("供水业务", NINE, any_hall.clock.now)
    assert (new.name_zh, new.valid_from, new.valid_to) == ("供水营业", any_hall.clock.now, None)


def test_a_row_that_stays_the_same_is_not_touched(any_hall: RunningHall) -> None:
    any_hall.clock.pass_(hours=1)
    put(any_hall, with_queue(name_zh="供水营业"))
    (row,) = rows(any_hall, QueueRow, "B")
    assert (row.valid_from, row.valid_to) == (NINE, None)


def test_a_row_that_goes_ends(any_hall: RunningHall) -> None:
    any_hall.clock.pass_(hours=1)
    put(any_hall, without_queue("BG"))
    (row,) = rows(any_hall, QueueRow, "BG")
    assert row.valid_to == any_hall.clock.now


def test_a_row_that_comes_back_begins_anew(any_hall: RunningHall) -> None:
    for plan in (without_queue("BG"), a_plan(version=3)):
        any_hall.clock.pass_(hours=1)
        put(any_hall, plan)
    gone, back = rows(any_hall, QueueRow, "BG")
    assert (gone.valid_to is not None, back.valid_from, back.valid_to) == (True, any_hall.clock.now, None)


def test_the_plan_in_force_is_the_one_that_was_put(any_hall: RunningHall) -> None:
    any_hall.clock.pass_(hours=1)
    plan = with_queue(mean_service_minutes=7.5)
    put(any_hall, plan)
    with any_hall.engines.read.connect() as connection:
        loaded = any_hall.store.load(connection)
    assert loaded.plan == plan
    assert any_hall.ask(lambda uow: uow.plan) == plan


def test_the_same_plan_again_writes_no_rows(hall: RunningHall) -> None:
    hall.clock.pass_(hours=1)
    put(hall, a_plan())
    assert len(rows(hall, QueueRow, "A")) == len(rows(hall, PlannedWindowRow, "W001")) == 1


def test_names_of_staff_are_not_readable_in_the_database(any_hall: RunningHall) -> None:
    with any_hall.engines.read.connect() as connection:
        names = list(connection.scalars(select(StaffRow.name)))
    assert names
    assert not [n for n in names if "样" in n]
    assert any_hall.ask(lambda uow: uow.plan.staff["1001"].name) == "样甲子"


def test_a_queue_with_live_tickets_cannot_go(any_hall: RunningHall) -> None:
    ticket = a_waiting(any_hall, "BG")
    with pytest.raises(UnknownThing) as no:
        put(any_hall, without_queue("BG"))
    assert (no.value.ticket, no.value.field) == (ticket.id, "queues.csv")
    assert any_hall.ask(lambda uow: "BG" in uow.plan.queues)


def test_a_queue_goes_once_its_tickets_have_left(hall: RunningHall) -> None:
    hall.do(cancel, DESK, a_waiting(hall, "BG").id, None)
    hall.clock.pass_(minutes=1)
    put(hall, without_queue("BG"))
    assert not hall.ask(lambda uow: "BG" in uow.plan.queues)


def test_a_window_that_is_open_cannot_go(hall: RunningHall) -> None:
    hall.open(3)
    with pytest.raises(WindowNotReady) as no:
        put(hall, without_window("W003"))
    assert no.value.places == {"window": 3, "action": "remove", "state": "idle"}


def test_a_closed_window_goes(hall: RunningHall) -> None:
    hall.clock.pass_(minutes=1)
    put(hall, without_window("W003"))
    assert not hall.ask(lambda uow: "W003" in uow.plan.counters)


def test_a_window_that_a_ticket_is_kept_for_cannot_go(hall: RunningHall) -> None:
    ticket = replace(a_waiting(hall), window=WindowId("W003"))
    hall.do(lambda uow, now: uow.tickets.save(ticket))
    with pytest.raises(UnknownThing) as no:
        put(hall, without_window("W003"))
    assert no.value.ticket == ticket.id


def test_a_new_window_is_there_and_closed_and_the_event_shows_it(any_hall: RunningHall) -> None:
    plan = a_plan(version=2)
    fresh = Counter(WindowId("W004"), 4, ZoneId("Z2"), None, "4号窗口", "Window 4", (QueueId("BG"),))
    any_hall.clock.pass_(minutes=1)
    put(any_hall, replace(plan, counters={**plan.counters, fresh.id: fresh}))
    window = any_hall.ask(lambda uow: uow.windows.get("W004"))
    assert (window.state, window.number, window.zone) == (WindowState.CLOSED, 4, "Z2")
    event = last_event(any_hall).event
    assert (event.kind, event.reason, event.windows) == (Kind.PLAN_CHANGED, "2", (window,))


def test_a_window_that_gets_another_number_keeps_whom_it_serves(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_serving(hall, actor)
    plan = a_plan(version=2)
    moved = replace(plan.counters[WindowId("W001")], number=11, zone=ZoneId("Z2"))
    hall.clock.pass_(minutes=1)
    put(hall, replace(plan, counters={**plan.counters, moved.id: moved}))
    window = hall.ask(lambda uow: uow.windows.get("W001"))
    assert (window.number, window.zone) == (11, "Z2")
    assert (window.state, window.ticket, window.staff) == (WindowState.SERVING, ticket.id, "1001")
    assert as_it_is(hall, ticket).window == "W001"
