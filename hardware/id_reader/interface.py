"""What the hall needs from a reader of resident ID cards (居民身份证)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from hardware.health import Fault, Health

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


class Sex(Enum):
    """GB/T 2261.1"""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSPECIFIED = 9


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """A card that lies on the reader. Shows itself masked everywhere, so that no log can hold a person.

    `expires` is None for a card that is valid for life (长期).
    """

    name: str
    id_number: str
    sex: Sex
    birth: date
    expires: date | None

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_number(self) -> str:
        return mask_number(self.id_number)

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
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def is_valid_number(number: str) -> bool:
    """Shape, date of birth and check character; says nothing about whether the person exists."""
    if len(number) != 18 or not number.isascii() or not number[:17].isdigit():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[17] == check_character(number[:17])


class ReaderUnplugged(Fault):
    """The reader does not answer."""

    code = "reader_unplugged"


class IdCardReader(Protocol):
    """One reader. Blocks for up to a second or two: call it on a worker thread."""

    def poll(self) -> IdCard | None:
        """The card on the reader now; None when there is none. Raises Fault.

        A card is given for as long as it lies there: compare with the last one to notice a new person.
        """

    def health(self) -> Health:
        """The reader's own condition. Does not raise."""
