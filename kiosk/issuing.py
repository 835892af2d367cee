"""One number on its way to paper: printer asked, number reserved, slip printed, print confirmed.

No step leaves a number that nobody holds: a failed print cancels it, and one that the hall cannot be told
about lapses there by itself. When the hall stays silent, a leased number is printed in its place, and the
question that was under way is never put again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.outbox import NotKept
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Changed, Issued, Problem
from hall_server.wire.asks import ByHolder, TakeTicket
from hall_server.wire.words import TicketState
from hardware.health import Fault
from hardware.printer.interface import PrinterStatus, TicketPrinter
from hardware.printer.slip import Slip
from kiosk.silence import Silence

RETRY_SECONDS = 2.0
PRINT_SECONDS = 6.0
"""What a slow print takes: a number that lapses sooner is not put on paper."""

log = logging.getLogger(__name__)


class Hall(Protocol):
    """What issuing asks of the hall."""

    def take_ticket(self, ask: TakeTicket, key: str) -> Issued: ...
    def reprint(self, ticket: str, shown: ByHolder, key: str) -> Issued: ...
    def confirm_print(self, ticket: str, key: str) -> Changed: ...
    def cancel(self, ticket: str, reason: str | None, key: str) -> Changed: ...


class Offline(Protocol):
    """The numbers that the kiosk may print without the hall. `take` and `keep` block."""

    def has(self, queue: str) -> bool: ...
    def has_any(self) -> bool: ...
    def take(self, ask: TakeTicket) -> Issued | None:
        """Raises NotKept."""

    def keep(self, issued: Issued, ask: TakeTicket) -> None:
        """The hall will hear of it. Raises NotKept."""

    def settle_soon(self) -> None: ...


class Stage(Enum):
    ASKING_PRINTER = "asking_printer"
    TAKING = "taking"
    PRINTING = "printing"
    CONFIRMING = "confirming"
    OFFLINE = "offline"
    """A leased number is being printed."""


@dataclass(frozen=True, slots=True)
class Progress:
    stage: Stage
    link_lost: bool = False
    """The hall does not answer; the same question is asked again and again."""


@dataclass(frozen=True, slots=True)
class Printed:
    issued: Issued
    offline: bool = False
    """It was leased; the hall does not know of it yet."""


@dataclass(frozen=True, slots=True)
class PrinterDown:
    code: str
    voided: bool = False
    """A number had been reserved and was given back."""


@dataclass(frozen=True, slots=True)
class Denied:
    problem: Problem


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The paper came too late: the hall had already taken the number back."""

    issued: Issued


Outcome = Printed | PrinterDown | Denied | Lapsed


@dataclass(frozen=True, slots=True)
class Means:
    """What every issuing needs, built once."""

    hall: Hall
    printer: TicketPrinter
    background: Background
    timer: Timer
    clock: Callable[[], float]
    """Seconds that only go forward."""
    new_key: Callable[[], str]
    offline: Offline
    silence: Silence


class Issuing:
    """One press of one citizen. Each command keeps its key over every retry."""

    def __init__(
        self,
        means: Means,
        slip_of: Callable[[Issued, bool], Slip],
        on_progress: Callable[[Progress], None],
        on_outcome: Callable[[Outcome], None],
    ) -> None:
        """The second of `slip_of` is whether the number is printed without the hall."""
        self._means, self._slip_of = means, slip_of
        self._on_progress, self._on_outcome = on_progress, on_outcome
        self._ask: Callable[[str], Issued] | None = None
        self._wish: TakeTicket | None = None
        self._queue: str | None = None
        self._again = False
        self._key = self._confirm_key = ""
        self._asked_at = 0.0
        self._given_up = self._link_lost = False

    def take(self, ask: TakeTicket, queue: str | None = None) -> None:
        """Reserve a new number and print it; in a long silence, a leased number of this queue."""
        self._wish, self._queue = ask, queue
        self._ask = lambda key: self._means.hall.take_ticket(ask, key)
        self._begin()

    def reprint(self, ticket: str, shown: ByHolder) -> None:
        """Print a number that exists; it stays valid whatever the printer does."""
        self._ask = lambda key: self._means.hall.reprint(ticket, shown, key)
        self._again = True
        self._begin()

    def give_up(self) -> None:
        """The citizen has left. A number that still arrives is cancelled."""
        self._given_up = True

    def _begin(self) -> None:
        self._progress(Stage.ASKING_PRINTER)
        self._means.background.run(self._means.printer.status, self._printer_answered, self._printer_failed)

    def _printer_answered(self, status: PrinterStatus) -> None:
        if self._given_up:
            return
        if (fault := status.fault) is not None:
            self._on_outcome(PrinterDown(fault.code))
            return
        self._ask_hall_anew()

    def _printer_failed(self, error: Exception) -> None:
        self._on_outcome(PrinterDown(_code_of(error)))

    def _ask_hall_anew(self) -> None:
        self._key, self._confirm_key = self._means.new_key(), self._means.new_key()
        self._asked_at = self._means.clock()
        self._ask_hall()

    def _ask_hall(self) -> None:
        ask, key = self._ask, self._key
        if self._given_up or ask is None:
            return
        self._progress(Stage.TAKING)
        self._means.background.run(lambda: ask(key), self._taken, self._not_taken)

    def _not_taken(self, error: Exception) -> None:
        match error:
            case LinkLost():
                self._means.silence.began(self._asked_at)
                if self._may_go_offline():
                    self._go_offline()
                else:
                    self._retry(Stage.TAKING, self._ask_hall)
            case Refused():
                self._means.silence.ended()
                self._link_lost = False
                self._finish(Denied(error.problem))
            case _:
                raise error

    def _may_go_offline(self) -> bool:
        means, queue = self._means, self._queue
        return not self._given_up and means.silence.is_long and queue is not None and means.offline.has(queue)

    def _go_offline(self) -> None:
        """The number that was asked for, should there be one, is nobody's and lapses in the hall."""
        wish = self._wish
        assert wish is not None
        self._link_lost = False
        self._progress(Stage.OFFLINE)

        def taken(issued: Issued | None) -> None:
            if issued is None:
                self._retry(Stage.TAKING, self._ask_hall)
            else:
                self._print_offline(issued, wish)

        def not_taken(error: Exception) -> None:
            if not isinstance(error, NotKept):
                raise error
            log.error("no leased number can be used: %s", error)
            self._retry(Stage.TAKING, self._ask_hall)

        self._means.background.run(lambda: self._means.offline.take(wish), taken, not_taken)

    def _print_offline(self, issued: Issued, wish: TakeTicket) -> None:
        """Paper first, then the claim: a number on half a slip is used up, and nobody's."""

        def print_it() -> None:
            self._means.printer.print_slip(self._slip_of(issued, True))

        def keep(_: None) -> None:
            self._means.background.run(lambda: self._means.offline.keep(issued, wish), kept, not_kept)

        def not_printed(error: Exception) -> None:
            if not isinstance(error, Fault):
                log.error("the print failed in an unforeseen way", exc_info=error)
            self._finish(PrinterDown(_code_of(error), voided=True))

        def kept(_: None) -> None:
            self._means.offline.settle_soon()
            self._finish(Printed(issued, offline=True))

        def not_kept(error: Exception) -> None:
            if not isinstance(error, NotKept):
                raise error
            log.error("an offline number is lost: %s", error)
            self._finish(Lapsed(issued))

        self._means.background.run(print_it, keep, not_printed)

    def _taken(self, issued: Issued) -> None:
        self._means.silence.ended()
        self._link_lost = False
        if self._given_up:
            self._cancel(issued, "abandoned", lambda: None)
        elif self._may_have_lapsed(issued):
            # The first answer was lost and the number ran out meanwhile; a new question gets a living one.
            self._ask_hall_anew()
        else:
            self._print(issued)

    def _may_have_lapsed(self, issued: Issued) -> bool:
        """Measured by this machine's own seconds, so a wrong wall clock does no harm."""
        if issued.ticket.state is not TicketState.RESERVED:
            return False
        lifetime = (issued.expires_at - issued.ticket.since).total_seconds()
        waited = self._means.clock() - self._asked_at
        return waited > PRINT_SECONDS and waited > lifetime - PRINT_SECONDS

    def _print(self, issued: Issued) -> None:
        self._progress(Stage.PRINTING)

        def job() -> None:
            self._means.printer.print_slip(self._slip_of(issued, False))

        self._means.background.run(
            job, lambda _: self._on_paper(issued), lambda error: self._print_failed(issued, error)
        )

    def _print_failed(self, issued: Issued, error: Exception) -> None:
        if not isinstance(error, Fault):
            log.error("the print failed in an unforeseen way", exc_info=error)
        code = _code_of(error)

        def answered(status: PrinterStatus) -> None:
            self._give_back(issued, status.fault.code if status.fault else code)

        self._means.background.run(
            self._means.printer.status, answered, lambda _: self._give_back(issued, code)
        )

    def _give_back(self, issued: Issued, code: str) -> None:
        if self._again and issued.ticket.state is not TicketState.RESERVED:
            self._finish(PrinterDown(code))
        else:
            self._cancel(issued, "print_failed", lambda: self._finish(PrinterDown(code, voided=True)))

    def _cancel(self, issued: Issued, reason: str, then: Callable[[], None]) -> None:
        key = self._means.new_key()

        def failed(error: Exception) -> None:
            if not isinstance(error, (LinkLost, Refused)):
                raise error
            then()

        self._means.background.run(
            lambda: self._means.hall.cancel(issued.ticket.id, reason, key), lambda _: then(), failed
        )

    def _on_paper(self, issued: Issued) -> None:
        if issued.ticket.state is TicketState.RESERVED:
            self._confirm(issued)
        else:
            self._finish(Printed(issued))

    def _confirm(self, issued: Issued) -> None:
        """Goes on even when the citizen has left: the paper went along."""
        self._progress(Stage.CONFIRMING)

        def confirmed(changed: Changed) -> None:
            self._finish(Printed(issued.model_copy(update={"ticket": changed.ticket})))

        def failed(error: Exception) -> None:
            match error:
                case LinkLost():
                    self._retry(Stage.CONFIRMING, lambda: self._confirm(issued))
                case Refused():
                    self._finish(Lapsed(issued))
                case _:
                    raise error

        key = self._confirm_key
        self._means.background.run(
            lambda: self._means.hall.confirm_print(issued.ticket.id, key), confirmed, failed
        )

    def _retry(self, stage: Stage, act: Callable[[], None]) -> None:
        self._link_lost = True
        self._progress(stage)
        self._means.timer.after(RETRY_SECONDS, act)

    def _progress(self, stage: Stage) -> None:
        if not self._given_up:
            self._on_progress(Progress(stage, self._link_lost))

    def _finish(self, outcome: Outcome) -> None:
        if not self._given_up:
            self._on_outcome(outcome)


def _code_of(error: Exception) -> str:
    return error.code if isinstance(error, Fault) else "device_fault"
