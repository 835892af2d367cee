"""The voice that nobody hears."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardware.speech.interface import SpeechTooSlow, Utterance
from hardware.speech.silent import SilentSpeaker, forget, log_to, seconds_to_say

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
CALL = Utterance("请A023号到12号窗口", "Ticket A023")


def test_it_tells_what_it_would_have_said_and_when() -> None:
    heard: list[tuple[datetime, Utterance]] = []
    SilentSpeaker(lambda at, what: heard.append((at, what)), lambda _: None, lambda: NINE).say(CALL, 30)
    assert heard == [(NINE, CALL)]


def test_it_takes_as_long_as_a_voice() -> None:
    slept: list[float] = []
    SilentSpeaker(forget, slept.append).say(CALL, 30)
    assert slept == [seconds_to_say(CALL)]
    assert 2 < slept[0] < 6


def test_it_stops_at_the_deadline() -> None:
    slept: list[float] = []
    with pytest.raises(SpeechTooSlow):
        SilentSpeaker(forget, slept.append).say(CALL, 1.0)
    assert slept == [1.0]


def test_its_log_has_a_line_for_each_utterance(tmp_path: Path) -> None:
    log = tmp_path / "speech.log"
    speaker = SilentSpeaker(log_to(log), lambda _: None, lambda: NINE)
    speaker.say(CALL, 30)
    speaker.say(Utterance("请"), 30)
    assert log.read_text("utf-8").splitlines() == [
        "2026-11-24T09:00:00.000+00:00\t请A023号到12号窗口\tTicket A023",
        "2026-11-24T09:00:00.000+00:00\t请\t",
    ]
