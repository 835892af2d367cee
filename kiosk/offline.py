"""What this kiosk can do while the hall is silent: print leased numbers, and tell the hall of them later."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from hall_server.client.background import Background, Timer
from hall_server.client.http import CLAIM_PATH
from hall_server.client.leases import LeaseBook
from hall_server.client.outbox import Delivery, NotKept, Outbox, Posts
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Issued, Leases
from hall_server.wire.asks import ClaimTicket, LeaseNumbers, TakeTicket
from hall_server.wire.directory import Directory
from kiosk.leased import as_issued, queue_of, queues_offered

RENEW_SECONDS = 3600.0
RETRY_SECONDS = 10.0

log = logging.getLogger(__name__)


class Hall(Posts, Protocol):
    def lease_numbers(self, ask: LeaseNumbers, key: str) -> Leases: ...


class OfflineNumbers:
    """The numbers that the kiosk holds, and the claims that it owes. `take` and `keep` block; all else is
    for the screen's thread."""

    def __init__(
        self,
        hall: Hall,
        book: LeaseBook,
        outbox: Outbox,
        background: Background,
        timer: Timer,
        new_key: Callable[[], str],
        zone: str | None,
    ) -> None:
        self._hall, self._book, self._outbox = hall, book, outbox
        self._background, self._timer, self._new_key = background, timer, new_key
        self._zone = zone
        self._directory: Directory | None = None
        self._lost = self._busy = self._wanted = self._later = False

    # The hall

    def directory_arrived(self, directory: Directory) -> None:
        """The plan of the hall: numbers are fetched at once, and every hour from the first plan on."""
        first, self._directory = self._directory is None, directory
        if first:
            self._hourly()
        else:
            self._settle()

    def link_lost(self) -> None:
        self._lost = True

    def link_live(self) -> None:
        """May be told again and again; only the return of a lost link counts."""
        if self._lost:
            self._lost = False
            self._settle()

    def settle_soon(self) -> None:
        """A claim waits to be sent."""
        if not self._later:
            self._later = True
            self._timer.after(RETRY_SECONDS, self._now_due)

    # The citizen

    def has(self, queue: str) -> bool:
        """Whether a number of this queue can be printed without the hall."""
        return self._directory is not None and self._book.has(queue, self._today(self._directory))

    def has_any(self) -> bool:
        return self._directory is not None and self._book.has_any(self._today(self._directory))

    def take(self, ask: TakeTicket) -> Issued | None:
        """A number that is never taken again, whatever becomes of its print. Raises NotKept."""
        directory, queue = self._directory, queue_of(self._directory, ask)
        if directory is None or queue is None:
            return None
        number = self._book.take(queue, self._today(directory))
        return as_issued(number, ask, directory, self._book.now()) if number else None

    def keep(self, issued: Issued, ask: TakeTicket) -> None:
        """The number is on paper: the hall must hear of it. Raises NotKept."""
        claim = ClaimTicket(
            ticket=issued.ticket.id,
            item=ask.item,
            priority=ask.priority,
            audience=ask.audience,
            language=ask.language,
            taken_at=issued.ticket.taken_at,
        )
        self._outbox.put(CLAIM_PATH, claim.model_dump_json(), self._new_key(), issued.ticket.taken_at)

    def _today(self, directory: Directory) -> date:
        return self._book.now().astimezone(ZoneInfo(directory.time_zone)).date()

    # Reconciliation: claims in their order, then numbers

    def _hourly(self) -> None:
        self._timer.after(RENEW_SECONDS, self._hourly)
        self._settle()

    def _now_due(self) -> None:
        self._later = False
        self._settle()

    def _settle(self) -> None:
        if self._busy:
            self._wanted = True
            return
        self._busy, self._wanted = True, False
        queues = queues_offered(self._directory, self._zone) if self._directory else ()
        self._background.run(lambda: self._reconcile(queues), self._settled, self._failed)

    def _reconcile(self, queues: tuple[str, ...]) -> Delivery:
        delivery = self._outbox.send(self._hall)
        for no in delivery.refused:
            log.error("the hall would not take an offline number: %s", no.code)
        if queues and not delivery.left:
            self._book.renew(self._hall.lease_numbers(LeaseNumbers(queues=queues), self._new_key()))
        return delivery

    def _settled(self, delivery: Delivery) -> None:
        self._busy = False
        if delivery.left and not delivery.unauthorised:
            self.settle_soon()
        elif self._wanted:
            self._settle()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        match error:
            case LinkLost():
                self.settle_soon()
            case Refused():
                log.warning("the hall lends no numbers: %s", error.problem.code)
            case NotKept():
                log.error("leased numbers cannot be kept: %s", error)
            case _:
                raise error
