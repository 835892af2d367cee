"""A hall and a machine that tests can break, written by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from hall_server.client.background import Background, Inline, ManualTimer
from hall_server.client.outbox import NotKept
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import (
    BookedVisit,
    Changed,
    Estimate,
    Issued,
    Person,
    Problem,
    QueueOutlook,
    Standing,
)
from hall_server.wire.asks import AskStanding, ByHolder, TakeTicket
from hall_server.wire.views import TicketView
from hall_server.wire.words import Arrival, Audience, Language, PriorityClass, TicketAct, TicketState
from hardware.printer.simulator import SimulatedPrinter
from kiosk.issuing import Offline
from kiosk.journey import Page
from kiosk.state import Kiosk, KioskState
from kiosk.view_model import KioskViewModel
from tests.kiosk.kiosk_sample_hall import sample_directory

T = TypeVar("T")
NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Nine o'clock in the hall."""


def a_ticket(
    number: str = "BA023", state: TicketState = TicketState.RESERVED, item: str | None = None
) -> TicketView:
    return TicketView(
        id=f"20261124-{number}",
        number=number,
        day=date(2026, 11, 24),
        zone="Z2",
        queue=number[:2],
        item=item,
        state=state,
        since=NINE,
        taken_at=NINE,
        reference_at=NINE,
    )


def an_estimate(ahead: int = 7) -> Estimate:
    return Estimate(low=15, mid=20, high=25, ahead=ahead, windows_open=6, basis="recent")


def issued(ticket: TicketView, item: str | None = "U06-01", reprint: bool = False) -> Issued:
    return Issued(
        ticket=ticket,
        estimate=an_estimate(),
        language=Language.ZH,
        audience=Audience.INDIVIDUAL,
        unit="U06",
        item=item,
        zone="Z2",
        windows=(48, 49, 50, 51, 55),
        url="http://hall.test/t/3f9a7c1e5b",
        expires_at=ticket.since + timedelta(seconds=30),
        reprint=reprint,
    )


TOKEN = "3f9a7c1e5b"


def a_visit(code: str = "A7K2", arrival: Arrival = Arrival.ON_TIME, **facts: Any) -> BookedVisit:
    """At nine, of an item of this zone that needs a card; the booking says whose it is."""
    grace = timedelta(minutes=15)
    known: dict[str, Any] = {
        "item": "U06-04",
        "queue": "BA",
        "slot_at": NINE,
        "state": "booked",
        "opens_at": NINE - grace,
        "closes_at": NINE + grace,
        "zone": "Z2",
        "card_needed": False,
    }
    return BookedVisit(code=code, arrival=arrival, **known | facts)


def a_standing(state: TicketState = TicketState.WAITING, *acts: TicketAct, **facts: Any) -> Standing:
    known: dict[str, Any] = {
        "estimate": an_estimate() if state is TicketState.WAITING else None,
        "window": 48 if state in (TicketState.CALLED, TicketState.SERVING) else None,
        "windows": (48, 49, 50, 51, 55),
    }
    return Standing(ticket=a_ticket("BA023", state, "U06-01"), acts=acts, **known | facts)


def refused(code: str, detail: str, ticket: str | None = None, status: int = 409) -> Refused:
    return Refused(
        Problem(
            type=f"urn:onehall:refusal:{code}",
            title=detail,
            status=status,
            detail=detail,
            code=code,
            ticket=ticket,
        )
    )


@dataclass
class FakeHall:
    """Answers well unless told otherwise; `broken` answers that many calls of a name with LinkLost."""

    language: Language = Language.ZH
    said: list[tuple[str, str, str]] = field(default_factory=list)
    """(intent, subject, key), in order."""
    broken: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, Refused] = field(default_factory=dict)
    person: Person = field(default_factory=lambda: Person(id_token="ab12", priority=PriorityClass.ORDINARY))
    outlook_open: bool = True
    visit: BookedVisit = field(default_factory=a_visit)
    ticket: Standing = field(
        default_factory=lambda: a_standing(TicketState.WAITING, TicketAct.REPRINT, TicketAct.CANCEL)
    )
    asks: list[TakeTicket] = field(default_factory=list)
    shown: list[ByHolder] = field(default_factory=list)

    def find_person(self, id_number: str, key: str) -> Person:
        self._hear("find_person", "", key)
        return self.person

    def queue_outlook(self, queue: str) -> QueueOutlook:
        self._hear("queue_outlook", queue, "")
        return QueueOutlook(
            queue=queue,
            open=self.outlook_open,
            estimate=an_estimate(),
            refusal_zh="" if self.outlook_open else "上午 9 点开始取号",
            refusal_en="" if self.outlook_open else "From 9:00",
        )

    def appointment(self, code: str) -> BookedVisit:
        self._hear("appointment", code, "")
        return self.visit.model_copy(update={"code": code})

    def standing(self, ask: AskStanding) -> Standing:
        self._hear("standing", ask.token or ask.number or "", "")
        return self.ticket

    def revive(self, ticket: str, key: str, shown: ByHolder) -> Changed:
        self._hear("revive", ticket, key)
        self.shown.append(shown)
        self.ticket = a_standing(TicketState.WAITING, TicketAct.REPRINT, TicketAct.CANCEL)
        return Changed(ticket=self.ticket.ticket)

    def give_back(self, ticket: str, token: str, key: str) -> Changed:
        self._hear("give_back", f"{ticket} {token}", key)
        self.ticket = a_standing(TicketState.CANCELLED)
        return Changed(ticket=self.ticket.ticket)

    def take_ticket(self, ask: TakeTicket, key: str) -> Issued:
        self._hear("take_ticket", ask.item or ask.appointment or "", key)
        self.asks.append(ask)
        return issued(a_ticket(), ask.item)

    def reprint(self, ticket: str, shown: ByHolder, key: str) -> Issued:
        self._hear("reprint", ticket, key)
        self.shown.append(shown)
        return issued(a_ticket(state=TicketState.WAITING), reprint=True)

    def confirm_print(self, ticket: str, key: str) -> Changed:
        self._hear("confirm_print", ticket, key)
        return Changed(ticket=a_ticket(state=TicketState.WAITING))

    def cancel(self, ticket: str, reason: str | None, key: str) -> Changed:
        self._hear("cancel", f"{ticket} {reason}", key)
        return Changed(ticket=a_ticket(state=TicketState.CANCELLED))

    def intents(self) -> list[str]:
        return [intent for intent, _, _ in self.said]

    def keys_of(self, intent: str) -> list[str]:
        return [key for name, _, key in self.said if name == intent]

    def _hear(self, intent: str, subject: str, key: str) -> None:
        self.said.append((intent, subject, key))
        if self.broken.get(intent, 0) > 0:
            self.broken[intent] -= 1
            raise LinkLost("no answer")
        if intent in self.refusals:
            raise self.refusals[intent]


@dataclass
class HeldNumbers:
    """Leased numbers in memory; `full` is a disk with no room for claims."""

    numbers: list[str] = field(default_factory=lambda: ["BB901", "BB902", "BA901"])
    taken: list[str] = field(default_factory=list)
    claims: list[tuple[str, TakeTicket]] = field(default_factory=list)
    full: bool = False
    settled: int = 0

    def has(self, queue: str) -> bool:
        return any(number.startswith(queue) for number in self.numbers)

    def has_any(self) -> bool:
        return bool(self.numbers)

    def take(self, ask: TakeTicket) -> Issued | None:
        queue = next(item.queue for item in sample_directory().items if item.id == ask.item)
        number = next((n for n in self.numbers if n.startswith(queue)), None)
        if number is None:
            return None
        self.numbers.remove(number)
        self.taken.append(number)
        return issued(a_ticket(number, TicketState.WAITING), ask.item)

    def keep(self, issued: Issued, ask: TakeTicket) -> None:
        if self.full:
            raise NotKept("no room")
        self.claims.append((issued.ticket.number, ask))

    def settle_soon(self) -> None:
        self.settled += 1


class Later:
    """Runs jobs when it is told to, like a slow line."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def run(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self.jobs.append(lambda: Inline().run(job, done, failed))

    def catch_up(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()


class Machine:
    """A kiosk on a simulated printer, its time in the test's hands."""

    def __init__(
        self,
        zone: str | None = "Z2",
        show: Callable[[KioskState], None] | None = None,
        background: Background | None = None,
        offline: Offline | None = None,
    ) -> None:
        self.hall, self.printer, self.timer = FakeHall(), SimulatedPrinter(), ManualTimer()
        self.reports: list[str] = []
        self.shown: list[KioskState] = []
        self._keys = self.rings = 0
        kiosk = Kiosk("一号取号机", zone, Language.ZH, idle_seconds=60)
        self.taps = KioskViewModel(
            kiosk,
            self.hall,
            self.printer,
            background or Inline(),
            self.timer,
            lambda: self.timer.now,
            self._key,
            show or self.shown.append,
            self.reports.append,
            offline,
            lambda: NINE.date(),
            self._ring,
        )
        self.taps.start()
        self.taps.directory_arrived(sample_directory())

    @property
    def state(self) -> KioskState:
        return self.taps.state

    def page(self) -> Page:
        return self.taps.state.page

    def _ring(self) -> None:
        self.rings += 1

    def _key(self) -> str:
        self._keys += 1
        return f"key-{self._keys}"

    def to_item(self, item: str = "U06-01") -> None:
        self.taps.started()
        self.taps.without_card()
        self.taps.enterprise()
        self.taps.by_search()
        self.taps.item_chosen(item)

    def to_confirm(self, item: str = "U06-01") -> None:
        self.to_item(item)
        self.taps.confirmed()
