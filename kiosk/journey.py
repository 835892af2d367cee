"""The citizen's path through the kiosk, as a table. A step that a page does not list does nothing there."""

from enum import StrEnum


class Page(StrEnum):
    PAIRING = "pairing"
    """The device waits for an administrator's approval."""
    ATTRACT = "attract"
    IDENTIFY = "identify"
    READER = "reader"
    """Please lay the card on the reader."""
    APPOINTMENT = "appointment"
    SCAN = "scan"
    """Please hold a code before the scanner; and what was scanned is being looked up."""
    TICKET = "ticket"
    """A ticket that its holder showed: how it stands, and what may be done."""
    GIVE_BACK = "give_back"
    """Is the number really to be given back?"""
    WELCOME = "welcome"
    """The card's holder already has numbers or appointments today."""
    AUDIENCE = "audience"
    FIND = "find"
    UNITS = "units"
    UNIT_ITEMS = "unit_items"
    THEMES = "themes"
    THEME_ITEMS = "theme_items"
    SEARCH = "search"
    ITEM = "item"
    NEEDS_CARD = "needs_card"
    """The chosen item cannot go on without a card."""
    CONFIRM = "confirm"
    PRINTING = "printing"
    DONE = "done"
    NO_NUMBER = "no_number"
    """The hall gave no number, or took it back; the page says why."""
    OUT_OF_ORDER = "out_of_order"
    """The printer cannot print; the page points to a kiosk that can."""


class Step(StrEnum):
    PAIRED = "paired"
    START = "start"
    WITH_CARD = "with_card"
    WITH_APPOINTMENT = "with_appointment"
    WITHOUT_CARD = "without_card"
    CARD_READ = "card_read"
    """The card's holder has nothing in the hall today."""
    CARD_KNOWN = "card_known"
    """The card's holder has numbers or appointments today."""
    WITH_CODE = "with_code"
    SCANNED = "scanned"
    APPOINTMENT_FOUND = "appointment_found"
    CHECK_IN = "check_in"
    """A scanned appointment is on time: its number is printed without another tap."""
    TICKET_FOUND = "ticket_found"
    GIVE_BACK = "give_back"
    KEEP = "keep"
    """The number stays, or is gone: back to the ticket."""
    NEW_NUMBER = "new_number"
    INDIVIDUAL = "individual"
    ENTERPRISE = "enterprise"
    BY_UNIT = "by_unit"
    BY_THEME = "by_theme"
    BY_SEARCH = "by_search"
    UNIT = "unit"
    THEME = "theme"
    ITEM = "item"
    GO_ON = "go_on"
    CARD_MISSING = "card_missing"
    CONFIRM = "confirm"
    REPRINT = "reprint"
    PRINTED = "printed"
    REFUSED = "refused"
    PRINTER_DOWN = "printer_down"
    GIVE_UP = "give_up"
    """The citizen no longer waits for a broken link."""
    AGAIN = "again"
    BACK = "back"
    BACK_TO_UNIT = "back_to_unit"
    BACK_TO_THEME = "back_to_theme"
    BACK_TO_SEARCH = "back_to_search"
    BACK_TO_START = "back_to_start"
    HOME = "home"
    IDLE = "idle"
    """Nobody has touched the screen for the idle time."""


_LEAVE = {Step.HOME: Page.ATTRACT, Step.IDLE: Page.ATTRACT}
_VISIT = {
    Step.APPOINTMENT_FOUND: Page.CONFIRM,
    Step.CARD_MISSING: Page.NEEDS_CARD,
    Step.REFUSED: Page.NO_NUMBER,
}
"""What becomes of an appointment."""

JOURNEY: dict[Page, dict[Step, Page]] = {
    Page.PAIRING: {Step.PAIRED: Page.ATTRACT},
    Page.ATTRACT: {
        Step.START: Page.IDENTIFY,
        Step.CARD_READ: Page.AUDIENCE,
        Step.CARD_KNOWN: Page.WELCOME,
        Step.SCANNED: Page.SCAN,
        **_LEAVE,
    },
    Page.IDENTIFY: {
        Step.WITH_CARD: Page.READER,
        Step.WITH_CODE: Page.SCAN,
        Step.SCANNED: Page.SCAN,
        Step.WITH_APPOINTMENT: Page.APPOINTMENT,
        Step.WITHOUT_CARD: Page.AUDIENCE,
        Step.CARD_READ: Page.AUDIENCE,
        Step.CARD_KNOWN: Page.WELCOME,
        Step.BACK: Page.ATTRACT,
        **_LEAVE,
    },
    Page.READER: {
        Step.CARD_READ: Page.AUDIENCE,
        Step.CARD_KNOWN: Page.WELCOME,
        Step.WITHOUT_CARD: Page.AUDIENCE,
        Step.BACK: Page.IDENTIFY,
        **_LEAVE,
    },
    Page.APPOINTMENT: {**_VISIT, Step.SCANNED: Page.SCAN, Step.BACK: Page.IDENTIFY, **_LEAVE},
    Page.SCAN: {
        **_VISIT,
        Step.SCANNED: Page.SCAN,
        Step.CHECK_IN: Page.PRINTING,
        Step.TICKET_FOUND: Page.TICKET,
        Step.WITH_APPOINTMENT: Page.APPOINTMENT,
        Step.WITHOUT_CARD: Page.AUDIENCE,
        Step.BACK: Page.IDENTIFY,
        **_LEAVE,
    },
    Page.TICKET: {
        Step.REPRINT: Page.PRINTING,
        Step.GIVE_BACK: Page.GIVE_BACK,
        Step.BACK: Page.ATTRACT,
        **_LEAVE,
    },
    Page.GIVE_BACK: {Step.KEEP: Page.TICKET, Step.BACK: Page.TICKET, **_LEAVE},
    Page.WELCOME: {
        Step.NEW_NUMBER: Page.AUDIENCE,
        Step.REPRINT: Page.PRINTING,
        **_VISIT,
        Step.BACK: Page.ATTRACT,
        **_LEAVE,
    },
    Page.AUDIENCE: {
        Step.INDIVIDUAL: Page.FIND,
        Step.ENTERPRISE: Page.FIND,
        Step.BACK: Page.IDENTIFY,
        **_LEAVE,
    },
    Page.FIND: {
        Step.BY_UNIT: Page.UNITS,
        Step.BY_THEME: Page.THEMES,
        Step.BY_SEARCH: Page.SEARCH,
        Step.BACK: Page.AUDIENCE,
        **_LEAVE,
    },
    Page.UNITS: {Step.UNIT: Page.UNIT_ITEMS, Step.BACK: Page.FIND, **_LEAVE},
    Page.UNIT_ITEMS: {Step.ITEM: Page.ITEM, Step.BACK: Page.UNITS, **_LEAVE},
    Page.THEMES: {Step.THEME: Page.THEME_ITEMS, Step.BACK: Page.FIND, **_LEAVE},
    Page.THEME_ITEMS: {Step.ITEM: Page.ITEM, Step.BACK: Page.THEMES, **_LEAVE},
    Page.SEARCH: {Step.ITEM: Page.ITEM, Step.BACK: Page.FIND, **_LEAVE},
    Page.ITEM: {
        Step.GO_ON: Page.CONFIRM,
        Step.CARD_MISSING: Page.NEEDS_CARD,
        Step.CARD_READ: Page.ITEM,
        Step.CARD_KNOWN: Page.ITEM,
        Step.BACK_TO_UNIT: Page.UNIT_ITEMS,
        Step.BACK_TO_THEME: Page.THEME_ITEMS,
        Step.BACK_TO_SEARCH: Page.SEARCH,
        **_LEAVE,
    },
    Page.NEEDS_CARD: {
        Step.CARD_READ: Page.CONFIRM,
        Step.CARD_KNOWN: Page.CONFIRM,
        Step.BACK: Page.ITEM,
        Step.BACK_TO_START: Page.IDENTIFY,
        **_LEAVE,
    },
    Page.CONFIRM: {
        Step.CONFIRM: Page.PRINTING,
        Step.CARD_MISSING: Page.NEEDS_CARD,
        Step.CARD_READ: Page.CONFIRM,
        Step.CARD_KNOWN: Page.CONFIRM,
        Step.BACK: Page.ITEM,
        Step.BACK_TO_START: Page.IDENTIFY,
        **_LEAVE,
    },
    Page.PRINTING: {
        Step.PRINTED: Page.DONE,
        Step.REFUSED: Page.NO_NUMBER,
        Step.PRINTER_DOWN: Page.OUT_OF_ORDER,
        Step.GIVE_UP: Page.ATTRACT,
    },
    Page.DONE: dict(_LEAVE),
    Page.NO_NUMBER: {
        Step.AGAIN: Page.CONFIRM,
        Step.CARD_MISSING: Page.NEEDS_CARD,
        Step.REPRINT: Page.PRINTING,
        Step.WITHOUT_CARD: Page.AUDIENCE,
        **_LEAVE,
    },
    Page.OUT_OF_ORDER: {Step.AGAIN: Page.CONFIRM, **_LEAVE},
}


def after(page: Page, step: Step) -> Page | None:
    """The page that a step leads to; None when the step means nothing there."""
    return JOURNEY[page].get(step)


def picture() -> str:
    """The table as a Mermaid state diagram, for the documents."""
    arrows = [f"    {page} --> {to}: {step}" for page, steps in JOURNEY.items() for step, to in steps.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {Page.PAIRING}", *arrows])
