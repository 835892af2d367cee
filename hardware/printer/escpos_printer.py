"""The real ticket printer: ESC/POS, asked for its status before and after every slip."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hardware.printer import frames
from hardware.printer.interface import Evidence, PrinterOffline, PrinterStatus, PrintInterrupted
from hardware.printer.listening import Listener
from hardware.printer.mid_slip import expect_still_well, mid_slip
from hardware.printer.paper_left import PaperLeft
from hardware.printer.slip import Slip
from hardware.printer.talk import Patience, Talk
from hardware.printer.typeset import Typesetter
from hardware.transport.line import Line, LineLost, LineUnreachable, OpenLine


@dataclass(frozen=True, slots=True)
class Questions:
    """What this model can be asked.

    Without `status` the printer is trusted blindly; without `printed` (GS r) a slip counts as printed
    when it has been sent and the status is good, for the real-time status may come before the paper.
    With `discard` it can be told to forget the rest of a slip that broke off.
    """

    status: bool = True
    printed: bool = True
    discard: frames.Discard = frames.Discard.NONE


class EscposPrinter:
    """One printer. Each job opens its own connection, because many heads accept only one at a time;

    a printer that reports by itself and is watched keeps one connection open instead.
    """

    def __init__(
        self,
        open_line: OpenLine,
        typesetter: Typesetter,
        questions: Questions | None = None,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        paper: PaperLeft | None = None,
    ) -> None:
        self._open_line = open_line
        self._typesetter = typesetter
        self._questions = questions or Questions()
        self._patience = patience or Patience()
        self._clock = clock
        self._paper = paper or PaperLeft()
        self._busy = threading.Lock()
        self._held: Talk | None = None
        self._listener: Listener | None = None
        # Half a slip hangs in the mouth of the printer, or may hang there.
        self._torn = False
        self._heard = "ok"

    def status(self) -> PrinterStatus:
        if not self._questions.status:
            return PrinterStatus.not_asked()
        with self._busy:
            try:
                with self._asked() as (_, status):
                    return status
            except (LineUnreachable, LineLost) as error:
                return PrinterStatus.unreachable(error)

    def print_slip(self, slip: Slip) -> None:
        job = self._typesetter.job(slip)
        with self._busy:
            try:
                self._print(job.data)
            except PrintInterrupted:
                self._torn = True
                self._paper = self._paper.printed(job.length_mm)
                self._discard_rest()
                raise
            self._paper = self._paper.printed(job.length_mm)

    def watch(self, on_news: Callable[[], None]) -> None:
        """See TellsByItself."""
        if not self._typesetter.head.report_changes or not self._questions.status or self._listener:
            return
        self._listener = Listener(self._listen_a_moment, on_news)
        self._listener.start()

    def close(self) -> None:
        """See TellsByItself."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()
        with self._busy:
            self._let_go()

    def _print(self, data: bytes) -> None:
        if not self._questions.status:
            with contextlib.closing(self._open()) as line, mid_slip():
                line.write(self._with_clean_start(data))
        else:
            self._print_and_watch(data)
        self._torn = False

    def _print_and_watch(self, data: bytes) -> None:
        try:
            with self._asked() as (talk, status):
                if status.fault is not None:
                    raise status.fault
                with mid_slip():
                    self._send(talk, self._with_clean_start(data))
        except (LineUnreachable, LineLost) as error:
            raise PrinterOffline(error.detail) from error

    def _with_clean_start(self, data: bytes) -> bytes:
        """A torn slip is cut off first, so that the next citizen does not get two on one strip."""
        return frames.RESET + self._typesetter.cut + data if self._torn else data

    def _send(self, talk: Talk, job: bytes) -> None:
        # Noise before the job could look like the mark.
        talk.printed = False
        talk.line.write(job + frames.ASK_WHEN_PRINTED if self._questions.printed else job)
        give_up = self._clock() + self._patience.slip
        if self._questions.printed:
            self._wait_until_printed(talk, give_up)
        expect_still_well(self._noted(self._status_after_silence(talk, give_up)))

    def _wait_until_printed(self, talk: Talk, give_up: float) -> None:
        while True:
            talk.listen()
            if talk.printed:
                return
            reported = talk.reported
            status = self._noted(talk.status())
            reported = talk.reported or reported
            if status.evidence is Evidence.SILENT and reported is not None:
                # The questions wait behind the job, but the printer spoke up by itself.
                expect_still_well(self._noted(reported))
            # With a full buffer our questions wait behind the job: silence is no news until the end.
            if status.evidence is not Evidence.SILENT or self._clock() >= give_up:
                expect_still_well(status)
            if self._clock() >= give_up and not talk.printed:
                raise PrintInterrupted(f"not printed within {self._patience.slip:g} s")

    def _status_after_silence(self, talk: Talk, give_up: float) -> PrinterStatus:
        while (status := talk.status()).evidence is Evidence.SILENT and self._clock() < give_up:
            pass
        return status

    def _noted(self, status: PrinterStatus) -> PrinterStatus:
        """The status with what is known of the roll."""
        self._paper = self._paper.seen(status)
        return replace(status, tickets_left=self._paper.tickets)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[tuple[Talk, PrinterStatus]]:
        """A connection on which the status has just been asked. Raises LineUnreachable or LineLost."""
        talk, status = self._begun()
        try:
            yield talk, self._noted(status)
        except LineLost:
            self._let_go()
            raise
        except PrintInterrupted:
            if self._questions.discard is not frames.Discard.NONE:
                talk.drop()
            raise
        finally:
            if talk is not self._held:
                talk.line.close()

    def _begun(self) -> tuple[Talk, PrinterStatus]:
        held = self._held
        if held is not None:
            # A line that was held for long may be dead at the other end.
            with contextlib.suppress(LineLost):
                status = held.status()
                if status.evidence is not Evidence.SILENT:
                    return held, status
            self._let_go()
        talk = self._new_talk()
        if self._listener is not None:
            self._hold(talk)
        try:
            return talk, talk.status()
        except LineLost:
            self._let_go()
            talk.line.close()
            raise

    def _new_talk(self) -> Talk:
        reports = self._typesetter.head.report_changes
        return Talk(self._open_line(), self._patience, self._clock, reports)

    def _open(self) -> Line:
        try:
            return self._open_line()
        except LineUnreachable as error:
            raise PrinterOffline(error.detail) from error

    def _hold(self, talk: Talk) -> None:
        self._held = talk
        with contextlib.suppress(LineLost):
            talk.line.write(frames.REPORT_CHANGES)

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.line.close()

    def _discard_rest(self) -> None:
        """What the printer still holds must not come out when somebody has put in paper."""
        command = frames.DISCARD[self._questions.discard]
        self._let_go()
        if not command:
            return
        with contextlib.suppress(LineUnreachable, LineLost):
            talk = self._new_talk()
            with contextlib.closing(talk.line):
                talk.line.write(command)
                # Its answer shows that the command has arrived.
                talk.status()

    def _listen_a_moment(self, seconds: float) -> bool:
        """For the listener: whether there is news. Raises LineUnreachable or LineLost."""
        with self._busy:
            try:
                if self._held is None:
                    self._hold(self._new_talk())
                    return False
                talk = self._held
                talk.listen(seconds)
            except (LineUnreachable, LineLost):
                self._let_go()
                raise
            reported, talk.reported = talk.reported, None
            return reported is not None and self._is_news(reported)

    def _is_news(self, reported: PrinterStatus) -> bool:
        self._paper = self._paper.seen(reported)
        heard = reported.health.code
        before, self._heard = self._heard, heard
        return heard != before
