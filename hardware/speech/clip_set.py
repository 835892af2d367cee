"""A folder of recorded clips: read, measured, and refused with the names of what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from hardware.speech.clips import CHINESE, ENGLISH, NotInClips, Phrases
from hardware.speech.interface import SpeechFault
from hardware.speech.sound import (
    BadWave,
    Sound,
    chime,
    joined,
    read_wave,
    silence,
    silence_at_ends,
    trimmed,
    wave_format,
)

CHIME = "chime.wav"
RATES = (16000, 22050, 24000, 44100, 48000)
QUIETEST_DBFS, LOUDEST_SPREAD_DB = -35.0, 6.0
LONGEST_SECONDS = 5.0
MOST_SILENCE_SECONDS = 0.3


class ClipMissing(SpeechFault):
    """The folder does not hold a usable set."""

    code = "clip_missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one clip. A grave one makes the set unusable."""

    clip: str
    what: str
    grave: bool

    def __str__(self) -> str:
        return f"{'ERROR' if self.grave else 'warning'} {self.clip}: {self.what}"


@dataclass(frozen=True, slots=True)
class Gaps:
    """Seconds of silence: inside a phrase, between phrases, between Chinese and English."""

    inside: float = 0.06
    phrases: float = 0.3
    languages: float = 0.6


@dataclass(frozen=True, slots=True)
class ClipSet:
    """Clips of one rate, each without silence at its ends, so that the gaps are exactly ours."""

    rate: int
    sounds: Mapping[str, Sound]
    chime: Sound

    def spoken(self, phrases: Phrases, gaps: Gaps) -> Sound:
        """Raises NotInClips if one is not here, English ones for instance."""
        for phrase in phrases:
            for name in phrase:
                if name not in self.sounds:
                    raise NotInClips(name)
        return joined(self._parts(phrases, gaps))

    def _parts(self, phrases: Phrases, gaps: Gaps) -> Iterator[Sound]:
        between, inside = silence(self.rate, gaps.phrases), silence(self.rate, gaps.inside)
        yield silence(self.rate, 0)
        for place, phrase in enumerate(phrases):
            if place:
                yield between
            for number, name in enumerate(phrase):
                if number:
                    yield inside
                yield self.sounds[name]


def load(folder: Path) -> ClipSet:
    """Raises ClipMissing with everything grave that was found."""
    clips, findings = examine(folder)
    grave = [str(each) for each in findings if each.grave]
    if clips is None:
        more = f" and {len(grave) - 3} more" if len(grave) > 3 else ""
        raise ClipMissing(f"{folder}: {'; '.join(grave[:3])}{more}")
    return clips


def examine(folder: Path) -> tuple[ClipSet | None, list[Finding]]:
    """The set, if it is usable, and all that is to be said about it. English may be absent altogether."""
    wanted = [*CHINESE, *(ENGLISH if (folder / "en").is_dir() else ())]
    findings: list[Finding] = []
    raw: dict[str, Sound] = {}
    for name in wanted:
        sound = _read(folder, name, findings)
        if sound is not None:
            raw[name] = sound
    rates = {sound.rate for sound in raw.values()}
    if len(rates) > 1:
        findings.append(Finding(str(folder), f"several rates: {', '.join(map(str, sorted(rates)))}", True))
    for name, sound in raw.items():
        findings += _about(name, sound)
    findings += _spread(raw)
    bell = _chime(folder, next(iter(rates), RATES[1]), findings)
    if any(each.grave for each in findings):
        return None, findings
    return ClipSet(rates.pop(), {name: trimmed(sound) for name, sound in raw.items()}, bell), findings


def _read(folder: Path, name: str, findings: list[Finding]) -> Sound | None:
    path = folder / f"{name}.wav"
    try:
        channels, width, rate = wave_format(path)
        if (channels, width) != (1, 2) or rate not in RATES:
            what = f"{channels} channels of {8 * width} bits at {rate} Hz; 1 of 16 bits is wanted, {RATES} Hz"
            findings.append(Finding(name, what, True))
            return None
        return read_wave(path)
    except FileNotFoundError:
        findings.append(Finding(name, f"there is no {path.name}", True))
    except (BadWave, OSError) as error:
        findings.append(Finding(name, str(error), True))
    return None


def _about(name: str, sound: Sound) -> Iterator[Finding]:
    if sound.dbfs < QUIETEST_DBFS:
        yield Finding(name, f"is silent or far too soft ({sound.dbfs:.0f} dBFS)", True)
        return
    if sound.is_clipped:
        yield Finding(name, "is clipped: record it softer", True)
    if sound.seconds > LONGEST_SECONDS:
        yield Finding(name, f"is {sound.seconds:.1f} s long", True)
    before, after = silence_at_ends(sound)
    if before > MOST_SILENCE_SECONDS or after > MOST_SILENCE_SECONDS:
        yield Finding(name, f"{before:.2f} s of silence before and {after:.2f} s after are cut off", False)


def _spread(raw: Mapping[str, Sound]) -> Iterator[Finding]:
    levels = {name: trimmed(sound).dbfs for name, sound in raw.items() if sound.dbfs >= QUIETEST_DBFS}
    if not levels:
        return
    middle = median(levels.values())
    for name, level in levels.items():
        if abs(level - middle) > LOUDEST_SPREAD_DB:
            yield Finding(name, f"is {level - middle:+.0f} dB beside the others", False)


def _chime(folder: Path, rate: int, findings: list[Finding]) -> Sound:
    """The hall's own, or ours."""
    path = folder / CHIME
    if path.exists():
        try:
            own = read_wave(path)
        except BadWave as error:
            findings.append(Finding(CHIME, str(error), True))
        else:
            if own.rate == rate:
                return own
            findings.append(Finding(CHIME, f"has {own.rate} Hz, the clips {rate} Hz", True))
    return chime(rate)
