"""What the evaluator page shows at one moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.wire.words import Language, WindowState
from hardware.evaluator.interface import Stars

REASONS = (
    "attitude",
    "slow",
    "extra_papers",
    "not_told",
    "many_trips",
    "not_done",
    "place",
    "other",
)
"""Why a service was bad; their words are `evaluator.reason_…`. The list of GB/T 39734,
annex A, is to be compared before anybody claims conformity."""


class Page(Enum):
    PAIRING = "pairing"
    WELCOME = "welcome"
    FACES = "faces"
    REASONS = "reasons"
    SENDING = "sending"
    THANKS = "thanks"
    THANKS_LATER = "thanks_later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TouchState:
    """`asks` is the ticket whose service is judged; `reasons` are those chosen so far."""

    language: Language
    page: Page = Page.WELCOME
    window_number: int | None = None
    window_state: WindowState | None = None
    at_window: str = ""
    """Number of the ticket that stands at the window now."""
    asks: str = ""
    asks_number: str = ""
    stars: Stars | None = None
    reasons: tuple[str, ...] = ()
    seconds_left: int = 0
    connected: bool = False
    as_of: datetime | None = None
    """With a lost link: until when what is shown was known to be true."""
    pairing_code: str = ""
    refusal: str = ""
    """The hall's own sentence."""

    @property
    def may_submit(self) -> bool:
        return self.page is Page.REASONS and bool(self.reasons)
