"""What the screens look like: nothing cut, nothing small, everything at its name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from hall_server.client.remote_control import CannotDo, RemoteControl
from hall_server.wire.answers import AppointmentView, Person
from hall_server.wire.catalogue import text
from hall_server.wire.words import Arrival, Language, PriorityClass, TicketAct, TicketState
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.printer.interface import Paper, PrinterStatus
from kiosk.guide_bell import Bell
from kiosk.journey import Page
from kiosk.ui.parts import Tile, Words
from kiosk.ui.window import PAGES, KioskWindow
from tests.kiosk.kiosk_fakes import (
    NINE,
    TOKEN,
    HeldNumbers,
    Machine,
    a_standing,
    a_ticket,
    a_visit,
    refused,
)

W = TypeVar("W", bound=QWidget)
TWENTY_MM = 72
"""Pixels: more than 20 mm on a 27-inch panel of 1080 by 1920."""
TICKET_PAGE = f"http://hall.test/t/{TOKEN}"
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


class Stand:
    """A kiosk with its window."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int], offline: HeldNumbers | None = None) -> None:
        self.window = KioskWindow()
        qtbot.addWidget(self.window)
        self.machine = Machine(show=self.window.show_state, offline=offline)
        self.window.connect_taps(self.machine.taps)
        self.window.resize(*size)
        self.window.show()
        self.control = RemoteControl(self.window, 0, lambda: None)

    def tap(self, name: str) -> None:
        self.control.do(f"tap {name}")

    def shows(self, words: str) -> bool:
        return bool(self.control.do(f"shows {words}"))

    def visible(self, kind: type[W]) -> list[W]:
        return [w for w in self.window.findChildren(kind) if w.isVisible()]

    def label(self, name: str) -> QLabel:
        found = [w for w in self.visible(QLabel) if w.objectName() == name]
        return found[0]


def walk(stand: Stand) -> Iterator[str]:
    """Go through every page; yields what stands on the screen at each halt."""
    machine, taps = stand.machine, stand.machine.taps
    yield "attract"
    taps.started()
    yield "identify"
    taps.with_card()
    yield "reader"
    taps.back()
    taps.with_appointment()
    taps.typed("A7K2")
    yield "appointment"
    taps.back()
    taps.without_card()
    yield "audience"
    taps.individual()
    yield "find"
    taps.by_unit()
    yield "units"
    taps.other_zones()
    yield "other units"
    taps.other_zones()
    taps.unit_chosen("U06")
    yield "unit items"
    taps.back()
    taps.back()
    taps.by_theme()
    yield "themes"
    taps.theme_chosen(1)
    yield "theme items"
    taps.back()
    taps.back()
    taps.by_search()
    yield "search"
    taps.typed("bdc")
    yield "search finds"
    taps.item_chosen("U06-04")
    yield "item"
    taps.confirmed()
    yield "needs card"
    booked = AppointmentView(code="A1", item="U06-04", queue="BA", slot_at=NINE, state="booked")
    machine.hall.person = Person(
        id_token="ab",
        priority=PriorityClass.ELDERLY,
        tickets=(a_ticket("BA007", TicketState.WAITING), a_ticket("BB008", TicketState.MISSED)),
        appointments=(booked,),
    )
    taps.card_polled(SAMPLE_CARDS[0])
    yield "confirm"
    machine.hall.broken = {"take_ticket": 1}
    taps.confirmed()
    yield "printing without a link"
    machine.timer.advance(2)
    yield "done"
    yield from _troubles(stand)


def _troubles(stand: Stand) -> Iterator[str]:
    machine, taps = stand.machine, stand.machine.taps
    elder, low, language = machine.state.elder, machine.state.low, machine.state.language

    def afresh() -> None:
        taps.home()
        if elder != machine.state.elder:
            taps.elder_switched()
        if low != machine.state.low:
            taps.low_switched()
        if language is not machine.state.language:
            taps.language_switched()

    afresh()
    taps.card_polled(None)
    taps.card_polled(SAMPLE_CARDS[0])
    yield "welcome"
    taps.home()
    machine.hall.outlook_open = False
    machine.to_confirm()
    yield "closed queue"
    machine.hall.outlook_open = True
    taps.home()
    machine.hall.refusals["take_ticket"] = refused("already_waiting", "您已有号码 BA011，正在等候。" * 3, "T")
    machine.to_confirm()
    taps.confirmed()
    yield "refused"
    taps.home()
    machine.hall.refusals.clear()
    machine.printer.condition = PrinterStatus(online=True, paper=Paper.OUT)
    machine.to_confirm()
    taps.confirmed()
    yield "out of order"
    for bell in Bell:
        taps.bell_changed(bell)
        yield f"out of order, bell {bell.value}"
    taps.home()
    yield "attract with a bell"
    taps.link_lost(NINE)
    yield "attract in trouble"
    machine.to_confirm()
    yield "confirm in trouble"
    machine.timer.advance(50)
    yield "countdown"
    taps.back()
    taps.typed("bdc")
    yield "item in trouble"
    taps.back()
    taps.typed("bdc")
    yield "search in trouble"
    yield from _codes(stand, afresh)


def _codes(stand: Stand, afresh: Callable[[], None]) -> Iterator[str]:
    """Everything that a scanned code brings; the link stays lost and the printer without paper."""
    machine, taps = stand.machine, stand.machine.taps
    taps.scanner_seen(True)
    afresh()
    yield "attract with a scanner"
    taps.started()
    yield "identify with a scanner"
    taps.with_code()
    yield "scan"
    taps.code_scanned("码")
    yield "unknown code"
    machine.hall.broken = {"standing": 1}
    taps.code_scanned(TICKET_PAGE)
    yield "scan without a link"
    machine.timer.advance(2)
    for state, acts in (
        (TicketState.WAITING, (TicketAct.REPRINT, TicketAct.CANCEL)),
        (TicketState.MISSED, tuple(TicketAct)),
        (TicketState.CALLED, (TicketAct.REPRINT,)),
        (TicketState.HELD, ()),
        (TicketState.FINISHED, ()),
    ):
        taps.home()
        machine.hall.ticket = a_standing(state, *acts)
        taps.code_scanned(TICKET_PAGE)
        yield f"ticket {state}"
    taps.home()
    machine.hall.ticket = a_standing(TicketState.WAITING, TicketAct.REPRINT, TicketAct.CANCEL)
    taps.code_scanned(TICKET_PAGE)
    taps.give_back_asked()
    yield "give back"
    taps.give_back()
    yield "given back"
    for arrival in Arrival:
        taps.home()
        machine.hall.visit = a_visit(arrival=arrival, zone="Z5", number="BA023")
        taps.code_scanned("A7K2")
        yield f"appointment {arrival}"


def _elder_in_english(machine: Machine) -> None:
    machine.taps.elder_switched()
    machine.taps.language_switched()


LOOKS: list[tuple[str, tuple[int, int], Callable[[Machine], object]]] = [
    ("portrait", PORTRAIT, lambda m: None),
    ("landscape", LANDSCAPE, lambda m: None),
    ("portrait, English", PORTRAIT, lambda m: m.taps.language_switched()),
    ("landscape, English", LANDSCAPE, lambda m: m.taps.language_switched()),
    ("portrait, elder", PORTRAIT, lambda m: m.taps.elder_switched()),
    ("landscape, elder", LANDSCAPE, lambda m: m.taps.elder_switched()),
    ("portrait, low", PORTRAIT, lambda m: m.taps.low_switched()),
    (
        "portrait, elder, English",
        PORTRAIT,
        _elder_in_english,
    ),
]


@pytest.mark.parametrize(("size", "prepare"), [look[1:] for look in LOOKS], ids=[look[0] for look in LOOKS])
def test_no_page_cuts_a_word_or_has_a_small_button(
    qtbot: QtBot, size: tuple[int, int], prepare: Callable[[Machine], object]
) -> None:
    stand = Stand(qtbot, size)
    prepare(stand.machine)
    faults: list[str] = []
    for halt in walk(stand):
        qtbot.wait(1)
        faults += [f"{halt}: {fault}" for fault in _faults(stand)]
    assert not faults, "\n".join(faults)


def _faults(stand: Stand) -> Iterator[str]:
    for words in stand.visible(Words):
        if words.text() and not words.size_that_fits()[1]:
            yield f"{words.text()!r} is cut at {words.width()}x{words.height()}"
    number = [w for w in stand.visible(QLabel) if w.objectName() == "ticket_number"]
    for label in number:
        if label.sizeHint().width() > label.width() or label.sizeHint().height() > label.height():
            yield f"the number is cut at {label.width()}x{label.height()}"
    tiles = stand.visible(QAbstractButton)
    boxes = [(t, t.rect().translated(t.mapTo(stand.window, t.rect().topLeft()))) for t in tiles]
    for tile, box in boxes:
        if isinstance(tile, Tile) and not tile.fits():
            yield f"{tile.objectName()} {tile.text()!r} is cut at {tile.width()}x{tile.height()}"
        if min(tile.width(), tile.height()) < TWENTY_MM:
            yield f"{tile.objectName()} is {tile.width()}x{tile.height()}"
        if not stand.window.rect().contains(box):
            yield f"{tile.objectName()} leaves the screen"
        if not tile.objectName() or not tile.accessibleName():
            yield f"{tile.text()!r} has no name"
        for other, there in boxes:
            if other is not tile and box.intersects(there):
                yield f"{tile.objectName()} lies on {other.objectName()}"


def test_the_walk_visits_every_page(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    seen = {stand.machine.state.page for _ in walk(stand)}
    assert seen == set(Page) - {Page.PAIRING}
    assert set(PAGES) == set(Page)


def test_a_citizen_gets_a_number_by_tapping(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    for name in ("start", "without_card", "enterprise", "by_search", "key_B", "key_D", "key_C"):
        stand.tap(name)
    assert stand.machine.state.typed == "bdc"
    for name in ("item_U06-01", "confirm", "confirm"):
        stand.tap(name)
    assert stand.label("ticket_number").text() == "BA023"
    assert stand.shows("约 15–25 分钟")
    stand.tap("home")
    assert stand.machine.page() is Page.ATTRACT


def test_units_and_items_are_found_page_by_page(qtbot: QtBot) -> None:
    stand = Stand(qtbot, LANDSCAPE)
    for name in (
        "start",
        "without_card",
        "individual",
        "by_unit",
        "unit_U06",
        "item_U06-04",
        "back",
        "back",
        "back",
    ):
        stand.tap(name)
    stand.tap("by_theme")
    stand.tap("theme_2")
    assert stand.machine.page() is Page.THEME_ITEMS


def test_the_search_field_takes_a_keyboard_as_well(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    for name in ("start", "without_card", "individual", "by_search"):
        stand.tap(name)
    stand.control.do("type search_field 二手房")
    assert stand.shows("存量房转移登记")
    assert [w.text() for w in stand.visible(QLineEdit)] == ["二手房"]


def test_english_is_one_tap_away_on_every_page(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    for _ in walk(stand):
        stand.tap("language")
        stand.tap("language")
    assert stand.machine.state.language is Language.ZH


def test_in_low_mode_every_control_is_in_the_lower_part(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    stand.machine.taps.low_switched()
    qtbot.wait(1)
    tops = [w.mapTo(stand.window, w.rect().topLeft()).y() for w in stand.visible(QAbstractButton)]
    assert min(tops) > 1920 * 0.43


def test_a_lost_link_is_shown_with_its_time(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    stand.machine.taps.link_lost(NINE)
    assert stand.shows("数据截至 09:00:00")
    stand.machine.taps.link_live()
    assert not stand.shows("数据截至")


def test_no_paper_is_said_before_anything_is_asked(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    stand.machine.taps.printer_seen("paper_out")
    assert stand.shows("打印机缺纸")
    assert stand.shows("导办台")


def test_the_seconds_left_are_shown_and_one_tap_stays(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    stand.tap("start")
    stand.machine.timer.advance(50)
    assert stand.shows("10 秒")
    stand.tap("stay")
    assert not stand.shows("秒）")


def test_the_pairing_code_is_shown(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    state = replace(stand.machine.state, page=Page.PAIRING, pairing_code="482913")
    stand.window.show_state(state)
    assert stand.label("pairing_code").text() == "4 8 2 9 1 3"


def test_what_is_not_on_the_screen_cannot_be_tapped(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    with pytest.raises(CannotDo):
        stand.tap("confirm")


def test_a_broken_reader_closes_the_way_of_the_card(qtbot: QtBot) -> None:
    stand = Stand(qtbot, PORTRAIT)
    stand.machine.taps.reader_seen(False)
    stand.tap("start")
    with pytest.raises(CannotDo):
        stand.tap("with_card")


@pytest.mark.parametrize(("size", "prepare"), [look[1:] for look in LOOKS], ids=[look[0] for look in LOOKS])
def test_the_pages_of_a_kiosk_that_works_alone_cut_nothing(
    qtbot: QtBot, size: tuple[int, int], prepare: Callable[[Machine], object]
) -> None:
    stand = Stand(qtbot, size, HeldNumbers())
    machine, taps = stand.machine, stand.machine.taps
    prepare(machine)
    taps.link_lost(NINE)
    machine.hall.broken = dict.fromkeys(("find_person", "queue_outlook", "take_ticket"), 10_000)
    machine.timer.advance(9)
    faults: list[str] = []

    def look(halt: str) -> None:
        qtbot.wait(1)
        faults.extend(f"{halt}: {fault}" for fault in _faults(stand))

    machine.to_item("U06-04")
    taps.confirmed()
    taps.card_polled(SAMPLE_CARDS[1])
    look("confirm")
    offered = text("kiosk.confirm_offline", machine.state.language)
    assert stand.shows(offered)
    taps.confirmed()
    look("done")
    assert stand.label("ticket_number").text() == "BA901"
    assert stand.shows(text("kiosk.taken_offline_note", machine.state.language))
    assert not stand.shows(text("kiosk.ahead", machine.state.language))
    assert not faults, "\n".join(faults)
