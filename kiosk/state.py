"""What the kiosk shows at one moment: one frozen value."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from hall_server.wire.answers import AppointmentView, BookedVisit, Issued, Problem, QueueOutlook, Standing
from hall_server.wire.directory import Directory, ItemEntry
from hall_server.wire.views import DeviceView, TicketView
from hall_server.wire.words import Audience, Language, PriorityClass, TicketAct
from kiosk.guide_bell import Bell
from kiosk.issuing import Progress
from kiosk.journey import Page


class Way(Enum):
    """How the citizen came to the item."""

    UNIT = "unit"
    THEME = "theme"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Link:
    """Whether the hall can be heard, and until when what is shown is known to be true."""

    lost: bool = False
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What stands in the hall: one machine."""

    name: str
    zone: str | None
    language: Language
    idle_seconds: float


@dataclass(frozen=True, slots=True)
class Greeting:
    """The holder of the card, masked, with what the hall knows of today."""

    name: str
    number: str
    priority: PriorityClass
    tickets: tuple[TicketView, ...] = ()
    appointments: tuple[AppointmentView, ...] = ()
    card_expired: bool = False
    """The card is good for a number all the same; the window may ask for a new one."""


@dataclass(frozen=True, slots=True)
class KioskState:
    page: Page = Page.PAIRING
    language: Language = Language.ZH
    elder: bool = False
    """Larger letters, fewer choices, more time."""
    low: bool = False
    """All controls in the lower half, for people in wheelchairs."""
    zone: str | None = None
    directory: Directory | None = None
    pairing_code: str = ""
    link: Link = field(default=Link())
    greeting: Greeting | None = None
    audience: Audience | None = None
    way: Way = Way.UNIT
    unit: str | None = None
    theme: int = 0
    list_page: int = 0
    other_zones: bool = False
    """The list shows the units of the other zones."""
    typed: str = ""
    """What stands in the search field or in the field of the appointment code."""
    item: ItemEntry | None = None
    appointment: str | None = None
    visit: BookedVisit | None = None
    """What the hall says of the appointment."""
    standing: Standing | None = None
    """The ticket that its holder showed."""
    told: TicketAct | None = None
    """What has just been done with it."""
    outlook: QueueOutlook | None = None
    offline: bool = False
    """The hall is silent, and a number of this item can be printed without it."""
    card_unchecked: bool = False
    """A card was laid down while nobody could be asked whose it is; nothing of it is kept."""
    priority: PriorityClass = PriorityClass.ORDINARY
    busy: bool = False
    """A question to the hall is under way."""
    asking_again: bool = False
    """The hall did not answer; it is being asked again."""
    problem: Problem | None = None
    """Why the hall said no."""
    progress: Progress | None = None
    issued: Issued | None = None
    taken_offline: bool = False
    """The number was printed without the hall."""
    lapsed: bool = False
    """The printed number had run out before the hall heard of it."""
    voided: bool = False
    """A number was reserved and taken back, as it could not be printed."""
    printer_code: str = ""
    """What is wrong with the printer; empty when nothing is."""
    reader_down: bool = False
    reader_hint: str = ""
    """What to do about a card that lies there and cannot be read; empty when there is none."""
    scanner: bool = False
    """A code scanner is there, and works."""
    bell: Bell | None = None
    """Of the call for a guide; None where the kiosk has none."""
    nearest: DeviceView | None = None
    """The nearest other kiosk that works."""
    seconds_left: int | None = None
    """Until the kiosk goes home by itself; None when that is far off."""


def for_nobody(state: KioskState) -> KioskState:
    """The same machine with every trace of the citizen gone, apart from their language and letters."""
    return KioskState(
        page=state.page,
        language=state.language,
        elder=state.elder,
        low=state.low,
        zone=state.zone,
        directory=state.directory,
        link=state.link,
        printer_code=state.printer_code,
        reader_down=state.reader_down,
        scanner=state.scanner,
        bell=state.bell,
        nearest=state.nearest,
    )
