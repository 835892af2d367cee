"""What the hall needs from a reader of identity documents (居民身份证 and the residence permits like it)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from stdnum.iso7064 import mod_11_2

from hardware.health import Fault, Health

_OLD_FOREIGN_NUMBER = re.compile(r"[A-Z]{3}[0-9]{12}")


class Sex(Enum):
    """GB/T 2261.1"""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSPECIFIED = 9


class Document(Enum):
    """The kinds of document that a reader knows."""

    RESIDENT = "居民身份证"
    HK_MACAO_TAIWAN = "港澳台居民居住证"
    FOREIGN_2017 = "外国人永久居留身份证（2017版）"
    FOREIGN_2023 = "外国人永久居留身份证（2023版）"


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """A card that lies on the reader. Shows itself masked everywhere, so that no log can hold a person.

    `expires` is None for a card that is valid for life (长期). `name` is the Chinese one if there is one.
    `photo` is empty unless the settings ask for it; undecoded, it is opaque.
    """

    name: str
    id_number: str
    sex: Sex
    birth: date
    expires: date | None
    kind: Document = Document.RESIDENT
    nation: str = ""
    address: str = ""
    issuer: str = ""
    valid_from: date | None = None
    foreign_name: str = ""
    country: str = ""
    """ISO 3166 letters, of a foreigner."""
    permit_number: str = ""
    """Of the travel permit (通行证), of a resident of Hong Kong, Macao or Taiwan."""
    times_issued: str = ""
    photo: bytes = b""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_number(self) -> str:
        return mask_number(self.id_number)

    def is_expired(self, today: date) -> bool:
        """The last day of validity still counts."""
        return self.expires is not None and today > self.expires

    def __repr__(self) -> str:
        return f"IdCard({self.masked_name}, {self.masked_number})"

    __str__ = __repr__


def mask_name(name: str) -> str:
    """张三 becomes 张*, 欧阳小三 becomes 欧**三."""
    if len(name) < 2:
        return "*" * len(name)
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_number(number: str) -> str:
    """The region and the last four characters stay: 4312…123X. A number too short for that is hidden."""
    return f"{number[:4]}…{number[-4:]}" if len(number) >= 15 else "…"


def check_character(first_17: str) -> str:
    """The last character of an 18-character number (GB 11643, MOD 11-2)."""
    return mod_11_2.calc_check_digit(first_17)


def is_valid_number(number: str) -> bool:
    """Shape, date of birth and check character; says nothing about whether the person exists."""
    if len(number) != 18 or not number.isascii() or not number[:17].isdigit():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[17] == check_character(number[:17])


def is_valid_foreign_number(number: str) -> bool:
    """A foreign permanent resident's: 3 letters and 12 digits (2017), or 18 characters from 9 (2023)."""
    if len(number) == 15:
        return _OLD_FOREIGN_NUMBER.fullmatch(number) is not None
    return number.startswith("9") and is_valid_number(number)


class ReaderUnplugged(Fault):
    """The line to the reader broke."""

    code = "reader_unplugged"


class ReaderSilent(Fault):
    """The line is open, and nothing on it answers as a reader does, at any speed."""

    code = "reader_silent"


class ReaderUnwell(Fault):
    """The module in the reader failed its own test."""

    code = "reader_unwell"


class ReaderUnauthorised(Fault):
    """The module in the reader has not been authorised to read cards."""

    code = "reader_unauthorised"


class ReaderUnsuitable(Fault):
    """The reader does not know a command without which no card can be read."""

    code = "reader_unsuitable"


class PhotoDecoder(Protocol):
    """A vendor's decoder of the card's photo; there is no open one."""

    def __call__(self, photo: bytes) -> bytes:
        """From 1024 bytes as they stand on the card to a picture file. Raises ValueError or OSError."""


class IdCardReader(Protocol):
    """One reader. Blocks for up to a second or two: call it on a worker thread."""

    def poll(self) -> IdCard | None:
        """The card on the reader now; None when there is none. Raises Fault.

        A card is given for as long as it lies there: compare with the last one to notice a new person.
        """

    def health(self) -> Health:
        """The reader's own condition. Does not raise.

        A warning tells what the citizen should do: `card_put_again` (请重新放卡), `card_not_id`.
        """
