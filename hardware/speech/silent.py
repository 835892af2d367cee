"""A voice that nobody hears: it takes as long as a real one and tells what it would have said."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hardware.speech.interface import SpeechTooSlow, Utterance

# Measured on espeak-ng at 140 words a minute.
SECONDS_PER_CHINESE_CHARACTER = 0.28
SECONDS_PER_ENGLISH_CHARACTER = 0.075

Heard = Callable[[datetime, Utterance], None]


class SilentSpeaker:
    """`heard` gets each utterance at its start (UTC)."""

    def __init__(
        self,
        heard: Heard,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._heard = heard
        self._sleep = sleep
        self._now = now

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        self._heard(self._now(), utterance)
        needed = seconds_to_say(utterance)
        self._sleep(min(needed, deadline_seconds))
        if needed > deadline_seconds:
            raise SpeechTooSlow(f"{needed:.1f} s of words in {deadline_seconds:.1f} s")


def seconds_to_say(utterance: Utterance) -> float:
    """About how long a voice needs."""
    return (
        len(utterance.zh) * SECONDS_PER_CHINESE_CHARACTER + len(utterance.en) * SECONDS_PER_ENGLISH_CHARACTER
    )


def log_to(path: Path) -> Heard:
    """Append each utterance to a file: time, Chinese and English, separated by tabs."""

    def heard(at: datetime, utterance: Utterance) -> None:
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{at.isoformat(timespec='milliseconds')}\t{utterance.zh}\t{utterance.en}\n")

    return heard


def forget(at: datetime, utterance: Utterance) -> None:
    """For a speaker whose words nobody wants to keep."""
