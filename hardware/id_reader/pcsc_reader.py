"""A contactless PC/SC reader that shows a card's text as memory, through pyscard.

How such readers show it is known from a single source: the command, the place of the text in its answer,
and whether photo pieces follow, are settings.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from hardware.health import Fault, Health, LibraryMissing
from hardware.id_reader.interface import IdCard, ReaderUnplugged
from hardware.id_reader.photo import KeepPhoto, drop
from hardware.id_reader.presence import Limits
from hardware.id_reader.text_block import TEXT_BYTES, UnreadableCard, card_of

READ_TEXT = bytes.fromhex("FFB0000000")
_SUCCESS = (0x90, 0x00)
_PHOTO_PIECES = range(1, 6)


class NoCardThere(Exception):
    """Nothing lies on the reader, or it was lifted in the middle."""


class PcscPort(Protocol):
    """What we need of PC/SC."""

    def exchange(self, commands: list[bytes]) -> list[tuple[bytes, tuple[int, int]]]:
        """Connect with the card, send each command, let go. Raises NoCardThere, Fault."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Where the text is: the command that reads it, and how many bytes of its answer come before."""

    command: bytes = READ_TEXT
    offset: int = 4
    photo: bool = False


class PcscReader:
    """Reads at every look; PC/SC itself notices when the card is lifted."""

    bound = 3.0
    """Seconds that PC/SC is expected to take at most; it has no time limit of its own."""

    def __init__(
        self,
        port: PcscPort,
        memory: Memory | None = None,
        keep_photo: KeepPhoto = drop,
        tries: int = Limits().tries,
    ) -> None:
        self._port = port
        self._memory = memory or Memory()
        self._keep_photo = keep_photo
        self._tries = tries
        self._busy = threading.Lock()
        self._failures = 0
        self._health = Health.unknown("not_tried")

    def poll(self) -> IdCard | None:
        with self._busy:
            try:
                card = self._read()
            except NoCardThere:
                card, self._failures = None, 0
            except UnreadableCard:
                self._failures += 1
                if self._failures >= self._tries:
                    self._health = Health.warning("card_put_again")
                return None
            except Fault as fault:
                self._health = fault.health
                raise
            self._failures = 0
            self._health = Health.ok()
            return card

    def health(self) -> Health:
        return self._health

    def _read(self) -> IdCard:
        pieces = [b"\xff\xb0" + bytes((each, 0, 0)) for each in _PHOTO_PIECES] if self._memory.photo else []
        text, *photo = self._port.exchange([self._memory.command, *pieces])
        data, status = text
        block = data[self._memory.offset : self._memory.offset + TEXT_BYTES]
        if status != _SUCCESS:
            raise UnreadableCard(f"the reader answered {status[0]:02X}{status[1]:02X}")
        picture = b"".join(piece for piece, piece_status in photo if piece_status == _SUCCESS)
        return card_of(block, self._keep_photo(picture) if picture else b"")


class _SmartcardConnection(Protocol):
    """What we use of pyscard; the library has no types of its own."""

    def connect(self) -> None: ...
    def disconnect(self) -> None: ...
    def transmit(self, command: list[int], /) -> tuple[list[int], int, int]: ...


class _SmartcardReader(Protocol):
    def createConnection(self) -> _SmartcardConnection: ...


class SmartcardPort:
    """A PC/SC reader by pyscard; `name` is part of the reader's name, and empty for the first one."""

    def __init__(self, name: str = "", load: Callable[[str], Any] = import_module) -> None:
        try:
            self._list_readers: Callable[[], list[_SmartcardReader]] = load("smartcard.System").readers
            exceptions = load("smartcard.Exceptions")
        except ImportError as error:
            raise LibraryMissing(
                "pcsc:// needs pyscard (pip install pyscard) and the pcscd service"
            ) from error
        self._no_card: type[Exception] = exceptions.NoCardException
        self._trouble: type[Exception] = exceptions.SmartcardException
        self._name = name

    def exchange(self, commands: list[bytes]) -> list[tuple[bytes, tuple[int, int]]]:
        connection = self._reader().createConnection()
        try:
            connection.connect()
            answers = [connection.transmit(list(each)) for each in commands]
        except self._no_card as error:
            raise NoCardThere from error
        except self._trouble as error:
            # Lifted in the middle, or the reader was unplugged: the next look tells which.
            raise NoCardThere from error
        finally:
            connection.disconnect()
        return [(bytes(data), (sw1, sw2)) for data, sw1, sw2 in answers]

    def _reader(self) -> "_SmartcardReader":
        try:
            found = [each for each in self._list_readers() if self._name in str(each)]
        except self._trouble as error:
            raise ReaderUnplugged(f"pcsc://: is the pcscd service running? {error}") from error
        if not found:
            wanted = f"name={self._name}" if self._name else "any name"
            raise ReaderUnplugged(f"pcsc://: no reader of {wanted} is plugged in")
        return found[0]
