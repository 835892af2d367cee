"""The chain of voices."""

import itertools
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hall_server.wire.spoken import call_zh
from hardware.build import build_speaker
from hardware.health import Health, LibraryMissing
from hardware.speech.clips import NotInClips
from hardware.speech.fallback import FallbackSpeaker, Voice
from hardware.speech.interface import Speaker, SpeechFault, SpeechTooSlow, Utterance

CALL, NOTICE = Utterance(call_zh("A001", 1)), Utterance("通知")


@dataclass
class FakeVoice:
    """Speaks, or raises `trouble`; knows only CALL if it is made of clips."""

    trouble: Exception | None = None
    clips: bool = False
    said: list[Utterance] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        self.deadlines.append(deadline_seconds)
        if self.trouble:
            raise self.trouble
        if self.clips and utterance != CALL:
            raise NotInClips(utterance.zh)
        self.said.append(utterance)

    def prove(self) -> None:
        if self.trouble:
            raise self.trouble


class Chain:
    def __init__(self) -> None:
        self.first, self.second, self.mute = FakeVoice(clips=True), FakeVoice(), FakeVoice()
        self.reports: list[str] = []
        self.now = 0.0
        self.speaker = FallbackSpeaker(
            [
                Voice("clips", lambda: self.first),
                Voice("espeak", lambda: self.second),
                Voice("silent", lambda: self.mute, mute=True),
            ],
            lambda health: self.reports.append(health.code),
            lambda: self.now,
        )


def test_the_first_voice_speaks_while_it_works() -> None:
    chain = Chain()
    chain.speaker.say(CALL, 10)
    assert (chain.first.said, chain.second.said, chain.reports) == ([CALL], [], ["ok"])


def test_a_dead_voice_is_replaced_in_the_same_utterance_and_reported_once() -> None:
    chain = Chain()
    chain.first.trouble = SpeechFault("no card")
    chain.speaker.say(CALL, 10)
    chain.speaker.say(CALL, 10)
    assert chain.second.said == [CALL, CALL]
    assert chain.reports == ["speech_replaced"]
    assert chain.speaker.dead == ("clips",)
    assert len(chain.first.deadlines) == 1, "a dead voice is not asked at each call"


def test_a_dead_voice_is_tried_again_after_a_rest_and_comes_back() -> None:
    chain = Chain()
    chain.first.trouble = SpeechFault("no card")
    chain.speaker.say(CALL, 10)
    chain.first.trouble = None
    chain.now = 61.0
    chain.speaker.say(CALL, 10)
    assert chain.first.said == [CALL]
    assert chain.reports == ["speech_replaced", "ok"]


def test_a_sentence_outside_the_clips_goes_to_the_next_voice_and_is_no_fault() -> None:
    chain = Chain()
    chain.speaker.say(CALL, 10)
    chain.speaker.say(NOTICE, 10)
    chain.speaker.say(CALL, 10)
    assert (chain.first.said, chain.second.said) == ([CALL, CALL], [NOTICE])
    assert (chain.reports, chain.speaker.dead) == (["ok"], ())


def test_when_only_silence_is_left_that_is_reported_as_down() -> None:
    chain = Chain()
    chain.first.trouble = chain.second.trouble = LibraryMissing("nothing here")
    chain.speaker.say(CALL, 10)
    assert chain.mute.said == [CALL]
    assert chain.reports == ["speech_silent"]
    assert chain.speaker.health == Health.down("speech_silent")


def test_when_nobody_is_left_at_all_the_last_fault_is_raised() -> None:
    chain = Chain()
    chain.first.trouble = chain.second.trouble = chain.mute.trouble = SpeechFault("broken")
    with pytest.raises(SpeechFault, match="broken"):
        chain.speaker.say(CALL, 10)
    assert chain.reports == ["speech_silent"]
    chain.second.trouble = None
    chain.speaker.say(CALL, 10)
    assert chain.reports == ["speech_silent", "speech_replaced"]


def test_the_next_voice_gets_what_is_left_of_the_time() -> None:
    chain = Chain()

    def slow(utterance: Utterance, deadline_seconds: float) -> None:
        chain.now += 4.0
        raise SpeechFault("after a while")

    chain.first.say = slow  # type: ignore[method-assign]
    chain.speaker.say(CALL, 10)
    assert chain.second.deadlines == [6.0]


def test_a_voice_that_used_up_the_time_is_replaced_in_the_next_utterance() -> None:
    chain = Chain()

    def hang(utterance: Utterance, deadline_seconds: float) -> None:
        chain.now += deadline_seconds
        raise SpeechTooSlow("hung")

    chain.first.say = hang  # type: ignore[method-assign]
    with pytest.raises(SpeechTooSlow):
        chain.speaker.say(CALL, 10)
    chain.speaker.say(CALL, 10)
    assert chain.second.said == [CALL]


def test_the_self_test_finds_the_first_voice_that_works_without_a_sound() -> None:
    chain = Chain()
    chain.first.trouble = SpeechFault("no folder")
    assert chain.speaker.self_test().code == "speech_replaced"
    assert chain.second.said == []
    chain.speaker.say(CALL, 10)
    assert chain.second.said == [CALL]


def test_a_voice_that_cannot_even_be_built_is_dead() -> None:
    def broken() -> Speaker:
        raise LibraryMissing("libpulse")

    voices = [Voice("qt", broken), Voice("silent", FakeVoice, mute=True)]
    reports: list[str] = []
    speaker = FallbackSpeaker(voices, lambda health: reports.append(health.code))
    assert speaker.self_test().code == "speech_silent"
    speaker.say(CALL, 10)
    assert reports == ["speech_silent"]


def test_two_callers_are_heard_one_after_the_other() -> None:
    spans: list[tuple[float, float]] = []

    class Slow:
        def say(self, utterance: Utterance, deadline_seconds: float) -> None:
            began = time.monotonic()
            threading.Event().wait(0.02)
            spans.append((began, time.monotonic()))

    speaker = FallbackSpeaker([Voice("slow", Slow)], lambda health: None)
    threads = [threading.Thread(target=speaker.say, args=(CALL, 10)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(spans) == 5
    assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(spans))


def test_auto_prefers_clips(tone_clips: Path, tmp_path: Path) -> None:
    reports: list[str] = []
    url = f"auto://?clips={tone_clips}&wave={tmp_path}/out"
    speaker = build_speaker(url, lambda health: reports.append(health.code))
    assert isinstance(speaker, FallbackSpeaker)
    assert (speaker.health.code, reports) == ("ok", ["ok"])
    speaker.say(CALL, 60)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["utterance-0001.wav"]


def test_auto_goes_on_without_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    log = tmp_path / "said.log"
    speaker = build_speaker(f"auto://?clips={tmp_path}/none&wave={tmp_path}/out&log={log}")
    assert isinstance(speaker, FallbackSpeaker)
    assert speaker.health.code == "speech_silent"
    speaker.say(Utterance("请"), 60)
    assert log.read_text("utf-8").endswith("请\t\n")
