"""What the hall needs from a call keypad: keys come in, a waiting count and a number go out."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from hardware.health import Fault, Health


class CallBoxSilent(Fault):
    """A keypad that should confirm what it is told does not."""

    code = "call_box_silent"


class PadUnplugged(Fault):
    """The numeric pad is not there, or this program may not have it for itself."""

    code = "pad_unplugged"


class Key(Enum):
    """What a key of a keypad means. What it does at a window is the program's to decide."""

    NEXT = "next"
    RECALL = "recall"
    EVALUATE = "evaluate"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    PAUSE = "pause"
    TRANSFER = "transfer"
    NO_SHOW = "no_show"
    LINE = "line"
    """Asks people to stand behind the one-metre line."""
    DIGITS = "digits"
    """Digits alone; a key that ends them comes later."""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """A key on the keypad with this address, and the digits that were typed before it."""

    address: int
    key: Key
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A key of the four-key evaluator that hangs on a keypad, as it numbers them: 0 to 3."""

    address: int
    score: int


Heard = KeyPress | Score


@dataclass(frozen=True, slots=True)
class Display:
    """What a keypad shows; None is blank. Both have three places."""

    waiting: int | None = None
    number: int | None = None

    @classmethod
    def of(cls, waiting: int | None, ticket_number: str) -> "Display":
        """With the digits of a ticket's number; blank for none."""
        digits = "".join(filter(str.isdecimal, ticket_number))
        return cls(waiting, int(digits) if digits else None)


BLANK = Display()


class CallBox(Protocol):
    """All keypads on one line. Every method returns at once; a lost line comes back by itself."""

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Whom to tell, on the line's own thread; `heard` must return at once."""

    def show(self, address: int, display: Display) -> None:
        """Show this until told otherwise; of several only the newest counts."""

    def beep(self, address: int, times: int = 1) -> None:
        """Make a sound."""

    def start_evaluation(self, address: int) -> None:
        """Ask the citizen to press a key of the evaluator."""

    def health(self) -> Health:
        """The worst news of the line and its keypads. Does not raise."""

    def close(self) -> None:
        """Let go of the line."""
