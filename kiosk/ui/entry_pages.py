"""The pages before the citizen says what they came for."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kiosk.rules import may_scan
from kiosk.state import KioskState
from kiosk.ui import keyboard, look
from kiosk.ui.guide import guide_tile
from kiosk.ui.look import Look
from kiosk.ui.parts import Icon, Tile, Words, carded, choice_height, choices, column, grid, heading, page, row
from kiosk.ui.wording import at_hour, card_trouble, greeting, item_name, queue_name, ticket_state
from kiosk.view_model import KioskViewModel

CENTRE = Qt.AlignmentFlag.AlignHCenter
TICKETS_SHOWN = 3


def pairing(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if not state.pairing_code and state.link.lost:
        return page(
            at,
            None,
            Words(at.said("no_hall"), at.px(48), look.NAVY, True, CENTRE),
            Words(at.said("no_hall_note"), at.px(36), look.QUIET, False, CENTRE),
            None,
        )
    if not state.pairing_code:
        return page(at, None, Words(at.said("starting"), at.px(48), look.NAVY, True, CENTRE), None)
    code = Words(" ".join(state.pairing_code), 160, look.NAVY, True, CENTRE)
    code.setObjectName("pairing_code")
    code.setAccessibleName(state.pairing_code)
    return page(
        at,
        None,
        Words(at.said("pairing_title"), at.px(52), look.NAVY, True, CENTRE),
        carded(code, margin=48),
        Words(at.said("pairing_note"), at.px(32), look.QUIET, False, CENTRE),
        None,
    )


def attract(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    name = at.either(state.directory.name_zh, state.directory.name_en) if state.directory else ""
    welcome = [
        Words(at.said("welcome"), at.px(84 if not at.compact else 64), look.NAVY, True, CENTRE),
        Words(name, at.px(36), look.QUIET, False, CENTRE),
    ]
    start = Tile(
        "start",
        at.said("start"),
        taps.started,
        note=at.said("start_note"),
        icon="ticket",
        pixels=at.px(76 if not at.compact else 60),
        height=400 if not at.compact else 320,
        primary=True,
        centred=True,
    )
    steps = _three_steps(at)
    quiet = not (state.busy or state.problem)
    hint = Words(
        _anytime(state, at) if quiet else card_news(state, at),
        at.px(30),
        look.QUIET if quiet else look.RUST,
        not quiet,
        CENTRE,
    )
    foot = guide_tile(state, taps, at) or steps
    if at.compact:
        return page(at, None, *welcome, start, None, foot if not state.printer_code else None, hint, None)
    return page(at, None, _centred_icon(), *welcome, 40, start, 20, hint, None, foot, None)


def _anytime(state: KioskState, at: Look) -> str:
    """What may be done without a touch."""
    if state.reader_down:
        return at.said("anytime_code") if state.scanner else ""
    return at.said("anytime_card_and_code" if state.scanner else "card_anytime")


def _centred_icon() -> QWidget:
    holder = QWidget()
    holder.setLayout(row(None, Icon("hall", 170, look.BLUE, look.PALE), None))
    return holder


def _three_steps(at: Look) -> QWidget:
    cards = []
    for number, (icon, key) in enumerate(
        (("card", "step_who"), ("search", "step_what"), ("ticket", "step_number")), 1
    ):
        line = row(Icon(icon, 56), Words(f"{number}  {at.said(key)}", at.px(28), look.INK, True), gap=18)
        cards.append(carded(line, margin=24))
    holder = QWidget()
    holder.setLayout(row(*cards) if at.wide or not at.elder else column(*cards, gap=12))
    return holder


def identify(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    scans = state.scanner and may_scan(state)
    in_pairs = scans and at.compact and not at.wide
    height = choice_height(at, 2 if in_pairs else 4 if scans else 3)

    def way(name: str, icon: str, pressed: Callable[[], None], note: str = "") -> Tile:
        return Tile(
            name,
            at.said(name),
            pressed,
            note=at.said(note or f"{name}_note"),
            icon=icon,
            pixels=at.px(46),
            height=height,
            centred=at.wide,
        )

    card = way("with_card", "card", taps.with_card)
    if state.reader_down:
        card.setEnabled(False)
    code = [way("with_code", "scan", taps.with_code)] if scans else []
    booked_note = "" if scans else "with_appointment_typed_note"
    booked = way("with_appointment", "calendar", taps.with_appointment, booked_note)
    tiles = [card, *code, booked, way("without_card", "person", taps.without_card)]
    note = at.said("reader_down") if state.reader_down else at.said("identify_note")
    return page(
        at,
        heading(at, at.said("identify_title"), note),
        None,
        grid(tiles, 2) if in_pairs else choices(at, tiles),
        None,
        None,
    )


def reader(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    said = at.said("reader_down") if state.reader_down else card_news(state, at)
    without = Tile(
        "without_card",
        at.said("go_without_card"),
        taps.without_card,
        pixels=at.px(34),
        height=110,
        centred=True,
    )
    return page(at, heading(at, at.said("reader_title")), None, card_picture(at, said), None, without)


def card_picture(at: Look, said: str) -> QWidget:
    """The reader with a card on it, and a sentence."""
    words = Words(said, at.px(40), look.NAVY, True, CENTRE)
    return carded(
        row(None, Icon("card", 200 if at.compact else 300, look.BLUE, look.PALE), None),
        words,
        margin=48,
        gap=36,
    )


def card_news(state: KioskState, at: Look) -> str:
    if state.problem is not None:
        return state.problem.detail
    if state.asking_again:
        return at.said("asking_again")
    if state.busy:
        return at.said("searching")
    return card_trouble(state.reader_hint, at) if state.reader_hint else at.said("lay_card")


def appointment(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    scans = state.scanner and may_scan(state)
    quiet = at.said("appointment_note" if scans else "appointment_typed_note")
    said = card_news(state, at) if state.busy or state.problem else quiet
    field = keyboard.field(
        "appointment_field", state.typed, taps.typed, at, at.said("appointment_placeholder")
    )
    field.returnPressed.connect(taps.appointment_entered)
    go = Tile(
        "check_in",
        at.said("check_in"),
        taps.appointment_entered,
        icon="next",
        pixels=at.px(38),
        height=110,
        primary=True,
        centred=True,
    )
    go.setEnabled(bool(state.typed.strip()) and not state.busy)
    keys = keyboard.keys(state.typed, taps.typed, at, digits=True)
    return page(at, heading(at, at.said("appointment_title"), said), field, None, keys, go)


def welcome(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    holder = state.greeting
    if holder is None or state.directory is None:
        return page(at)
    height = 150 if not at.compact else 120
    tiles = [
        Tile(
            "reprint" if place == 0 else f"reprint_{ticket.number}",
            f"{ticket.number}  {queue_name(state.directory, ticket.queue, at)}",
            partial(taps.reprint, ticket.id),
            note=f"{ticket_state(ticket.state, at)} · {at.said('tap_to_reprint')}",
            icon="printer",
            pixels=at.px(36),
            height=height,
        )
        for place, ticket in enumerate(holder.tickets[:TICKETS_SHOWN])
    ] + [
        Tile(
            f"check_in_{booked.code}",
            f"{at_hour(booked.slot_at, state.directory)}  {item_name(state.directory, booked.item, at)}",
            partial(taps.check_in, booked.code),
            note=at.said("tap_to_check_in"),
            icon="calendar",
            pixels=at.px(36),
            height=height,
        )
        for booked in holder.appointments[:TICKETS_SHOWN]
    ]
    title = greeting(state, at)
    new = Tile(
        "new_number",
        at.said("new_number"),
        taps.new_number,
        icon="next",
        pixels=at.px(40),
        height=120,
        primary=True,
        centred=True,
    )
    note = at.said("welcome_note", number=holder.number)
    return page(
        at,
        heading(at, title, note),
        grid(tiles, 2 if at.wide or (at.compact and len(tiles) > 3) else 1),
        None,
        new,
    )
