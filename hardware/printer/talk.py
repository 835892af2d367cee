"""One connection with a printer: questions, and whatever it says in between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hardware.printer import frames
from hardware.printer.answers import Answer, Answers, PrintedMark, Report, StatusByte
from hardware.printer.interface import PrinterStatus
from hardware.transport.line import Line


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for one status byte, for a whole slip, and between looks while it prints."""

    answer: float = 0.5
    slip: float = 20.0
    look: float = 0.2


@runtime_checkable
class Droppable(Protocol):
    """A line that can forget what it has not sent yet."""

    def drop(self) -> None:
        """Close at once."""


class Talk:
    """Asks for status bytes, and notices the mark that says "printed" and the printer's own reports."""

    def __init__(
        self, line: Line, patience: Patience, clock: Callable[[], float], reports: bool = False
    ) -> None:
        self.line = line
        self.printed = False
        self.reported: PrinterStatus | None = None
        """What the printer told last by itself, since the last question."""
        self._answers = Answers(reports)
        self._patience = patience
        self._clock = clock
        # Questions whose answers may still come; they must not be taken for the answers to later ones.
        self._unanswered = 0

    def status(self) -> PrinterStatus:
        """Ask all four questions. Raises LineLost."""
        self.reported = None
        asked = []
        for number in frames.STATUS_QUESTIONS:
            self.line.write(frames.status_question(number))
            self._unanswered += 1
            answer = self._status_byte()
            if answer is None:
                return PrinterStatus.silent()
            asked.append(answer)
        return frames.decode_status(asked)

    def listen(self, seconds: float | None = None) -> None:
        """Take in what comes in a moment. Raises LineLost."""
        heard = self.line.read(1, self._patience.look if seconds is None else seconds)
        if heard:
            self._take(heard)
        else:
            self._notice(self._answers.silence())

    def drop(self) -> None:
        """Close; what waits to be sent is forgotten, if the line can do that."""
        if isinstance(self.line, Droppable):
            self.line.drop()
        self.line.close()

    def _status_byte(self) -> int | None:
        """The answer to the last question; None if it does not come in time."""
        give_up = self._clock() + self._patience.answer
        while self._unanswered and (left := give_up - self._clock()) > 0:
            answered = self._take(self.line.read(1, left))
            if answered is not None and not self._unanswered:
                return answered
        return None

    def _take(self, heard: bytes) -> int | None:
        """The last status byte among what was heard."""
        answered = None
        for byte in heard:
            answered = self._notice(self._answers.take(byte))
        return answered

    def _notice(self, answers: list[Answer]) -> int | None:
        answered = None
        for answer in answers:
            match answer:
                case StatusByte(value):
                    self._unanswered = max(self._unanswered - 1, 0)
                    answered = value
                case PrintedMark():
                    self.printed = True
                case Report(status):
                    self.reported = status
        return answered
