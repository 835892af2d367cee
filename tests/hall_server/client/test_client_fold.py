"""The fold: a snapshot at n with the events n+1 … m is the snapshot at m, for the hall and for each zone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.events import Actor, Kind
from hall_server.domain.names import DeviceId, WindowId, ZoneId
from hall_server.domain.ticket import HoldKind
from hall_server.operations.appointments import book, cancel_booking
from hall_server.operations.calling import recall, revive
from hall_server.operations.closing import tick
from hall_server.operations.devices import add_device, report
from hall_server.operations.notices import post, withdraw
from hall_server.operations.people import sign_in, sign_out
from hall_server.operations.planning import replan
from hall_server.operations.serving import Target, finish, hold, rate, resume, start, transfer, void
from hall_server.operations.taking import cancel, reprint
from hall_server.operations.windows import (
    close_window,
    finish_walk_in,
    internal_task,
    pause,
    resume_window,
    start_walk_in,
)
from hall_server.wire.events import Event
from hall_server.wire.hall_view import CALLS_KEPT, FeedGap, HallView, apply, for_zone
from hall_server.wire.views import CallView, TicketView, WindowView
from hall_server.wire.words import LIVE, EventKind, TicketState, WindowState
from tests.conftest import RunningHall, clerk
from tests.hall_server.laws import Screen, as_sent, snapshot, told
from tests.small_hall import NINE, TUESDAY, a_plan
from tests.visits import DESK, KIOSK, a_called, a_reserved, a_serving, a_waiting, missed, the_next

ADMINISTRATOR = Actor("administrator")
EMPTY = HallView(seq=5, at=NINE, day=TUESDAY)
ZONES = (None, "Z1", "Z2")
OF_STAFF = ("attendance", "correction", "whereabouts", "roster", "sheet", "face")
ELSEWHERE = {
    Kind.NUMBERS_LEASED,
    Kind.STAFF_SIGN_IN_FAILED,
    Kind.DEVICE_ASKED,
    Kind.DEVICE_LET_IN,
    *(kind for kind in Kind if kind.value.split(".")[0] in OF_STAFF),
}
"""Not a part of the day below, and no row of a screen; each has tests of its own."""


def an_event(seq: int = 6, kind: EventKind | str = EventKind.TICKET_WAITING, **parts: object) -> Event:
    return Event.model_validate({"seq": seq, "at": NINE, "day": TUESDAY, "kind": kind} | parts)


def ticket(number: str = "A001", state: TicketState = TicketState.WAITING, zone: str = "Z1") -> TicketView:
    return TicketView(
        id=f"20261124-{number}",
        number=number,
        day=TUESDAY,
        zone=zone,
        queue="A",
        state=state,
        since=NINE,
        taken_at=NINE,
        reference_at=NINE,
    )


def window(zone: str = "Z1", state: WindowState = WindowState.IDLE) -> WindowView:
    return WindowView(id="W001", number=1, zone=zone, state=state, since=NINE)


def call(seq: int, zone: str = "Z1") -> CallView:
    return CallView(
        seq=seq,
        at=NINE,
        ticket="20261124-A001",
        number="A001",
        window="W001",
        window_number=1,
        zone=zone,
        count=1,
    )


def test_an_event_that_was_seen_changes_nothing() -> None:
    assert apply(EMPTY, an_event(5, tickets=(ticket(),))) is EMPTY


def test_an_event_that_is_not_the_next_one_is_a_gap() -> None:
    with pytest.raises(FeedGap):
        apply(EMPTY, an_event(7))


def test_a_view_of_one_zone_does_not_mind_skipped_numbers() -> None:
    assert apply(for_zone(EMPTY, "Z1"), an_event(9)).seq == 9


@pytest.mark.parametrize("state", list(TicketState), ids=lambda s: s.value)
def test_a_ticket_stays_in_view_while_it_is_live(state: TicketState) -> None:
    view = apply(EMPTY, an_event(tickets=(ticket(state=state),)))
    assert ("20261124-A001" in view.tickets) == (state in LIVE)


def test_a_ticket_that_ends_leaves_the_view() -> None:
    view = apply(EMPTY, an_event(6, tickets=(ticket(),)))
    assert apply(view, an_event(7, tickets=(ticket(state=TicketState.FINISHED),))).tickets == {}


def test_a_ticket_that_goes_to_another_zone_leaves_this_one() -> None:
    view = apply(for_zone(EMPTY, "Z1"), an_event(6, tickets=(ticket(),)))
    assert apply(view, an_event(7, tickets=(ticket(zone="Z2"),))).tickets == {}


def test_a_window_that_moves_to_another_zone_leaves_this_one() -> None:
    view = apply(for_zone(EMPTY, "Z1"), an_event(6, windows=(window(),)))
    assert apply(view, an_event(7, windows=(window("Z2"),))).windows == {}


def test_a_fold_leaves_the_view_before_it_as_it_was() -> None:
    before = apply(EMPTY, an_event(6, tickets=(ticket(),), windows=(window(),)))
    kept = before.model_copy(deep=True)
    apply(
        before,
        an_event(7, tickets=(ticket(state=TicketState.VOID),), windows=(window(state=WindowState.PAUSED),)),
    )
    assert before == kept


def test_every_zone_keeps_its_own_last_calls() -> None:
    view = apply(EMPTY, an_event(6, call=call(6, "Z2")))
    for seq in range(7, 7 + 2 * CALLS_KEPT):
        view = apply(view, an_event(seq, call=call(seq)))
    assert [c.seq for c in view.calls if c.zone == "Z2"] == [6]
    assert [c.seq for c in view.calls if c.zone == "Z1"] == list(range(7 + CALLS_KEPT, 7 + 2 * CALLS_KEPT))


def test_the_end_of_a_day_leaves_no_calls() -> None:
    view = apply(EMPTY, an_event(6, call=call(6)))
    assert apply(view, an_event(7, EventKind.DAY_CLOSED)).calls == ()


def test_tickets_wait_by_seniority() -> None:
    old = ticket("A002").model_copy(update={"reference_at": NINE - timedelta(minutes=5)})
    view = apply(EMPTY, an_event(tickets=(ticket("A001"), old, ticket("A003", TicketState.CALLED))))
    assert [t.number for t in view.waiting("A")] == ["A002", "A001"]


def a_day_of_everything(hall: RunningHall) -> Iterator[object]:
    """Every kind of event at least once, in both zones, over a turn of the day."""
    yield hall.do(sign_in, "1001", "d1", "W001")
    first, last = hall.open(1), hall.open(85)
    kiosk = yield hall.do(lambda uow, now: add_device(uow, ADMINISTRATOR, "kiosk", "东门", "Z1", now))
    device = DeviceId("kiosk-001")
    yield hall.do(report, Actor("kiosk", device=device), device, "down", "paper_out")
    notice = hall.do(post, ADMINISTRATOR, "停电", "No power", "Z2", None)
    yield notice
    yield hall.do(lambda uow, now: withdraw(uow, ADMINISTRATOR, notice.id))
    yield hall.do(book, ADMINISTRATOR, "Y1", "I1", hall.clock.now, None)
    yield hall.do(lambda uow, now: cancel_booking(uow, ADMINISTRATOR, "Y1"))
    yield hall.do(cancel, KIOSK, a_reserved(hall, actor=KIOSK).id, None)
    called = a_called(hall, first)
    hall.clock.pass_(seconds=20)
    yield hall.do(recall, first, called.id, "W001")
    yield hall.do(transfer, first, called.id, "W001", Target(window="W085"), "other_skill", None)
    yield hall.do(pause, last, "W085", "away", hall.clock.now + timedelta(minutes=5), "茶")
    yield hall.do(resume_window, last, "W085")
    serving = the_next(hall, first)
    hall.do(start, first, serving.id, "W001")
    yield hall.do(hold, first, serving.id, "W001", HoldKind.WAIT, None)
    yield hall.do(resume, first, serving.id, "W001")
    yield hall.do(transfer, first, serving.id, "W001", Target(item="I3"), "next_step", None)
    there = the_next(hall, last)
    hall.do(start, last, there.id, "W085")
    done, _ = hall.do(finish, last, there.id, "W085", ())
    yield hall.do(rate, DESK, done, 5, None)
    gone = missed(hall, first, a_called(hall, first))
    yield hall.do(revive, DESK, gone.id)
    yield hall.do(reprint, DESK, gone.id)
    yield hall.do(void, DESK, gone.id, "scalper", None)
    yield hall.do(start_walk_in, first, "W001", "enquiry", None)
    yield hall.do(finish_walk_in, first, "W001")
    yield hall.do(internal_task, first, "W001", "paperwork", hall.clock.now + timedelta(minutes=5), None)
    yield hall.do(close_window, last, "W085")
    plan = a_plan(version=2)
    moved = replace(plan.counters[WindowId("W003")], zone=ZoneId("Z2"), number=86)
    hall.clock.pass_(seconds=1)
    yield hall.do(replan, ADMINISTRATOR, replace(plan, counters={**plan.counters, moved.id: moved}))
    yield hall.do(lambda uow, now: sign_out(uow, clerk(1), "d1", now))
    for queue in ("A", "BG"):
        yield a_waiting(hall, queue)
    a_serving(hall, hall.open(1))
    hall.clock.pass_(days=1)
    yield hall.do(tick)
    yield a_called(hall, hall.open(85), "BG")
    assert kiosk is None


def test_every_screen_shows_the_truth_whenever_it_took_its_snapshot(hall: RunningHall) -> None:
    screens: list[Screen] = []
    for _ in a_day_of_everything(hall):
        now = snapshot(hall)
        for screen in screens:
            screen.shows_the_truth(now)
        screens += [Screen(hall, zone) for zone in ZONES]
    kinds = {r.event.kind for r in hall.store.read_after(0)}
    assert set(Kind) - kinds == ELSEWHERE


def test_a_snapshot_at_nothing_and_the_whole_history_is_the_present(hall: RunningHall) -> None:
    for _ in a_day_of_everything(hall):
        pass
    view = HallView(seq=0, at=NINE, day=TUESDAY)
    for recorded in hall.store.read_after(0):
        view = apply(view, as_sent(recorded))
    assert told(view) == told(snapshot(hall))


@pytest.mark.parametrize("secret", ["person", "token", "note"])
def test_no_secret_leaves_the_server_on_the_feed(hall: RunningHall, secret: str) -> None:
    for _ in a_day_of_everything(hall):
        pass
    for recorded in hall.store.read_after(0):
        sent = as_sent(recorded)
        assert not [t for t in sent.tickets if secret in t.model_dump()]
        assert not [w for w in sent.windows if w.note]


def test_a_zone_hears_of_a_ticket_that_leaves_it_with_a_window_that_has_moved(hall: RunningHall) -> None:
    """Sent to a window of this zone, which then belongs to another zone, and pauses there."""
    first, last = hall.open(1), hall.open(85)
    ticket = a_called(hall, first)
    hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    screen = Screen(hall, "Z2")
    plan = a_plan(version=2)
    moved = replace(plan.counters[WindowId("W085")], zone=ZoneId("Z1"))
    hall.clock.pass_(seconds=1)
    hall.do(replan, ADMINISTRATOR, replace(plan, counters={**plan.counters, moved.id: moved}))
    hall.do(pause, last, "W085", "away", hall.clock.now + timedelta(minutes=5), None)
    screen.shows_the_truth(snapshot(hall))


def test_a_quiet_zone_keeps_its_calls_however_often_another_calls(hall: RunningHall) -> None:
    quiet, loud = a_called(hall, hall.open(85), "BG"), a_called(hall, first := hall.open(1))
    screen = Screen(hall, "Z2")
    for _ in range(510):
        hall.clock.pass_(seconds=10)
        hall.do(recall, first, loud.id, "W001")
    now = snapshot(hall)
    screen.shows_the_truth(now)
    assert [c.number for c in now.calls if c.zone == "Z2"] == [quiet.number]
