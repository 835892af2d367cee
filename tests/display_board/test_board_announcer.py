"""The threads that speak: a voice that hangs or fails never makes the board mute."""

import threading
from queue import SimpleQueue

import pytest

from display_board.announcements import WHOLE_HALL, SpeechRules
from display_board.announcer import Announcer, Spoken
from hall_server.wire.hall_view import apply
from hardware.health import HealthState
from hardware.speech.interface import SpeechFault, Utterance

PATIENCE_SECONDS = 10
ONCE = SpeechRules(repeats=1)


class Heard:
    """A loudspeaker that hands over what it says."""

    def __init__(self, said: "SimpleQueue[str]") -> None:
        self._said = said

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        self._said.put(utterance.zh)


class Raising(Heard):
    """Fails on the words that it is told to fail on."""

    def __init__(self, said: "SimpleQueue[str]", number: str, error: Exception) -> None:
        super().__init__(said)
        self._number, self._error = number, error

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        if self._number in utterance.zh:
            raise self._error
        super().say(utterance, deadline_seconds)


class Hanging(Heard):
    """Hangs until it is released."""

    def __init__(self, said: "SimpleQueue[str]", released: threading.Event) -> None:
        super().__init__(said)
        self._released = released

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        self._released.wait()


@pytest.fixture
def said():
    return SimpleQueue()


@pytest.fixture
def news():
    return SimpleQueue()


@pytest.fixture
def board(samples, news):
    """Builds an announcer that has begun, and calls numbers through it."""
    announcers = []

    class Board:
        def __init__(self, build, rules=ONCE, deadline=PATIENCE_SECONDS) -> None:
            self.view = samples.view(10)
            self.announcer = Announcer(
                {WHOLE_HALL: build},
                rules,
                lambda: samples.now,
                news.put,
                lambda _: deadline,
                grace_seconds=0.0,
            )
            announcers.append(self.announcer)
            self.announcer.start()
            self.announcer.begun(self.view)

        def call(self, *numbers) -> None:
            events = []
            for number in numbers:
                event = samples.called(self.view.seq + 1, number, 85)
                self.view = apply(self.view, event)
                events.append(event)
            self.announcer.happened(events, self.view, late=False)

    yield Board
    for announcer in announcers:
        announcer.stop()


def test_calls_are_spoken_in_order_each_as_often_as_the_rules_say(board, said):
    hall = board(lambda: Heard(said), SpeechRules(repeats=2))
    hall.call("BG023", "BG024")
    heard = [said.get(timeout=PATIENCE_SECONDS) for _ in range(4)]
    assert ["三 号" in words for words in heard] == [True, True, False, False]


@pytest.mark.parametrize("error", [SpeechFault("no sound card"), RuntimeError("a bug in a driver")])
def test_a_speaker_that_raises_is_reported_and_the_next_call_is_spoken(board, said, news, error):
    hall = board(lambda: Raising(said, "三", error))
    hall.call("BG023", "BG024")
    assert "四" in said.get(timeout=PATIENCE_SECONDS)
    health = news.get(timeout=PATIENCE_SECONDS)
    assert (health.state, health.code) == (HealthState.DOWN, "speech_failed")
    assert news.get(timeout=PATIENCE_SECONDS).state is HealthState.OK
    assert hall.announcer.spoken == Spoken(aloud=1, not_aloud=1)


def test_a_speaker_that_hangs_is_left_behind_and_a_fresh_one_speaks(board, said, news):
    released = threading.Event()
    voices = iter([Hanging(said, released), Heard(said)])
    hall = board(lambda: next(voices), deadline=0.05)
    hall.call("BG023", "BG024")
    assert "四" in said.get(timeout=PATIENCE_SECONDS)
    assert news.get(timeout=PATIENCE_SECONDS).code == "speech_too_slow"
    assert news.get(timeout=PATIENCE_SECONDS).state is HealthState.OK
    assert hall.announcer.spoken == Spoken(aloud=1, not_aloud=1)
    released.set()


def test_a_speaker_that_cannot_be_built_is_told_before_any_call_and_built_again_for_the_next(
    board, said, news
):
    attempts = iter([SpeechFault("no engine yet"), Heard(said)])

    def build():
        if isinstance(attempt := next(attempts), Exception):
            raise attempt
        return attempt

    hall = board(build)
    assert news.get(timeout=PATIENCE_SECONDS).code == "speech_failed"
    hall.call("BG023")
    assert "三" in said.get(timeout=PATIENCE_SECONDS)
    assert news.get(timeout=PATIENCE_SECONDS).state is HealthState.OK


def test_each_zone_speaks_on_its_own_while_another_hangs(samples, said):
    released = threading.Event()
    rules = SpeechRules(repeats=1, sound_zones=frozenset({"Z1", "Z2"}))
    speakers = {"Z1": lambda: Hanging(said, released), "Z2": lambda: Heard(said)}
    announcer = Announcer(speakers, rules, lambda: samples.now, deadline=lambda _: PATIENCE_SECONDS)
    announcer.start()
    announcer.begun(samples.view(10))
    events = [samples.called(11, "AA001", 1), samples.called(12, "BG023", 85)]
    view = samples.view(12, tickets=[t for e in events for t in e.tickets])
    announcer.happened(events, view, late=False)
    assert "八十五号窗口" in said.get(timeout=PATIENCE_SECONDS)
    announcer.stop()
    released.set()


def test_a_board_without_a_loudspeaker_takes_calls_in_silence(samples):
    announcer = Announcer({}, SpeechRules(), lambda: samples.now)
    announcer.start()
    announcer.begun(samples.view(10))
    announcer.happened([samples.called(11, "BG023", 85)], samples.view(11), late=False)
    announcer.stop()
    assert announcer.spoken == Spoken(0, 0)
