"""A reader without hardware: a test puts a card on it; a demo does so through a control port."""

from datetime import date

from hardware.id_reader.interface import IdCard, ReaderUnplugged, Sex, is_valid_number
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.transport.simulated_plug import SimulatedPlug


class SimulatedIdReader(SimulatedPlug):
    """Holds at most one card."""

    def __init__(self, control_port: int | None = None) -> None:
        self._card: IdCard | None = None
        super().__init__(ReaderUnplugged, control_port)

    def insert(self, card: IdCard) -> None:
        with self._guard:
            self._card = card

    def remove(self) -> None:
        with self._guard:
            self._card = None

    def poll(self) -> IdCard | None:
        with self._guard:
            self._expect_plugged()
            return self._card

    def obey(self, order: str) -> str:
        """`insert N` (a sample card, from 1), `insert NAME NUMBER`, `remove`, `unplug`, `plug`, `status`."""
        match order.split():
            case ["insert", which] if which.isdecimal() and 1 <= int(which) <= len(SAMPLE_CARDS):
                self.insert(SAMPLE_CARDS[int(which) - 1])
            case ["insert", name, number] if is_valid_number(number):
                self.insert(card_named(name, number))
            case ["remove"]:
                self.remove()
            case _ if self._obeys_plug(order):
                pass
            case _:
                # The order itself is not repeated: it may hold a person's name and number.
                return (
                    f"error expected insert 1..{len(SAMPLE_CARDS)}, insert NAME NUMBER, remove, unplug, plug"
                )
        return f"ok {self._told()}"

    def _told(self) -> str:
        with self._guard:
            return f"{'plugged' if self._plugged else 'unplugged'} {self._card or 'no card'}"


def card_named(name: str, number: str) -> IdCard:
    """Anybody, by a valid number."""
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return IdCard(name, number, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, birth, None)
