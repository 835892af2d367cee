"""What a board says."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_board.board import CALL_ROWS, Both, Moment, Place, board_of
from hall_server.wire.hall_view import for_zone
from hall_server.wire.words import TicketState, WindowState

HALL, ZONE = Place("hall"), Place("zone", "Z2")


@pytest.fixture(scope="module")
def live(samples):
    return Moment(samples.now, samples.now)


@given(by=st.integers(0, 500))
def test_equal_views_give_equal_boards_whatever_the_order_of_their_rows(samples, live, by):
    view = samples.crowded_noon()
    assert board_of(samples.shuffled(view, by), samples.directory, HALL, live) == board_of(
        view, samples.directory, HALL, live
    )


def test_calls_stand_newest_first_and_two_of_one_millisecond_stay_two(samples, live):
    view = samples.view(calls=[samples.call(7, "BG023", 85), samples.call(8, "BG024", 86)])
    rows = board_of(view, samples.directory, ZONE, live).calls
    assert [(r.number, r.window) for r in rows] == [("BG024", 86), ("BG023", 85)]
    assert rows[0].at == rows[1].at == "10:30"


@pytest.mark.parametrize("layout", ["hall", "zone"])
def test_a_board_shows_between_eight_and_twelve_calls(samples, live, layout):
    calls = [samples.call(n, f"BG{n:03}", 85) for n in range(1, 17)]
    rows = board_of(samples.view(calls=calls), samples.directory, Place(layout, "Z2"), live).calls
    assert len(rows) == CALL_ROWS[layout]
    assert 8 <= len(rows) <= 12
    assert rows[0].number == "BG016"


def test_a_zone_board_shows_its_own_zone_only(samples, live):
    board = board_of(samples.crowded_noon(), samples.directory, ZONE, live)
    assert {row.number for row in board.calls} == {"BA204", "BB011"}
    codes = [line.code for column in board.queues.page.rows for line in column]
    assert codes == ["BA", "BB", "BC", "BD", "BE", "BF", "BG", "BH", "BJ"]
    assert board.title.zh == "B区 房地产税费功能区"


def test_the_board_of_a_zones_feed_equals_that_of_the_whole_halls(samples, live):
    whole = samples.crowded_noon()
    assert board_of(for_zone(whole, "Z2"), samples.directory, ZONE, live) == board_of(
        whole, samples.directory, ZONE, live
    )


def test_waiting_is_counted_by_queue_and_nothing_else_is_counted(samples, live):
    tickets = [
        samples.ticket("BG001"),
        samples.ticket("BG002"),
        samples.ticket("BG003", TicketState.CALLED, 85),
        samples.ticket("BG004", TicketState.RESERVED),
        samples.ticket("BG005", TicketState.HELD),
        samples.ticket("BA001"),
    ]
    board = board_of(samples.view(tickets=tickets), samples.directory, ZONE, live)
    (column,) = board.queues.page.rows
    assert {line.code: line.waiting for line in column if line.waiting} == {"BG": 2, "BA": 1}
    assert board.counts.waiting == 3


def test_every_queue_of_the_hall_is_on_the_hall_board_with_its_zone_above_it(samples, live):
    queues = board_of(samples.crowded_noon(), samples.directory, HALL, live).queues
    assert queues.page.of == 1
    lines = [line for column in queues.page.rows for line in column]
    assert {x.code for x in lines if not x.heading} == {q.id for q in samples.directory.queues}
    for column in queues.page.rows:
        assert column[0].heading
        assert not column[-1].heading
        assert len(column) <= queues.rows


def test_paused_windows_tell_reason_and_end(samples, live):
    windows = [
        samples.window(85, WindowState.PAUSED, reason="away", until=samples.now + timedelta(minutes=15)),
        samples.window(86, WindowState.INTERNAL_TASK, reason="task"),
        samples.window(87, WindowState.PAUSED, reason="not-in-the-directory"),
        samples.window(88),
    ]
    rows = board_of(samples.view(windows=windows), samples.directory, ZONE, live).paused.rows
    assert [(r.window, r.reason.zh, r.until) for r in rows] == [
        (85, "临时离岗", "10:45"),
        (86, "领导交办任务", None),
        (87, "暂停办理", None),
    ]


def test_an_end_on_another_day_tells_its_day(samples, live):
    tomorrow = samples.now + timedelta(days=1)
    view = samples.view(windows=[samples.window(85, WindowState.PAUSED, reason="away", until=tomorrow)])
    assert board_of(view, samples.directory, ZONE, live).paused.rows[0].until == "11-25 10:30"


def test_every_paused_window_has_its_turn_when_a_whole_zone_is_at_lunch(samples):
    windows = [samples.window(n, WindowState.PAUSED, reason="lunch") for n in range(48, 98)]
    view, seen = samples.view(windows=windows), set()
    for second in range(0, 8 * 20, 8):
        now = samples.now + timedelta(seconds=second)
        seen |= {r.window for r in board_of(view, samples.directory, ZONE, Moment(now, now)).paused.rows}
    assert seen == set(range(48, 98))


def test_missed_numbers_stand_latest_first(samples, live):
    tickets = [samples.ticket(f"BG{n:03}", TicketState.MISSED, minutes=n) for n in (9, 3, 7)]
    missed = board_of(samples.view(tickets=tickets), samples.directory, ZONE, live).missed
    assert missed.rows == ("BG003", "BG007", "BG009")


def test_notices_take_turns_and_an_expired_one_is_gone(samples):
    view = samples.crowded_noon()
    old = view.notices["n1"].model_copy(update={"id": "n0", "until": samples.now - timedelta(seconds=1)})
    view = view.model_copy(update={"notices": {**view.notices, "n0": old}})
    seen = set()
    for second in (0, 8):
        now = samples.now + timedelta(seconds=second)
        page = board_of(view, samples.directory, ZONE, Moment(now, now)).notice
        assert page.of == 2
        seen |= {n.zh[:4] for n in page.rows}
    assert seen == {"因系统升", "失物招领"}


def test_a_lost_link_keeps_the_last_truth_and_tells_its_time(samples):
    view = samples.crowded_noon()
    as_of = samples.now + timedelta(minutes=2, seconds=5)
    board = board_of(view, samples.directory, HALL, Moment(as_of + timedelta(minutes=9), as_of, lost=True))
    assert board.stale is not None
    assert "数据截至 10:32:05" in board.stale.zh
    assert board.clock == "10:41:05"
    assert len(board.calls) == 12


@pytest.mark.parametrize(("silent_seconds", "stale"), [(0, False), (3.9, False), (4.5, True), (5, True)])
def test_silence_alone_is_told_within_five_seconds(samples, silent_seconds, stale):
    moment = Moment(samples.now + timedelta(seconds=silent_seconds), samples.now)
    assert (board_of(samples.view(), samples.directory, HALL, moment).stale is not None) is stale


def test_a_fresh_call_and_a_recall_are_marked(samples):
    view = samples.view(calls=[samples.call(7, "BG023", 85), samples.call(9, "BG023", 85, count=2)])
    moment = Moment(samples.now, samples.now, fresh=frozenset({9}))
    again, first = board_of(view, samples.directory, ZONE, moment).calls
    assert (again.fresh, again.again, first.fresh, first.again) == (True, True, False, False)


def test_a_priority_class_shows_its_short_mark(samples, live):
    rows = board_of(samples.crowded_noon(), samples.directory, HALL, live).calls
    assert rows[0].mark == Both("敬老", "Elderly")
    assert rows[1].mark == Both("", "")


def test_an_empty_hall_gives_a_calm_board(samples, live):
    board = board_of(samples.empty_morning(), samples.directory, HALL, live)
    assert board.calls == ()
    assert (board.paused.total, board.missed.total, board.notice.total) == (0, 0, 0)
    assert board.counts.open_windows == 0
    assert board.date.zh == "2026年11月24日 星期二"
