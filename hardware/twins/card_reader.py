"""The ID card reader's panel: a few made-up cards that can be laid on it."""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.id_reader import sample_blocks
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.id_reader.wire_simulator import WireSam
from hardware.twins.changes import Changes
from hardware.twins.status import Status, pull_or_push, status_of

_RESIDENTS = {"elder": 0, "adult": 1, "rare_name": 3}
CARDS = (*_RESIDENTS, "hmt", "foreign2017", "foreign2023", "expired", "unreadable")
"""Cards that can be laid down; their words are `twins.card_…`."""


@dataclass(frozen=True, slots=True)
class ReaderState:
    """`lying` is the card on the reader, if there is one."""

    status: Status
    plugged: bool = True
    lying: str | None = None


class ReaderTwin:
    """`show` gets every new state."""

    def __init__(self, reader: WireSam, show: Callable[[ReaderState], None]) -> None:
        self._reader = reader
        self._laid: str | None = None
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        return self._reader.url

    @property
    def state(self) -> ReaderState:
        return self._changes.state

    def look(self) -> None:
        self._changes.draw()

    def card_tapped(self, card: str) -> None:
        """Lay it down; a card that lies there already is taken off."""
        if self.state.lying == card:
            self.take_off_tapped()
            return
        self._laid = card
        self._reader.remove()
        self._reader.insert(block_of(card))
        self.look()

    def take_off_tapped(self) -> None:
        self._reader.remove()
        self.look()

    def plug_tapped(self) -> None:
        pull_or_push(self._reader)
        self.look()

    def close(self) -> None:
        self._reader.close()

    def _seen(self) -> ReaderState:
        lying = self._laid if self._reader.has_card else None
        return ReaderState(status_of(self._reader), self._reader.plugged, lying)


def block_of(card: str) -> bytes:
    """What is written on a card of `CARDS`."""
    if card in _RESIDENTS:
        return sample_blocks.resident(SAMPLE_CARDS[_RESIDENTS[card]])
    return sample_blocks.UNREADABLE if card == "unreadable" else sample_blocks.SAMPLES[card]()
