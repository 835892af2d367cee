"""The real reader: a SAM_V module on a serial port, or behind a serial server.

Each look asks find, then select, then read. The state is the card that lies there (see `presence`) and
whether the line is open; a line that breaks or goes silent is opened anew, with growing pauses.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from hardware.health import Fault, Health
from hardware.id_reader import frames
from hardware.id_reader.codes import Action, status_of
from hardware.id_reader.frames import Answer, MalformedAnswer, Question
from hardware.id_reader.interface import (
    IdCard,
    ReaderSilent,
    ReaderUnauthorised,
    ReaderUnplugged,
    ReaderUnsuitable,
    ReaderUnwell,
)
from hardware.id_reader.photo import KeepPhoto, drop
from hardware.id_reader.presence import Limits, Presence, Removal
from hardware.id_reader.sam_talk import LineNoisy, SamTalk
from hardware.id_reader.text_block import UnreadableCard, card_of, plain_text
from hardware.transport.line import LineLost, OpenLine

# A serial server may take as long; a serial port opens at once.
_OPENING_SECONDS = 2.0
_FAULTS: dict[Action, type[Fault]] = {
    Action.UNWELL: ReaderUnwell,
    Action.UNAUTHORISED: ReaderUnauthorised,
    Action.SKIP: ReaderUnsuitable,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for the first answer at one speed, for any other, for a read; pauses after faults."""

    probe: float = 0.5
    answer: float = 1.0
    read: float = 5.0
    back_off: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True, slots=True)
class Model:
    """In what readers differ. `appended` is which of the addresses written later to report: none, 0 or -1."""

    removal: Removal = Removal.HOLD
    appended: int | None = None
    packet: int | None = None
    limits: Limits = field(default_factory=Limits)


class _TryFailed(Exception):
    """This try to read the card was in vain."""

    def __init__(self, action: Action) -> None:
        self.action = action


class SamReader:
    """One reader. `speeds` are the ways to open its line, the likeliest first."""

    def __init__(
        self,
        speeds: Sequence[OpenLine],
        model: Model | None = None,
        patience: Patience | None = None,
        keep_photo: KeepPhoto = drop,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._speeds = list(speeds)
        self._model = model or Model()
        self._patience = patience or Patience()
        self._keep_photo = keep_photo
        self._clock = clock
        self._busy = threading.Lock()
        self._presence = Presence(self._model.limits)
        self._talk: SamTalk | None = None
        self._fault: Fault | None = None
        self._tried = False
        self._failures = self._silences = 0
        self._not_before = clock()
        self.module_number = ""

    @property
    def bound(self) -> float:
        """Seconds that one `poll` takes at the very most."""
        opening = _OPENING_SECONDS + len(self._speeds) * self._patience.probe + 2 * self._patience.answer
        return max(opening, 4 * self._patience.answer + self._patience.read)

    def poll(self) -> IdCard | None:
        with self._busy:
            if self._fault is not None and self._clock() < self._not_before:
                raise type(self._fault)(self._fault.detail)
            self._tried = True
            if self._talk is None:
                self._open()
            else:
                self._look(self._talk)
            return self._presence.card

    def health(self) -> Health:
        """Does not wait for a poll that is under way."""
        fault, hint = self._fault, self._presence.hint
        if fault is not None:
            return fault.health
        if hint is not None:
            return Health.warning(hint)
        return Health.ok() if self._tried else Health.unknown("not_tried")

    def close(self) -> None:
        """Let go of the port; the next poll takes it again."""
        with self._busy:
            self._drop_line()

    # The line

    def _open(self) -> None:
        try:
            self._talk = self._find_speed()
            self._greet(self._talk)
        except LineLost as lost:
            raise self._out_of_order(ReaderUnplugged(lost.detail)) from lost
        except Fault as fault:
            raise self._out_of_order(fault) from None
        if not self._silences:
            self._fault = None

    def _find_speed(self) -> SamTalk:
        """Ask for the status at each speed. The one that works is the first to be tried next time."""
        last: Fault = ReaderSilent()
        for open_line in list(self._speeds):
            talk = SamTalk(open_line(), self._clock)
            try:
                self._expect(talk, frames.STATUS, self._patience.probe)
            except (ReaderSilent, LineNoisy, _TryFailed) as error:
                talk.close()
                last = error if isinstance(error, Fault) else last
            except Fault:
                talk.close()
                raise
            else:
                self._speeds.remove(open_line)
                self._speeds.insert(0, open_line)
                return talk
        raise last

    def _greet(self, talk: SamTalk) -> None:
        """What a model does not know, or does not even answer, is not held against it."""
        with suppress(ReaderSilent, LineNoisy):
            if self._model.packet is not None:
                talk.ask(frames.set_packet(self._model.packet), self._patience.answer)
        with suppress(ReaderSilent, LineNoisy):
            answer = talk.ask(frames.SAM_ID, self._patience.answer)
            if answer.sw3 == frames.SAM_ID.success:
                self.module_number = frames.module_number(answer.data)

    def _out_of_order(self, fault: Fault) -> Fault:
        self._drop_line()
        waits = self._patience.back_off
        self._not_before = self._clock() + waits[min(self._failures, len(waits) - 1)]
        self._failures += 1
        self._fault = fault
        log.warning("ID card reader: %s", fault)
        return fault

    def _drop_line(self) -> None:
        if self._talk is not None:
            self._talk.close()
        self._talk = None
        self._presence.forget()

    # The card

    def _look(self, talk: SamTalk) -> None:
        try:
            self._look_once(talk)
        except (LineLost, LineNoisy, ReaderSilent) as fault:
            # Nothing cancels what the module may still be doing; a line opened anew begins afresh.
            known = ReaderUnplugged(fault.detail) if isinstance(fault, LineLost) else fault
            self._silences += 1
            if self._silences > 1:
                raise self._out_of_order(known) from fault
            self._drop_line()
            self._fault = known
        except Fault as fault:
            raise self._out_of_order(fault) from None
        else:
            self._failures = self._silences = 0
            self._fault = None

    def _look_once(self, talk: SamTalk) -> None:
        if self._model.removal is Removal.ASK and self._presence.card is not None and self._answers(talk):
            return
        try:
            self._expect(talk, frames.FIND, self._patience.answer)
            if self._presence.may_be_tried(self._clock()):
                self._presence.was_read(self._read(talk), self._clock())
        except _TryFailed as failed:
            self._take(failed.action)
        except (MalformedAnswer, UnreadableCard) as error:
            log.info("ID card: %s", error)
            self._presence.failed(self._clock())

    def _take(self, action: Action) -> None:
        """What follows from a try in vain."""
        now = self._clock()
        match action:
            case Action.NO_CARD:
                self._presence.was_not_found(self._model.removal, now)
            case Action.NOT_AN_ID_CARD:
                self._presence.is_no_id_card(now)
            case Action.REPLACE:
                self._presence.failed(now, "card_put_again")
            case _:
                self._presence.failed(now)

    def _read(self, talk: SamTalk) -> IdCard:
        self._expect(talk, frames.SELECT, self._patience.answer)
        answer = self._expect(talk, frames.READ, self._patience.read)
        blocks = frames.card_blocks(answer.data)
        card = card_of(blocks.text, self._keep_photo(blocks.photo))
        address = self._appended_address(talk)
        return replace(card, address=address) if address else card

    def _appended_address(self, talk: SamTalk) -> str:
        which = self._model.appended
        if which is None:
            return ""
        answer = talk.ask(frames.READ_ADDRESSES, self._patience.answer)
        if answer.sw3 != frames.READ_ADDRESSES.success:
            if status_of(answer.sw3).action is Action.SKIP:
                self._model = replace(self._model, appended=None)
            return ""
        addresses = [text for block in frames.address_blocks(answer.data) if (text := plain_text(block))]
        return addresses[which] if addresses else ""

    def _answers(self, talk: SamTalk) -> bool:
        answer = talk.ask(frames.READ_MANAGEMENT, self._patience.answer)
        if status_of(answer.sw3).action is Action.SKIP:
            self._model = replace(self._model, removal=Removal.HOLD)
        return answer.sw3 == frames.READ_MANAGEMENT.success

    def _expect(self, talk: SamTalk, question: Question, seconds: float) -> Answer:
        """The answer if it is a success. Raises _TryFailed, or the fault that the module tells of."""
        answer = talk.ask(question, seconds)
        if answer.sw3 == question.success:
            return answer
        status = status_of(answer.sw3)
        level = logging.DEBUG if status.action is Action.NO_CARD else logging.INFO
        log.log(level, "ID card reader: %s: %s (%02X)", question.name, status.meaning, answer.sw3)
        if status.action in _FAULTS:
            raise _FAULTS[status.action](f"{question.name}: {status.meaning} ({answer.sw3:02X})")
        raise _TryFailed(status.action)
