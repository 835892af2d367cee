"""What the kiosk shows, and what a tap does. No Qt and no HTTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import Refused
from hall_server.wire.answers import AppointmentView, Issued, Person, QueueOutlook
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import Audience, Language, PriorityClass
from hardware.id_reader.interface import IdCard
from hardware.printer.interface import TicketPrinter
from hardware.printer.slip import Slip
from kiosk import issuing, journey
from kiosk.absent import NothingLeased
from kiosk.asking import Asking
from kiosk.card_watch import CardNotice
from kiosk.hall import Hall, Holder
from kiosk.idle import IdleWatch
from kiosk.journey import Page, Step
from kiosk.leased import queue_of
from kiosk.nearby import nearest_working_kiosk
from kiosk.rules import (
    arrival,
    greeting_of,
    idle_limit,
    is_code,
    is_readable,
    item_of,
    may_confirm,
    may_declare,
    news_of,
    own_problem,
    ticket_ask,
    way_back,
)
from kiosk.silence import Silence
from kiosk.slip import slip_of
from kiosk.state import Kiosk, KioskState, Link, Way, for_nobody

LONGEST_TYPED = 40


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
    ) -> None:
        self._kiosk, self._hall = kiosk, hall
        self._show, self._report_printer, self._new_key = show, report_printer, new_key
        self._offline, self._silence = offline or NothingLeased(), Silence(clock)
        self._means = issuing.Means(
            hall, printer, background, timer, clock, new_key, self._slip, self._offline, self._silence
        )
        self._state = KioskState(language=kiosk.language, zone=kiosk.zone)
        self._view: HallView | None = None
        self._holder: Holder | None = None
        self._asking = Asking(background, timer, self._waiting, self._silence)
        self._issuing: issuing.Issuing | None = None
        self._cards = CardNotice()

        def limit() -> float | None:
            return idle_limit(self._state, kiosk.idle_seconds)

        self._idle = IdleWatch(timer, limit, self._seconds_left, lambda: self._go_home(Step.IDLE))

    @property
    def state(self) -> KioskState:
        return self._state

    def start(self) -> None:
        self._idle.start()
        self._show(self._state)

    # What arrives by itself

    def pairing_code_arrived(self, code: str) -> None:
        self._become(pairing_code=code)

    def directory_arrived(self, directory: Directory) -> None:
        """The plan of the hall; the first one opens the kiosk."""
        self._become(directory=directory)
        self._step(Step.PAIRED)
        self._look_for_nearest()

    def view_arrived(self, view: HallView) -> None:
        self._view = view
        self._look_for_nearest()

    def link_lost(self, as_of: datetime | None) -> None:
        """The hall is silent; `as_of` is the last moment at which it was heard."""
        self._silence.began()
        self._become(link=Link(True, as_of))

    def link_live(self) -> None:
        if self._state.link.lost:
            self._silence.ended()
        self._become(link=Link())

    def printer_seen(self, code: str) -> None:
        """What the last look at the printer found; empty when it can print."""
        self._become(printer_code=code)

    def reader_seen(self, works: bool, hint: str = "") -> None:
        self._become(reader_down=not works, reader_hint=hint)

    def card_polled(self, card: IdCard | None) -> None:
        """What lies on the reader at this look."""
        asked_for = self._state.page in (Page.READER, Page.NEEDS_CARD)
        if not self._cards.is_news(card, asked_for) or card is None or self._state.busy:
            return
        if journey.after(self._state.page, Step.CARD_READ) is not None:
            self._idle.touched()
            self._find_person(card)

    # Taps

    def touched(self) -> None:
        """Any touch of the screen: somebody is there."""
        self._idle.touched()

    def started(self) -> None:
        self._step(Step.START)

    def with_card(self) -> None:
        self._step(Step.WITH_CARD)

    def with_appointment(self) -> None:
        self._step(Step.WITH_APPOINTMENT)

    def without_card(self) -> None:
        self._step(Step.WITHOUT_CARD)

    def individual(self) -> None:
        self._step(Step.INDIVIDUAL, audience=Audience.INDIVIDUAL)

    def enterprise(self) -> None:
        self._step(Step.ENTERPRISE, audience=Audience.ENTERPRISE)

    def by_unit(self) -> None:
        self._step(Step.BY_UNIT, way=Way.UNIT, other_zones=False)

    def by_theme(self) -> None:
        self._step(Step.BY_THEME, way=Way.THEME)

    def by_search(self) -> None:
        self._step(Step.BY_SEARCH, way=Way.SEARCH, typed="")

    def other_zones(self) -> None:
        if self._state.page is Page.UNITS:
            self._become(other_zones=not self._state.other_zones, list_page=0)

    def unit_chosen(self, unit: str) -> None:
        self._step(Step.UNIT, unit=unit)

    def theme_chosen(self, theme: int) -> None:
        self._step(Step.THEME, theme=theme)

    def page_turned(self, list_page: int) -> None:
        self._become(list_page=max(0, list_page))

    def typed(self, words: str) -> None:
        """The whole content of the field, from the keys on the screen or from a keyboard."""
        if self._state.page in (Page.SEARCH, Page.APPOINTMENT):
            self._become(typed=words[:LONGEST_TYPED], list_page=0, problem=None)

    def item_chosen(self, item: str) -> None:
        entry = item_of(self._state.directory, item)
        if entry is not None and self._step(Step.ITEM):
            greeting = self._state.greeting
            own = greeting.priority if greeting else PriorityClass.ORDINARY
            self._become(item=entry, appointment=None, priority=own)

    def new_number(self) -> None:
        self._step(Step.NEW_NUMBER)

    def appointment_entered(self) -> None:
        code = "".join(self._state.typed.split())
        if self._state.page is not Page.APPOINTMENT or not code or self._state.busy:
            return
        if not is_code(code):
            self._become(problem=own_problem("no_such_code", self._state.language))
            return
        self._asking.ask(lambda: self._hall.appointment(code), self._appointment_found, self._refused)

    def check_in(self, code: str) -> None:
        """One of the appointments of the card's holder."""
        held = self._state.greeting.appointments if self._state.greeting else ()
        for appointment in held:
            if appointment.code == code:
                self._appointment_found(appointment)

    def class_chosen(self, priority: PriorityClass) -> None:
        """A class that a citizen may declare; choosing it again takes it back."""
        if self._state.page is Page.CONFIRM and may_declare(self._state.directory, priority):
            taken_back = self._state.priority is priority
            self._become(priority=PriorityClass.ORDINARY if taken_back else priority)

    def confirmed(self) -> None:
        """The one button that goes on: from the item to the confirmation, from there to the number."""
        state = self._state
        if state.page is Page.ITEM and state.item is not None:
            if self._lacks_card() and not state.card_unchecked:
                self._step(Step.CARD_MISSING)
            elif self._step(Step.GO_ON):
                self._ask_outlook()
        elif state.page is Page.CONFIRM and may_confirm(state):
            ask = ticket_ask(state, self._holder.id_token if self._holder else None)
            if state.card_unchecked and self._lacks_card() and not state.offline:
                # The link is back: now the hall can be asked whose card it was.
                self._step(Step.CARD_MISSING)
            elif self._step(Step.CONFIRM):
                self._new_issuing().take(ask, queue_of(state.directory, ask))

    def reprint(self, ticket: str) -> None:
        if self._step(Step.REPRINT):
            self._new_issuing().reprint(ticket)

    def again(self) -> None:
        state = self._state
        if state.page is Page.NO_NUMBER and state.card_unchecked and self._lacks_card():
            self._step(Step.CARD_MISSING, lapsed=False, issued=None)
        elif state.item is not None and self._step(Step.AGAIN):
            self._become(lapsed=False, voided=False, issued=None)
            self._ask_outlook()

    def back(self) -> None:
        state = self._state
        if state.page is Page.UNITS and state.other_zones:
            self.other_zones()
        elif journey.after(state.page, Step.BACK) is Page.ATTRACT:
            self._go_home(Step.BACK)
        else:
            self._step(way_back(state))

    def home(self) -> None:
        waits = self._state.progress is not None and self._state.progress.link_lost
        if self._state.page is Page.PRINTING:
            if waits and self._issuing is not None:
                self._issuing.give_up()
                self._go_home(Step.GIVE_UP)
        else:
            self._go_home(Step.HOME)

    def start_over(self) -> None:
        """After a fault of the program itself: no citizen is left before a dead page."""
        if self._issuing is not None:
            self._issuing.give_up()
            self._issuing = None
        if self._state.page not in (Page.PAIRING, Page.ATTRACT):
            self._go_home(Step.GIVE_UP if self._state.page is Page.PRINTING else Step.IDLE)

    def language_switched(self) -> None:
        language = Language.EN if self._state.language is Language.ZH else Language.ZH
        self._hall.language = language
        self._become(language=language)

    def elder_switched(self) -> None:
        self._become(elder=not self._state.elder, list_page=0)

    def low_switched(self) -> None:
        self._become(low=not self._state.low, list_page=0)

    # The card's holder

    def _find_person(self, card: IdCard) -> None:
        if not is_readable(card.id_number):
            # Never sent: a fault that quotes the request would put the number into a log.
            self._cards.refuse(card)
            self._become(problem=own_problem("card_unreadable", self._state.language))
            return
        key = self._new_key()

        def answered(person: Person) -> None:
            self._person_found(card, person)

        def refused(error: Refused) -> None:
            self._cards.refuse(card)
            self._refused(error)

        self._asking.ask(
            lambda: self._hall.find_person(card.id_number, key), answered, refused, self._take_card_unchecked
        )

    def _take_card_unchecked(self) -> None:
        """A card was shown, as the rules ask for; whose it is, nobody can say now, and it is not kept."""
        if self._offline.has_any():
            self._step(Step.CARD_READ, card_unchecked=True)
            if self._state.page is Page.CONFIRM:
                self._ask_outlook()

    def _lacks_card(self) -> bool:
        item = self._state.item
        return item is not None and item.id_card_required and self._holder is None

    def _person_found(self, card: IdCard, person: Person) -> None:
        self._holder = Holder(person.id_token, card.id_number)
        greeting = greeting_of(card, person)
        self._become(greeting=greeting, priority=greeting.priority)
        self._step(Step.CARD_KNOWN if greeting.tickets or greeting.appointments else Step.CARD_READ)
        if self._state.page is Page.CONFIRM:
            self._ask_outlook()

    # The number

    def _appointment_found(self, appointment: AppointmentView) -> None:
        item = item_of(self._state.directory, appointment.item)
        if self._step(Step.APPOINTMENT_FOUND):
            self._become(item=item, appointment=appointment.code, priority=PriorityClass.APPOINTMENT)
            self._ask_outlook(appointment.queue)

    def _ask_outlook(self, queue: str | None = None) -> None:
        name = queue or (self._state.item.queue if self._state.item else None)
        if name is None:
            return
        self._become(outlook=None, offline=False)

        def arrived(outlook: QueueOutlook) -> None:
            self._become(outlook=outlook, offline=False)

        def alone() -> None:
            self._become(offline=self._state.appointment is None and self._offline.has(name))

        self._asking.ask(lambda: self._hall.queue_outlook(name), arrived, self._refused, alone)

    def _slip(self, issued: Issued, offline: bool) -> Slip:
        assert self._state.directory is not None  # no number is asked for before the directory has come
        number = self._holder.id_number if self._holder and not offline else ""
        return slip_of(issued, self._state.directory, self._state.language, number, offline)

    def _new_issuing(self) -> issuing.Issuing:
        self._become(progress=None, issued=None, taken_offline=False, lapsed=False, voided=False)
        self._issuing = issuing.Issuing(self._means, lambda p: self._become(progress=p), self._issued)
        return self._issuing

    def _issued(self, outcome: issuing.Outcome) -> None:
        self._issuing = None
        self._idle.touched()
        step, news = news_of(outcome)
        self._step(step, **news)
        if isinstance(outcome, issuing.PrinterDown):
            self._report_printer(outcome.code)

    def _waiting(self, *, busy: bool, asking_again: bool) -> None:
        problem = None if busy else self._state.problem
        self._become(busy=busy, asking_again=asking_again, problem=problem)

    def _refused(self, error: Refused) -> None:
        self._become(problem=error.problem)

    # The path

    def _step(self, step: Step, **news: object) -> bool:
        """Take a step if the page knows it, with what it brings. An open question ends with its page."""
        page = journey.after(self._state.page, step)
        if page is None:
            return False
        self._asking.drop()
        self._become(**arrival(page, step) | news)
        self._idle.touched()
        return True

    def _go_home(self, step: Step) -> None:
        """Forget the citizen. Somebody who presses home is still there: their language and letters stay."""
        state = self._state
        if not self._step(step):
            return
        self._holder, self._issuing = None, None
        fresh = for_nobody(replace(state, page=self._state.page))
        if step is Step.IDLE or state.page is Page.DONE:
            self._hall.language = self._kiosk.language
            fresh = replace(fresh, language=self._kiosk.language, elder=False, low=False)
        self._state = fresh
        self._show(fresh)

    def _seconds_left(self, seconds: int | None) -> None:
        self._become(seconds_left=None if self._state.page is Page.ATTRACT else seconds)

    def _look_for_nearest(self) -> None:
        if self._view is not None:
            devices = self._view.devices.values()
            found = nearest_working_kiosk(devices, self._state.directory, self._kiosk.zone, self._kiosk.name)
            self._become(nearest=found)

    def _become(self, **changes: object) -> None:
        after = replace(self._state, **changes)  # type: ignore[arg-type]
        if after != self._state:
            self._state = after
            self._show(after)
