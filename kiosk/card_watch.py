"""Looks at the card reader again and again, never on the screen's thread."""

from collections.abc import Callable

from hall_server.client.background import Background, Timer
from hardware.health import Fault, Health, HealthState
from hardware.id_reader.interface import IdCard, IdCardReader

POLL_SECONDS = 0.5
FAULT_SECONDS = 5.0


class CardWatch:
    """Hands over what lies on the reader, card or none, at every look, and how the reader is."""

    def __init__(
        self,
        reader: IdCardReader,
        background: Background,
        timer: Timer,
        on_card: Callable[[IdCard | None], None],
        on_reader: Callable[[bool, str], None],
        on_health: Callable[[Health], None],
    ) -> None:
        """`on_reader` is for the citizen: whether it works, and what to do about the card on it; `on_health`
        is for the technician."""
        self._reader, self._background, self._timer = reader, background, timer
        self._on_card, self._on_reader, self._on_health = on_card, on_reader, on_health

    def start(self) -> None:
        self._background.run(self._look, self._seen, self._failed)

    def _look(self) -> tuple[IdCard | None, str]:
        """The card, or the code of what the citizen should do about the one that lies there."""
        card, health = self._reader.poll(), self._reader.health()
        hint = health.code if card is None and health.state is HealthState.WARNING else ""
        return card, hint

    def _seen(self, found: tuple[IdCard | None, str]) -> None:
        self._timer.after(POLL_SECONDS, self.start)
        card, hint = found
        self._on_health(Health.ok())
        self._on_reader(True, hint)
        self._on_card(card)

    def _failed(self, error: Exception) -> None:
        self._timer.after(FAULT_SECONDS, self.start)
        if not isinstance(error, Fault):
            raise error
        self._on_health(error.health)
        self._on_reader(False, "")
        self._on_card(None)


class CardNotice:
    """Notices a newly laid card. Keeps a mark of the last one, never its number."""

    def __init__(self) -> None:
        self._lying: int | None = None
        self._refused: int | None = None

    def is_news(self, card: IdCard | None, asked_for: bool) -> bool:
        """Whether this look found a card to act on: a new one, or any when one is asked for.

        A refused card must be lifted first.
        """
        before, self._lying = self._lying, hash(card.id_number) if card else None
        if card is None:
            self._refused = None
            return False
        return self._lying != self._refused and (asked_for or self._lying != before)

    def refuse(self, card: IdCard) -> None:
        self._refused = hash(card.id_number)
