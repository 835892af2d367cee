"""The voice of recorded clips: its waves to the sample, its folder's mistakes by name."""

import shutil
import threading
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hall_server.wire.spoken import call_en, call_zh
from hardware.build import build_speaker
from hardware.speech.clip_set import ClipMissing, ClipSet, Gaps, examine, load
from hardware.speech.clip_speaker import ClipSpeaker
from hardware.speech.clips import NotInClips, chinese_clips, english_clips
from hardware.speech.interface import SpeechTooSlow, Utterance
from hardware.speech.sound import Sound, levelled, read_wave, silence, write_wave

CALL = Utterance(call_zh("BG023", 85), call_en("BG023", 85))
GAPS = Gaps(inside=0.06, phrases=0.3, languages=0.6)


@dataclass
class Ear:
    """An output that takes a little real time, and notes when."""

    seconds: float = 0.0
    played: list[Sound] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)

    def play(self, sound: Sound, deadline_seconds: float) -> None:
        began = time.monotonic()
        threading.Event().wait(self.seconds)
        self.played.append(sound)
        self.times.append((began, time.monotonic()))

    def prove(self) -> None:
        """It always works."""


@pytest.fixture(scope="session")
def clips(tone_clips: Path) -> ClipSet:
    return load(tone_clips)


def silences(sound: Sound, shortest: int) -> Iterator[int]:
    """Lengths, in samples, of the stretches of nothing."""
    length = 0
    for sample in (*sound.samples, 1):
        if sample == 0:
            length += 1
        else:
            if length >= shortest:
                yield length
            length = 0


def test_an_utterance_is_as_long_as_its_clips_and_gaps_to_the_sample(clips: ClipSet) -> None:
    speaker = ClipSpeaker(clips, Ear(), chime=True, gaps=GAPS)
    zh, en = chinese_clips(CALL.zh), english_clips(CALL.en)
    wanted = len(clips.chime.samples) + round(0.3 * clips.rate) + round(0.6 * clips.rate)
    for phrases in (zh, en):
        wanted += sum(len(clips.sounds[name].samples) for phrase in phrases for name in phrase)
        wanted += (len(phrases) - 1) * round(0.3 * clips.rate)
        wanted += sum(len(phrase) - 1 for phrase in phrases) * round(0.06 * clips.rate)
    assert len(speaker.sound_of(CALL).samples) == wanted


def test_the_gaps_that_are_heard_are_the_gaps_that_are_set(clips: ClipSet) -> None:
    sound = ClipSpeaker(clips, Ear(), chime=False, gaps=GAPS).sound_of(Utterance(CALL.zh))
    inside, between = round(0.06 * clips.rate), round(0.3 * clips.rate)
    zh = chinese_clips(CALL.zh)
    wanted: list[int] = []
    for phrase in zh:
        wanted += [between] * bool(wanted) + [inside] * (len(phrase) - 1)
    assert list(silences(sound, inside)) == wanted


def test_an_utterance_is_neither_silent_nor_clipped(clips: ClipSet) -> None:
    sound = ClipSpeaker(clips, Ear()).sound_of(CALL)
    assert sound.dbfs > -30
    assert not sound.is_clipped


def test_every_window_and_number_can_be_said(clips: ClipSet) -> None:
    for number in (1, 9, 10, 99, 100, 999, 1000, 1999):
        for window in range(1, 208):
            ticket = f"BG{number:03}"
            for phrases in (chinese_clips(call_zh(ticket, window)), english_clips(call_en(ticket, window))):
                assert all(name in clips.sounds for phrase in phrases for name in phrase)


def test_utterances_never_overlap(clips: ClipSet) -> None:
    ear = Ear(seconds=0.02)
    speaker = ClipSpeaker(clips, ear)
    said = Utterance(call_zh("A001", 1))
    threads = [threading.Thread(target=speaker.say, args=(said, 30)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(ear.times) == 6
    assert all(end <= begin for (_, end), (begin, _) in zip(ear.times, ear.times[1:], strict=False))


def test_what_cannot_be_said_in_time_is_not_begun(clips: ClipSet) -> None:
    ear = Ear()
    with pytest.raises(SpeechTooSlow):
        ClipSpeaker(clips, ear).say(CALL, 1.0)
    assert ear.played == []


def test_an_unknown_sentence_in_either_language_leaves_everything_unsaid(clips: ClipSet) -> None:
    ear = Ear()
    for words in (Utterance("通知：明天休息", CALL.en), Utterance(CALL.zh, "Closed tomorrow")):
        with pytest.raises(NotInClips):
            ClipSpeaker(clips, ear).say(words, 60)
    assert ear.played == []


def test_nothing_to_say_is_not_even_a_chime(clips: ClipSet) -> None:
    ear = Ear()
    ClipSpeaker(clips, ear).say(Utterance("", ""), 60)
    assert ear.played == []


@pytest.fixture
def a_copy(tone_clips: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tone_clips, tmp_path / "copy"))


def spoil(path: Path, how: str) -> None:
    sound = read_wave(path)
    match how:
        case "gone":
            path.unlink()
        case "silent":
            write_wave(path, silence(sound.rate, 0.3))
        case "clipped":
            write_wave(path, Sound(sound.rate, array("h", [32767, -32768] * 2000)))
        case "rate":
            write_wave(path, Sound(44100, sound.samples))
        case "odd rate":
            write_wave(path, Sound(11025, sound.samples))
        case "text":
            path.write_text("not a wave")
        case "long":
            write_wave(path, Sound(sound.rate, sound.samples * 40))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("gone", "there is no 3.wav"),
        ("silent", "silent"),
        ("clipped", "clipped"),
        ("rate", "several rates"),
        ("odd rate", "11025 Hz"),
        ("text", "RIFF"),
        ("long", "s long"),
    ],
)
def test_a_bad_clip_is_named_and_the_set_refused(a_copy: Path, how: str, told: str) -> None:
    spoil(a_copy / "zh" / "3.wav", how)
    with pytest.raises(ClipMissing, match=told):
        load(a_copy)


def test_a_clip_much_louder_than_the_others_is_worth_a_word(a_copy: Path) -> None:
    path = a_copy / "zh" / "3.wav"
    write_wave(path, levelled(read_wave(path), -24))
    clips, findings = examine(a_copy)
    assert clips is not None
    assert [f.clip for f in findings] == ["zh/3"]
    assert "dB beside the others" in str(findings[0])


def test_a_set_may_be_chinese_only(a_copy: Path) -> None:
    shutil.rmtree(a_copy / "en")
    speaker = ClipSpeaker(load(a_copy), Ear())
    speaker.say(Utterance(CALL.zh), 60)
    with pytest.raises(NotInClips):
        speaker.say(CALL, 60)


def test_a_hall_may_have_its_own_chime(a_copy: Path) -> None:
    own = Sound(16000, array("h", [5000] * 1600))
    write_wave(a_copy / "chime.wav", own)
    assert load(a_copy).chime == own
    write_wave(a_copy / "chime.wav", Sound(8000, own.samples))
    with pytest.raises(ClipMissing, match=r"chime\.wav has 8000 Hz|8000 Hz"):
        load(a_copy)


def test_clips_are_chosen_by_url(tone_clips: Path, tmp_path: Path) -> None:
    speaker = build_speaker(f"clips://{tone_clips}?wave={tmp_path}/out&chime=no&gap=0.05&pause=0.2")
    assert isinstance(speaker, ClipSpeaker)
    speaker.say(Utterance(CALL.zh), 60)
    speaker.say(CALL, 60)
    waves = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in waves] == ["utterance-0001.wav", "utterance-0002.wav"]
    assert read_wave(waves[0]) == speaker.sound_of(Utterance(CALL.zh))
