"""The live wall of attendance: sums, order, pages, old news; and how it asks the hall."""

from datetime import timedelta

import pytest

from display_board.view_model import Starting
from display_board.wall import USUAL, WIDE, Presences, WallState, shape_of, wall_of
from display_board.wall_view_model import OLD_AFTER, PLAN_POLLS, POLL_SECONDS, WallViewModel
from hall_server.client.background import Inline, ManualTimer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done, Problem
from hall_server.wire.attendance import EmptyWindowView, UnitPresence, Wall
from hall_server.wire.directory import UnitEntry


def unit(name: str | None, due=5, here=4, on_leave=0, away=0, not_here=1) -> UnitPresence:
    return UnitPresence(
        unit=name, due=due, here=here, on_leave=on_leave, away_on_work=away, not_here=not_here
    )


def empty(window: str) -> EmptyWindowView:
    return EmptyWindowView(window=window, staff="1085", presence="not_here")


@pytest.fixture
def directory(samples):
    units = tuple(
        UnitEntry(id=f"U{n:02}", name_zh=f"样例第{n}局", name_en=f"Bureau {n}") for n in range(1, 61)
    )
    return samples.directory.model_copy(update={"units": units})


@pytest.fixture
def wall(samples):
    return Wall(
        at=samples.now,
        units=(
            unit("U02"),
            unit("U01", 3, 1, 1, 1, 0),
            unit(None, 2, 2, 0, 0, 0),
            unit("U03", 0, 0, 0, 0, 0),
        ),
        empty_windows=(empty("W085"), empty("W007")),
    )


def test_the_wall_counts_everybody_and_keeps_the_order_of_units(wall, directory, samples):
    state = wall_of(wall, directory, USUAL, samples.now, old=False)
    assert state.totals == Presences(10, 7, 1, 1, 1)
    assert [line.name.zh for line in state.units.rows] == ["样例第2局", "样例第1局", "中心"]
    assert state.summary.zh == "到岗率 70%"
    assert state.stale is None


def test_windows_are_told_by_their_numbers_and_nobody_by_name_or_number_of_staff(wall, directory, samples):
    state = wall_of(wall, directory, USUAL, samples.now, old=False)
    assert state.windows.rows == (7, 85)
    assert "1085" not in repr(state)


def test_when_nobody_is_due_it_says_so(wall, directory, samples):
    state = wall_of(wall.model_copy(update={"units": ()}), directory, USUAL, samples.now, old=False)
    assert state.summary.zh == "当前无人应到"
    assert state.units.rows == ()


def test_more_units_than_fit_take_turns(wall, directory, samples):
    many = wall.model_copy(update={"units": tuple(unit(f"U{n:02}") for n in range(1, 61))})
    seen = set()
    for seconds in (0, 8, 16):
        state = wall_of(many, directory, USUAL, samples.now + timedelta(seconds=seconds), old=False)
        assert state.totals.due == 300
        seen |= {line.name.zh for line in state.units.rows}
    assert len(seen) == 60


def test_the_shape_follows_the_screen():
    assert shape_of(3840, 1080) is WIDE
    assert shape_of(1920, 1080) is USUAL


class FakeHall:
    def __init__(self, plan, wall) -> None:
        self.plan, self.wall, self.trouble, self.plans, self.beats, self.polls = plan, wall, None, 0, 0, 0

    def directory(self):
        self.plans += 1
        return self.plan

    def attendance_wall(self):
        self.polls += 1
        if self.trouble:
            raise self.trouble
        return self.wall

    def heartbeat(self, state, code=""):
        self.beats += 1
        return Done(seq=1)


class Program:
    """A wall, its hall and its clock."""

    def __init__(self, samples, plan, wall) -> None:
        self.samples, self.timer, self.hall, self.shown = samples, ManualTimer(), FakeHall(plan, wall), []
        self.board = WallViewModel(self.hall, USUAL, Inline(), self.timer, self.now, self.shown.append)

    def now(self):
        return self.samples.now + timedelta(seconds=self.timer.now)

    @property
    def state(self):
        return self.shown[-1]


@pytest.fixture
def program(samples, directory, wall):
    return Program(samples, directory, wall)


def test_it_asks_every_ten_seconds_and_beats_with_each_question(program):
    program.board.start()
    program.timer.advance(3 * POLL_SECONDS)
    assert (program.hall.polls, program.hall.beats, program.hall.plans) == (4, 4, 1)
    assert isinstance(program.state, WallState)


def test_what_is_shown_moves_on_with_the_hall(program):
    program.board.start()
    program.hall.wall = program.hall.wall.model_copy(update={"empty_windows": ()})
    program.timer.advance(POLL_SECONDS)
    assert program.state.windows.rows == ()


def test_a_lost_link_is_told_with_the_time_of_the_data(program):
    program.board.start()
    program.hall.trouble = LinkLost("gone")
    program.timer.advance(POLL_SECONDS)
    assert program.state.stale.zh.startswith("数据截至 10:30:00")
    assert program.state.clock == "10:30:10"
    assert program.state.totals.here == 7


def test_when_the_hall_answers_again_nothing_is_old(program):
    program.board.start()
    program.hall.trouble = LinkLost("gone")
    program.timer.advance(POLL_SECONDS)
    program.hall.trouble = None
    program.timer.advance(POLL_SECONDS)
    assert program.state.stale is None


class Silent:
    """Never comes back with anything after the first answer."""

    def __init__(self) -> None:
        self.inline, self.jobs = Inline(), 0

    def run(self, job, done, failed):
        self.jobs += 1
        if self.jobs == 1:
            self.inline.run(job, done, failed)


def test_a_hall_that_does_not_answer_at_all_makes_the_data_old(samples, directory, wall):
    program, silent = Program(samples, directory, wall), Silent()
    board = WallViewModel(program.hall, USUAL, silent, program.timer, program.now, program.shown.append)
    board.start()
    program.timer.advance(OLD_AFTER.total_seconds())
    assert program.state.stale is None
    program.timer.advance(1)
    assert program.state.stale is not None
    program.timer.advance(120)
    assert silent.jobs == 2


def test_before_the_first_answer_it_says_that_it_connects_or_why_it_may_not(program):
    program.hall.trouble = LinkLost("gone")
    program.board.start()
    assert isinstance(program.state, Starting)
    assert program.state.words.zh == "正在连接大厅服务器…"
    problem = Problem(type="about:blank", title="", status=403, detail="没有权限", code="not_allowed")
    program.hall.trouble = Refused(problem)
    program.timer.advance(POLL_SECONDS)
    assert program.state.words.zh == "没有权限"


def test_the_plan_is_asked_for_again_for_a_unit_it_does_not_know_and_now_and_then(program):
    program.board.start()
    program.timer.advance(2 * POLL_SECONDS)
    assert program.hall.plans == 1
    program.hall.wall = program.hall.wall.model_copy(update={"units": (unit("U99"),)})
    program.timer.advance(POLL_SECONDS)
    assert program.hall.plans == 2
    assert program.state.units.rows[0].name.zh == "U99"
    program.hall.wall = program.hall.wall.model_copy(update={"units": (unit("U01"),)})
    program.timer.advance((PLAN_POLLS - 3) * POLL_SECONDS)
    assert program.hall.plans == 3


def test_a_fault_of_ours_is_not_hidden(program):
    program.hall.trouble = RuntimeError("ours")
    with pytest.raises(RuntimeError):
        program.board.start()
