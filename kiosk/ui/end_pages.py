"""The number on its way, the number, and the ways in which there is none."""

import io

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from hall_server.wire.waits import wait_label, wait_words
from kiosk.issuing import Stage
from kiosk.slip import class_mark, windows_words
from kiosk.state import KioskState
from kiosk.ui import look
from kiosk.ui.guide import guide_tile
from kiosk.ui.item_pages import fact
from kiosk.ui.look import Look, font
from kiosk.ui.parts import Child, Icon, Tile, Words, carded, column, page, row
from kiosk.ui.wording import item_name, other_kiosk, printer_trouble, zone_name
from kiosk.view_model import KioskViewModel

CENTRE = Qt.AlignmentFlag.AlignHCenter


def printing(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    progress = state.progress
    stage = progress.stage if progress else Stage.ASKING_PRINTER
    lost = progress is not None and progress.link_lost
    title = at.said(f"stage_{stage.value}")
    note = at.said(f"lost_{stage.value}") if lost else at.said("please_wait")
    leave: list[Child] = []
    if lost and stage is Stage.TAKING:
        leave = [Tile("home", at.said("stop_waiting"), taps.home, icon="home", pixels=at.px(36), height=110)]
    card = carded(
        row(None, Icon("link" if lost else "printer", 180, look.BLUE, look.PALE), None),
        Words(title, at.px(56), look.NAVY, True, CENTRE),
        Words(note, at.px(34), look.QUIET, False, CENTRE),
        margin=60,
        gap=32,
    )
    return page(at, None, card, None, *leave)


def done(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    issued, directory = state.issued, state.directory
    if issued is None or directory is None:
        return page(at)
    number = QLabel(issued.ticket.number)
    number.setObjectName("ticket_number")
    number.setAccessibleName(at.said("your_number"))
    number.setAlignment(Qt.AlignmentFlag.AlignCenter)
    number.setFont(font(_number_pixels(at), bold=True))
    number.setStyleSheet(f"color: {look.NAVY}")
    name = item_name(directory, issued.item, at) if issued.item else ""
    mark = class_mark(issued.ticket.priority, directory, at.language)
    top: list[Child] = [
        Words(
            "  ".join(filter(None, (at.said("your_number"), f"[{mark}]" if mark else ""))),
            at.px(36),
            look.QUIET,
            False,
            CENTRE,
        ),
        number,
        Words(name, at.px(36), look.INK, True, CENTRE),
    ]
    facts: list[Child] = [
        fact("people", at.said("ahead"), at.said("people", count=issued.estimate.ahead), at),
        fact("clock", wait_label(issued.estimate, at.language), wait_words(issued.estimate, at.language), at),
    ]
    if state.taken_offline:
        facts = [fact("link", at.said("taken_offline"), at.said("taken_offline_note"), at)]
    facts.append(fact("place", at.said("where"), zone_name(directory, issued.zone, at), at))
    if issued.windows:
        facts.append(fact("hall", at.said("windows"), windows_words(issued.windows[:12]), at))
    take = at.said("take_slip_and_card" if state.greeting or state.card_unchecked else "take_slip")
    title = Words(take, at.px(46), look.GREEN, True)
    head = row(Icon("check", 84, look.GREEN), title, gap=24)
    head.setStretch(1, 1)
    scan = at.said("scan_later" if state.taken_offline else "scan")
    beside: list[Child] = [] if at.compact and not at.wide else [_phone(issued.url, scan, at)]
    facts_card = carded(row(column(*facts, gap=20), *beside, gap=24), gap=18)
    finish = Tile(
        "home",
        at.said("finish"),
        taps.home,
        icon="home",
        pixels=at.px(40),
        height=120,
        primary=True,
        centred=True,
    )
    if at.wide or at.compact:
        body = row(carded(None, *top, None), facts_card)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        return page(at, head, body, None, finish)
    return page(at, head, carded(*top, margin=48), facts_card, None, finish)


def _phone(url: str, said: str, at: Look) -> QWidget:
    """The QR code of the citizen's phone page."""
    holder = QWidget()
    if not url:
        return holder
    picture = io.BytesIO()
    segno.make_qr(url, error="m").save(picture, kind="png", scale=6, border=2)
    code = QLabel()
    code.setPixmap(QPixmap.fromImage(QImage.fromData(picture.getvalue())))
    code.setAlignment(Qt.AlignmentFlag.AlignCenter)
    code.setAccessibleName(said)
    note = Words(said, at.px(24), look.QUIET, False, CENTRE)
    holder.setLayout(column(None, code, note, None, gap=8))
    return holder


def no_number(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    problem = state.problem
    if state.lapsed:
        number = state.issued.ticket.number if state.issued else ""
        title, said = at.said("lapsed_title"), at.said("lapsed", number=number)
    else:
        title = at.said("visit_refused_title" if _without_visit(state) else "refused_title")
        said = problem.detail if problem else ""
    buttons: list[Child] = []
    ticket = problem.ticket if problem else None
    if ticket:
        buttons.append(
            Tile(
                "reprint",
                at.said("reprint"),
                lambda: taps.reprint(ticket),
                icon="printer",
                pixels=at.px(42),
                height=150,
                primary=True,
                centred=True,
            )
        )
    if state.item is not None and not ticket:
        buttons.append(_again(taps, at))
    elif _without_visit(state):
        buttons.append(
            Tile(
                "without_card",
                at.said("without_appointment"),
                taps.without_card,
                icon="next",
                pixels=at.px(38),
                height=120,
                primary=not ticket,
                centred=True,
            )
        )
    return page(
        at, None, _news("warning", title, said, (problem.cure if problem else "") or "", at), None, *buttons
    )


def _without_visit(state: KioskState) -> bool:
    """Whether it was an appointment that is good for nothing now."""
    return state.visit is not None and state.appointment is None


def out_of_order(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    title = at.said("out_of_order_title", trouble=printer_trouble(state.printer_code, at))
    said = at.said("voided") if state.voided else at.said("no_number_taken")
    if state.standing is not None:
        said = at.said("number_stays", number=state.standing.ticket.number)
    card = _news("printer", title, said, other_kiosk(state, at), at)
    guide, again = guide_tile(state, taps, at), _again(taps, at) if state.item is not None else None
    return page(at, None, card, None, *(tile for tile in (guide, again) if tile))


def _again(taps: KioskViewModel, at: Look) -> Tile:
    return Tile(
        "again", at.said("again"), taps.again, icon="again", pixels=at.px(38), height=120, centred=True
    )


def _news(icon: str, title: str, said: str, cure: str, at: Look) -> QWidget:
    children: list[Child] = [
        row(None, Icon(icon, 130 if at.compact else 180, look.RUST, look.WHITE), None),
        Words(title, at.px(46 if at.compact else 52), look.RUST, True, CENTRE),
        Words(said, at.px(36), look.INK, False, CENTRE),
    ]
    if cure:
        children.append(Words(cure, at.px(38), look.NAVY, True, CENTRE))
    return carded(*children, margin=48, gap=28, ground=look.CREAM)


def _number_pixels(at: Look) -> int:
    if not at.compact:
        return 180 if at.elder else 210
    if at.wide:
        return 150
    # A banner over the lower half of the screen takes the room.
    return 104 if at.height > 720 else 88
