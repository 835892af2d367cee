"""What follows from a state or a typed word, as pure functions."""

import re
from datetime import date

from hall_server.wire.answers import Person, Problem
from hall_server.wire.asks import TakeTicket
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.directory import Directory, ItemEntry
from hall_server.wire.masking import masked_id_number, masked_name
from hall_server.wire.words import LIVE, Language, PriorityClass
from hardware.id_reader.interface import IdCard
from kiosk import issuing
from kiosk.journey import Page, Step
from kiosk.state import Greeting, KioskState, Way

ELDER_IDLE_SECONDS = 60.0
DONE_SECONDS = 20.0
"""The finished ticket stays on the screen so long; the next citizen may be waiting."""

_LISTS = frozenset({Page.UNITS, Page.UNIT_ITEMS, Page.THEMES, Page.THEME_ITEMS, Page.SEARCH})
_WAY_BACK = {Way.UNIT: Step.BACK_TO_UNIT, Way.THEME: Step.BACK_TO_THEME, Way.SEARCH: Step.BACK_TO_SEARCH}
_RETURNS = frozenset(_WAY_BACK.values())


def arrival(page: Page, step: Step) -> dict[str, object]:
    """What every page begins with: no question is open, lists stand at their beginning unless the citizen
    comes back to them."""
    changes: dict[str, object] = {"page": page, "busy": False, "asking_again": False, "problem": None}
    if page in _LISTS and step not in _RETURNS:
        changes["list_page"] = 0
    if page is Page.APPOINTMENT:
        changes["typed"] = ""
    return changes


def way_back(state: KioskState) -> Step:
    """The step that leads to where the citizen came from."""
    if state.page is Page.ITEM:
        return _WAY_BACK[state.way]
    booked = state.page in (Page.CONFIRM, Page.NEEDS_CARD) and state.appointment is not None
    return Step.BACK_TO_START if booked else Step.BACK


def may_confirm(state: KioskState) -> bool:
    """Whether a number can be had: the hall has said so, or does not answer and one was leased."""
    return state.offline or (state.outlook is not None and state.outlook.open)


def item_of(directory: Directory | None, item: str) -> ItemEntry | None:
    return next((entry for entry in directory.items if entry.id == item), None) if directory else None


def may_declare(directory: Directory | None, priority: PriorityClass) -> bool:
    """Whether a citizen may say so at a kiosk; other classes are granted at the guide desk."""
    return directory is not None and any(c.code == priority and c.self_service for c in directory.classes)


def own_class(state: KioskState) -> PriorityClass:
    """What the card that was shown entitles to."""
    return state.greeting.priority if state.greeting else PriorityClass.ORDINARY


def ticket_ask(state: KioskState, id_token: str | None) -> TakeTicket:
    """The request for the number that the citizen has confirmed."""
    wanted: dict[str, object] = {"language": state.language}
    if state.appointment is not None:
        # The hall grants what is better for them, the booking or the class that the card shows.
        wanted |= {"appointment": state.appointment, "priority": own_class(state)}
    else:
        wanted |= {"item": state.item.id if state.item else None, "priority": state.priority}
    if state.audience is not None:
        wanted["audience"] = state.audience
    if id_token is not None:
        wanted["id_token"] = id_token
    return TakeTicket.model_validate(wanted)


def idle_limit(state: KioskState, idle_seconds: float) -> float | None:
    """Seconds without a touch after which the kiosk goes home; None while nobody may be hurried."""
    if state.page in (Page.PAIRING, Page.PRINTING):
        return None
    seconds = min(idle_seconds, DONE_SECONDS) if state.page is Page.DONE else idle_seconds
    return max(seconds, ELDER_IDLE_SECONDS) if state.elder else seconds


def may_scan(state: KioskState) -> bool:
    """Whether the one who stands here has shown no card: a code may be somebody else's."""
    return state.greeting is None and not state.card_unchecked


def is_code(typed: str) -> bool:
    """Whether something typed or scanned can be a code at all, and nothing else of an address."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}", typed) is not None


def is_readable(id_number: str) -> bool:
    """Whether a reader gave a number of the shape that the hall takes."""
    return re.fullmatch(r"[0-9A-Za-z]{15,18}", id_number) is not None


def own_problem(key: str, language: Language, ticket: str | None = None, **places: object) -> Problem:
    """What the kiosk itself has to say no to, in the form of the hall's refusals."""
    said, cure = text(f"kiosk.{key}", language, **places), f"kiosk.{key}_cure"
    return Problem(
        type=f"urn:onehall:kiosk:{key}",
        title=said,
        status=422,
        detail=said,
        code=key,
        cure=text(cure, language) if cure in sentences() else None,
        ticket=ticket,
    )


def greeting_of(card: IdCard, person: Person, today: date) -> Greeting:
    """The card's holder, masked, with the tickets and appointments that still matter today."""
    return Greeting(
        masked_name(card.name),
        masked_id_number(card.id_number),
        person.priority,
        tuple(t for t in person.tickets if t.state in LIVE),
        tuple(a for a in person.appointments if a.state == "booked"),
        card.is_expired(today),
    )


def news_of(outcome: issuing.Outcome) -> tuple[Step, dict[str, object]]:
    """The step that follows from how the issuing ended, and what the screen then knows."""
    match outcome:
        case issuing.Printed(issued, offline):
            return Step.PRINTED, {"issued": issued, "taken_offline": offline, "printer_code": ""}
        case issuing.PrinterDown(code, voided):
            return Step.PRINTER_DOWN, {"printer_code": code, "voided": voided}
        case issuing.Denied(problem):
            return Step.REFUSED, {"problem": problem}
        case issuing.Lapsed(issued):
            return Step.REFUSED, {"lapsed": True, "issued": issued}
