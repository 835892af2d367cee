"""The transcript of the loudspeaker, from the log of a voice that nobody hears."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hardware.speech.interface import Utterance
from hardware.speech.silent import log_to, seconds_to_say
from hardware.twins.loudspeaker import KEPT, SPEAKING, SpeakerTwin
from hardware.twins.status import READY

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
CALL = Utterance("请 B G 零 零 一 号到八十五号窗口", "Ticket B G 0 0 1, window 85")


class Listener:
    """A twin, and the clock that it looks at."""

    def __init__(self, log: Path) -> None:
        self.now = NINE
        self.twin = SpeakerTwin(log, lambda state: None, lambda: self.now)


def test_before_anything_is_said_it_is_silent(tmp_path: Path) -> None:
    twin = Listener(tmp_path / "spoken.txt").twin
    twin.look()
    assert (twin.state.status, twin.state.now, twin.state.before) == (READY, None, ())


def test_what_is_said_stands_large_as_long_as_a_voice_needs(tmp_path: Path) -> None:
    log = tmp_path / "spoken.txt"
    listener = Listener(log)
    log_to(log)(NINE, CALL)
    listener.twin.look()
    assert listener.twin.state.status == SPEAKING
    assert listener.twin.state.now is not None
    assert listener.twin.state.now.utterance == CALL
    listener.now = NINE + timedelta(seconds=seconds_to_say(CALL) + 0.1)
    listener.twin.look()
    assert listener.twin.state.now is None
    assert [said.utterance for said in listener.twin.state.before] == [CALL]


def test_the_last_announcements_are_kept_newest_first(tmp_path: Path) -> None:
    log = tmp_path / "spoken.txt"
    listener = Listener(log)
    listener.now = NINE + timedelta(hours=1)
    for number in range(KEPT + 3):
        log_to(log)(NINE, Utterance(str(number)))
        listener.twin.look()
    assert [said.utterance.zh for said in listener.twin.state.before] == [
        str(number) for number in range(KEPT + 2, 2, -1)
    ]


def test_a_line_that_is_being_written_waits_until_it_is_whole(tmp_path: Path) -> None:
    log = tmp_path / "spoken.txt"
    log_to(log)(NINE, CALL)
    whole = log.read_bytes()
    listener = Listener(log)
    log.write_bytes(whole[:40])
    listener.twin.look()
    assert listener.twin.state.now is None
    log.write_bytes(whole)
    listener.twin.look()
    assert listener.twin.state.now is not None


def test_a_line_of_another_shape_is_passed_over(tmp_path: Path) -> None:
    log = tmp_path / "spoken.txt"
    log.write_text("not an announcement\n", "utf-8")
    listener = Listener(log)
    log_to(log)(NINE, CALL)
    listener.twin.look()
    assert listener.twin.state.now is not None
