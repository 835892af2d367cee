"""The item, the card that it may need, and the confirmation."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hall_server.wire.directory import ClassEntry
from hall_server.wire.waits import wait_label, wait_words
from hall_server.wire.words import Arrival, Language, PriorityClass
from kiosk.rules import may_confirm
from kiosk.slip import windows_words
from kiosk.state import KioskState
from kiosk.ui import look
from kiosk.ui.entry_pages import card_news, card_picture
from kiosk.ui.look import Look
from kiosk.ui.parts import Child, Icon, Tile, Words, carded, column, grid, heading, page, row
from kiosk.ui.wording import at_hour, unit_name, zone_name, zone_short
from kiosk.view_model import KioskViewModel
from kiosk.visit_desk import is_elsewhere

CENTRE = Qt.AlignmentFlag.AlignHCenter
PAPERS_SHOWN = 8


def item(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    entry, directory = state.item, state.directory
    if entry is None or directory is None:
        return page(at)
    bring = (entry.bring_zh if at.language is Language.ZH else entry.bring_en or entry.bring_zh)[
        :PAPERS_SHOWN
    ]
    papers = [Words(f"{n}. {paper}", at.px(32)) for n, paper in enumerate(bring, 1)]
    if not papers:
        papers = [Words(at.said("bring_ask"), at.px(32))]
    what = carded(Words(at.said("bring"), at.px(34), look.BLUE, True), *papers, gap=10)
    minutes = at.said("minutes", minutes=max(1, round(entry.mean_service_minutes)))
    windows = tuple(w.number for w in directory.windows if entry.queue in w.primary)
    place = (zone_short if at.compact else zone_name)(directory, entry.zone, at)
    facts: list[Child] = [
        fact("clock", at.said("mean_time"), minutes, at),
        fact("place", at.said("where"), place, at),
    ]
    if windows and at.height > 700:
        facts.append(fact("hall", at.said("windows"), windows_words(windows), at))
    if entry.id_card_required:
        facts.append(fact("card", at.said("identity"), at.said("card_required"), at))
    title = heading(at, at.either(entry.name_zh, entry.name_en), unit_name(directory, entry.unit, at))
    go = Tile(
        "confirm",
        at.said("take_number"),
        taps.confirmed,
        icon="next",
        pixels=at.px(46),
        height=110 if at.compact else 160,
        primary=True,
        centred=True,
    )
    facts_card = carded(*facts, gap=14 if at.compact else 22, margin=24 if at.compact else 36)
    body: Child = (
        row(what, facts_card)
        if at.wide or (at.compact and not at.elder)
        else column(what, facts_card, gap=28)
    )
    return page(at, title, body, None, go)


def fact(icon: str, label: str, value: str, at: Look) -> QWidget:
    """An icon, what it is about, and the answer."""
    holder = QWidget()
    words = column(Words(label, at.px(26), look.QUIET), Words(value, at.px(34), look.INK, True), gap=2)
    line = row(Icon(icon, 64, look.BLUE, look.PALE), words, gap=20)
    line.setStretch(1, 1)
    holder.setLayout(line)
    return holder


def needs_card(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    said = at.said("reader_down") if state.reader_down else card_news(state, at)
    return page(
        at,
        heading(at, at.said("needs_card_title"), at.said("needs_card_note")),
        None,
        card_picture(at, said),
        None,
    )


def confirm(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.directory is None:
        return page(at)
    name = at.either(state.item.name_zh, state.item.name_en) if state.item else (state.appointment or "")
    title = heading(at, name, "" if at.compact else at.said("confirm_title"))
    go = Tile(
        "confirm",
        at.said("confirm_offline" if state.offline else "confirm"),
        taps.confirmed,
        icon="ticket",
        pixels=at.px(46),
        height=110 if at.compact else 170,
        primary=True,
        centred=True,
    )
    go.setEnabled(may_confirm(state))
    classes = None if state.appointment is not None else _classes(state, taps, at)
    outlook = _outlook(state, at)
    return page(at, title, *_of_visit(state, at), outlook, None, *([classes] if classes else []), go)


def _of_visit(state: KioskState, at: Look) -> list[Child]:
    """What the holder of an appointment should know before the number is printed."""
    visit, directory = state.visit, state.directory
    if visit is None or directory is None or state.appointment is None:
        return []
    told = []
    if visit.arrival is Arrival.LATE:
        told.append(("clock", at.said("visit_late", time=at_hour(visit.slot_at, directory))))
    if is_elsewhere(visit, state):
        told.append(("place", at.said("visit_elsewhere", place=zone_name(directory, visit.zone, at))))
    lines: list[Child] = []
    for icon, said in told:
        line = row(Icon(icon, 64, look.RUST), Words(said, at.px(34), look.RUST, True), gap=24)
        line.setStretch(1, 1)
        lines.append(line)
    return [carded(*lines, margin=24 if at.compact else 36, ground=look.CREAM)] if lines else []


def _outlook(state: KioskState, at: Look) -> QWidget:
    outlook = state.outlook
    if state.offline:
        title = Words(at.said("offline_title"), at.px(38), look.RUST, True)
        told = column(title, Words(at.said("offline_note"), at.px(32), look.INK), gap=12)
        alone = row(Icon("link", 80, look.RUST), told, gap=28)
        alone.setStretch(1, 1)
        return carded(alone, margin=24 if at.compact else 48, ground=look.CREAM)
    if outlook is None:
        said = card_news(state, at) if state.busy or state.problem else at.said("searching")
        return carded(Words(said, at.px(36), look.NAVY, True, CENTRE), margin=60)
    if not outlook.open:
        said = at.either(outlook.refusal_zh, outlook.refusal_en) or at.said("not_open")
        words = Words(said, at.px(38), look.RUST, True)
        line = row(Icon("warning", 80, look.RUST), words, gap=28)
        line.setStretch(1, 1)
        return carded(line, margin=48, ground=look.CREAM)
    estimate = outlook.estimate
    figures = [
        _figure("people", at.said("ahead"), at.said("people", count=estimate.ahead), at),
        _figure("clock", wait_label(estimate, at.language), wait_words(estimate, at.language), at),
        _figure("hall", at.said("windows_open"), str(estimate.windows_open), at),
    ]
    where = zone_name(state.directory, state.item.zone, at) if state.directory and state.item else ""
    notes: list[Child] = []
    # Two banners in the lower half of the screen leave no room for what the item's page has said already.
    if where and at.height > 650:
        notes.append(Words(f"{at.said('where')}  {where}", at.px(30), look.INK, False, CENTRE))
    if outlook.crowded:
        notes.append(Words(at.said("crowded"), at.px(30), look.RUST, True, CENTRE))
    return carded(
        row(*figures, gap=20), *notes, gap=16 if at.compact else 28, margin=24 if at.compact else 36
    )


def _figure(icon: str, label: str, value: str, at: Look) -> QWidget:
    holder = QWidget()
    words: list[Child] = [
        Words(value, at.px(44 if at.compact else 52), look.NAVY, True, CENTRE),
        Words(label, at.px(26), look.QUIET, False, CENTRE),
    ]
    if not at.compact:
        words.insert(0, row(None, Icon(icon, 72, look.BLUE, look.PALE), None))
    holder.setLayout(column(*words, gap=8))
    return holder


def _classes(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget | None:
    """Classes that a citizen may declare; the others are granted at the guide desk."""
    offered = [c for c in state.directory.classes if c.self_service] if state.directory else []
    offered = [c for c in offered if c.code not in (PriorityClass.ORDINARY, PriorityClass.APPOINTMENT)]
    if not offered:
        return None
    tiles = [_class_tile(c, state, taps, at) for c in offered]
    holder = QWidget()
    columns = min(len(tiles), 4 if at.wide or at.compact else 2)
    holder.setLayout(column(Words(at.said("classes"), at.px(28), look.QUIET), grid(tiles, columns), gap=12))
    return holder


def _class_tile(entry: ClassEntry, state: KioskState, taps: KioskViewModel, at: Look) -> Tile:
    chosen = state.priority == entry.code
    title = ("✓ " if chosen else "") + at.either(entry.text_zh, entry.text_en)
    return Tile(
        f"class_{entry.code}",
        title,
        lambda: taps.class_chosen(PriorityClass(entry.code)),
        pixels=at.px(30),
        height=92,
        chosen=chosen,
        centred=True,
    )
