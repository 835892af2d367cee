"""A chain of voices: a dead one is replaced by the next, said so, and tried again later."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hardware.health import Fault, Health, HealthState
from hardware.speech.clips import NotInClips
from hardware.speech.interface import Speaker, SpeechFault, SpeechTooSlow, Utterance

REST_SECONDS = 60.0
"""How long a dead voice is left alone."""

log = logging.getLogger(__name__)


@runtime_checkable
class Provable(Protocol):
    """A speaker that can be tried without a sound."""

    def prove(self) -> None:
        """Raises Fault."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One way to speak. A mute one is heard by nobody."""

    name: str
    build: Callable[[], Speaker]
    mute: bool = False


def tell_the_log(health: Health) -> None:
    level = logging.INFO if health.state is HealthState.OK else logging.WARNING
    log.log(level, "voice: %s %s %s", health.code, health.cause, health.cure)


class FallbackSpeaker:
    """Speaks with the first voice that works. `report` gets each change of health."""

    def __init__(
        self,
        voices: Sequence[Voice],
        report: Callable[[Health], None] = tell_the_log,
        clock: Callable[[], float] = time.monotonic,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._voices, self._report, self._clock, self._rest = voices, report, clock, rest_seconds
        self._built: dict[str, Speaker] = {}
        self._dead_until: dict[str, float] = {}
        self._health = Health.unknown("not_tried")
        self._speaking = threading.Lock()

    @property
    def health(self) -> Health:
        return self._health

    @property
    def dead(self) -> tuple[str, ...]:
        """Names of the voices that are left alone for now."""
        return tuple(name for name, until in self._dead_until.items() if until > self._clock())

    def self_test(self) -> Health:
        """At the start: find the first voice that works, without a sound. Does not raise."""
        with self._speaking:
            for voice in self._alive():
                try:
                    speaker = self._speaker(voice)
                    if isinstance(speaker, Provable):
                        speaker.prove()
                except Fault as fault:
                    self._is_dead(voice, fault)
                else:
                    self._works(voice)
                    return self._health
            self._become(Health.down("speech_silent"))
            return self._health

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        give_up = self._clock() + deadline_seconds
        if not self._speaking.acquire(timeout=max(deadline_seconds, 0)):
            raise SpeechTooSlow("another utterance was still being spoken")
        try:
            self._say(utterance, give_up)
        finally:
            self._speaking.release()

    def _say(self, utterance: Utterance, give_up: float) -> None:
        last: Fault = SpeechFault("no voice is left")
        unknown: NotInClips | None = None
        for voice in self._alive():
            left = give_up - self._clock()
            if left <= 0:
                break
            try:
                self._speaker(voice).say(utterance, left)
            except NotInClips as fault:
                unknown = fault
            except Fault as fault:
                last = fault
                self._is_dead(voice, fault)
            else:
                # A voice that stands in for one sentence only says nothing about the one before it.
                if unknown is None:
                    self._works(voice)
                return
        if unknown is not None:
            raise unknown
        self._become(Health.down("speech_silent"))
        raise last

    def _alive(self) -> list[Voice]:
        """Those not left alone; if that is nobody, all of them: better to try than to be silent."""
        now = self._clock()
        rested = [voice for voice in self._voices if self._dead_until.get(voice.name, now) <= now]
        return rested or list(self._voices)

    def _speaker(self, voice: Voice) -> Speaker:
        if voice.name not in self._built:
            self._built[voice.name] = voice.build()
        return self._built[voice.name]

    def _is_dead(self, voice: Voice, fault: Fault) -> None:
        log.warning("the voice %s does not work: %s", voice.name, fault)
        self._built.pop(voice.name, None)
        self._dead_until[voice.name] = self._clock() + self._rest

    def _works(self, voice: Voice) -> None:
        self._dead_until.pop(voice.name, None)
        if voice.mute:
            self._become(Health.down("speech_silent"))
        elif voice is self._voices[0]:
            self._become(Health.ok())
        else:
            self._become(Health.warning("speech_replaced"))

    def _become(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self._report(health)
