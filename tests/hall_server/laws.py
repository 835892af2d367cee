"""Laws that a hall keeps after every command, whatever was asked; checked from outside."""

from collections import Counter
from itertools import islice
from typing import Any

from hall_server.api import translate
from hall_server.domain.leasing import Band
from hall_server.domain.rating import WITHOUT_REASONS
from hall_server.domain.rules import BAD_LEVELS
from hall_server.domain.ticket import AT_A_WINDOW, State, Ticket
from hall_server.domain.window import Window, WindowState
from hall_server.storage.event_codec import encode
from hall_server.storage.event_log import GENESIS, Recorded, link
from hall_server.storage.live_hall import LiveHall
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView, apply, for_zone
from tests.conftest import RunningHall

DIGITS = "0123456789"
LENT = Band()
BUSY = {WindowState.CALLING: State.CALLED, WindowState.SERVING: State.SERVING}
SHELVES = (
    "window_shelf",
    "appointment_shelf",
    "notice_shelf",
    "device_shelf",
    "login_shelf",
    "failure_shelf",
    "pairing_shelf",
    "counters",
    "lease_shelf",
)


def the_live(hall: RunningHall) -> LiveHall:
    """What the lane holds in memory; look, do not touch."""
    live: LiveHall = hall.lane.ask(lambda uow, now: uow).result(10)  # type: ignore[assignment]
    return live


def snapshot(hall: RunningHall) -> HallView:
    """As the server makes it when it starts."""
    calls = hall.store.last_calls()
    return hall.lane.ask(lambda uow, now: translate.hall_view(uow, calls, now)).result(10)


def as_sent(recorded: Recorded) -> Event:
    """An event after its way over the wire."""
    return Event.model_validate_json(translate.event(recorded).model_dump_json())


def told(view: HallView) -> dict[str, Any]:
    """What a view says of the hall, without when it was made."""
    return view.model_dump(exclude={"seq", "at"})


class Screen:
    """A board that took its snapshot at some time and has folded every event since."""

    def __init__(self, hall: RunningHall, zone: str | None = None) -> None:
        self._hall, self._zone = hall, zone
        whole = HallView.model_validate_json(snapshot(hall).model_dump_json())
        self._read, self.view = whole.seq, for_zone(whole, zone) if zone else whole

    def follow(self) -> None:
        """Fold what is new, as its feed would bring it."""
        while new := self._hall.store.read_after(self._read):
            for event in map(as_sent, new):
                self._read = event.seq
                if self._zone is None or not event.zones or self._zone in event.zones:
                    self.view = apply(self.view, event)

    def shows_the_truth(self, now: HallView) -> None:
        """Compared with a snapshot that was taken just now."""
        self.follow()
        assert self._read == now.seq
        seen, true = told(self.view), told(for_zone(now, self._zone) if self._zone else now)
        wrong = {part: (seen[part], true[part]) for part in true if seen[part] != true[part]}
        assert not wrong, f"a screen of {self._zone or 'the hall'} shows what is not so: {wrong}"


def windows_and_tickets_agree(tickets: list[Ticket], windows: list[Window]) -> None:
    """No ticket at two windows, no window with two tickets, and each points at the other."""
    at = {t.id: t for t in tickets if t.state in AT_A_WINDOW}
    assert max(Counter(t.window for t in at.values()).values(), default=0) <= 1
    for window in windows:
        assert (window.ticket is not None) == (window.state in BUSY), window
        if window.ticket is not None:
            ticket = at.pop(window.ticket, None)
            assert ticket is not None, f"{window} has a ticket that is not there"
            assert (ticket.window, ticket.state) == (window.id, BUSY[window.state])
    assert at == {}, "tickets at windows that know nothing of them"


def numbers_are_given_once(tickets: list[Ticket], band: Band = LENT) -> None:
    """Within one business day every queue counts 1, 2, 3 … as tickets were made, transfers and leased
    numbers left out."""
    assert max(Counter((t.day, t.number) for t in tickets).values(), default=0) <= 1
    prefixes = {t.number.rstrip(DIGITS) for t in tickets}
    for prefix in prefixes:
        counters = {int(t.number.removeprefix(prefix)) for t in tickets if t.number.rstrip(DIGITS) == prefix}
        counted = sorted(n for n in counters if n not in band)
        ordinary = (n for n in range(1, 10_000) if n not in band)
        assert counted == list(islice(ordinary, len(counted)))


class History:
    """Reads the log as it grows: no gap, no change of what was there, every digest right."""

    def __init__(self, hall: RunningHall) -> None:
        self._hall, self.events, self._chain = hall, list[Recorded](), GENESIS

    def grows_without_a_gap(self) -> None:
        while new := self._hall.store.read_after(len(self.events)):
            for recorded in new:
                assert recorded.seq == len(self.events) + 1
                assert not self.events or recorded.day >= self.events[-1].day
                self._chain = link(self._chain, recorded.seq, encode(recorded.event))
                self.events.append(recorded)

    @property
    def chain(self) -> str:
        return self._chain


def ratings_say_why(tickets: list[Ticket]) -> None:
    """A rated service has its level and its source; a bad level its reasons, unless keys told it."""
    for ticket in tickets:
        assert (
            (ticket.state is State.RATED) == (ticket.stars is not None) == (ticket.rated_through is not None)
        )
        if ticket.stars in BAD_LEVELS:
            assert ticket.rating_reasons or ticket.rated_through in WITHOUT_REASONS, ticket
        if ticket.stars is None:
            assert ticket.rating_reasons == ()


def memory_equals_the_database(hall: RunningHall, live: LiveHall) -> None:
    """Loading the hall anew gives what the lane holds."""
    with hall.engines.read.connect() as connection:
        loaded = hall.store.load(connection)
    assert (loaded.day, loaded.seq, loaded.plan) == (live.day, live.seq, live.plan)
    assert loaded.ticket_shelf.rows == live.ticket_shelf.rows
    for name in SHELVES:
        assert getattr(loaded, name).rows == getattr(live, name).rows, name
    for queue in live.plan.queues:
        assert sorted(loaded.tickets.recent_minutes(queue)) == sorted(live.tickets.recent_minutes(queue))
