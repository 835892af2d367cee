"""The pages of a scanned code: please scan, the citizen's own ticket, and giving its number back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from hall_server.wire.answers import Standing
from hall_server.wire.waits import wait_label, wait_words
from hall_server.wire.words import TicketAct, TicketState
from kiosk.slip import windows_words
from kiosk.state import KioskState
from kiosk.ui import look
from kiosk.ui.item_pages import fact
from kiosk.ui.look import Look, font
from kiosk.ui.parts import Child, Icon, Tile, Words, carded, column, heading, page, row
from kiosk.ui.wording import item_name, queue_name, ticket_state, zone_name
from kiosk.view_model import KioskViewModel

CENTRE = Qt.AlignmentFlag.AlignHCenter
WINDOWS_SHOWN = 12
_AT_A_WINDOW = (TicketState.CALLED, TicketState.SERVING)
_GOING_SOMEWHERE = (TicketState.WAITING, *_AT_A_WINDOW, TicketState.HELD)
_IN_HAND = (TicketState.WAITING, TicketState.HELD, TicketState.MISSED)
_OVER = (TicketState.FINISHED, TicketState.RATED, TicketState.CANCELLED, TicketState.VOID)


def scan(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    problem = state.problem
    said, cure, ink = at.said("scan_lead"), "", look.NAVY
    if problem is not None:
        said, cure, ink = problem.detail, problem.cure or "", look.RUST
    elif state.busy:
        said = at.said("asking_again" if state.asking_again else "searching")
    elif not state.scanner:
        said, ink = at.said("scan_down"), look.RUST
    side = 160 if at.compact else 300
    icon, tint, ground = ("warning", look.RUST, look.CREAM) if problem else ("scan", look.BLUE, look.PALE)
    picture = Icon(icon, side, tint, ground)
    words: list[Child] = [Words(said, at.px(42), ink, True, CENTRE)]
    if cure:
        words.append(Words(cure, at.px(34), look.NAVY, False, CENTRE))
    compact = at.compact
    card = carded(row(None, picture, None), *words, margin=32 if compact else 48, gap=20 if compact else 36)
    ways = (
        ("with_appointment", "type_code", taps.with_appointment, "calendar"),
        ("without_card", "without_card", taps.without_card, "person"),
    )
    others = [
        Tile(name, at.said(title), pressed, icon=icon, pixels=at.px(32), height=110, centred=True)
        for name, title, pressed, icon in ways
    ]
    return page(at, heading(at, at.said("scan_title")), None, card, None, row(*others, gap=20))


def ticket(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    standing = state.standing
    if standing is None or state.directory is None:
        return page(at)
    told, own = _told(state, standing, at), _own(state, standing, at)
    facts, acts = _facts(state, standing, at), _acts(state, taps, standing, at)
    if not (at.wide or at.compact):
        first, rest = (acts[:1], acts[1:]) if len(acts) > 2 else ([], acts)
        buttons = [*first, *([row(*rest, gap=20)] if rest else [])]
        return page(at, told, own, *([facts] if facts else []), None, *buttons)
    body = row(own, *([facts] if facts else []))
    for place in range(body.count()):
        body.setStretch(place, 1)
    return page(at, told, body, None, *([row(*acts, gap=20)] if acts else []))


def _told(state: KioskState, standing: Standing, at: Look) -> QWidget:
    """One sentence: what to do now, or what has just been done or refused."""
    urgent = standing.ticket.state in (TicketState.CALLED, TicketState.MISSED, TicketState.VOID)
    icon, said, ink = "ticket", _now(standing, at), look.RUST if urgent else look.NAVY
    if urgent:
        icon = "warning"
    if state.problem is not None:
        icon, said, ink = "warning", state.problem.detail, look.RUST
    elif state.busy:
        said = at.said("asking_again" if state.asking_again else "searching")
    elif state.told in (TicketAct.REVIVE, TicketAct.CANCEL):
        icon, said, ink = "check", at.said(f"told_{state.told}"), look.GREEN
    largest = 56 if standing.ticket.state is TicketState.CALLED and not at.compact else 44
    words: list[Child] = [Words(said, at.px(largest if at.wide or not at.compact else 36), ink, True)]
    if standing.ticket.state in _IN_HAND and not standing.acts:
        words.append(Words(at.said("look_only"), at.px(28), look.INK))
    line = row(Icon(icon, 72 if at.compact else 96, ink), column(*words, gap=10), gap=28)
    line.setStretch(1, 1)
    ground = look.CREAM if ink == look.RUST else look.PALE
    return carded(line, margin=22 if at.compact else 36, ground=ground)


def _now(standing: Standing, at: Look) -> str:
    key, window = f"now_{standing.ticket.state}", standing.window
    if standing.ticket.state is TicketState.HELD and window is None:
        key = "now_held_anywhere"
    if standing.ticket.state is TicketState.MISSED and TicketAct.REVIVE in standing.acts:
        key = "now_missed_revive"
    return at.said(key, window=window)


def _own(state: KioskState, standing: Standing, at: Look) -> QWidget:
    """The number as it stands on the paper, and how it is."""
    shown, directory = standing.ticket, state.directory
    assert directory is not None
    number = QLabel(shown.number)
    number.setObjectName("ticket_number")
    number.setAccessibleName(at.said("your_number"))
    number.setAlignment(Qt.AlignmentFlag.AlignCenter)
    number.setFont(font(_number_pixels(at), bold=True))
    number.setStyleSheet(f"color: {look.QUIET if shown.state in _OVER else look.NAVY}")
    name = item_name(directory, shown.item, at) if shown.item else queue_name(directory, shown.queue, at)
    title = f"{at.said('ticket_title')}  ·  {ticket_state(shown.state, at)}"
    return carded(
        Words(title, at.px(32), look.QUIET, True, CENTRE),
        number,
        Words(name, at.px(32), look.INK, True, CENTRE),
        margin=20 if at.compact else 40,
        gap=8 if at.compact else 16,
    )


def _facts(state: KioskState, standing: Standing, at: Look) -> QWidget | None:
    shown, directory, estimate = standing.ticket, state.directory, standing.estimate
    if directory is None or shown.state not in _GOING_SOMEWHERE:
        return None
    facts: list[Child] = []
    if estimate is not None:
        ahead = fact("people", at.said("ahead"), at.said("people", count=estimate.ahead), at)
        wait = fact("clock", wait_label(estimate, at.language), wait_words(estimate, at.language), at)
        facts += [ahead, wait] if at.wide or at.compact else [row(ahead, wait, gap=12)]
    if shown.state in _AT_A_WINDOW and standing.window is not None:
        facts.append(fact("hall", at.said("go_to_window"), str(standing.window), at))
    elif standing.windows and not (at.compact and facts):
        facts.append(fact("hall", at.said("windows"), windows_words(standing.windows[:WINDOWS_SHOWN]), at))
    if not at.compact or at.wide or estimate is None:
        facts.append(fact("place", at.said("where"), zone_name(directory, shown.zone, at), at))
    return carded(*facts, gap=10 if at.compact else 22, margin=20 if at.compact else 36)


def _acts(state: KioskState, taps: KioskViewModel, standing: Standing, at: Look) -> list[Child]:
    revive = TicketAct.REVIVE in standing.acts
    height = 100 if at.compact else 120
    offered = {
        TicketAct.REVIVE: ("revive", at.said("revive"), taps.revive, "again"),
        TicketAct.REPRINT: (
            "reprint",
            at.said("reprint"),
            lambda: taps.reprint(standing.ticket.id),
            "printer",
        ),
        TicketAct.CANCEL: ("give_back", at.said("give_back"), taps.give_back_asked, "delete"),
    }
    tiles: list[Child] = []
    for act, (name, title, pressed, icon) in offered.items():
        if act in standing.acts:
            first = act is (TicketAct.REVIVE if revive else TicketAct.REPRINT)
            tile = Tile(
                name, title, pressed, icon=icon, pixels=at.px(34), height=height, primary=first, centred=True
            )
            tile.setEnabled(not state.busy)
            tiles.append(tile)
    return tiles


def give_back(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.standing is None:
        return page(at)
    said = at.said("give_back_note", number=state.standing.ticket.number)
    if state.busy:
        said = at.said("asking_again" if state.asking_again else "searching")
    card = carded(
        row(None, Icon("warning", 110 if at.compact else 180, look.RUST, look.WHITE), None),
        Words(at.said("give_back_title"), at.px(46), look.RUST, True, CENTRE),
        Words(said, at.px(36), look.INK, False, CENTRE),
        margin=32 if at.compact else 48,
        gap=18 if at.compact else 28,
        ground=look.CREAM,
    )
    height = 110 if at.compact else 150
    keep = Tile(
        "keep_number",
        at.said("keep_number"),
        taps.back,
        icon="ticket",
        pixels=at.px(42),
        height=height,
        primary=True,
        centred=True,
    )
    gone = Tile(
        "give_back_now",
        at.said("give_back_now"),
        taps.give_back,
        icon="delete",
        pixels=at.px(36),
        height=height,
        centred=True,
    )
    for tile in (keep, gone):
        tile.setEnabled(not state.busy)
    buttons = row(keep, gone, gap=20) if at.wide or at.compact else column(keep, gone, gap=28)
    return page(at, None, card, None, buttons)


def _number_pixels(at: Look) -> int:
    """Banners above the page take the room of larger ones."""
    if at.wide:
        return 130 if at.height > 720 else 88
    if at.compact:
        return 96 if at.height > 650 else 78
    if at.elder:
        return 140 if at.height > 1500 else 112
    return 160
