"""What the hall needs from a voice."""

from dataclasses import dataclass
from typing import Protocol

from hardware.health import Fault


class SpeechFault(Fault):
    """The words were not spoken, or not all of them."""

    code = "speech_failed"


class SpeechTooSlow(SpeechFault):
    """The voice had not finished at the deadline and was stopped."""

    code = "speech_too_slow"


@dataclass(frozen=True, slots=True)
class Utterance:
    """The same news in both languages; an empty text is not spoken."""

    zh: str
    en: str = ""


class Speaker(Protocol):
    """One loudspeaker. It says one thing at a time: call it on one worker thread."""

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        """Speak Chinese, then English; returns when all is said. Raises SpeechFault, also when late."""
