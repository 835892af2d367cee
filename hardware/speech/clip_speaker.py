"""The voice of recorded clips: each utterance is one wave, its length known before it is heard."""

import threading
import time
from collections.abc import Callable, Iterator

from hardware.speech.clip_set import ClipSet, Gaps
from hardware.speech.clips import chinese_clips, english_clips
from hardware.speech.interface import SpeechTooSlow, Utterance
from hardware.speech.output import Output
from hardware.speech.sound import Sound, joined, silence


class ClipSpeaker:
    """Speaks what the clips hold, whole or not at all. Never two utterances at once."""

    def __init__(
        self,
        clips: ClipSet,
        output: Output,
        chime: bool = True,
        gaps: Gaps | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clips, self._output = clips, output
        self._chime, self._gaps, self._clock = chime, gaps or Gaps(), clock
        self._speaking = threading.Lock()

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        give_up = self._clock() + deadline_seconds
        sound = self.sound_of(utterance)
        if not sound.samples:
            return
        if not self._speaking.acquire(timeout=max(deadline_seconds, 0)):
            raise SpeechTooSlow("another utterance was still being spoken")
        try:
            left = give_up - self._clock()
            if sound.seconds > left:
                raise SpeechTooSlow(f"{sound.seconds:.1f} s of words in {left:.1f} s")
            self._output.play(sound, left)
        finally:
            self._speaking.release()

    def sound_of(self, utterance: Utterance) -> Sound:
        """Raises NotInClips before anything is heard."""
        said = [
            self._clips.spoken(phrases, self._gaps)
            for phrases in (chinese_clips(utterance.zh), english_clips(utterance.en))
            if phrases
        ]
        return joined(self._parts(said))

    def prove(self) -> None:
        """At the start, without a sound. Raises SpeechFault."""
        self._output.prove()

    def _parts(self, said: list[Sound]) -> Iterator[Sound]:
        rate = self._clips.rate
        yield silence(rate, 0)
        if said and self._chime:
            yield self._clips.chime
            yield silence(rate, self._gaps.phrases)
        for number, sound in enumerate(said):
            if number:
                yield silence(rate, self._gaps.languages)
            yield sound
