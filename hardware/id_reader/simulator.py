"""A reader without hardware: a test puts a card on it; a demo does so through a control port."""

import threading
from datetime import date

from hardware.health import Health
from hardware.id_reader.interface import IdCard, ReaderUnplugged, Sex, is_valid_number
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.transport.control_port import ControlPort


class SimulatedIdReader:
    """Holds at most one card. May be used from several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._card: IdCard | None = None
        self._plugged = True

    def insert(self, card: IdCard) -> None:
        with self._guard:
            self._card = card

    def remove(self) -> None:
        with self._guard:
            self._card = None

    def unplug(self) -> None:
        with self._guard:
            self._plugged = False

    def plug(self) -> None:
        with self._guard:
            self._plugged = True

    def poll(self) -> IdCard | None:
        with self._guard:
            if not self._plugged:
                raise ReaderUnplugged
            return self._card

    def health(self) -> Health:
        with self._guard:
            return Health.ok() if self._plugged else Health.down(ReaderUnplugged.code)

    def obey(self, order: str) -> str:
        """`insert N` (a sample card, from 1), `insert NAME NUMBER`, `remove`, `unplug`, `plug`, `status`."""
        match order.split():
            case ["insert", which] if which.isdecimal() and 1 <= int(which) <= len(SAMPLE_CARDS):
                self.insert(SAMPLE_CARDS[int(which) - 1])
            case ["insert", name, number] if is_valid_number(number):
                self.insert(_card_of(name, number))
            case ["remove"]:
                self.remove()
            case ["unplug"]:
                self.unplug()
            case ["plug"]:
                self.plug()
            case ["status"]:
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


class ControlledIdReader(SimulatedIdReader):
    """A simulated reader that also takes its orders from a TCP port on this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._control = ControlPort(port, self.obey)

    @property
    def control_port(self) -> int:
        return self._control.port

    def close(self) -> None:
        self._control.close()


def _card_of(name: str, number: str) -> IdCard:
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return IdCard(name, number, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, birth, None)
