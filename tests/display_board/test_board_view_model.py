"""One board following its hall over good and broken links."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from display_board.announcements import (
    WHOLE_HALL,
    Announcements,
    begun,
    finished,
    happened,
    returned,
    taken_next,
)
from display_board.board import BoardState, Place
from display_board.view_model import FLASH_SECONDS, BoardViewModel, Starting
from display_board.window_sign import WindowSign
from hall_server.client.background import Inline, ManualTimer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done, Problem
from hall_server.wire.hall_view import HallView, apply, for_zone
from hall_server.wire.words import DeviceState, EventKind, TicketState, WindowState
from hardware.health import Health

ZONE = Place("zone", "Z2")


@dataclass(frozen=True)
class Update:
    view: HallView
    events: tuple = ()


class FakeHall:
    """Answers, or fails as it is told."""

    def __init__(self, directory) -> None:
        self.plan, self.trouble, self.asked, self.beats = directory, None, 0, []

    def directory(self):
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return self.plan

    def heartbeat(self, state, code=""):
        if self.trouble:
            raise self.trouble
        self.beats.append((state, code))
        return Done(seq=1)


class Ears:
    """The pure queue, and what it would have said by now."""

    def __init__(self, clock) -> None:
        self.queue, self.view, self._clock = Announcements(), None, clock

    def begun(self, view):
        self.queue, self.view = begun(self.queue, view), view

    def happened(self, events, view, *, late):
        for event in events:
            self.queue = happened(self.queue, event, self._clock(), late=late)
        self.view = view

    def returned(self, view):
        self.queue, self.view = returned(self.queue, view, self._clock()), view

    def said(self):
        numbers = []
        while True:
            self.queue, one = taken_next(
                self.queue, WHOLE_HALL, self.view, self._clock() + timedelta(seconds=2)
            )
            if one is None:
                return numbers
            numbers.append(one.call.number if one.call else one.words.zh)
            self.queue = finished(self.queue, WHOLE_HALL)


class Wall:
    """A board, its hall, its clock, and the truth that the hall knows."""

    def __init__(self, samples, place=ZONE) -> None:
        self.samples, self.timer, self.hall = samples, ManualTimer(), FakeHall(samples.directory)
        self.truth = self.seen = samples.view(10, zone=place.zone)
        self.ears = Ears(self.now)
        self.shown = []
        self.board = BoardViewModel(
            self.hall, place, self.ears, Inline(), self.timer, self.now, self.shown.append
        )

    def now(self):
        return self.samples.now + timedelta(seconds=self.timer.now)

    @property
    def state(self):
        return self.shown[-1]

    def begin(self):
        self.board.start()
        self.board.heard(self.now())
        self.board.updated(Update(self.truth))
        return self

    def happens(self, *events):
        """It happens in the hall, seen or not."""
        for event in events:
            self.truth = apply(self.truth, event)
        return events

    def sees(self, *events):
        for event in self.happens(*events):
            self.seen = apply(self.seen, event)
            self.board.heard(self.now())
            self.board.updated(Update(self.seen, (event,)))

    def numbers(self):
        return [row.number for row in self.state.calls]

    def flashing(self):
        return [row.number for row in self.state.calls if row.fresh]

    def call(self, seq, number, window=85, **more):
        return self.samples.called(seq, number, window, at=self.now(), **more)


@pytest.fixture
def wall(samples):
    return Wall(samples).begin()


def test_before_the_hall_is_known_the_board_says_that_it_connects(samples):
    wall = Wall(samples)
    wall.board.start()
    assert isinstance(wall.state, Starting)
    assert wall.state.words.zh == "正在连接大厅服务器…"


def test_the_first_snapshot_shows_old_calls_and_says_and_flashes_nothing(samples):
    wall = Wall(samples)
    wall.truth = for_zone(samples.crowded_noon(), "Z2")
    wall.begin()
    assert wall.numbers() == ["BB011", "BA204"]
    assert wall.flashing() == []
    assert wall.ears.said() == []


def test_two_calls_of_one_millisecond_both_flash_stand_and_are_said(wall):
    wall.sees(wall.call(11, "BG023", 85), wall.call(12, "BG024", 86))
    assert wall.numbers() == ["BG024", "BG023"]
    assert wall.flashing() == ["BG024", "BG023"]
    assert wall.ears.said() == ["BG023", "BG024"]


def test_a_flash_ends_steady(wall):
    wall.sees(wall.call(11, "BG023"))
    wall.timer.advance(FLASH_SECONDS + 0.1)
    assert (wall.numbers(), wall.flashing()) == (["BG023"], [])


def test_a_burst_larger_than_the_board_is_shown_whole_each_for_its_full_flash(wall):
    numbers = [f"BG{n:03}" for n in range(1, 31)]
    wall.sees(*(wall.call(10 + i, number, 48 + i) for i, number in enumerate(numbers, 1)))
    on_board = dict.fromkeys(numbers, 0.0)
    for _ in range(60):
        for number in wall.numbers():
            on_board[number] += 0.25
        wall.timer.advance(0.25)
    assert min(on_board.values()) >= FLASH_SECONDS - 0.25
    assert wall.numbers() == numbers[:-9:-1]
    assert wall.ears.said() == numbers


def test_a_lost_link_is_told_with_its_time_and_the_last_truth_stays(wall):
    wall.sees(wall.call(11, "BG023"))
    wall.board.lost(wall.now())
    assert wall.state.stale.zh.startswith("数据截至 10:30:00")
    assert wall.numbers() == ["BG023"]
    wall.timer.advance(60)
    assert wall.state.clock == "10:31:00"
    assert wall.state.stale.zh.startswith("数据截至 10:30:00")
    wall.board.heard(wall.now())
    assert wall.state.stale is None


def test_a_link_that_dies_without_a_word_is_told_within_five_seconds(wall):
    wall.timer.advance(3)
    assert wall.state.stale is None
    wall.timer.advance(2)
    assert wall.state.stale.zh.startswith("数据截至 10:30:00")


def test_missed_events_are_replayed_in_order_and_only_what_still_stands_is_said(wall):
    wall.sees(wall.call(11, "BG001"))
    assert wall.ears.said() == ["BG001"]
    wall.board.lost(wall.now())
    wall.timer.advance(20)
    missed = [wall.call(12, "BG002", 86), wall.call(13, "BG003", 87)]
    done = wall.samples.event(
        14, EventKind.TICKET_STARTED, (wall.samples.ticket("BG002", TicketState.SERVING, 86),)
    )
    wall.timer.advance(20)
    wall.sees(*missed, done)
    assert wall.numbers() == ["BG003", "BG002", "BG001"]
    assert wall.ears.said() == ["BG003"]
    wall.timer.advance(5)
    wall.sees(wall.call(15, "BG004", 88))
    assert wall.ears.said() == ["BG004"]


def test_a_snapshot_after_a_gap_adds_the_unseen_calls_once(wall):
    wall.sees(wall.call(11, "BG001"))
    assert wall.ears.said() == ["BG001"]
    wall.board.lost(wall.now())
    wall.happens(wall.call(12, "BG002", 86), wall.call(13, "BG003", 87))
    wall.board.heard(wall.now())
    wall.board.updated(Update(wall.truth))
    wall.board.updated(Update(wall.truth))
    assert wall.numbers() == ["BG003", "BG002", "BG001"]
    assert wall.flashing() == ["BG003", "BG002", "BG001"]
    assert wall.ears.said() == ["BG002", "BG003"]


def test_a_hall_whose_history_was_put_back_is_begun_afresh_and_not_mute(wall):
    wall.sees(wall.call(11, "BG001"))
    wall.ears.said()
    wall.truth = wall.seen = wall.samples.view(3, zone="Z2")
    wall.board.updated(Update(wall.truth))
    wall.sees(wall.call(4, "BG001"))
    assert wall.numbers() == ["BG001"]
    assert wall.ears.said() == ["BG001"]


def test_a_new_day_begins_with_an_empty_board(wall):
    wall.sees(wall.call(11, "BG001"))
    wall.sees(wall.samples.event(12, EventKind.DAY_CLOSED))
    assert wall.numbers() == []


def test_a_changed_plan_is_fetched_again(wall):
    before = wall.hall.asked
    wall.sees(wall.samples.event(11, EventKind.PLAN_CHANGED))
    assert wall.hall.asked == before + 1


def test_a_plan_that_cannot_be_had_is_asked_for_again(samples):
    wall = Wall(samples)
    wall.hall.trouble = LinkLost("no route")
    wall.begin()
    assert isinstance(wall.state, Starting)
    wall.hall.trouble = None
    wall.timer.advance(2.5)
    assert isinstance(wall.state, BoardState)


def test_a_refusal_is_shown(samples):
    wall = Wall(samples)
    problem = Problem(type="t", title="t", status=401, detail="设备未获授权", code="not_signed_in")
    wall.hall.trouble = Refused(problem)
    wall.begin()
    assert wall.state.words.zh == "设备未获授权"


def test_the_hall_hears_every_ten_seconds_how_the_board_is(wall):
    wall.board.voice_changed("speech", Health.down("speech_failed"))
    wall.timer.advance(10.5)
    wall.board.voice_changed("speech", Health.ok())
    wall.board.voice_changed("voice", Health.warning("speech_replaced"))
    wall.timer.advance(10.5)
    assert wall.hall.beats == [
        (DeviceState.OK, ""),
        (DeviceState.WARNING, "speech_failed"),
        (DeviceState.WARNING, "speech_replaced"),
    ]


def test_a_state_that_is_the_same_is_not_drawn_again(wall):
    wall.timer.advance(1)
    before = len(wall.shown)
    wall.board.updated(Update(wall.truth))
    assert len(wall.shown) == before


def test_a_window_screen_follows_its_window_and_is_not_held_up_by_others(samples):
    wall = Wall(samples, Place("window", "Z2", "W085")).begin()
    wall.sees(wall.call(11, "BG001", 86), wall.call(12, "BG002", 87), wall.call(13, "BG023", 85))
    assert isinstance(wall.state, WindowSign)
    assert (wall.state.number, wall.state.fresh) == ("BG023", True)
    pause = samples.event(
        14, EventKind.WINDOW_PAUSED, (), (samples.window(85, WindowState.PAUSED, reason="away"),)
    )
    wall.sees(pause)
    assert (wall.state.headline.zh, wall.state.number) == ("暂停办理", "")
