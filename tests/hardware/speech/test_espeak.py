"""The voice of espeak-ng. Programs that stand in for it are shell scripts."""

import shutil
import wave
from pathlib import Path

import pytest

from hardware.health import LibraryMissing
from hardware.speech.espeak import EspeakSpeaker
from hardware.speech.interface import SpeechFault, SpeechTooSlow, Utterance

CALL = Utterance("请 A 0 2 3 号到 12 号窗口", "Ticket A 0 2 3, window 12")
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def script(folder: Path, body: str) -> str:
    path = folder / "espeak-stand-in"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@needs_espeak
def test_both_languages_are_spoken_into_files(tmp_path: Path) -> None:
    EspeakSpeaker(tmp_path).say(CALL, deadline_seconds=20)
    for language in ("zh", "en"):
        with wave.open(str(tmp_path / f"utterance-0001-{language}.wav")) as spoken:
            assert spoken.getnframes() / spoken.getframerate() > 1


@needs_espeak
def test_words_that_look_like_an_option_are_spoken(tmp_path: Path) -> None:
    EspeakSpeaker(tmp_path).say(Utterance("", "--version please"), deadline_seconds=20)
    assert (tmp_path / "utterance-0001-en.wav").stat().st_size > 1000


def test_an_empty_language_is_not_spoken(tmp_path: Path) -> None:
    program = script(tmp_path, f'cat > /dev/null; echo "$2" >> {tmp_path}/voices')
    EspeakSpeaker(program=program).say(Utterance("请"), deadline_seconds=20)
    assert (tmp_path / "voices").read_text() == "cmn-latn-pinyin\n"


def test_chinese_comes_first(tmp_path: Path) -> None:
    program = script(tmp_path, f'cat > /dev/null; echo "$2" >> {tmp_path}/voices')
    EspeakSpeaker(program=program).say(CALL, deadline_seconds=20)
    assert (tmp_path / "voices").read_text() == "cmn-latn-pinyin\nen\n"


def test_a_voice_that_hangs_is_stopped_at_the_deadline(tmp_path: Path) -> None:
    program = script(tmp_path, "exec sleep 600")
    with pytest.raises(SpeechTooSlow):
        EspeakSpeaker(program=program).say(CALL, deadline_seconds=0.2)


def test_a_voice_without_a_sound_card_is_a_fault_although_it_ends_well(tmp_path: Path) -> None:
    program = script(tmp_path, "cat > /dev/null; echo 'error: No such file or directory' >&2")
    with pytest.raises(SpeechFault, match="No such file"):
        EspeakSpeaker(program=program).say(CALL, deadline_seconds=20)


def test_a_voice_that_fails_is_a_fault(tmp_path: Path) -> None:
    program = script(tmp_path, "cat > /dev/null; exit 3")
    with pytest.raises(SpeechFault, match="ended with 3"):
        EspeakSpeaker(program=program).say(CALL, deadline_seconds=20)


def test_a_missing_program_is_named() -> None:
    with pytest.raises(LibraryMissing, match="no-such-espeak"):
        EspeakSpeaker(program="no-such-espeak").say(CALL, deadline_seconds=20)
