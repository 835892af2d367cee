"""The voice of espeak-ng, a program that is in every Linux distribution."""

import itertools
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from hardware.health import LibraryMissing
from hardware.speech.interface import SpeechFault, SpeechTooSlow, Utterance

# The voice `cmn` reads letters and tones in English ("hao four"); this one is right.
CHINESE_VOICE = "cmn-latn-pinyin"
ENGLISH_VOICE = "en"
WORDS_PER_MINUTE = 140
PROOF_SECONDS, PROOF_BYTES = 5.0, 2000


class EspeakSpeaker:
    """Speaks through the sound card or, with `wav_folder`, into files utterance-0001-zh.wav and so on."""

    def __init__(
        self,
        wav_folder: Path | None = None,
        program: str = "espeak-ng",
        words_per_minute: int = WORDS_PER_MINUTE,
    ) -> None:
        self._words_per_minute = words_per_minute
        self._wav_folder = wav_folder
        self._program = program
        self._count = itertools.count(1)
        if wav_folder is not None:
            wav_folder.mkdir(parents=True, exist_ok=True)

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        give_up = time.monotonic() + deadline_seconds
        number = next(self._count)
        for voice, language, words in (
            (CHINESE_VOICE, "zh", utterance.zh),
            (ENGLISH_VOICE, "en", utterance.en),
        ):
            if words.strip():
                self._run(self._command(voice, number, language), words, give_up - time.monotonic())

    def prove(self) -> None:
        """Without a sound: whether the program makes any. Raises SpeechFault."""
        with tempfile.TemporaryDirectory() as folder:
            EspeakSpeaker(Path(folder), self._program).say(Utterance("号"), PROOF_SECONDS)
            file = Path(folder) / "utterance-0001-zh.wav"
            if not file.exists() or file.stat().st_size < PROOF_BYTES:
                raise SpeechFault(f"{self._program} makes no sound")

    def _command(self, voice: str, number: int, language: str) -> list[str]:
        program = shutil.which(self._program)
        if program is None:
            raise LibraryMissing(f"the program {self._program} is not installed")
        command = [program, "-v", voice, "-s", str(self._words_per_minute), "-b", "1", "--stdin"]
        if self._wav_folder is not None:
            command += ["-w", str(self._wav_folder / f"utterance-{number:04}-{language}.wav")]
        return command

    def _run(self, command: list[str], words: str, seconds: float) -> None:
        if seconds <= 0:
            raise SpeechTooSlow(f"no time left for {command[2]}")
        try:
            # The words go in by stdin: as an argument, a text that begins with "-" would be an option.
            ended = subprocess.run(
                command, input=words.encode(), capture_output=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise SpeechTooSlow(f"{self._program} was stopped after {seconds:.1f} s") from error
        except OSError as error:
            raise SpeechFault(f"{self._program}: {error}") from error
        complaint = ended.stderr.decode("utf-8", "replace").strip()
        # Without a sound card espeak-ng 1.51 complains but ends with 0.
        if ended.returncode or "error:" in complaint.lower():
            raise SpeechFault(f"{self._program} ended with {ended.returncode}: {complaint[-200:]}")
