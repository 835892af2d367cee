"""The hall's time at a clock whose own may be wrong."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hardware.attendance_clock.timekeeping import HallTime

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Machine:
    """A machine whose system clock may be moved; the hall's time goes on with the steady one."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.steady, self.wall, self.hall = 100.0, START, START + ahead
        self.time = HallTime(lambda: self.wall, lambda: self.steady)

    def passes(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds)
        self.hall += timedelta(seconds=seconds)

    def hears(self, there: float = 0.0, back: float = 0.0, cut_by: timedelta = timedelta()) -> None:
        heard = self.time.asking()
        self.passes(there)
        said = self.hall.replace(microsecond=0) if cut_by else self.hall
        self.passes(back)
        heard(said, cut_by)


def test_before_the_first_answer_nothing_is_known() -> None:
    stamp = Machine().time.stamp()
    assert (stamp.offset, stamp.jumped, stamp.at) == (None, False, START)


def test_half_of_the_way_is_taken_off() -> None:
    machine = Machine(ahead=timedelta(seconds=90))
    machine.hears(0.2, 0.2)
    assert machine.time.stamp().offset == timedelta(seconds=90)
    assert machine.time.error() == timedelta(seconds=0.2)


def test_the_quickest_answer_counts_most() -> None:
    machine = Machine(ahead=timedelta(seconds=90))
    for there, back in ((3.0, 0.0), (0.01, 0.01), (0.0, 4.0)):
        machine.hears(there, back)
    offset = machine.time.stamp().offset
    assert offset is not None
    assert abs(offset - timedelta(seconds=90)) <= timedelta(seconds=0.01)


def test_dates_cut_to_the_second_narrow_each_other_down() -> None:
    machine = Machine(ahead=timedelta(seconds=90))
    for _ in range(20):
        machine.hears(0.01, 0.01, cut_by=2 * SECOND)
        machine.passes(10.13)
    error = machine.time.error()
    assert error is not None
    assert error < timedelta(seconds=0.6)


def test_a_moved_system_clock_is_noticed_and_does_not_move_the_halls_time() -> None:
    machine = Machine(ahead=timedelta(seconds=90))
    machine.hears()
    machine.wall += timedelta(hours=1)
    stamp = machine.time.stamp()
    assert stamp.jumped
    assert stamp.device_at == START + timedelta(hours=1)
    assert stamp.at == machine.hall


def test_a_jump_is_told_until_the_time_is_measured_again() -> None:
    machine = Machine(ahead=timedelta(seconds=90))
    machine.hears()
    machine.wall -= timedelta(minutes=5)
    machine.passes(60)
    assert machine.time.stamp().jumped
    machine.hears()
    stamp = machine.time.stamp()
    assert not stamp.jumped
    assert stamp.offset == timedelta(seconds=390)


def test_a_clock_that_was_moved_and_moved_back_stays_flagged_once_noticed() -> None:
    machine = Machine()
    machine.hears()
    machine.wall += timedelta(hours=1)
    assert machine.time.stamp().jumped
    machine.wall -= timedelta(hours=1)
    assert machine.time.stamp().jumped


def test_an_answer_during_which_the_clock_was_moved_measures_nothing() -> None:
    machine = Machine()
    heard = machine.time.asking()
    machine.wall += timedelta(hours=1)
    heard(machine.hall, timedelta())
    assert machine.time.stamp().offset is None


def test_a_server_whose_clock_was_set_is_believed() -> None:
    machine = Machine(ahead=timedelta(seconds=90))
    machine.hears()
    machine.hall += timedelta(seconds=30)
    machine.hears()
    assert machine.time.stamp().offset == timedelta(seconds=120)


@given(
    st.integers(-86_400, 86_400),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3), st.booleans()), min_size=1, max_size=12),
)
def test_the_true_offset_lies_always_within_the_error(
    ahead: int, answers: list[tuple[float, float, bool]]
) -> None:
    machine = Machine(ahead=timedelta(seconds=ahead))
    for there, back, cut in answers:
        machine.hears(there, back, cut_by=2 * SECOND if cut else timedelta())
        machine.passes(7.3)
    offset, error = machine.time.stamp().offset, machine.time.error()
    assert offset is not None
    assert error is not None
    assert abs(offset - timedelta(seconds=ahead)) <= error + timedelta(milliseconds=1)
