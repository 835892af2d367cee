"""The LED displays hear the board's own story, and stop believing it when there are no news."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from display_board.board import BoardState, Moment, Place
from display_board.led_displays import BusName, LedDisplays
from display_board.strips import Story, StripPlan
from display_board.view_model import FLASH_SECONDS, BoardViewModel
from hall_server.client.background import Inline, ManualTimer
from hall_server.wire.answers import Done
from hall_server.wire.hall_view import apply
from hall_server.wire.words import DeviceState, EventKind, TicketState, WindowState
from hardware.health import Health
from hardware.heartbeat import Part

PLAN = StripPlan({"W085": 16, "W086": 16}, rows=(16, 16))


class FakeWall:
    """Remembers what it was told, oldest first."""

    def __init__(self) -> None:
        self.windows, self.told, self.boards = {}, [], []
        self.healths = {"led1": Health.unknown("led_never_answers")}
        self.settled = self.closed = False

    def show_windows(self, texts):
        self.told.append(dict(texts))
        self.windows.update({window: text.text for window, text in texts.items()})

    def show_board(self, rows):
        self.boards.append([row.text for row in rows])

    def health(self):
        return self.healths

    def settle(self, seconds):
        self.settled = not self.closed
        return True

    def close(self):
        self.closed = True


class Hall:
    def __init__(self, directory) -> None:
        self.plan, self.beats = directory, []

    def directory(self):
        return self.plan

    def heartbeat(self, state, code=""):
        self.beats.append((state, code))
        return Done(seq=1)


class Deaf:
    def begun(self, view): ...
    def happened(self, events, view, *, late): ...
    def returned(self, view): ...


@dataclass(frozen=True)
class Update:
    view: object
    events: tuple = ()


class Board:
    """A board with displays, its clock in a test's hand."""

    def __init__(self, samples, plan=PLAN) -> None:
        self.samples, self.timer, self.wall, self.hall = (
            samples,
            ManualTimer(),
            FakeWall(),
            Hall(samples.directory),
        )
        buses = {"led1": BusName("strip+tcp://10.0.0.9:4001", frozenset(plan.windows))}
        self.displays = LedDisplays(self.wall, plan, buses, timedelta(seconds=5))
        self.view = samples.view(10, windows=[samples.window(85), samples.window(86, WindowState.CLOSED)])
        self.screen = []
        self.model = BoardViewModel(
            self.hall,
            Place("hall"),
            Deaf(),
            Inline(),
            self.timer,
            self.now,
            self.screen.append,
            self.displays,
        )

    def now(self):
        return self.samples.now + timedelta(seconds=self.timer.now)

    def begin(self):
        self.model.start()
        self.model.heard(self.now())
        self.model.updated(Update(self.view))
        return self

    def sees(self, *events):
        for event in events:
            self.view = apply(self.view, event)
            self.model.heard(self.now())
            self.model.updated(Update(self.view, (event,)))

    def call(self, seq, number, window=85, **more):
        return self.samples.called(seq, number, window, at=self.now(), **more)


@pytest.fixture
def board(samples):
    return Board(samples).begin()


def test_the_first_view_of_the_hall_is_shown_on_every_strip(board):
    assert board.wall.windows == {"W085": "房屋买卖网签备案", "W086": "窗口未开放"}


def test_a_call_is_told_at_once_and_to_its_own_strip_only(board):
    board.sees(board.call(11, "BG023"))
    (last,) = board.wall.told[-1].items()
    assert (last[0], last[1].text, last[1].calls) == ("W085", "请BG023到85窗口", 1)
    assert board.wall.boards[-1] == ["请BG023到85窗口"]


def test_two_calls_of_one_window_are_both_told_however_soon(board):
    board.sees(board.call(11, "BG023"), board.call(12, "BG024"))
    assert [told["W085"].number for told in board.wall.told if "W085" in told] == ["", "BG023", "BG024"]


def test_a_recall_is_told_with_its_count(board):
    board.sees(board.call(11, "BG023"), board.call(12, "BG023", count=2))
    assert [told["W085"].calls for told in board.wall.told[-2:]] == [1, 2]


def test_a_tick_of_the_clock_tells_nothing_new(board):
    before = len(board.wall.told)
    board.timer.advance(3)
    assert len(board.wall.told) == before


def test_no_number_looks_live_when_the_link_is_lost(board):
    board.sees(board.call(11, "BG023"))
    board.model.lost(board.now())
    board.timer.advance(4.5)
    assert board.wall.windows["W085"] == "请BG023到85窗口"
    board.timer.advance(1)
    assert board.wall.windows == {"W085": "房屋买卖网签备案", "W086": "房屋买卖网签备案"}
    assert board.wall.boards[-1] == ["数据截至 10:30", "请BG023到85窗口"]
    assert isinstance(board.screen[-1], BoardState)


def test_numbers_return_when_the_missed_events_have_come_in(board):
    board.sees(board.call(11, "BG023"))
    board.model.lost(board.now())
    board.timer.advance(30)
    board.model.heard(board.now())
    assert board.wall.windows["W085"] == "房屋买卖网签备案"
    started = board.samples.event(
        12,
        EventKind.TICKET_STARTED,
        (board.samples.ticket("BG023", TicketState.SERVING, 85),),
        (board.samples.window(85, WindowState.SERVING, ticket="BG023"),),
    )
    board.sees(started)
    for _ in range(4):
        board.timer.advance(0.5)
        board.model.heard(board.now())
    assert board.wall.windows["W085"] == "BG023 正在办理"
    assert "请BG023到85窗口" not in [told["W085"].text for told in board.wall.told[-2:]]


def test_a_board_that_has_the_plan_and_no_news_shows_whose_windows_they_are(samples):
    board = Board(samples)
    board.model.start()
    board.timer.advance(4)
    assert board.wall.told == []
    board.timer.advance(2)
    assert set(board.wall.windows.values()) == {"房屋买卖网签备案"}
    assert board.wall.boards == [["请稍候"]]


def test_a_burst_of_calls_gives_each_row_its_full_flash(board):
    board.sees(*(board.call(10 + n, f"BG{n:03}", 85 + n % 2) for n in range(1, 5)))
    assert board.wall.boards[-1] == ["请BG002到85窗口", "请BG001到86窗口"]
    board.timer.advance(FLASH_SECONDS + 0.1)
    assert board.wall.boards[-1] == ["请BG004到85窗口", "请BG003到86窗口"]


def test_a_dead_bus_is_told_to_the_hall_and_disturbs_nothing(board):
    board.wall.healths["led1"] = Health.down("line_unreachable")
    board.timer.advance(10)
    assert board.hall.beats[-1] == (DeviceState.WARNING, "line_unreachable__led1")
    board.sees(board.call(11, "BG023"))
    assert board.screen[-1].calls[0].number == "BG023"


def test_a_strip_of_a_window_that_the_hall_does_not_have_is_told_to_the_hall(samples):
    board = Board(samples, StripPlan({"W085": 16, "W999": 16})).begin()
    assert board.displays.health() == [Part(Health.warning("led_window_unknown"), "led1")]
    assert board.wall.windows["W999"] == "未登记的窗口"


def test_a_board_that_is_closed_leaves_no_number_behind(board):
    board.sees(board.call(11, "BG023"))
    board.displays.close()
    assert board.wall.windows["W085"] == "房屋买卖网签备案"
    assert board.wall.boards[-1] == []
    assert board.wall.settled
    assert board.wall.closed


def test_displays_of_a_board_that_heard_nothing_are_left_as_they_are_until_it_has_waited(samples):
    wall = FakeWall()
    displays = LedDisplays(wall, PLAN, {"led1": BusName("sim")}, timedelta(seconds=5))
    displays.tell(Story(None, None, Moment(samples.now, None)))
    assert wall.told == []
    displays.tell(Story(None, None, Moment(samples.now + timedelta(seconds=6), None)))
    assert {text.text for text in wall.told[-1].values()} == {"请稍候"}
