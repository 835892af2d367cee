"""The tool that makes clips: from espeak-ng, from any program, from recordings."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hall_server.wire.spoken import call_en, call_zh
from hardware.speech.clip_maker import LEVEL_DBFS, from_command, from_recordings, make, prepared
from hardware.speech.clip_set import examine, load
from hardware.speech.clip_speaker import ClipSpeaker
from hardware.speech.clips import CHINESE, ENGLISH
from hardware.speech.interface import SpeechFault, Utterance
from hardware.speech.output import FileOutput
from hardware.speech.sound import BadWave, Sound, joined, read_wave, silence, trimmed, write_wave
from tests.hardware.speech.conftest import tone_of

ROOT = Path(__file__).parents[3]
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hardware.speech.clip_maker", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@needs_espeak
def test_a_set_made_by_espeak_is_good_and_speaks(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    made = run("--engine", "espeak", "--out", str(folder))
    assert made.returncode == 0, made.stdout + made.stderr
    assert made.stdout.splitlines()[-1].startswith("ok: 109 clips")
    clips, findings = examine(folder)
    assert clips is not None
    assert [str(finding) for finding in findings] == []
    speaker = ClipSpeaker(clips, FileOutput(tmp_path / "out"))
    call = Utterance(call_zh("BG023", 85), call_en("BG023", 85))
    speaker.say(call, 60)
    spoken = read_wave(tmp_path / "out" / "utterance-0001.wav")
    assert spoken == speaker.sound_of(call)
    assert 8 < spoken.seconds < 16
    assert -26 < spoken.dbfs < -12
    assert not spoken.is_clipped


def test_a_clip_is_trimmed_levelled_and_softened() -> None:
    raw = joined([silence(16000, 1.0), tone_of("x"), silence(16000, 2.0)])
    clip = prepared(raw, 22050)
    assert clip.rate == 22050
    assert clip.seconds == pytest.approx(tone_of("x").seconds + 0.04, abs=0.005)
    assert trimmed(clip).dbfs == pytest.approx(LEVEL_DBFS, abs=0.5)
    assert clip.samples[0] == clip.samples[-1] == 0


def test_recordings_are_found_by_clip_or_by_word(tmp_path: Path) -> None:
    for language, table in (("zh", CHINESE), ("en", ENGLISH)):
        (tmp_path / "raw" / language).mkdir(parents=True)
        for number, (name, words) in enumerate(table.items()):
            file = f"{name}.wav" if number % 2 else f"{language}/{words}.wav"
            sound = tone_of(name)
            write_wave(tmp_path / "raw" / file, Sound(44100, sound.samples * 3))
    make(from_recordings(tmp_path / "raw"), tmp_path / "clips")
    assert load(tmp_path / "clips").rate == 22050


def test_a_missing_recording_is_named(tmp_path: Path) -> None:
    done = run("--recordings", str(tmp_path), "--out", str(tmp_path / "clips"))
    assert done.returncode == 1
    assert "zh/0.wav" in done.stderr
    with pytest.raises(BadWave, match=r"zh/零\.wav"):
        from_recordings(tmp_path)("zh/0", "零")


def test_any_program_that_writes_a_wave_can_be_the_voice(tmp_path: Path, tone_clips: Path) -> None:
    engine = tmp_path / "engine"
    engine.write_text(
        f'#!/bin/sh\ncat > {tmp_path}/heard\necho "$2" > {tmp_path}/language\ncp {tone_clips}/zh/3.wav "$1"\n'
    )
    engine.chmod(0o755)
    sound = from_command(f"{engine} {{file}} {{language}}")("en/ticket", "Ticket")
    assert sound == read_wave(tone_clips / "zh" / "3.wav")
    assert (tmp_path / "heard").read_text() == "Ticket"
    assert (tmp_path / "language").read_text() == "en\n"


def test_a_program_that_fails_is_named() -> None:
    with pytest.raises(SpeechFault, match="zh/0: false ended with 1"):
        from_command("false {file}")("zh/0", "零")
    with pytest.raises(SpeechFault, match="no-such-engine"):
        from_command("no-such-engine {file}")("zh/0", "零")


def test_a_set_can_be_checked_and_its_script_printed(tone_clips: Path, tmp_path: Path) -> None:
    assert run("--check", str(tone_clips)).returncode == 0
    bad = run("--check", str(tmp_path))
    assert bad.returncode == 1
    assert "ERROR zh/qing: there is no qing.wav" in bad.stdout
    script = run("--script").stdout
    assert "zh/banliyewu.wav\t办理业务\n" in script
    assert len(script.splitlines()) == len(CHINESE) + len(ENGLISH)


def test_a_set_without_a_folder_to_put_it_is_refused() -> None:
    assert run("--engine", "espeak").returncode == 2
