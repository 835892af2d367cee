"""Sound as numbers: one channel, 16 bits. Cutting, joining, measuring; nothing here plays anything."""

import math
import sys
import wave
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FULL_SCALE = 32767
SILENCE_DBFS = -45.0
"""What is softer than this is silence."""


class BadWave(ValueError):
    """A file that is not a wave file, or of a kind that we cannot read."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples from -32768 to 32767, `rate` of them a second."""

    rate: int
    samples: "array[int]"

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def peak(self) -> int:
        return max(max(self.samples), -min(self.samples)) if self.samples else 0

    @property
    def is_clipped(self) -> bool:
        """Some sample touches the end of the scale: what was louder has been cut off."""
        return self.peak >= FULL_SCALE

    @property
    def dbfs(self) -> float:
        """Loudness (RMS); the loudest square wave has 0, silence minus infinity."""
        power = sum(sample * sample for sample in self.samples) / max(len(self.samples), 1)
        return 10 * math.log10(power / FULL_SCALE**2) if power else -math.inf


def silence(rate: int, seconds: float) -> Sound:
    return Sound(rate, array("h", bytes(2 * round(rate * seconds))))


def joined(parts: Iterable[Sound]) -> Sound:
    """One after another. Raises ValueError if their rates differ."""
    all_parts = list(parts)
    rates = {part.rate for part in all_parts}
    if len(rates) != 1:
        raise ValueError(f"cannot join rates {sorted(rates)}")
    whole = array("h")
    for part in all_parts:
        whole.extend(part.samples)
    return Sound(rates.pop(), whole)


def trimmed(sound: Sound, threshold_dbfs: float = SILENCE_DBFS) -> Sound:
    """Without the silence at both ends, to the sample."""
    limit = FULL_SCALE * 10 ** (threshold_dbfs / 20)
    loud = (place for place, sample in enumerate(sound.samples) if abs(sample) > limit)
    first = next(loud, None)
    if first is None:
        return Sound(sound.rate, array("h"))
    last = len(sound.samples) - 1
    while abs(sound.samples[last]) <= limit:
        last -= 1
    return Sound(sound.rate, sound.samples[first : last + 1])


def silence_at_ends(sound: Sound) -> tuple[float, float]:
    """Seconds before and after what is heard."""
    limit = FULL_SCALE * 10 ** (SILENCE_DBFS / 20)
    before = next((place for place, s in enumerate(sound.samples) if abs(s) > limit), len(sound.samples))
    after = next((place for place, s in enumerate(reversed(sound.samples)) if abs(s) > limit), 0)
    return before / sound.rate, after / sound.rate


def levelled(sound: Sound, dbfs: float, most: float = 0.9) -> Sound:
    """As loud as wanted, but its peak not above `most` of the full scale."""
    if not sound.peak:
        return sound
    factor = min(10 ** ((dbfs - sound.dbfs) / 20), FULL_SCALE * most / sound.peak)
    return Sound(sound.rate, array("h", (round(sample * factor) for sample in sound.samples)))


def faded(sound: Sound, seconds: float = 0.003) -> Sound:
    """Both ends softened, so that a cut does not click."""
    samples = array("h", sound.samples)
    length = min(round(sound.rate * seconds), len(samples) // 2)
    for place in range(length):
        samples[place] = samples[place] * (place + 1) // (length + 1)
        samples[-1 - place] = samples[-1 - place] * (place + 1) // (length + 1)
    return Sound(sound.rate, samples)


def resampled(sound: Sound, rate: int) -> Sound:
    """At another rate, by straight lines between the samples: good enough for speech."""
    if rate == sound.rate or not sound.samples:
        return Sound(rate, sound.samples)
    source, last = sound.samples, len(sound.samples) - 1
    made = array("h")
    for number in range(round(len(source) * rate / sound.rate)):
        whole, part = divmod(number * sound.rate, rate)
        here, there = source[min(whole, last)], source[min(whole + 1, last)]
        made.append(here + (there - here) * part // rate)
    return Sound(rate, made)


def chime(rate: int) -> Sound:
    """叮咚: two bells, the second one lower."""
    made = array("h")
    for pitch, seconds in ((880.0, 0.35), (659.3, 0.55)):
        for number in range(round(rate * seconds)):
            at = number / rate
            swell = min(at / 0.005, 1.0) * math.exp(-5.0 * at)
            tone = math.sin(2 * math.pi * pitch * at) + 0.25 * math.sin(4 * math.pi * pitch * at)
            made.append(round(0.45 * FULL_SCALE * swell * tone))
    return faded(Sound(rate, made), 0.02)


def read_wave(path: Path) -> Sound:
    """Any uncompressed file of 8, 16, 24 or 32 bits; of several channels the mean. Raises BadWave."""
    try:
        with wave.open(str(path)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise BadWave(f"{path}: {error}") from error
    samples = _to_16_bits(data, width)
    if channels > 1:
        sums = zip(*(samples[channel::channels] for channel in range(channels)), strict=False)
        samples = array("h", (sum(each) // channels for each in sums))
    return Sound(rate, samples)


def wave_format(path: Path) -> tuple[int, int, int]:
    """Channels, bytes a sample, samples a second. Raises BadWave."""
    try:
        with wave.open(str(path)) as file:
            return file.getnchannels(), file.getsampwidth(), file.getframerate()
    except (wave.Error, EOFError) as error:
        raise BadWave(f"{path}: {error}") from error


def write_wave(path: Path, sound: Sound) -> None:
    samples = sound.samples
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(samples.tobytes())


def _to_16_bits(data: bytes, width: int) -> "array[int]":
    """The most significant 16 bits. Files of 8 bits count from 0 to 255."""
    if width == 1:
        return array("h", ((byte - 128) << 8 for byte in data))
    if width == 2:
        samples = array("h", data[: len(data) // 2 * 2])
        if sys.byteorder == "big":
            samples.byteswap()
        return samples
    high = (
        int.from_bytes(data[i + width - 2 : i + width], "little", signed=True)
        for i in range(0, len(data), width)
    )
    return array("h", high)
