"""Who may punch at this clock, as the hall said last."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from hall_server.wire.attendance import ClockPerson, ClockRoster

STRICT, CONVENIENT = "strict", "convenient"
NUMBER_FIRST = "number_and_face"
"""A way of proving to be alive that is the strict policy at the same time."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff. `has_face`: consented, and enrolled with this clock's engine."""

    staff: str
    name: str = field(repr=False)
    unit: str | None
    has_face: bool


class Staff:
    """Everybody of one roster, found by number and by card."""

    def __init__(self, roster: ClockRoster, with_faces: Iterable[str] = ()) -> None:
        self.version, self.liveness = roster.version, roster.liveness
        self.policy = STRICT if roster.liveness == NUMBER_FIRST else roster.policy
        self.undo_seconds, self.dispute_days = roster.undo_seconds, roster.dispute_days
        self._card_key = roster.card_key
        self.enrolled = frozenset(p.staff for p in roster.people if p.templates)
        """Who has agreed to be known by face, whether or not this clock can."""
        faces = frozenset(with_faces)
        self._people = {p.staff: _person(p, faces) for p in roster.people}
        self._cards = {card: p.staff for p in roster.people for card in p.cards}

    def __len__(self) -> int:
        return len(self._people)

    def by_number(self, number: str) -> Person | None:
        return self._people.get(number)

    def by_card(self, read: str) -> Person | None:
        """What a reader read; the number itself is kept nowhere."""
        return self._people.get(self._cards.get(card_hash(self._card_key, read), ""))


def _person(said: ClockPerson, faces: frozenset[str]) -> Person:
    return Person(said.staff, said.name, said.unit, said.staff in faces)


def card_hash(key: str, read: str) -> str:
    """As the hall keeps a card: HMAC-SHA256 of its number, in capitals; `key` in hexadecimal digits."""
    return hmac.new(bytes.fromhex(key), read.strip().upper().encode(), hashlib.sha256).hexdigest()
