"""However punches, greetings taken back and absences arrive, the days come out the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain.attendance.book import days_of
from hall_server.domain.attendance.day import DayRecord
from hall_server.domain.whereabouts import Kind as Away
from hall_server.operations import attendance, whereabouts
from hall_server.operations.months import terms_of
from hall_server.operations.whereabouts import Asked
from tests.at_the_clock import CLERK, CLOCK, MANAGER, OTHER_CLOCK, SUPERVISOR, a_punch
from tests.attendance import TUESDAY, at
from tests.conftest import RunningHall, build_hall
from tests.small_hall import TurnedClock

DAYS = [TUESDAY + timedelta(days=n) for n in range(3)]


@pytest.fixture(scope="module")
def one_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """Everything that is tried in it is undone again."""
    folder: Path = tmp_path_factory.mktemp("arrival")
    clock = TurnedClock(at("20:00", DAYS[-1]))
    hall = build_hall(f"sqlite:///{folder}/hall.db", clock)
    yield hall
    hall.lane.stop()
    hall.engines.dispose()


@dataclass(frozen=True)
class Step:
    """Something that arrives. What has the same name keeps its order: first the punch, then its undoing."""

    name: str
    act: Any


def punched(name: str, day: int, minute: int, clock: Any) -> Step:
    told = a_punch(f"{minute // 60}:{minute % 60:02}", DAYS[day], name=f"punch-{name}")
    return Step(name, lambda uow, now: attendance.punch(uow, clock, told, now))


def taken_back(name: str, day: int, minute: int, clock: Any) -> Step:
    moment = at(f"{minute // 60}:{minute % 60:02}", DAYS[day]) + timedelta(seconds=3)
    return Step(name, lambda uow, now: attendance.undo(uow, clock, f"punch-{name}", moment, now))


def away(name: str, day: int, start: int, minutes: int, kind: Away) -> Step:
    begin = at("0:00", DAYS[day]) + timedelta(minutes=start)
    asked = Asked(
        staff=CLERK,
        kind=kind,
        start=begin,
        end=begin + timedelta(minutes=minutes),
        reason="",
        stand_in="1002",
    )

    def handed_in_and_agreed(uow: Any, now: Any) -> None:
        entry = whereabouts.ask(uow, SUPERVISOR, asked, now)
        while entry.waits_for is not None:
            by = MANAGER if entry.waits_for.value == "leadership" else SUPERVISOR
            entry = whereabouts.agree(uow, by, entry.id, now)

    return Step(name, handed_in_and_agreed)


@st.composite
def what_happens(draw: st.DrawFn) -> list[Step]:
    steps = []
    for n in range(draw(st.integers(1, 8))):
        place = (draw(st.integers(0, 2)), draw(st.integers(6 * 60, 19 * 60)))
        clock = draw(st.sampled_from([CLOCK, OTHER_CLOCK]))
        steps.append(punched(f"{n:04d}", *place, clock))
        if draw(st.booleans()):
            steps.append(steps[-1])  # told twice
        if draw(st.integers(0, 3)) == 0:
            steps.append(taken_back(f"{n:04d}", *place, clock))
    starts = draw(st.lists(st.integers(7 * 60, 17 * 60), max_size=3, unique=True))
    for start in starts:
        kind = draw(st.sampled_from(Away))
        steps.append(away(f"away{start}", draw(st.integers(0, 2)), start, draw(st.integers(1, 500)), kind))
    return steps


def in_another_order(steps: list[Step], chance: Any) -> list[Step]:
    """Any order, but for steps of one name among themselves."""
    names = [step.name for step in steps]
    chance.shuffle(names)
    waiting = {name: iter([s for s in steps if s.name == name]) for name in names}
    return [next(waiting[name]) for name in names]


def days_after(hall: RunningHall, steps: list[Step]) -> tuple[DayRecord, ...]:
    """The clerk's days when this has arrived in this order; afterwards it is as if it never had."""

    def tried(uow: Any, now: Any) -> tuple[DayRecord, ...]:
        point = uow.savepoint()
        for step in steps:
            step.act(uow, now)
        (person,) = uow.attendance.people(DAYS[0], DAYS[-1], [CLERK])
        found = days_of(person, DAYS, terms_of(uow, now))
        uow.undo_to(point)
        return found

    return hall.lane.ask(tried).result(30)


@settings(max_examples=25, deadline=None)
@given(what_happens(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(one_hall: RunningHall, steps: list[Step], chance: Any) -> None:
    assert days_after(one_hall, in_another_order(steps, chance)) == days_after(one_hall, steps)


@settings(max_examples=10, deadline=None)
@given(what_happens())
def test_what_is_told_twice_counts_once(one_hall: RunningHall, steps: list[Step]) -> None:
    punches = [s for s in steps if s.name.isdigit()]
    assert days_after(one_hall, [*steps, *punches]) == days_after(one_hall, steps)


def test_what_was_tried_is_undone(one_hall: RunningHall) -> None:
    before = one_hall.ask(lambda uow: uow.seq)
    days_after(one_hall, [punched("0001", 0, 500, CLOCK), away("away", 0, 600, 60, Away.ERRAND)])
    assert one_hall.ask(lambda uow: uow.attendance.punch("punch-0001")) is None
    assert one_hall.ask(lambda uow: uow.seq) == before


def test_two_commands_or_one_give_the_same_day(one_hall: RunningHall) -> None:
    """What is read from the database and what is still in memory come to the same."""
    steps = [punched("db01", 1, 8 * 60 + 20, CLOCK), punched("db02", 1, 12 * 60 + 1, CLOCK)]
    together = days_after(one_hall, steps)
    for step in steps:
        one_hall.do(step.act)
    (person,) = one_hall.store.records.people(DAYS[0], DAYS[-1], [CLERK])
    terms = replace(one_hall.lane.ask(terms_of).result(10), now=one_hall.clock.now)
    assert days_of(person, DAYS, terms) == together
