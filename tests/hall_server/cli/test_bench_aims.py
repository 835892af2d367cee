"""What `hall bench` promises to judge, and what it must not."""

from hall_server.cli.bench_phases import Part, Percentiles, Visits
from hall_server.cli.bench_process import Effort
from hall_server.cli.bench_report import aims_of

PART = Part(2000.0, 1000.0, Percentiles(20.0, 60.0), Effort(0.9, 170.0), 5.0)


def measured(rate: float, doubles: list[str] | None = None) -> Visits:
    return Visits(64, 0, PART, PART, rate, 2200, 0, [], doubles or [], 1.4)


def ratio(raw: list[float], *, busy: bool = False, rate: float = 2100.0):
    return aims_of([measured(rate)], None, None, None, raw, busy)[0]


def test_the_ratio_is_to_the_quicker_of_the_two_raw_measurements() -> None:
    assert ratio([5000.0, 6000.0]).value == 0.35
    assert ratio([5000.0, 6000.0]).met is True
    assert ratio([5000.0, 6100.0]).met is False


def test_a_disk_that_others_slow_down_never_makes_the_ratio_good() -> None:
    assert ratio([180.0, 6000.0]).met is None
    assert ratio([320.0, 350.0], busy=True).met is None


def test_a_number_given_twice_is_judged_on_any_machine() -> None:
    aims = aims_of([measured(2100.0, ["number A001 stands twice"])], None, None, None, [6000.0], True)
    assert [(a.met, a.must) for a in aims if a.must] == [(False, True)]
