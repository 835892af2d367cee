"""Hundredths of a day: what is printed adds up, row by row and column by column."""

from dataclasses import fields
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.attendance.month import Line
from hall_server.reports.month import SHARES, shown

halves = st.integers(0, 62).map(lambda n: Fraction(n, 2))


@st.composite
def months(draw: st.DrawFn) -> Line:
    """A month that adds up exactly, cut anywhere."""
    due = draw(halves)
    cuts = sorted(draw(st.lists(st.fractions(0, 1, max_denominator=480), min_size=5, max_size=5)))
    edges = [Fraction(0), *cuts, Fraction(1)]
    shares = [due * (b - a) for a, b in pairwise(edges)]
    return Line(due=due, **dict(zip(SHARES, shares, strict=True)))


@given(months())
def test_what_was_due_is_the_sum_of_its_shares_as_printed(line: Line) -> None:
    printed = shown(line)
    assert sum(getattr(printed, name) for name in SHARES) == printed.due == line.due


@given(months(), st.fractions(0, 31, max_denominator=480))
def test_each_figure_is_printed_within_a_hundredth_and_nothing_stays_nothing(
    line: Line, official: Fraction
) -> None:
    exact = Line(**{f.name: getattr(line, f.name) for f in fields(line)} | {"official": official})
    printed = shown(exact)
    for field in fields(Line):
        before, after = getattr(exact, field.name), getattr(printed, field.name)
        assert abs(after - before) < Fraction(1, 100)
        assert after * 100 == int(after * 100)
        assert before or not after


@given(months())
def test_printing_again_changes_nothing(line: Line) -> None:
    assert shown(shown(line)) == shown(line)


def test_three_thirds_of_a_day_make_a_day() -> None:
    third = Fraction(1, 3)
    printed = shown(Line(due=Fraction(1), personal=third, sick=third, annual=third))
    assert sorted([printed.personal, printed.sick, printed.annual]) == [
        Fraction(33, 100),
        Fraction(33, 100),
        Fraction(34, 100),
    ]
    assert printed.attended == 0
