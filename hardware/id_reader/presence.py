"""Whether the card that was read still lies there, and what the citizen must be told. Pure: times come in."""

from dataclasses import dataclass
from enum import Enum

from hardware.id_reader.interface import IdCard


class Removal(Enum):
    """How to notice that a card was lifted. Models differ, and no document says which does what."""

    HOLD = "hold"
    """Once read, it is not found again until it is laid down anew: it counts as lying there for a while."""
    FIND = "find"
    """It is found for as long as it lies there."""
    ASK = "ask"
    """It answers for as long as it lies there, found or not."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`hold`: seconds for which a card counts as lying there, and a word to the citizen stays.

    `tries` of one card, then `rest` seconds before the same card is tried anew without having been lifted.
    """

    hold: float = 2.0
    tries: int = 3
    rest: float = 3.0


class Presence:
    """One place for one card."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._until = 0.0
        self._failures = 0
        self._hint_until = 0.0
        self.card: IdCard | None = None
        self.hint: str | None = None

    def was_read(self, card: IdCard, now: float) -> None:
        self.card = card
        self._until = now + self._limits.hold
        self._failures, self.hint = 0, None

    def still_there(self, now: float) -> None:
        self._until = now + self._limits.hold

    def was_not_found(self, removal: Removal, now: float) -> None:
        """The reader finds none: it was lifted or, on some readers, it lies there since it was read."""
        if self._failures and self.hint is None:
            self._say("card_put_again", now)
        self._failures = 0
        if removal is not Removal.HOLD or now >= self._until:
            self.card = None
        if now >= self._hint_until:
            self.hint = None

    def failed(self, now: float, hint: str | None = None) -> None:
        """One try to read a card was in vain. `hint` is for what cannot wait for the last try."""
        self.card = None
        self._failures += 1
        if self._failures >= self._limits.tries:
            hint = hint or "card_put_again"
            self._until = now + self._limits.rest
        if hint is not None:
            self._say(hint, now)

    def is_no_id_card(self, now: float) -> None:
        """No further try will help until it is lifted."""
        self._failures = self._limits.tries - 1
        self.failed(now, "card_not_id")

    def may_be_tried(self, now: float) -> bool:
        """Whether a card that is found should be read: not while one rests that failed too often."""
        if self._failures < self._limits.tries:
            return True
        if now < self._until:
            return False
        self._failures = 0
        return True

    def forget(self) -> None:
        """The line broke: whatever lies there now must be found anew."""
        self.card, self.hint, self._failures = None, None, 0

    def _say(self, hint: str, now: float) -> None:
        self.hint = hint
        self._hint_until = now + self._limits.hold
