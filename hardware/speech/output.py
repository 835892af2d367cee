"""Where sound goes: a file, or a sound card through a program that every system has."""

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hardware.health import LibraryMissing
from hardware.speech.interface import SpeechFault, SpeechTooSlow
from hardware.speech.sound import Sound, write_wave

DeviceArguments = Callable[[str], list[str]]
PROGRAMS: dict[str, DeviceArguments] = {
    "paplay": lambda device: [f"--device={device}"],
    "aplay": lambda device: ["-q", "-D", device],
    "play": lambda device: ["-q"],
}
"""Program and how it is told the device; sox's `play` reads it from AUDIODEV."""


class Output(Protocol):
    """One loudspeaker."""

    def play(self, sound: Sound, deadline_seconds: float) -> None:
        """Back when all is heard. Raises SpeechFault, also when late."""

    def prove(self) -> None:
        """Look without a sound whether it can work. Raises SpeechFault."""


class FileOutput:
    """Into files utterance-0001.wav and so on, at once. For tests, and for halls that play them elsewhere."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = itertools.count(1)

    def play(self, sound: Sound, deadline_seconds: float) -> None:
        try:
            write_wave(self._folder / f"utterance-{next(self._count):04}.wav", sound)
        except OSError as error:
            raise SpeechFault(f"{self._folder}: {error}") from error

    def prove(self) -> None:
        if not os.access(self._folder, os.W_OK):
            raise SpeechFault(f"{self._folder} cannot be written")


class ProgramOutput:
    """Through paplay, aplay or sox; a device belongs to a sound zone. Empty names take what is there."""

    def __init__(self, device: str = "", program: str = "", path: str | None = None) -> None:
        self._device, self._wanted, self._path = device, program, path

    def prove(self) -> None:
        self._found()

    def play(self, sound: Sound, deadline_seconds: float) -> None:
        name, program = self._found()
        give_up = time.monotonic() + deadline_seconds
        # A file, for paplay cannot read a wave from a pipe; private, for it says who is called.
        descriptor, file = tempfile.mkstemp(".wav", "onehall-")
        os.close(descriptor)
        try:
            write_wave(Path(file), sound)
            device = PROGRAMS[name](self._device) if self._device or name == "play" else []
            self._run([program, *device, file], give_up - time.monotonic())
        finally:
            with contextlib.suppress(OSError):
                os.unlink(file)

    def _found(self) -> tuple[str, str]:
        for name in [self._wanted] if self._wanted else PROGRAMS:
            program = shutil.which(name, path=self._path)
            if program is not None:
                return name, program
        raise LibraryMissing(f"no program that plays sound: {self._wanted or ', '.join(PROGRAMS)}")

    def _run(self, command: list[str], seconds: float) -> None:
        environment = {**os.environ, **({"AUDIODEV": self._device} if self._device else {})}
        try:
            ended = subprocess.run(
                command, capture_output=True, timeout=max(seconds, 0.01), check=False, env=environment
            )
        except subprocess.TimeoutExpired as error:
            raise SpeechTooSlow(f"{command[0]} was stopped after {seconds:.1f} s") from error
        except OSError as error:
            raise SpeechFault(f"{command[0]}: {error}") from error
        if ended.returncode:
            complaint = ended.stderr.decode("utf-8", "replace").strip()
            raise SpeechFault(f"{command[0]} ended with {ended.returncode}: {complaint[-200:]}")


class WindowsOutput:
    """The default device of Windows, which its own player cannot choose."""

    def prove(self) -> None:
        if sys.platform != "win32":
            raise LibraryMissing("winsound is a part of Windows")

    def play(self, sound: Sound, deadline_seconds: float) -> None:
        self.prove()
        if sys.platform == "win32":
            import winsound

            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "utterance.wav"
                write_wave(file, sound)
                try:
                    winsound.PlaySound(str(file), winsound.SND_FILENAME)
                except RuntimeError as error:
                    raise SpeechFault(f"winsound: {error}") from error
