"""The real ticket printer: ESC/POS, asked for its status before and after every slip."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from hardware.health import Fault
from hardware.printer import frames
from hardware.printer.interface import (
    CoverOpen,
    CoverOpened,
    CutterError,
    CutterFailed,
    Evidence,
    OutOfPaper,
    PaperRanOut,
    PrinterError,
    PrinterFailed,
    PrinterLost,
    PrinterOffline,
    PrinterStatus,
    PrintInterrupted,
)
from hardware.printer.slip import Slip
from hardware.printer.typeset import Typesetter
from hardware.transport.line import Line, LineLost, LineUnreachable, OpenLine

# What a fault is called when it comes in the middle of a slip.
_MID_SLIP: dict[type[Fault], type[PrintInterrupted]] = {
    OutOfPaper: PaperRanOut,
    CoverOpen: CoverOpened,
    CutterError: CutterFailed,
    PrinterError: PrinterFailed,
    PrinterOffline: PrinterLost,
}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for one status byte, for a whole slip, and between looks while it prints."""

    answer: float = 0.5
    slip: float = 20.0
    look: float = 0.2


@dataclass(frozen=True, slots=True)
class Questions:
    """What this model can be asked.

    Without `status` the printer is trusted blindly; without `printed` (GS r) a slip counts as printed
    when it has been sent and the status is good, for the real-time status may come before the paper.
    """

    status: bool = True
    printed: bool = True


class EscposPrinter:
    """One printer. Each job opens its own connection, because many heads accept only one at a time."""

    def __init__(
        self,
        open_line: OpenLine,
        typesetter: Typesetter,
        questions: Questions | None = None,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_line = open_line
        self._typesetter = typesetter
        self._questions = questions or Questions()
        self._patience = patience or Patience()
        self._clock = clock
        self._busy = threading.Lock()

    def status(self) -> PrinterStatus:
        if not self._questions.status:
            return PrinterStatus.not_asked()
        with self._busy:
            try:
                with closing(self._open_line()) as line:
                    return _Talk(line, self._patience, self._clock).status()
            except (LineUnreachable, LineLost):
                return PrinterStatus.unreachable()

    def print_slip(self, slip: Slip) -> None:
        job = self._typesetter.job(slip)
        with self._busy, closing(self._open()) as line:
            talk = _Talk(line, self._patience, self._clock)
            if self._questions.status:
                self._expect_ready(talk)
            try:
                self._send(talk, job)
            except LineLost as error:
                raise PrinterLost(str(error)) from error

    def _open(self) -> Line:
        try:
            return self._open_line()
        except LineUnreachable as error:
            raise PrinterOffline(str(error)) from error

    def _expect_ready(self, talk: "_Talk") -> None:
        try:
            status = talk.status()
        except LineLost as error:
            raise PrinterOffline(str(error)) from error
        if status.fault is not None:
            raise status.fault

    def _send(self, talk: "_Talk", job: bytes) -> None:
        if not self._questions.status:
            talk.line.write(job)
            return
        # Noise before the job could look like the mark.
        talk.printed = False
        talk.line.write(job + frames.ASK_WHEN_PRINTED if self._questions.printed else job)
        give_up = self._clock() + self._patience.slip
        if self._questions.printed:
            self._wait_until_printed(talk, give_up)
        _expect_still_well(self._status_after_silence(talk, give_up))

    def _wait_until_printed(self, talk: "_Talk", give_up: float) -> None:
        while True:
            talk.wait_for_mark()
            if talk.printed:
                return
            status = talk.status()
            # With a full buffer our questions wait behind the job: silence is no news until the end.
            if status.evidence is not Evidence.SILENT or self._clock() >= give_up:
                _expect_still_well(status)
            if self._clock() >= give_up and not talk.printed:
                raise PrintInterrupted(f"not printed within {self._patience.slip:g} s")

    def _status_after_silence(self, talk: "_Talk", give_up: float) -> PrinterStatus:
        while (status := talk.status()).evidence is Evidence.SILENT and self._clock() < give_up:
            pass
        return status


def _expect_still_well(status: PrinterStatus) -> None:
    """Raise the kind of PrintInterrupted that fits what the printer says now."""
    fault = status.fault
    if fault is None:
        return
    for kind, mid_slip in _MID_SLIP.items():
        if isinstance(fault, kind):
            raise mid_slip(fault.detail)
    raise PrintInterrupted(str(fault))


class _Talk:
    """One connection: asks for status bytes, and notices the mark that says "printed" among them."""

    def __init__(self, line: Line, patience: Patience, clock: Callable[[], float]) -> None:
        self.line = line
        self.printed = False
        self._patience = patience
        self._clock = clock
        # Questions whose answers may still come; they must not be taken for the answers to later ones.
        self._unanswered = 0

    def status(self) -> PrinterStatus:
        answers = []
        for number in frames.STATUS_QUESTIONS:
            self.line.write(frames.status_question(number))
            self._unanswered += 1
            answer = self._status_byte()
            if answer is None:
                return PrinterStatus.silent()
            answers.append(answer)
        return frames.decode_status(answers)

    def wait_for_mark(self) -> None:
        """Listen for a moment."""
        for byte in self.line.read(1, self._patience.look):
            self._take(byte)

    def _status_byte(self) -> int | None:
        """The answer to the last question; None if it does not come in time."""
        give_up = self._clock() + self._patience.answer
        while self._unanswered and (left := give_up - self._clock()) > 0:
            for byte in self.line.read(1, left):
                self._take(byte)
                if frames.is_status(byte) and not self._unanswered:
                    return byte
        return None

    def _take(self, byte: int) -> None:
        if frames.is_status(byte):
            self._unanswered = max(self._unanswered - 1, 0)
        elif frames.is_printed_mark(byte):
            self.printed = True
