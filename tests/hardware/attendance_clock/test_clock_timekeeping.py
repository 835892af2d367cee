"""The hall's time at a clock whose own may be wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hardware.attendance_clock.kept_time import KeptTime, boot_id
from hardware.attendance_clock.timekeeping import HallTime

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Machine:
    """A machine whose system clock may be moved; the hall's time goes on with the steady one."""

    def __init__(self, ahead: timedelta = timedelta(), memory: Path | None = None) -> None:
        self.steady, self.wall, self.hall = 100.0, START, START + ahead
        self.boot, self._memory = "first run", memory
        self.restarts()

    def restarts(self) -> None:
        """The program only; the machine runs on."""
        kept = KeptTime(self._memory, lambda: self.boot) if self._memory is not None else None
        self.time = HallTime(lambda: self.wall, lambda: self.steady, kept)

    def is_off_for(self, seconds: float, set_ahead: timedelta = timedelta()) -> None:
        """Its battery counts on, or somebody sets it; the steady clock begins anew."""
        self.passes(seconds)
        self.wall += set_ahead
        self.boot, self.steady = "next run", 12.0
        self.restarts()

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


def test_a_program_that_starts_anew_without_a_link_counts_on_and_says_how_old_its_measure_is(
    tmp_path: Path,
) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears()
    machine.passes(3 * 3600)
    machine.restarts()
    stamp = machine.time.stamp()
    assert (stamp.at, stamp.offset, stamp.jumped) == (machine.hall, timedelta(seconds=90), False)
    assert (stamp.age, stamp.earlier) == (timedelta(hours=3), True)


def test_what_is_measured_much_better_is_kept_at_once(tmp_path: Path) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears(cut_by=2 * SECOND)
    machine.hears(0.01, 0.01)
    machine.restarts()
    error = machine.time.error()
    assert error is not None
    assert error <= timedelta(seconds=0.01)


def test_a_system_clock_that_was_set_while_the_program_was_off_is_flagged_and_not_believed(
    tmp_path: Path,
) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears()
    machine.passes(600)
    machine.wall -= timedelta(minutes=20)
    machine.restarts()
    stamp = machine.time.stamp()
    assert (stamp.jumped, stamp.at) == (True, machine.hall)


def test_after_a_power_cut_the_battery_of_the_system_clock_is_counted_on(tmp_path: Path) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears()
    machine.is_off_for(7200)
    stamp = machine.time.stamp()
    assert (stamp.at, stamp.age, stamp.jumped) == (machine.hall, timedelta(hours=2), False)


def test_a_system_clock_that_went_back_over_a_power_cut_is_flagged(tmp_path: Path) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears()
    machine.is_off_for(60, set_ahead=timedelta(days=-400))
    stamp = machine.time.stamp()
    assert (stamp.jumped, stamp.age) == (True, timedelta())


def test_a_system_clock_that_was_set_ahead_without_power_is_found_out_by_the_first_answer(
    tmp_path: Path,
) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears()
    machine.is_off_for(60, set_ahead=timedelta(minutes=30))
    assert machine.time.moved_by() is None
    machine.hears(0.1, 0.1, cut_by=2 * SECOND)
    moved = machine.time.moved_by()
    assert moved is not None
    assert abs(moved - timedelta(minutes=30)) < 2 * SECOND
    assert machine.time.moved_by() is None
    stamp = machine.time.stamp()
    assert (stamp.jumped, stamp.earlier) == (False, False)


def test_a_quartz_that_went_a_little_wrong_was_not_moved(tmp_path: Path) -> None:
    machine = Machine(timedelta(seconds=90), tmp_path / "time.json")
    machine.hears()
    machine.is_off_for(86_400, set_ahead=timedelta(seconds=4))
    machine.hears(0.1, 0.1)
    assert machine.time.moved_by() is None


def test_a_measure_that_cannot_be_read_or_written_is_none(tmp_path: Path) -> None:
    path = tmp_path / "time.json"
    for nonsense in ("", "[]", "{}", '{"wall": "2026-11-24T08:00:00"}', '{"low": 1e999}', "\x00"):
        path.write_text(nonsense, "utf-8")
        assert KeptTime(path).read() is None
    (tmp_path / "file").touch()
    machine = Machine(memory=tmp_path / "file" / "time.json")
    machine.hears()
    assert machine.time.stamp().offset == timedelta()
    assert boot_id(tmp_path / "nowhere") == ""


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
