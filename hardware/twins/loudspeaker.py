"""The loudspeaker's panel: what is being said now, and what was said before.

It listens to the log of a voice that nobody hears (`silent://?log=FILE`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hardware.speech.interface import Utterance
from hardware.speech.silent import seconds_to_say
from hardware.twins.changes import Changes
from hardware.twins.status import READY, Lamp, Status

KEPT = 6
SPEAKING = Status(Lamp.GREEN, "speaking")


@dataclass(frozen=True, slots=True)
class Said:
    """One announcement, with the moment at which it began (UTC)."""

    at: datetime
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class SpeakerState:
    """`now` is being said at this moment; `before` are the last ones, newest first."""

    status: Status
    now: Said | None = None
    before: tuple[Said, ...] = ()


class SpeakerTwin:
    """`show` gets every new state."""

    def __init__(
        self,
        log: Path,
        show: Callable[[SpeakerState], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._log, self._clock = log, clock
        self._read_bytes = 0
        self._heard: list[Said] = []
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        return f"silent://?log={self._log}"

    @property
    def state(self) -> SpeakerState:
        return self._changes.state

    def look(self) -> None:
        self._listen()
        self._changes.draw()

    def close(self) -> None:
        """There is nothing to let go of."""

    def _listen(self) -> None:
        """What was added to the log since the last look; a line that is not whole yet waits."""
        if not self._log.exists() or self._log.stat().st_size <= self._read_bytes:
            return
        with self._log.open("rb") as log:
            log.seek(self._read_bytes)
            news = log.read()
        whole = news[: news.rfind(b"\n") + 1]
        self._read_bytes += len(whole)
        lines = whole.decode("utf-8", "replace").splitlines()
        self._heard += [said for line in lines if (said := _said(line))]
        del self._heard[: -KEPT - 1]

    def _seen(self) -> SpeakerState:
        newest_first = tuple(reversed(self._heard))
        if newest_first and self._clock() < _end(newest_first[0]):
            return SpeakerState(SPEAKING, newest_first[0], newest_first[1:])
        return SpeakerState(READY, None, newest_first[:KEPT])


def _said(line: str) -> Said | None:
    match line.split("\t"):
        case [moment, zh, en]:
            return Said(datetime.fromisoformat(moment), Utterance(zh, en))
        case _:
            return None


def _end(said: Said) -> datetime:
    return said.at + timedelta(seconds=seconds_to_say(said.utterance))
