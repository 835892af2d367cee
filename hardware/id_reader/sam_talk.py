"""One open line to a SAM module: a question, its answer, and nothing that was left over from before."""

import logging
import time
from collections.abc import Callable

from hardware.health import Fault
from hardware.id_reader.codes import Action, status_of
from hardware.id_reader.frames import Answer, Framer, Garbled, Question
from hardware.id_reader.interface import ReaderSilent
from hardware.transport.line import Line

_CHUNK = 4096
_MOST_LEFT_OVER = 65536

log = logging.getLogger(__name__)


class LineNoisy(Fault):
    """What comes from the reader does not pass its own check, twice."""

    code = "reader_silent"


class SamTalk:
    """Strictly one question at a time. Logs the question, the status word and the size; never the data."""

    def __init__(self, line: Line, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = line
        self._clock = clock

    def ask(self, question: Question, seconds: float) -> Answer:
        """The answer, within `seconds` at most. Raises ReaderSilent, LineNoisy, LineLost.

        Asked once more if either side received it damaged.
        """
        give_up = self._clock() + seconds
        answer: Answer | Garbled = Garbled(0)
        for _ in range(2):
            self._forget_left_overs(give_up)
            self._line.write(question.frame)
            answer = self._answer_to(question, give_up)
            log.debug("%s: %s", question.name, answer)
            if isinstance(answer, Answer) and status_of(answer.sw3).action is not Action.RESEND:
                return answer
        if isinstance(answer, Garbled):
            raise LineNoisy(f"{question.name}: wrong check byte twice")
        return answer

    def close(self) -> None:
        self._line.close()

    def _answer_to(self, question: Question, give_up: float) -> Answer | Garbled:
        framer = Framer()
        while (left := give_up - self._clock()) > 0:
            for answer in framer.feed(self._line.read(_CHUNK, left)):
                if isinstance(answer, Garbled) or question.fits(answer):
                    return answer
                log.debug("%s: left over: %s", question.name, answer)
        raise ReaderSilent(f"{question.name}: no answer")

    def _forget_left_overs(self, give_up: float) -> None:
        dropped = 0
        while data := self._line.read(_CHUNK, 0):
            dropped += len(data)
            if dropped > _MOST_LEFT_OVER or self._clock() >= give_up:
                raise LineNoisy("it never stops sending")
