"""A set of clips that needs no voice engine: each clip a tone of its own length."""

import math
from array import array
from pathlib import Path

import pytest

from hardware.speech.clips import CHINESE, ENGLISH
from hardware.speech.sound import Sound, joined, silence, write_wave

RATE = 16000


def tone_of(name: str) -> Sound:
    """As loud and as long as speech, and different for each name."""
    count = 2000 + 37 * (sum(name.encode()) % 60)
    return Sound(RATE, array("h", (round(9000 * math.sin(0.1 * n + 1)) for n in range(count))))


@pytest.fixture(scope="session")
def tone_clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; do not change it, copy it."""
    folder = tmp_path_factory.mktemp("clips")
    end = silence(RATE, 0.02)
    for name in (*CHINESE, *ENGLISH):
        path = folder / f"{name}.wav"
        path.parent.mkdir(exist_ok=True)
        write_wave(path, joined([end, tone_of(name), end]))
    return folder
