"""What the kiosk shows, and what a tap does. No Qt and no HTTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from hall_server.client.background import Background, Timer
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import Audience, Language, PriorityClass
from hardware.id_reader.interface import IdCard
from hardware.printer.interface import TicketPrinter
from kiosk import issuing, journey
from kiosk.absent import NothingLeased
from kiosk.card_desk import CardDesk
from kiosk.guide_bell import Bell
from kiosk.hall import Hall
from kiosk.journey import Page, Step
from kiosk.nearby import nearest_working_kiosk
from kiosk.number_desk import NumberDesk
from kiosk.own_ticket_desk import OwnTicketDesk
from kiosk.path import Path
from kiosk.rules import (
    item_of,
    may_confirm,
    may_declare,
    own_class,
    way_back,
)
from kiosk.scan_desk import ScanDesk
from kiosk.silence import Silence
from kiosk.state import Kiosk, KioskState, Link, Way, for_nobody
from kiosk.visit_desk import VisitDesk

LONGEST_TYPED = 40


def _today() -> date:
    """By the clock on the wall of this machine."""
    return datetime.now(UTC).astimezone().date()


class KioskViewModel:
    def __init__(
        self,
        kiosk: Kiosk,
        hall: Hall,
        printer: TicketPrinter,
        background: Background,
        timer: Timer,
        clock: Callable[[], float],
        new_key: Callable[[], str],
        show: Callable[[KioskState], None],
        report_printer: Callable[[str], None],
        offline: issuing.Offline | None = None,
        today: Callable[[], date] = _today,
        ring: Callable[[], None] = lambda: None,
    ) -> None:
        self._kiosk, self._hall = kiosk, hall
        self._ring = ring
        self._silence = silence = Silence(clock)
        self._path = Path(
            KioskState(language=kiosk.language, zone=kiosk.zone),
            show,
            background,
            timer,
            silence,
            kiosk.idle_seconds,
            lambda: self._go_home(Step.IDLE),
        )
        offline = offline or NothingLeased()
        means = issuing.Means(hall, printer, background, timer, clock, new_key, offline, silence)
        self._numbers = NumberDesk(self._path, hall, means, report_printer)
        self._cards = CardDesk(self._path, hall, self._numbers, offline, new_key, today)
        self._visits = VisitDesk(self._path, hall, self._numbers)
        self._tickets = OwnTicketDesk(self._path, hall, background, timer, new_key)
        self._scans = ScanDesk(self._path, hall, self._visits, self._tickets)
        self._view: HallView | None = None

    @property
    def state(self) -> KioskState:
        return self._path.state

    def start(self) -> None:
        self._path.start()

    # What arrives by itself

    def pairing_code_arrived(self, code: str) -> None:
        self._path.become(pairing_code=code)

    def directory_arrived(self, directory: Directory) -> None:
        """The plan of the hall; the first one opens the kiosk."""
        self._path.become(directory=directory)
        self._path.step(Step.PAIRED)
        self._look_for_nearest()

    def view_arrived(self, view: HallView) -> None:
        self._view = view
        self._look_for_nearest()

    def link_lost(self, as_of: datetime | None) -> None:
        """The hall is silent; `as_of` is the last moment at which it was heard."""
        self._silence.began()
        self._path.become(link=Link(True, as_of))

    def link_live(self) -> None:
        if self.state.link.lost:
            self._silence.ended()
        self._path.become(link=Link())

    def printer_seen(self, code: str) -> None:
        """What the last look at the printer found; empty when it can print."""
        self._path.become(printer_code=code)

    def reader_seen(self, works: bool, hint: str = "") -> None:
        self._path.become(reader_down=not works, reader_hint=hint)

    def card_polled(self, card: IdCard | None) -> None:
        """What lies on the reader at this look."""
        self._cards.polled(card)

    def scanner_seen(self, works: bool) -> None:
        self._path.become(scanner=works)

    def bell_changed(self, bell: Bell) -> None:
        self._path.become(bell=bell)

    def code_scanned(self, text: str) -> None:
        self._scans.scanned(text)

    # Taps

    def touched(self) -> None:
        """Any touch of the screen: somebody is there."""
        self._path.touched()

    def guide_called(self) -> None:
        """The guide's desk rings; the citizen stays where they are."""
        if self.state.bell is Bell.READY:
            self._ring()

    def started(self) -> None:
        self._path.step(Step.START)

    def with_card(self) -> None:
        self._path.step(Step.WITH_CARD)

    def with_appointment(self) -> None:
        self._path.step(Step.WITH_APPOINTMENT)

    def without_card(self) -> None:
        self._path.step(Step.WITHOUT_CARD)

    def individual(self) -> None:
        self._path.step(Step.INDIVIDUAL, audience=Audience.INDIVIDUAL)

    def enterprise(self) -> None:
        self._path.step(Step.ENTERPRISE, audience=Audience.ENTERPRISE)

    def by_unit(self) -> None:
        self._path.step(Step.BY_UNIT, way=Way.UNIT, other_zones=False)

    def by_theme(self) -> None:
        self._path.step(Step.BY_THEME, way=Way.THEME)

    def by_search(self) -> None:
        self._path.step(Step.BY_SEARCH, way=Way.SEARCH, typed="")

    def other_zones(self) -> None:
        if self.state.page is Page.UNITS:
            self._path.become(other_zones=not self.state.other_zones, list_page=0)

    def unit_chosen(self, unit: str) -> None:
        self._path.step(Step.UNIT, unit=unit)

    def theme_chosen(self, theme: int) -> None:
        self._path.step(Step.THEME, theme=theme)

    def page_turned(self, list_page: int) -> None:
        self._path.become(list_page=max(0, list_page))

    def typed(self, words: str) -> None:
        """The whole content of the field, from the keys on the screen or from a keyboard."""
        if self.state.page in (Page.SEARCH, Page.APPOINTMENT):
            self._path.become(typed=words[:LONGEST_TYPED], list_page=0, problem=None)

    def item_chosen(self, item: str) -> None:
        entry = item_of(self.state.directory, item)
        if entry is not None and self._path.step(Step.ITEM):
            self._path.become(item=entry, appointment=None, visit=None, priority=own_class(self.state))

    def new_number(self) -> None:
        self._path.step(Step.NEW_NUMBER)

    def appointment_entered(self) -> None:
        self._visits.entered()

    def check_in(self, code: str) -> None:
        """One of the appointments of the card's holder."""
        self._visits.chosen(code)

    def with_code(self) -> None:
        self._path.step(Step.WITH_CODE)

    def revive(self) -> None:
        """The ticket on the screen."""
        self._tickets.revive()

    def give_back_asked(self) -> None:
        self._tickets.give_back_asked()

    def give_back(self) -> None:
        self._tickets.give_back()

    def class_chosen(self, priority: PriorityClass) -> None:
        """A class that a citizen may declare; choosing it again takes it back."""
        if self.state.page is Page.CONFIRM and may_declare(self.state.directory, priority):
            taken_back = self.state.priority is priority
            self._path.become(priority=PriorityClass.ORDINARY if taken_back else priority)

    def confirmed(self) -> None:
        """The one button that goes on: from the item to the confirmation, from there to the number."""
        state = self.state
        if state.page is Page.ITEM and state.item is not None:
            if self._numbers.lacks_card() and not state.card_unchecked:
                self._path.step(Step.CARD_MISSING)
            elif self._path.step(Step.GO_ON):
                self._numbers.ask_outlook()
        elif state.page is Page.CONFIRM and may_confirm(state):
            if state.card_unchecked and self._numbers.lacks_card() and not state.offline:
                # The link is back: now the hall can be asked whose card it was.
                self._path.step(Step.CARD_MISSING)
            else:
                self._numbers.take(Step.CONFIRM)

    def reprint(self, ticket: str) -> None:
        self._numbers.reprint(ticket, self._tickets.token)

    def again(self) -> None:
        state = self.state
        if state.page is Page.NO_NUMBER and state.card_unchecked and self._numbers.lacks_card():
            self._path.step(Step.CARD_MISSING, lapsed=False, issued=None)
        elif state.item is not None and self._path.step(Step.AGAIN):
            self._path.become(lapsed=False, voided=False, issued=None)
            self._numbers.ask_outlook()

    def back(self) -> None:
        state = self.state
        if state.page is Page.UNITS and state.other_zones:
            self.other_zones()
        elif journey.after(state.page, Step.BACK) is Page.ATTRACT:
            self._go_home(Step.BACK)
        else:
            self._path.step(way_back(state))

    def home(self) -> None:
        waits = self.state.progress is not None and self.state.progress.link_lost
        if self.state.page is Page.PRINTING:
            if waits:
                self._numbers.give_up()
                self._go_home(Step.GIVE_UP)
        else:
            self._go_home(Step.HOME)

    def start_over(self) -> None:
        """After a fault of the program itself: no citizen is left before a dead page."""
        self._numbers.give_up()
        if self.state.page not in (Page.PAIRING, Page.ATTRACT):
            self._go_home(Step.GIVE_UP if self.state.page is Page.PRINTING else Step.IDLE)

    def language_switched(self) -> None:
        language = Language.EN if self.state.language is Language.ZH else Language.ZH
        self._hall.language = language
        self._path.become(language=language)

    def elder_switched(self) -> None:
        self._path.become(elder=not self.state.elder, list_page=0)

    def low_switched(self) -> None:
        self._path.become(low=not self.state.low, list_page=0)

    # The path

    def _go_home(self, step: Step) -> None:
        """Forget the citizen. Somebody who presses home is still there: their language and letters stay."""
        state = self.state
        if not self._path.step(step):
            return
        self._numbers.forget()
        self._tickets.forget()
        fresh = for_nobody(replace(state, page=self.state.page))
        if step is Step.IDLE or state.page is Page.DONE:
            self._hall.language = self._kiosk.language
            fresh = replace(fresh, language=self._kiosk.language, elder=False, low=False)
        self._path.show_instead(fresh)

    def _look_for_nearest(self) -> None:
        if self._view is not None:
            devices = self._view.devices.values()
            found = nearest_working_kiosk(devices, self.state.directory, self._kiosk.zone, self._kiosk.name)
            self._path.become(nearest=found)
