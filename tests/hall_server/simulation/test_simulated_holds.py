"""Tickets that are put on hold while the citizen fetches a paper, in simulated and in recorded days."""

from dataclasses import replace
from datetime import time

import pytest

from hall_server.domain.events import Kind
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import HoldKind, Priority
from hall_server.simulation.day import Break, Day, Hold, Leg, Visit
from hall_server.simulation.memory_hall import EveryDay, memory_hall
from hall_server.simulation.parameters import BadParameters, Group, Parameters
from hall_server.simulation.recorded_day import day_from
from hall_server.simulation.replay import read_day, reproduce
from hall_server.simulation.statistics_of import waits_of
from hall_server.storage.event_log import GENESIS, Recorded, entries_of
from tests.conftest import RunningHall
from tests.hall_server.simulation.days import (
    NINE,
    a_day,
    a_drawn_day,
    a_shift,
    a_visit,
    plan_at,
    recorded,
    run,
)
from tests.small_hall import TUESDAY, a_plan

RULES = Rules()


def held(at: float, work: float, after: float, away: float, queue: str = "A") -> Visit:
    visit = a_visit(at, work, queue)
    return replace(visit, legs=(replace(visit.legs[0], holds=(Hold(after, away),)),))


def steps_of(day: Day, rules: Rules = RULES) -> list[Recorded]:
    history, _ = recorded(day, rules)
    return read_day(TUESDAY, GENESIS, history)


def told(steps: list[Recorded], *kinds: Kind) -> list[tuple[str, float]]:
    """What happened, and at how many minutes past nine."""
    first = steps[0].at.replace(hour=1, minute=0, second=0, microsecond=0)
    assert first.utcoffset() is not None
    return [
        (s.event.tickets[0].number, round((s.at - first).total_seconds() / 60, 2))
        for s in steps
        if s.event.kind in kinds
    ]


def test_the_window_calls_others_while_a_number_is_on_hold_and_then_goes_on_with_it() -> None:
    day = a_day(
        [held(NINE, 10.0, after=4.0, away=6.0), a_visit(NINE + 1, 9.0), a_visit(NINE + 2)], [a_shift()]
    )
    steps = steps_of(day)
    assert told(steps, Kind.TICKET_CALLED) == [("A001", 0), ("A002", 4), ("A003", 19)]
    assert told(steps, Kind.TICKET_HELD, Kind.TICKET_RESUMED) == [("A001", 4), ("A001", 13)]
    assert told(steps, Kind.TICKET_FINISHED) == [("A002", 13), ("A001", 19), ("A003", 24)]
    last = [t for s in steps for t in s.event.tickets if t.number == "A001"][-1]
    assert (last.served_seconds, last.reference_at) == (600, last.taken_at)
    result = run(day)
    assert (result.holds, result.finished, result.unserved) == (1, 3, 0)
    assert result.windows["W001"].calls == 3
    assert result.windows["W001"].busy_minutes == pytest.approx(24)


def test_an_idle_window_goes_on_as_soon_as_the_citizen_is_back() -> None:
    steps = steps_of(a_day([held(NINE, 10.0, after=4.0, away=30.0)], [a_shift()]))
    assert told(steps, Kind.TICKET_RESUMED, Kind.TICKET_FINISHED) == [("A001", 34), ("A001", 40)]


def test_a_number_on_hold_keeps_its_window_open_after_closing_time() -> None:
    day = a_day([held(NINE, 10.0, after=4.0, away=60.0)], [a_shift(off=NINE + 5)], closing=NINE + 5)
    result = run(day)
    assert (result.finished, result.unserved) == (1, 0)
    assert result.windows["W001"].on_minutes == pytest.approx(70)


@pytest.mark.parametrize("closing", [{"off": NINE + 5}, {"closes_at": NINE + 5}])
def test_a_window_that_leaves_hands_over_whom_it_holds(closing: dict[str, float]) -> None:
    visits = [held(NINE, 10.0, after=4.0, away=60.0), a_visit(NINE + 1, 30.0)]
    result = run(a_day(visits, [a_shift(**closing), a_shift("W003", off=NINE + 40)], closing=NINE + 5))
    assert (result.finished, result.unserved) == (2, 0)
    assert result.windows["W001"].on_minutes < 10
    assert result.windows["W003"].on_minutes == pytest.approx(70)


def test_a_window_that_closes_alone_stays_for_whom_it_holds_and_calls_nobody_else() -> None:
    visits = [held(NINE, 10.0, after=4.0, away=20.0), a_visit(NINE + 10)]
    result = run(a_day(visits, [a_shift(closes_at=NINE + 5)]))
    assert (result.finished, result.unserved, len(result.outcomes)) == (1, 1, 1)
    assert result.windows["W001"].on_minutes == pytest.approx(30)


def test_two_who_come_back_at_once_are_served_one_after_the_other() -> None:
    visits = [held(NINE, 6.0, 3.0, 20.0), held(NINE, 6.0, 3.0, 17.0)]
    for more in ({}, {"closes_at": NINE + 7}):
        result = run(a_day(visits, [a_shift(**more)]))
        assert (result.holds, result.finished, result.unserved) == (2, 2, 0)


def test_a_pause_makes_the_citizen_wait_or_turn_to_another_window() -> None:
    pause = Break(NINE + 5, NINE + 65)
    alone = a_day([held(NINE, 10.0, 4.0, 10.0)], [a_shift(breaks=(pause,))])
    assert told(steps_of(alone), Kind.TICKET_RESUMED) == [("A001", 65)]
    two = replace(alone, shifts=(*alone.shifts, a_shift("W003", on=NINE + 1)))
    assert told(steps_of(two), Kind.TICKET_RESUMED) == [("A001", 14)]


def test_no_number_on_hold_is_lost_on_any_drawn_day() -> None:
    for seed in range(8):
        day = a_drawn_day(str(seed), load=1.2, hold_share=0.3, hold_minutes=40.0, pauses_a_day=3.0)
        result = run(day, RULES)
        assert result.holds > 20
        assert result.unserved == 0
        assert result.finished + result.missed >= len(result.outcomes)


def test_holds_change_nothing_else_of_a_drawn_day() -> None:
    more = {"groups": (Group(time(10), 20, "I1"),)}
    with_holds, without = a_drawn_day(hold_share=0.4, **more), a_drawn_day(hold_share=0.0, **more)
    assert sum(bool(v.legs[0].holds) for v in with_holds.visits) > 20
    assert not any(leg.holds for v in without.visits for leg in v.legs)
    bare = tuple(replace(v, legs=tuple(replace(leg, holds=()) for leg in v.legs)) for v in with_holds.visits)
    assert replace(with_holds, visits=bare) == without
    assert a_drawn_day(hold_share=0.0, hold_minutes=90.0, **more) == without == a_drawn_day(**more)


def test_people_who_look_at_the_wait_change_nothing_else_of_a_drawn_day() -> None:
    looking, plain = a_drawn_day(balk_share=0.5), a_drawn_day()
    assert any(v.balks_at for v in looking.visits)
    assert tuple(replace(v, balks_at=None) for v in looking.visits) == plain.visits


def test_so_many_are_put_on_hold_for_so_long() -> None:
    legs = [v.legs[0] for n in range(12) for v in a_drawn_day(str(n), load=3, hold_share=0.2).visits]
    holds = [(leg, h) for leg in legs for h in leg.holds]
    assert len(holds) / len(legs) == pytest.approx(0.2, abs=0.03)
    assert sum(h.away for _, h in holds) / len(holds) == pytest.approx(15, rel=0.12)
    assert all(0 < h.after < leg.work for leg, h in holds)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"hold_share": 1.2}, "hold_share is 1.2; allowed is 0 to 1"),
        ({"hold_minutes": 0.0}, "hold_minutes is 0"),
    ],
)
def test_holds_that_could_not_be_are_refused_by_name(wrong: dict[str, float], named: str) -> None:
    with pytest.raises(BadParameters, match=named):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_a_recorded_day_with_holds_is_decided_again_exactly() -> None:
    steps = steps_of(a_drawn_day(load=1.4, hold_share=0.3))
    assert sum(s.event.kind is Kind.TICKET_RESUMED for s in steps) > 20
    found = reproduce(memory_hall(a_plan(), RULES, EveryDay(), TUESDAY), steps, plan_at)
    assert found.calls == found.reasons > 100
    assert found.differences == []


def test_recorded_holds_are_holds_of_the_model() -> None:
    history, original = recorded(a_drawn_day(load=1.3, hold_share=0.3, transfer_share=0.0), RULES)
    steps = read_day(TUESDAY, GENESIS, history)
    day = day_from(memory_hall(a_plan(), RULES, EveryDay(), TUESDAY), steps, plan_at)
    model = run(day, RULES)
    assert (model.holds, len(model.outcomes)) == (original.holds, len(original.outcomes))
    assert waits_of([model]).mean == pytest.approx(waits_of([original]).mean, rel=0.15)


def test_who_left_while_on_hold_has_had_the_service_that_was_done(hall: RunningHall) -> None:
    from hall_server.operations import calling, serving, taking

    clerk = hall.open(1)
    ticket = hall.do(taking.take, clerk, taking.Wish(queue="A", priority=Priority.ORDINARY)).ticket
    hall.do(taking.confirm_print, clerk, ticket.id)
    hall.do(calling.call_next, clerk, clerk.window)
    hall.do(serving.start, clerk, ticket.id, clerk.window)
    hall.clock.pass_(minutes=3)
    hall.do(serving.hold, clerk, ticket.id, clerk.window, HoldKind.PAPERS_STAY, None)
    hall.clock.pass_(minutes=30)
    hall.do(taking.cancel, clerk, ticket.id, "left")
    before, entries = entries_of(hall.engines.read, "small", TUESDAY)
    steps = read_day(TUESDAY, before, entries)
    rules = hall.ask(lambda uow: uow.rules)
    assert reproduce(memory_hall(a_plan(), rules, EveryDay(), TUESDAY), steps, plan_at).differences == []
    day = day_from(memory_hall(a_plan(), rules, EveryDay(), TUESDAY), steps, plan_at)
    assert [[(leg.work, leg.holds) for leg in v.legs] for v in day.visits] == [[(3, ())]]


def test_the_stretches_of_a_service_make_the_whole() -> None:
    leg = Leg(a_visit(0).legs[0].queue, None, 10.0, (Hold(2.0, 5.0), Hold(7.0, 5.0)))
    assert [leg.stretch(n) for n in range(3)] == [2, 5, 3]
