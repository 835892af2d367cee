"""Looking at the card reader: a card is handed over, a card that cannot be read brings its advice."""

from collections.abc import Callable
from datetime import date

from hall_server.client.background import Inline, ManualTimer
from hardware.health import Health
from hardware.id_reader.interface import IdCard, ReaderUnplugged
from hardware.id_reader.sample_cards import sample_card
from kiosk.card_watch import FAULT_SECONDS, POLL_SECONDS, CardWatch

CARD = sample_card("测试甲", date(1990, 1, 1), 1)


class Reader:
    """Says what a test tells it to say."""

    def __init__(self) -> None:
        self.card: IdCard | None = None
        self.condition = Health.ok()
        self.unplugged = False

    def poll(self) -> IdCard | None:
        if self.unplugged:
            raise ReaderUnplugged("no cable")
        return self.card

    def health(self) -> Health:
        return self.condition


def watched(
    reader: Reader, told: Callable[[Health], None] = lambda health: None
) -> tuple[ManualTimer, list[IdCard | None], list[tuple[bool, str]]]:
    timer, cards, conditions = ManualTimer(), [], []
    CardWatch(reader, Inline(), timer, cards.append, lambda *said: conditions.append(said), told).start()
    return timer, cards, conditions


def test_a_card_is_handed_over_without_advice() -> None:
    reader = Reader()
    reader.card, reader.condition = CARD, Health.warning("card_put_again")
    _, cards, conditions = watched(reader)
    assert (cards, conditions) == ([CARD], [(True, "")])


def test_a_card_that_cannot_be_read_brings_its_advice_until_it_can() -> None:
    reader = Reader()
    reader.condition = Health.warning("card_put_again")
    timer, _, conditions = watched(reader)
    reader.condition = Health.ok()
    timer.advance(POLL_SECONDS)
    assert conditions == [(True, "card_put_again"), (True, "")]


def test_a_reader_that_is_unplugged_is_down_and_tried_again() -> None:
    reader = Reader()
    reader.unplugged = True
    timer, cards, conditions = watched(reader)
    reader.unplugged, reader.card = False, CARD
    timer.advance(FAULT_SECONDS)
    assert conditions == [(False, ""), (True, "")]
    assert cards == [None, CARD]


def test_the_technician_hears_of_a_reader_and_not_of_a_badly_laid_card() -> None:
    reader, told = Reader(), []
    reader.condition = Health.warning("card_put_again")
    timer, _, _ = watched(reader, told.append)
    reader.unplugged = True
    timer.advance(POLL_SECONDS)
    assert told == [Health.ok(), ReaderUnplugged().health]
