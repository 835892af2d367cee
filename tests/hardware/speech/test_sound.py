"""Sound as numbers."""

import math
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.speech import sound
from hardware.speech.sound import BadWave, Sound

RATE = 22050


def tone(seconds: float, loud: float = 0.3, rate: int = RATE) -> Sound:
    count = round(seconds * rate)
    return Sound(rate, array("h", (round(32767 * loud * math.sin(0.2 * n + 0.8)) for n in range(count))))


samples = st.lists(st.integers(-32768, 32767), max_size=60).map(
    lambda values: Sound(RATE, array("h", values))
)


@given(st.lists(samples, min_size=1, max_size=5))
def test_joined_sounds_are_as_long_as_all_of_them(parts: list[Sound]) -> None:
    assert len(sound.joined(parts).samples) == sum(len(part.samples) for part in parts)


def test_sounds_of_different_rates_are_not_joined() -> None:
    with pytest.raises(ValueError, match="16000, 22050"):
        sound.joined([tone(0.1), tone(0.1, rate=16000)])


@given(samples)
def test_trimming_leaves_no_silence_at_the_ends_and_changes_nothing_else(whole: Sound) -> None:
    cut = sound.trimmed(whole)
    assert sound.silence_at_ends(cut) == (0.0, 0.0)
    assert cut.samples.tobytes() in whole.samples.tobytes()


def test_silence_is_measured_at_both_ends() -> None:
    padded = sound.joined([sound.silence(RATE, 0.2), tone(0.5), sound.silence(RATE, 0.1)])
    before, after = sound.silence_at_ends(padded)
    assert (before, after) == pytest.approx((0.2, 0.1), abs=0.001)


def test_loudness_is_in_decibels_of_the_full_scale() -> None:
    assert tone(1, 1.0).dbfs == pytest.approx(-3.01, abs=0.05)
    assert tone(1, 0.1).dbfs == pytest.approx(-23.0, abs=0.1)
    assert sound.silence(RATE, 1).dbfs == -math.inf
    assert Sound(RATE, array("h")).dbfs == -math.inf


@given(st.floats(0.01, 1.0), st.floats(-30, -3))
def test_levelling_never_clips(loud: float, wanted: float) -> None:
    levelled = sound.levelled(tone(0.05, loud), wanted)
    assert not levelled.is_clipped
    assert levelled.dbfs <= wanted + 0.1


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100])
def test_resampling_keeps_the_length_and_the_tone(rate: int) -> None:
    other = sound.resampled(tone(0.5, rate=rate), RATE)
    assert other.seconds == pytest.approx(0.5, abs=0.001)
    assert other.peak == pytest.approx(0.3 * 32767, rel=0.05)


def test_the_chime_is_two_bells_that_do_not_clip() -> None:
    chime = sound.chime(RATE)
    assert chime.seconds == pytest.approx(0.9, abs=0.001)
    assert 0.3 * 32767 < chime.peak < 32767
    assert abs(chime.samples[0]) < 50
    assert abs(chime.samples[-1]) < 50


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = tone(0.1)
    sound.write_wave(tmp_path / "a.wav", made)
    assert sound.read_wave(tmp_path / "a.wav") == made
    assert sound.wave_format(tmp_path / "a.wav") == (1, 2, RATE)


@pytest.mark.parametrize(
    ("width", "channels", "frame"),
    [
        (1, 1, bytes((192,))),
        (2, 1, (16384).to_bytes(2, "little")),
        (3, 1, (16384 << 8).to_bytes(3, "little")),
        (4, 1, (16384 << 16).to_bytes(4, "little")),
        (2, 2, (16384 + 100).to_bytes(2, "little") + (16384 - 100).to_bytes(2, "little")),
    ],
)
def test_recordings_of_every_kind_are_read(tmp_path: Path, width: int, channels: int, frame: bytes) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(16000)
        file.writeframes(frame * 10)
    assert sound.read_wave(tmp_path / "a.wav") == Sound(16000, array("h", [16384] * 10))


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no wave at all, whatever its name says"])
def test_what_is_not_a_wave_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(BadWave, match=r"a\.wav"):
        sound.read_wave(tmp_path / "a.wav")
