"""What a laid card brings: whose it is, and the numbers and appointments of its holder."""

from collections.abc import Callable
from datetime import date

from hall_server.client.trouble import Refused
from hall_server.wire.answers import Person
from hardware.id_reader.interface import IdCard
from kiosk import journey
from kiosk.card_watch import CardNotice
from kiosk.hall import Hall, Holder
from kiosk.issuing import Offline
from kiosk.journey import Page, Step
from kiosk.number_desk import NumberDesk
from kiosk.path import Path
from kiosk.rules import greeting_of, is_readable, own_problem


class CardDesk:
    def __init__(
        self,
        path: Path,
        hall: Hall,
        numbers: NumberDesk,
        offline: Offline,
        new_key: Callable[[], str],
        today: Callable[[], date],
    ) -> None:
        self._path, self._hall, self._numbers, self._today = path, hall, numbers, today
        self._offline, self._new_key = offline, new_key
        self._notice = CardNotice()

    def polled(self, card: IdCard | None) -> None:
        """What lies on the reader at this look."""
        state = self._path.state
        asked_for = state.page in (Page.READER, Page.NEEDS_CARD)
        if not self._notice.is_news(card, asked_for) or card is None or state.busy:
            return
        if journey.after(state.page, Step.CARD_READ) is not None:
            self._path.touched()
            self._find_person(card)

    def _find_person(self, card: IdCard) -> None:
        if not is_readable(card.id_number):
            # Never sent: a fault that quotes the request would put the number into a log.
            self._notice.refuse(card)
            self._path.become(problem=own_problem("card_unreadable", self._path.state.language))
            return
        key = self._new_key()

        def answered(person: Person) -> None:
            self._person_found(card, person)

        def refused(error: Refused) -> None:
            self._notice.refuse(card)
            self._path.refused(error)

        self._path.ask(
            lambda: self._hall.find_person(card.id_number, key), answered, refused, self._take_unchecked
        )

    def _take_unchecked(self) -> None:
        """A card was shown, as the rules ask for; whose it is, nobody can say now, and it is not kept."""
        if self._offline.has_any():
            self._path.step(Step.CARD_READ, card_unchecked=True)
            if self._path.state.page is Page.CONFIRM:
                self._numbers.ask_outlook()

    def _person_found(self, card: IdCard, person: Person) -> None:
        self._numbers.holder = Holder(person.id_token, card.id_number)
        greeting = greeting_of(card, person, self._today())
        self._path.become(greeting=greeting, priority=greeting.priority)
        self._path.step(Step.CARD_KNOWN if greeting.tickets or greeting.appointments else Step.CARD_READ)
        if self._path.state.page is Page.CONFIRM:
            self._numbers.ask_outlook()
