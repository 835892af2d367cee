"""What the kiosk asks of the hall, and whom it asks for."""

from dataclasses import dataclass
from typing import Protocol

from hall_server.wire.answers import AppointmentView, Person, QueueOutlook
from hall_server.wire.words import Language
from kiosk import issuing


class Hall(issuing.Hall, Protocol):
    language: Language

    def find_person(self, id_number: str, key: str) -> Person: ...
    def queue_outlook(self, queue: str) -> QueueOutlook: ...
    def appointment(self, code: str) -> AppointmentView: ...


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """The person before the kiosk, while they are there; never shown, never logged."""

    id_token: str
    id_number: str
