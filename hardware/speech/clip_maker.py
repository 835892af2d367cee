"""Makes a set of clips from a voice engine or from recordings, or looks whether a set is good.

python -m hardware.speech.clip_maker --engine espeak --out DIR [--speed 170] [--no-english]
python -m hardware.speech.clip_maker --command 'piper -m zh.onnx -f {file}' --out DIR
python -m hardware.speech.clip_maker --recordings DIR --out DIR     (files zh/请.wav or zh/qing.wav …)
python -m hardware.speech.clip_maker --check DIR
python -m hardware.speech.clip_maker --script                       (what is to be read aloud)
"""

import argparse
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hardware.health import Fault
from hardware.speech.clip_set import examine
from hardware.speech.clips import CHINESE, ENGLISH
from hardware.speech.espeak import EspeakSpeaker
from hardware.speech.interface import SpeechFault, Utterance
from hardware.speech.sound import (
    BadWave,
    Sound,
    chime,
    faded,
    joined,
    levelled,
    read_wave,
    resampled,
    silence,
    trimmed,
    write_wave,
)

RATE = 22050
LEVEL_DBFS = -18.0
AT_ENDS_SECONDS = 0.02
SPEED = 170
SECONDS_A_CLIP = 20.0

Say = Callable[[str, str], Sound]
"""From the name of a clip and its words to a sound."""


def prepared(sound: Sound, rate: int = RATE) -> Sound:
    """One rate, one loudness, no long silence, no click."""
    bare = levelled(trimmed(resampled(sound, rate)), LEVEL_DBFS)
    end = silence(rate, AT_ENDS_SECONDS)
    return joined([end, faded(bare), end])


def make(
    say: Say, out: Path, english: bool = True, told: Callable[[str], object] = lambda line: None
) -> None:
    """Write the whole set. Raises Fault or BadWave of the first clip that cannot be had."""
    wanted: Mapping[str, str] = {**CHINESE, **(ENGLISH if english else {})}
    for number, (name, words) in enumerate(wanted.items(), 1):
        path = out / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wave(path, prepared(say(name, words)))
        told(f"{number}/{len(wanted)} {name} {words}\n")
    write_wave(out / "chime.wav", chime(RATE))


def from_espeak(speed: int = SPEED) -> Say:
    """Letters are read in English also in the Chinese set, as people in a hall read them."""

    def say(name: str, words: str) -> Sound:
        letter = len(words) == 1 and words.isascii()
        english = letter or name.startswith("en/")
        with tempfile.TemporaryDirectory() as folder:
            speaker = EspeakSpeaker(Path(folder), words_per_minute=speed)
            speaker.say(Utterance("", words) if english else Utterance(words), SECONDS_A_CLIP)
            return read_wave(Path(folder) / f"utterance-0001-{'en' if english else 'zh'}.wav")

    return say


def from_command(template: str) -> Say:
    """Any voice that a program can write into a wave file: piper, sherpa-onnx, the voices of Windows …

    `{file}`, `{words}` and `{language}` (zh, en) are filled in; the words come by standard input too.
    """

    def say(name: str, words: str) -> Sound:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "clip.wav"
            language = name.partition("/")[0]
            command = [
                part.format(file=file, words=words, language=language) for part in shlex.split(template)
            ]
            try:
                ended = subprocess.run(
                    command, input=words.encode(), capture_output=True, timeout=SECONDS_A_CLIP, check=False
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise SpeechFault(f"{command[0]}: {error}") from error
            if ended.returncode or not file.exists():
                complaint = ended.stderr.decode("utf-8", "replace").strip()[-200:]
                raise SpeechFault(f"{name}: {command[0]} ended with {ended.returncode}: {complaint}")
            return read_wave(file)

    return say


def from_recordings(folder: Path) -> Say:
    """Files named by the clip or by its words; any wave format."""

    def say(name: str, words: str) -> Sound:
        language = name.partition("/")[0]
        for candidate in (folder / f"{name}.wav", folder / language / f"{words}.wav"):
            if candidate.exists():
                return read_wave(candidate)
        raise BadWave(f"there is neither {name}.wav nor {language}/{words}.wav in {folder}")

    return say


def check(folder: Path) -> int:
    """Tell everything about a set; the number of grave findings."""
    clips, findings = examine(folder)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    grave = sum(finding.grave for finding in findings)
    if clips is not None:
        seconds = sum(sound.seconds for sound in clips.sounds.values())
        sys.stdout.write(f"ok: {len(clips.sounds)} clips, {seconds:.0f} s at {clips.rate} Hz\n")
    return grave


def main() -> int:
    arguments = argparse.ArgumentParser(description="Makes and checks the clips of the hall's voice.")
    what = arguments.add_mutually_exclusive_group(required=True)
    what.add_argument("--engine", choices=["espeak"], help="make the set with this voice")
    what.add_argument("--command", help="make the set with any program that writes {file}")
    what.add_argument("--recordings", type=Path, help="make the set from a folder of recordings")
    what.add_argument("--check", type=Path, help="look at a set")
    what.add_argument("--script", action="store_true", help="list what is to be read aloud")
    arguments.add_argument("--out", type=Path, help="folder of the set")
    arguments.add_argument("--speed", type=int, default=SPEED, help="of espeak, words a minute")
    arguments.add_argument("--no-english", action="store_true", help="Chinese only")
    chosen = arguments.parse_args()
    if chosen.script:
        for name, words in {**CHINESE, **ENGLISH}.items():
            sys.stdout.write(f"{name}.wav\t{words}\n")
        return 0
    if chosen.check:
        return 1 if check(chosen.check) else 0
    if chosen.out is None:
        arguments.error("--out DIR is missing")
    try:
        make(_voice(chosen), chosen.out, not chosen.no_english, sys.stdout.write)
    except (Fault, BadWave, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if check(chosen.out) else 0


def _voice(chosen: argparse.Namespace) -> Say:
    if chosen.recordings:
        return from_recordings(chosen.recordings)
    return from_command(chosen.command) if chosen.command else from_espeak(chosen.speed)


if __name__ == "__main__":
    sys.exit(main())
