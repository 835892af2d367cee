"""What the kiosk asks of the hall, and whom it asks for."""

from dataclasses import dataclass
from typing import Protocol

from hall_server.wire.answers import BookedVisit, Changed, Person, QueueOutlook, Standing
from hall_server.wire.asks import AskStanding, ByHolder
from hall_server.wire.words import Language
from kiosk import issuing


class Hall(issuing.Hall, Protocol):
    language: Language

    def find_person(self, id_number: str, key: str) -> Person: ...
    def queue_outlook(self, queue: str) -> QueueOutlook: ...
    def appointment(self, code: str) -> BookedVisit: ...
    def standing(self, ask: AskStanding) -> Standing: ...
    def revive(self, ticket: str, key: str, shown: ByHolder) -> Changed: ...
    def give_back(self, ticket: str, token: str, key: str) -> Changed: ...


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """The person before the kiosk, while they are there; never shown, never logged."""

    id_token: str
    id_number: str
