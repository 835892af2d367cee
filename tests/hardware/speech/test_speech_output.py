"""Players of sound. Programs that stand in for them are shell scripts."""

from array import array
from pathlib import Path

import pytest

from hardware.health import LibraryMissing
from hardware.speech.interface import SpeechFault, SpeechTooSlow
from hardware.speech.output import FileOutput, ProgramOutput, WindowsOutput
from hardware.speech.sound import Sound, read_wave

SOUND = Sound(16000, array("h", [1000, -1000] * 800))


def player(folder: Path, name: str, body: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("paplay", "--device=zone2"), ("aplay", "-q -D zone2"), ("play", "-q")],
)
def test_each_program_gets_the_device_of_the_sound_zone(tmp_path: Path, name: str, arguments: str) -> None:
    keep = tmp_path / "kept.wav"
    path = player(
        tmp_path, name, f'for last; do :; done; /bin/cp "$last" {keep}; echo "$AUDIODEV $*" > {tmp_path}/told'
    )
    ProgramOutput("zone2", path=path).play(SOUND, 10)
    told = (tmp_path / "told").read_text().split()
    assert told[0] == "zone2"
    assert " ".join(told[1:-1]) == arguments
    assert read_wave(keep) == SOUND
    assert not Path(told[-1]).exists(), "the file says who is called"


def test_without_a_device_the_systems_own_is_used(tmp_path: Path) -> None:
    path = player(tmp_path, "aplay", f'echo "$#" > {tmp_path}/told')
    ProgramOutput(path=path).play(SOUND, 10)
    assert (tmp_path / "told").read_text() == "1\n"


def test_a_program_that_hangs_is_stopped_at_the_deadline(tmp_path: Path) -> None:
    path = player(tmp_path, "aplay", "exec /bin/sleep 600")
    with pytest.raises(SpeechTooSlow):
        ProgramOutput(path=path).play(SOUND, 0.2)


def test_a_device_that_does_not_exist_is_a_fault_with_the_programs_words(tmp_path: Path) -> None:
    path = player(tmp_path, "aplay", "echo 'no such device' >&2; exit 1")
    with pytest.raises(SpeechFault, match="no such device"):
        ProgramOutput("zone9", path=path).play(SOUND, 10)


def test_a_machine_that_cannot_play_says_so_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="paplay, aplay, play"):
        ProgramOutput(path=str(tmp_path)).prove()
    with pytest.raises(LibraryMissing, match="aplay"):
        ProgramOutput(program="aplay", path=str(tmp_path)).prove()


def test_the_player_of_windows_is_a_fault_elsewhere() -> None:
    with pytest.raises(LibraryMissing):
        WindowsOutput().play(SOUND, 10)


def test_files_are_numbered(tmp_path: Path) -> None:
    output = FileOutput(tmp_path / "waves")
    output.prove()
    output.play(SOUND, 10)
    output.play(SOUND, 10)
    assert read_wave(tmp_path / "waves" / "utterance-0002.wav") == SOUND
