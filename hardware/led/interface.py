"""What the hall needs from LED window strips and LED boards."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Protocol

from hardware.health import Fault, Health


class LedSilent(Fault):
    """A strip or a card that should answer does not."""

    code = "led_silent"


class LedRefused(Fault):
    """A card answers that it will not show this."""

    code = "led_refused"


class Colour(Enum):
    """What a text is drawn in, if the display has colours."""

    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    BLUE = "blue"
    CYAN = "cyan"
    MAGENTA = "magenta"
    WHITE = "white"


class Urgency(IntEnum):
    """What goes first on a slow bus."""

    CALL = 0
    CHANGE = 1
    BLINK = 2
    REFRESH = 3


class Blinking(Enum):
    """How a display blinks: by itself, by being told dark and light in turn, or not at all."""

    CARD = "card"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place for one text: the address on the bus, and the row or area on that card, from 0."""

    address: int = 1
    row: int = 0


@dataclass(frozen=True, slots=True)
class StripText:
    """What a window, or a row of a board, should show.

    `number` and `window` are for displays of digits; `calls` counts the calls of this number at this
    window, 0 when nobody is called: a number that is new there, or called again, blinks.
    """

    text: str
    number: str = ""
    window: str = ""
    calls: int = 0
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True)
class Look:
    """What a display is told at one moment."""

    text: str
    number: str = ""
    window: str = ""
    colour: Colour = Colour.RED
    blink: bool = False
    dark: bool = False

    @property
    def shown_text(self) -> str:
        """A space when dark, for some strips keep their old text if they get none."""
        return " " if self.dark or not self.text else self.text

    @property
    def shown_number(self) -> str:
        return "" if self.dark else self.number


@dataclass(frozen=True, slots=True)
class Manner:
    """How displays want to be treated.

    A blink phase, dark or light, lasts `phase_seconds`. A text is sent again after `refresh_seconds` if the
    displays cannot tell that they lost it; those that can are asked every `check_seconds`.
    """

    blinking: Blinking = Blinking.TEXT
    phase_seconds: float = 0.5
    refresh_seconds: float | None = None
    check_seconds: float | None = None


Forgotten = Callable[[frozenset[Spot] | None], None]
Done = Callable[[Fault | None], None]


class LedPanel(Protocol):
    """One port with the strips or the board behind it. Every method returns at once."""

    @property
    def manner(self) -> Manner:
        """How these displays want to be treated."""

    def show(self, spot: Spot, look: Look, urgency: Urgency, done: Done) -> None:
        """Show this soon; the newest for a spot wins. `done` comes later, on another thread."""

    def check(self) -> None:
        """Find out whether the displays still hold their texts; if not, `when_blank`'s function is told."""

    def ask(self, address: int, done: Done) -> None:
        """Whether the display at an address answers; for kinds with `check_seconds`. `done` comes later, on
        another thread."""

    def when_blank(self, forgotten: Forgotten) -> None:
        """Whom to tell, on another thread, which displays have lost what they showed; None means all."""

    def health(self) -> Health:
        """The worst news of the port and of the displays on it. Does not raise."""

    def close(self) -> None:
        """Let go of the port."""
