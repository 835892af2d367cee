"""How the link to the hall is."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class LinkState(Enum):
    CONNECTING = "connecting"
    """Not heard yet since the start."""
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Link:
    """How the link is, and until when what is shown is known to be true."""

    state: LinkState
    as_of: datetime | None
    """The last moment at which the server was heard."""
