"""Whether somebody at a kiosk holds the ticket that they ask about. Its number proves nothing: every board
shows numbers, and an id is made of a day and a number."""

from dataclasses import dataclass

from hall_server.domain.events import Actor
from hall_server.domain.names import PersonHash
from hall_server.domain.refusals import NotAllowed
from hall_server.domain.ticket import State, Ticket
from hall_server.operations.ports import UnitOfWork


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What was shown at the kiosk: the paper's QR code, an ID card, the code of an appointment."""

    token: str | None = None
    person: PersonHash | None = None
    appointment: str | None = None


NOTHING_SHOWN = Proof()


def check_holder(uow: UnitOfWork, actor: Actor, ticket: Ticket, proof: Proof) -> None:
    """Raises NotAllowed for a kiosk without proof. Staff see whom they have before them."""
    if actor.role == "kiosk" and not _holds(uow, actor, ticket, proof):
        raise NotAllowed(roles="clerk, supervisor, manager")


def _holds(uow: UnitOfWork, actor: Actor, ticket: Ticket, proof: Proof) -> bool:
    if proof.token is not None and proof.token == ticket.token:
        return True
    if proof.person is not None and proof.person == ticket.person:
        return True
    if proof.appointment is not None and uow.appointments.has(proof.appointment):
        booked = uow.appointments.get(proof.appointment)
        return booked.ticket == ticket.id or (booked.person is not None and booked.person == ticket.person)
    return ticket.state is State.RESERVED and ticket.kiosk == actor.device
