"""What the evaluator page shows at one moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.wire.directory import ReasonEntry
from hall_server.wire.words import Language, WindowState
from hardware.evaluator.interface import Stars


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
    """`asks` is the ticket whose service is judged; `offered` are the hall's reasons for the level that was
    tapped, `reasons` the codes of those chosen so far."""

    language: Language
    page: Page = Page.WELCOME
    window_number: int | None = None
    window_state: WindowState | None = None
    at_window: str = ""
    """Number of the ticket that stands at the window now."""
    asks: str = ""
    asks_number: str = ""
    stars: Stars | None = None
    offered: tuple[ReasonEntry, ...] = ()
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
