"""A citizen's own ticket at a kiosk: found by its QR code or its number, and what may be done with it."""

from datetime import timedelta

import pytest

from hall_server.domain.events import Actor
from hall_server.domain.names import DeviceId, StaffNumber, WindowId
from hall_server.domain.refusals import NotAllowed, OneTarget, UnknownTicket, WrongMoment
from hall_server.domain.ticket import State, Ticket
from hall_server.operations.appointments import book
from hall_server.operations.calling import revive
from hall_server.operations.citizen import Act, acts_of, find
from hall_server.operations.holder import Proof, check_holder
from hall_server.operations.serving import finish
from hall_server.operations.taking import Wish, cancel, reprint, take
from tests.conftest import RunningHall
from tests.visits import DESK, KIOSK, LI, a_called, a_reserved, a_serving, a_waiting, missed, the_next

CLERK = Actor("clerk", StaffNumber("1001"), WindowId("W001"))
ELSEWHERE = Actor("kiosk", device=DeviceId("kiosk-002"))
LOOK_ONLY: tuple[Act, ...] = ()


def acts(hall: RunningHall, ticket: Ticket, token: str | None, actor: Actor = KIOSK) -> tuple[Act, ...]:
    may: tuple[Act, ...] = hall.ask(lambda uow: acts_of(uow, actor, uow.tickets.get(ticket.id), token))
    return may


def given_back(hall: RunningHall, ticket: Ticket, token: str | None, actor: Actor = KIOSK) -> Ticket:
    gone: Ticket = hall.do(lambda uow, now: cancel(uow, actor, ticket.id, "given_back", now, token))
    return gone


def test_a_ticket_is_found_by_its_qr_code_and_by_its_number_of_today(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    assert hall.ask(lambda uow: find(uow, ticket.token, None)).id == ticket.id
    assert hall.ask(lambda uow: find(uow, None, "a001")).id == ticket.id
    with pytest.raises(UnknownTicket):
        hall.ask(lambda uow: find(uow, "nobodys-token", None))


@pytest.mark.parametrize(("token", "number"), [(None, None), ("nobodys-token", "A001")])
def test_a_ticket_is_sought_by_exactly_one_of_both(
    hall: RunningHall, token: str | None, number: str | None
) -> None:
    with pytest.raises(OneTarget):
        hall.ask(lambda uow: find(uow, token, number))


def test_a_waiting_number_is_printed_again_or_given_back_by_its_holder(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    assert acts(hall, ticket, ticket.token) == (Act.REPRINT, Act.CANCEL)
    gone = given_back(hall, ticket, ticket.token, ELSEWHERE)
    assert (gone.state, gone.reason) == (State.CANCELLED, "given_back")
    assert acts(hall, ticket, ticket.token) == LOOK_ONLY


@pytest.mark.parametrize("token", [None, "somebody-elses"])
def test_who_knows_only_the_number_may_only_look(hall: RunningHall, token: str | None) -> None:
    ticket = a_waiting(hall)
    assert acts(hall, ticket, token) == LOOK_ONLY
    with pytest.raises(NotAllowed):
        given_back(hall, ticket, token)


def test_a_missed_number_may_be_revived_once(hall: RunningHall) -> None:
    hall.open(1)
    ticket = a_called(hall, CLERK)
    missed(hall, CLERK, ticket)
    assert acts(hall, ticket, ticket.token) == (Act.REPRINT, Act.REVIVE, Act.CANCEL)
    hall.do(lambda uow, now: revive(uow, KIOSK, ticket.id, now, Proof(token=ticket.token)))
    missed(hall, CLERK, the_next(hall, CLERK))
    assert acts(hall, ticket, ticket.token) == LOOK_ONLY


def test_a_number_that_a_clerk_has_called_is_not_given_back_at_a_kiosk(hall: RunningHall) -> None:
    hall.open(1)
    ticket = a_called(hall, CLERK)
    assert acts(hall, ticket, ticket.token) == (Act.REPRINT,)
    with pytest.raises(NotAllowed):
        given_back(hall, ticket, ticket.token)


def test_a_number_that_is_over_cannot_be_given_back(hall: RunningHall) -> None:
    hall.open(1)
    ticket = a_serving(hall, CLERK)
    hall.do(finish, CLERK, ticket.id, CLERK.window, ())
    assert acts(hall, ticket, ticket.token) == LOOK_ONLY
    with pytest.raises(WrongMoment):
        hall.do(cancel, DESK, ticket.id, None)


def test_a_reserved_number_is_its_own_kiosks_affair(hall: RunningHall) -> None:
    ticket = a_reserved(hall, actor=KIOSK)
    assert acts(hall, ticket, ticket.token) == LOOK_ONLY
    with pytest.raises(NotAllowed):
        hall.do(cancel, ELSEWHERE, ticket.id, None)
    assert hall.do(cancel, KIOSK, ticket.id, "print_failed").state is State.CANCELLED


def test_a_guide_desk_may_act_by_the_number_alone(hall: RunningHall) -> None:
    assert acts(hall, a_waiting(hall), None, DESK) == (Act.REPRINT, Act.CANCEL)


def shown_for(hall: RunningHall, ticket: Ticket, proof: Proof, actor: Actor = KIOSK) -> None:
    hall.ask(lambda uow: check_holder(uow, actor, uow.tickets.get(ticket.id), proof))


@pytest.mark.parametrize("proof", [Proof(), Proof(token="somebody-elses"), Proof(person=LI)])
def test_a_kiosk_reprints_and_revives_nothing_for_who_only_knows_an_id(
    hall: RunningHall, proof: Proof
) -> None:
    clerk = hall.open(1)
    ticket = missed(hall, clerk, a_called(hall, clerk))
    for act in (reprint, revive):
        with pytest.raises(NotAllowed):
            hall.do(lambda uow, now, act=act: act(uow, KIOSK, ticket.id, now, proof))


def test_the_card_that_a_number_was_taken_with_proves_whose_it_is(hall: RunningHall) -> None:
    ticket = a_waiting(hall, person=LI)
    shown_for(hall, ticket, Proof(person=LI))


def test_an_appointment_proves_the_number_that_it_became_and_those_of_its_holder(hall: RunningHall) -> None:
    slot = hall.clock.now + timedelta(minutes=5)
    hall.do(book, DESK, "B1", "I1", slot, LI)
    hall.do(book, DESK, "B2", "I1", slot, None)
    arrived = hall.do(take, KIOSK, Wish(appointment="B2")).ticket
    shown_for(hall, arrived, Proof(appointment="B2"))
    shown_for(hall, a_waiting(hall, person=LI), Proof(appointment="B1"))
    for code in ("B1", "B9"):
        with pytest.raises(NotAllowed):
            shown_for(hall, arrived, Proof(appointment=code), ELSEWHERE)


def test_a_kiosk_prints_its_own_unconfirmed_number_again(hall: RunningHall) -> None:
    ticket = a_reserved(hall, actor=KIOSK)
    shown_for(hall, ticket, Proof())
    with pytest.raises(NotAllowed):
        shown_for(hall, ticket, Proof(), ELSEWHERE)
