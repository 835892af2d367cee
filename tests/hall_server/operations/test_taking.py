"""Taking a number: reserved, printed, given back, printed again; what stands in the way."""

from collections.abc import Callable
from datetime import timedelta
from types import MappingProxyType

import pytest

from hall_server.domain.events import Actor, Kind
from hall_server.domain.names import DeviceId
from hall_server.domain.refusals import (
    AlreadyWaiting,
    ClassNotAllowed,
    DailyLimitReached,
    HallClosed,
    IdCardRequired,
    LineFull,
    NotAllowed,
    OneTarget,
    PrintTooLate,
    QuotaUsedUp,
    UnknownThing,
    UnknownTicket,
    WrongMoment,
)
from hall_server.domain.ticket import Priority, State
from hall_server.domain.window import WindowState
from hall_server.operations.closing import tick
from hall_server.operations.holder import Proof
from hall_server.operations.serving import finish
from hall_server.operations.taking import Wish, cancel, confirm_print, reprint, take
from tests.conftest import RunningHall
from tests.small_hall import NINE
from tests.visits import (
    DESK,
    KIOSK,
    LI,
    WANG,
    a_called,
    a_reserved,
    a_serving,
    a_waiting,
    as_it_is,
    last_event,
    missed,
)

HallWith = Callable[..., RunningHall]
OTHER_KIOSK = Actor("kiosk", device=DeviceId("kiosk-002"))


def test_a_number_is_reserved_and_waits_once_its_print_is_confirmed(any_hall: RunningHall) -> None:
    issue = any_hall.do(take, KIOSK, Wish(item="I1"))
    assert (issue.ticket.number, issue.ticket.state) == ("A001", State.RESERVED)
    any_hall.clock.pass_(seconds=4)
    waits = any_hall.do(confirm_print, KIOSK, issue.ticket.id)
    assert (waits.state, waits.since, waits.reference_at) == (State.WAITING, any_hall.clock.now, NINE)


def test_numbers_count_up_in_each_queue_by_itself(hall: RunningHall) -> None:
    taken = [a_reserved(hall, queue).number for queue in ("A", "A", "BG", "A", "BG")]
    assert taken == ["A001", "A002", "BG001", "A003", "BG002"]


def test_a_number_that_lapsed_is_not_given_again(hall: RunningHall) -> None:
    a_reserved(hall)
    hall.clock.pass_(seconds=31)
    hall.do(tick)
    assert a_reserved(hall).number == "A002"


def test_a_ticket_keeps_what_the_citizen_chose(hall: RunningHall) -> None:
    wish = Wish(item="I3", audience="enterprise", language="en", person=LI)
    ticket = hall.do(take, KIOSK, wish).ticket
    assert (ticket.queue, ticket.zone, ticket.item, ticket.unit) == ("BG", "Z2", "I3", "U1")
    assert (ticket.audience, ticket.language, ticket.person, ticket.kiosk) == (
        "enterprise",
        "en",
        LI,
        "kiosk-001",
    )


def test_the_slip_and_the_ticket_tell_the_same_wait(hall: RunningHall) -> None:
    a_waiting(hall)
    issue = hall.do(take, DESK, Wish(queue="A"))
    assert issue.estimate.ahead == 1
    assert (issue.ticket.estimate_low, issue.ticket.estimate_high) == (
        issue.estimate.low,
        issue.estimate.high,
    )


def test_every_ticket_has_a_token_of_its_own(hall: RunningHall) -> None:
    tokens = {a_reserved(hall).token for _ in range(5)}
    assert len(tokens) == 5
    assert min(map(len, tokens)) >= 20


def test_a_number_lapses_when_nobody_confirmed_its_print_for_thirty_seconds(any_hall: RunningHall) -> None:
    ticket = a_reserved(any_hall)
    any_hall.clock.pass_(seconds=30)
    any_hall.do(tick)
    assert as_it_is(any_hall, ticket).state is State.RESERVED
    any_hall.clock.pass_(seconds=0.001)
    any_hall.do(tick)
    gone = as_it_is(any_hall, ticket)
    assert (gone.state, gone.reason) == (State.VOID, "lapsed")
    assert last_event(any_hall).event.kind is Kind.TICKET_VOIDED


def test_a_print_that_is_confirmed_after_its_lapse_is_too_late(hall: RunningHall) -> None:
    ticket = a_reserved(hall)
    hall.clock.pass_(seconds=31)
    hall.do(tick)
    with pytest.raises(PrintTooLate) as no:
        hall.do(confirm_print, DESK, ticket.id)
    assert no.value.places == {"number": "A001"}


def test_a_waiting_number_does_not_lapse(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    hall.clock.pass_(hours=1)
    hall.do(tick)
    assert as_it_is(hall, ticket) == ticket


def test_a_print_is_confirmed_once(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    with pytest.raises(WrongMoment):
        hall.do(confirm_print, DESK, ticket.id)


def test_a_kiosk_confirms_only_its_own_numbers(hall: RunningHall) -> None:
    ticket = a_reserved(hall, actor=KIOSK)
    with pytest.raises(NotAllowed):
        hall.do(confirm_print, OTHER_KIOSK, ticket.id)


def test_a_kiosk_cancels_before_the_print_is_confirmed(hall: RunningHall) -> None:
    ticket = a_reserved(hall, actor=KIOSK)
    gone = hall.do(cancel, KIOSK, ticket.id, "print_failed")
    assert (gone.state, gone.reason) == (State.CANCELLED, "print_failed")


def test_a_kiosk_cannot_cancel_once_the_citizen_holds_the_paper(hall: RunningHall) -> None:
    ticket = a_reserved(hall, actor=KIOSK)
    hall.do(confirm_print, KIOSK, ticket.id)
    with pytest.raises(NotAllowed):
        hall.do(cancel, KIOSK, ticket.id, None)
    assert as_it_is(hall, ticket).state is State.WAITING


def test_another_kiosk_cannot_cancel_a_number(hall: RunningHall) -> None:
    ticket = a_reserved(hall, actor=KIOSK)
    with pytest.raises(NotAllowed):
        hall.do(cancel, OTHER_KIOSK, ticket.id, None)


def test_a_guide_desk_cancels_a_waiting_number(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    assert hall.do(cancel, DESK, ticket.id, None).state is State.CANCELLED
    assert hall.ask(lambda uow: uow.tickets.count_waiting("A")) == 0


def test_a_called_number_that_is_cancelled_frees_its_window(hall: RunningHall) -> None:
    clerk = hall.open(1)
    ticket = a_called(hall, clerk)
    hall.do(cancel, DESK, ticket.id, None)
    window = hall.ask(lambda uow: uow.windows.get("W001"))
    assert (window.state, window.ticket) == (WindowState.IDLE, None)


def test_a_number_in_service_cannot_be_cancelled(hall: RunningHall) -> None:
    ticket = a_serving(hall, hall.open(1))
    with pytest.raises(WrongMoment):
        hall.do(cancel, DESK, ticket.id, None)


def test_a_slip_is_printed_again_while_its_number_is_live(hall: RunningHall) -> None:
    clerk = hall.open(1)
    waiting = a_waiting(hall)
    gone = missed(hall, clerk, a_called(hall, clerk))
    for ticket in (waiting, gone):
        again = hall.do(lambda uow, now, t=ticket: reprint(uow, KIOSK, t.id, now, Proof(token=t.token)))
        assert (again.ticket, again.reprint) == (ticket, True)
    assert last_event(hall).event.kind is Kind.TICKET_REPRINTED


def test_the_slip_of_a_finished_number_is_not_printed_again(hall: RunningHall) -> None:
    clerk = hall.open(1)
    ticket = a_serving(hall, clerk)
    hall.do(finish, clerk, ticket.id, "W001", ())
    with pytest.raises(WrongMoment):
        hall.do(reprint, DESK, ticket.id)


def test_a_person_holds_one_number_in_a_queue(any_hall: RunningHall) -> None:
    first = a_waiting(any_hall, person=LI)
    with pytest.raises(AlreadyWaiting) as no:
        any_hall.do(take, KIOSK, Wish(queue="A", person=LI))
    assert (no.value.ticket, no.value.places) == (first.id, {"number": "A001"})
    assert a_reserved(any_hall, "B", person=LI).number == "B001"
    assert a_reserved(any_hall, "A", person=WANG).number == "A002"


def test_a_person_may_come_again_after_giving_the_number_back(hall: RunningHall) -> None:
    first = a_waiting(hall, person=LI)
    hall.do(cancel, DESK, first.id, None)
    assert a_reserved(hall, person=LI).number == "A002"


def test_a_person_takes_so_many_numbers_a_day(hall_with: HallWith) -> None:
    hall = hall_with(daily_limit_per_person=2)
    a_waiting(hall, "A", person=LI)
    a_waiting(hall, "B", person=LI)
    with pytest.raises(DailyLimitReached):
        hall.do(take, KIOSK, Wish(queue="BG", person=LI))


def test_a_slot_gives_as_many_numbers_as_its_quota(hall_with: HallWith) -> None:
    hall = hall_with(slot_quota=MappingProxyType({"A": 2}))
    a_waiting(hall)
    a_waiting(hall)
    with pytest.raises(QuotaUsedUp) as no:
        hall.do(take, KIOSK, Wish(queue="A"))
    assert no.value.places == {"slot": "09:00–09:30"}
    a_reserved(hall, "B")
    hall.clock.pass_(minutes=30)
    assert a_reserved(hall).number == "A003"


def test_a_number_given_back_returns_to_its_slot(hall_with: HallWith) -> None:
    hall = hall_with(slot_quota=MappingProxyType({"A": 1}))
    hall.do(cancel, DESK, a_waiting(hall).id, None)
    assert a_reserved(hall).number == "A002"


def test_no_more_numbers_when_the_line_is_full(hall_with: HallWith) -> None:
    hall = hall_with(stop_waiting=2)
    a_waiting(hall)
    a_waiting(hall)
    with pytest.raises(LineFull) as no:
        hall.do(take, DESK, Wish(queue="A"))
    assert no.value.places == {"waiting": 2}


def test_no_numbers_outside_opening_hours(hall: RunningHall) -> None:
    hall.clock.pass_(hours=3, minutes=30)
    with pytest.raises(HallClosed) as no:
        hall.do(take, KIOSK, Wish(queue="A"))
    assert no.value.places == {"opens": "11-24 14:00"}


def test_an_item_that_needs_an_id_card_is_not_given_without_one_at_a_kiosk(hall: RunningHall) -> None:
    with pytest.raises(IdCardRequired):
        hall.do(take, KIOSK, Wish(item="I3"))
    assert hall.do(take, KIOSK, Wish(item="I3", person=LI)).ticket.number == "BG001"
    assert hall.do(take, DESK, Wish(item="I3")).ticket.number == "BG002"


def test_a_granted_class_comes_from_a_guide_desk_only(hall: RunningHall) -> None:
    with pytest.raises(ClassNotAllowed):
        hall.do(take, KIOSK, Wish(queue="A", priority=Priority.URGENT))
    assert a_reserved(hall, priority=Priority.URGENT).priority is Priority.URGENT


@pytest.mark.parametrize(
    "wish",
    [Wish(), Wish(item="I1", queue="A"), Wish(item="I1", appointment="Y1")],
    ids=["none", "two", "both"],
)
def test_a_wish_names_exactly_one_target(hall: RunningHall, wish: Wish) -> None:
    with pytest.raises(OneTarget):
        hall.do(take, DESK, wish)


def test_an_unknown_item_is_named(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing) as no:
        hall.do(take, DESK, Wish(item="I9"))
    assert (no.value.field, no.value.places) == ("item", {"thing": "item", "name": "I9"})


def test_an_unknown_ticket_is_refused(hall: RunningHall) -> None:
    with pytest.raises(UnknownTicket):
        hall.do(confirm_print, DESK, "20261124-A999")


def test_a_refused_wish_uses_up_no_number(any_hall: RunningHall) -> None:
    a_waiting(any_hall, person=LI)
    with pytest.raises(AlreadyWaiting):
        any_hall.do(take, KIOSK, Wish(queue="A", person=LI))
    assert a_reserved(any_hall, person=WANG).number == "A002"


def test_who_waits_longest_or_has_a_head_start_counts_as_ahead(hall: RunningHall) -> None:
    a_waiting(hall)
    hall.clock.pass_(minutes=10)
    elder = hall.do(take, DESK, Wish(queue="A", priority=Priority.ELDERLY))
    assert elder.estimate.ahead == 0
    hall.do(confirm_print, DESK, elder.ticket.id)
    assert hall.do(take, DESK, Wish(queue="A")).estimate.ahead == 2
    assert hall.clock.now - NINE == timedelta(minutes=10)
