"""What a key does at a window. The table is a setting, for only the key codes are known for sure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from hardware.call_box.interface import Key, KeyPress


class Act(StrEnum):
    """What a clerk can do from a keypad; the value is its name in the settings."""

    NEXT = "next"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no_show"
    HOLD = "hold"
    RESUME_HELD = "resume_held"
    TRANSFER = "transfer"
    PAUSE = "pause"
    EVALUATE = "evaluate"
    CALL_NUMBER = "call_number"
    SIGN_OUT = "sign_out"
    NOTHING = "nothing"


KEYS: Mapping[Key, Act] = MappingProxyType(
    {
        Key.NEXT: Act.NEXT,
        Key.RECALL: Act.RECALL,
        Key.EVALUATE: Act.EVALUATE,
        Key.NO_SHOW: Act.NO_SHOW,
        Key.PAUSE: Act.PAUSE,
        Key.TRANSFER: Act.TRANSFER,
        Key.CANCEL: Act.NOTHING,
        Key.LINE: Act.NOTHING,
    }
)
CONFIRMED: Mapping[str, Act] = MappingProxyType(
    {
        "6": Act.NO_SHOW,
        "0": Act.HOLD,
        "3": Act.RESUME_HELD,
        "1": Act.START,
        "2": Act.FINISH,
        "9": Act.SIGN_OUT,
    }
)
"""One digit and the confirming key. 6, 0 and 3 are those of the real keypad; the others are ours."""

SCORES: Mapping[int, int] = MappingProxyType({0: 5, 1: 4, 2: 3, 3: 2})
"""What the four keys of an evaluator are worth in stars. Vendors number them differently: a setting."""

REFUSED_BEEPS, LOST_BEEPS = 2, 3
"""What a clerk hears when a key was in vain: the hall says no, or cannot be asked."""


@dataclass(frozen=True, slots=True)
class Order:
    """An act and the digits that go with it: a number, a window, the place of a reason in its list."""

    act: Act
    digits: str = ""


def order_of(press: KeyPress, confirmed: Mapping[str, Act] = CONFIRMED) -> Order:
    """Two digits and more before the confirming key are a ticket's number."""
    if press.key is not Key.CONFIRM:
        return Order(KEYS.get(press.key, Act.NOTHING), press.digits)
    if len(press.digits) > 1:
        return Order(Act.CALL_NUMBER, press.digits)
    return Order(confirmed.get(press.digits, Act.NOTHING))


class Numbered(Protocol):
    """A ticket, as far as a keypad can name it."""

    @property
    def number(self) -> str: ...

    @property
    def queue(self) -> str: ...


T = TypeVar("T", bound=Numbered)


def ticket_meant(digits: str, tickets: Iterable[T], queues: Sequence[str]) -> T | None:
    """Of the tickets with these digits, the one whose queue stands first in the window's order."""
    order = {queue: place for place, queue in enumerate(queues)}
    wanted = digits.lstrip("0")
    fitting = [t for t in tickets if t.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0") == wanted]
    return min(fitting, key=lambda t: order.get(t.queue, len(order)), default=None)


class Typing:
    """Digits that come one key at a time, for keypads that do not keep them themselves."""

    def __init__(self) -> None:
        self._digits = ""

    def whole(self, press: KeyPress) -> KeyPress | None:
        """The press with all its digits; None while more is to come."""
        if press.key is Key.DIGITS:
            self._digits += press.digits
            return None
        digits, self._digits = self._digits + press.digits, ""
        return KeyPress(press.address, press.key, "" if press.key is Key.CANCEL else digits)
