"""A recorded day once more, the ledger of its calls, and what might have been."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.call_record import Order, Shadowed, call_made, compare, shadowed
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.simulation.ledger import ledger
from hall_server.simulation.memory_hall import EveryDay, MemoryHall, memory_hall
from hall_server.simulation.recorded_day import (
    day_from,
    open_during,
    opened_earlier,
    prolonged,
    through_noon,
    without,
)
from hall_server.simulation.replay import DamagedDay, read_day, reproduce
from hall_server.simulation.statistics_of import waits_of
from hall_server.storage.event_log import GENESIS, Entry, Recorded, entries_of, link
from tests.conftest import RunningHall
from tests.hall_server.simulation.days import a_drawn_day, a_shift, a_visit, plan_at, recorded, run
from tests.small_hall import TUESDAY, a_plan

RULES = Rules()


def an_empty_hall(rules: Rules = RULES) -> MemoryHall:
    return memory_hall(a_plan(), rules, EveryDay(), TUESDAY)


def a_busy_history(rules: Rules = RULES) -> list[Entry]:
    history, _ = recorded(a_drawn_day(load=1.6), rules)
    return history


def a_recorded_day(rules: Rules = RULES) -> list[Recorded]:
    return read_day(TUESDAY, GENESIS, a_busy_history(rules))


def shadows_of(steps: list[Recorded]) -> list[Shadowed]:
    came = {t.number: t.reference_at for step in steps for t in step.event.tickets}
    return shadowed([made for step in steps if (made := call_made(step))], came)


def test_the_rules_decide_every_recorded_call_again_with_the_same_reason() -> None:
    found = reproduce(an_empty_hall(), a_recorded_day(), plan_at)
    assert found.calls > 150
    assert (found.differences, found.by_hand) == ([], 0)
    assert found.reasons == found.calls


def test_under_another_policy_the_same_day_shows_where_it_would_differ() -> None:
    other = replace(RULES, policy=PROFILES["strict"])
    found = reproduce(an_empty_hall(other), a_recorded_day(), plan_at)
    assert found.differences
    first = found.differences[0]
    assert first.recorded != first.chosen


def test_a_day_of_the_real_lane_is_decided_again_from_its_database(hall: RunningHall) -> None:
    from hall_server.operations import calling, serving, taking, windows

    actors = {n: hall.open(n) for n in (1, 3)}
    kiosk = taking.Wish(queue="A", priority=Priority.ORDINARY)
    for n in range(6):
        wish = replace(kiosk, priority=Priority.ELDERLY) if n == 4 else kiosk
        ticket = hall.do(taking.take, actors[1], wish).ticket
        hall.do(taking.confirm_print, actors[1], ticket.id)
        hall.clock.pass_(minutes=1)
    for actor in (*actors.values(), *actors.values()):
        called, _, _ = hall.do(calling.call_next, actor, actor.window)
        hall.do(serving.start, actor, called.id, actor.window)
        hall.clock.pass_(minutes=4)
        hall.do(serving.finish, actor, called.id, actor.window, ())
    hall.do(calling.call_by_number, actors[1], actors[1].window, "A006", "special_care", None)
    hall.do(windows.close_window, actors[3], actors[3].window)
    before, entries = entries_of(hall.engines.read, "small", TUESDAY)
    steps = read_day(TUESDAY, before, entries)
    found = reproduce(an_empty_hall(hall.ask(lambda uow: uow.rules)), steps, plan_at)
    assert (found.calls, found.by_hand, found.differences) == (5, 1, [])
    jumps = ledger(an_empty_hall(), steps, plan_at).jumps
    assert [(j.made.call.number, j.made.by_hand, j.made.staff, j.passed) for j in jumps] == [
        ("A006", "special_care", "1001", ("A004",))
    ]


def without_entry(entries: list[Entry], number: int) -> list[Entry]:
    return [e for e in entries if e.seq != number]


def rewritten(entries: list[Entry]) -> list[Entry]:
    """With digests that fit."""
    found: list[Entry] = []
    for e in entries:
        before = found[-1].chain if found else GENESIS
        found.append(replace(e, chain=link(before, e.seq, e.body)))
    return found


def test_a_damaged_day_is_refused_with_the_event_that_is_wrong() -> None:
    whole = a_busy_history()
    with pytest.raises(DamagedDay, match="event 41 of 2026-11-24 is missing"):
        read_day(TUESDAY, GENESIS, without_entry(whole, 41))
    altered = [replace(e, body=e.body + " ") if e.seq == 30 else e for e in whole]
    with pytest.raises(DamagedDay, match=r"event 30 .* altered"):
        read_day(TUESDAY, GENESIS, altered)
    torn = rewritten([replace(e, body=e.body[:-9]) if e.seq == 30 else e for e in whole])
    with pytest.raises(DamagedDay, match=r"event 30 .* cannot be read"):
        read_day(TUESDAY, GENESIS, torn)
    back = [replace(e, at=e.at - timedelta(hours=9)) if e.seq == 50 else e for e in whole]
    with pytest.raises(DamagedDay, match=r"event 50 .* before the event in front"):
        read_day(TUESDAY, GENESIS, back)
    with pytest.raises(DamagedDay, match="nothing happened"):
        read_day(TUESDAY, GENESIS, [])


def test_a_step_that_no_life_allows_is_refused() -> None:
    steps = a_recorded_day()
    called = next(s for s in steps if s.event.call)
    assert called.event.call
    forged = [s for s in steps if s.event.kind.value != "ticket.waiting"]
    with pytest.raises(
        DamagedDay, match=f"event {called.seq}: {called.event.call.number} is called although"
    ):
        reproduce(an_empty_hall(), forged, plan_at)


def test_the_recorded_day_runs_again_as_a_model_close_to_the_record() -> None:
    history, original = recorded(a_drawn_day(load=1.6, transfer_share=0.0), RULES)
    steps = read_day(TUESDAY, GENESIS, history)
    model = run(day_from(an_empty_hall(), steps, plan_at), RULES)
    assert len(model.outcomes) == len(original.outcomes)
    assert waits_of([model]).mean == pytest.approx(waits_of([original]).mean, rel=0.15)


def test_more_windows_shorten_and_fewer_lengthen_the_recorded_day() -> None:
    day = day_from(an_empty_hall(), a_recorded_day(), plan_at)
    base, fewer = run(day, RULES), run(without(day, ["W003"]), RULES)
    assert waits_of([fewer]).mean > waits_of([base]).mean
    again = run(open_during(without(day, ["W003"]), ["W003"], time(8, 30), time(17, 30)), RULES)
    assert waits_of([again]).mean < waits_of([fewer]).mean
    assert max(s.off for s in prolonged(day, time(18, 30)).shifts) == 18.5 * 60


def test_windows_that_open_earlier_and_rest_in_turn_are_a_change_of_hours() -> None:
    day = day_from(an_empty_hall(), a_recorded_day(), plan_at)
    early = opened_earlier(day, time(8, 0))
    assert {s.on for s in early.shifts} == {480.0}
    assert {s.on for s in opened_earlier(day, time(9, 0)).shifts} == {540.0}
    noon = through_noon(day, (time(12), time(14)), 45.0)
    rests = sorted((b.at, b.until) for s in noon.shifts for b in s.breaks if b.until - b.at == 45.0)
    assert len(rests) == 4
    assert 720.0 <= rests[0][0] <= rests[-1][1] <= 840.0
    assert not [b for s in noon.shifts for b in s.breaks if b.until - b.at > 60]
    assert waits_of([run(noon, RULES)]).mean <= waits_of([run(day, RULES)]).mean


def test_the_ledger_says_who_was_passed() -> None:
    found = ledger(an_empty_hall(), a_recorded_day(), plan_at)
    assert found.broken == ()
    assert sum(w.tickets for w in found.waits_by_class.values()) == len(
        {c.made.call.number for c in found.calls}
    )
    assert any(c.passed for c in found.calls)


def test_the_log_alone_tells_of_every_pass_that_the_ledger_sees() -> None:
    steps = a_recorded_day()
    counters = a_plan().counters
    calls = ledger(an_empty_hall(), steps, plan_at).calls
    first_seq = {c.made.call.number: c.made.seq for c in reversed(calls)}
    never = calls[-1].made.seq + 1
    looked_at = 0
    for call in calls:
        number, seq = call.made.call.number, call.made.seq
        passed = [n for n in call.passed if first_seq.get(n, never) > seq]
        if first_seq[number] != seq or not passed or looked_at == 20:
            continue
        told = compare(number, passed[0], steps, counters.get)
        assert (told.order, told.first.seq) == (Order.BY_RULE, seq)
        looked_at += 1
    assert looked_at == 20


def test_a_shadow_policy_is_recorded_beside_each_call_and_changes_none() -> None:
    shadows = replace(RULES, shadow_policies={"Z1": PROFILES["oldest"]})
    plain, shadowing = a_recorded_day(), a_recorded_day(shadows)
    calls = [(s.at, s.event.call) for s in plain if s.event.call]
    assert calls == [(s.at, s.event.call) for s in shadowing if s.event.call]
    told = shadows_of(shadowing)
    assert [z.zone for z in told] == ["Z1"]
    assert 0 < told[0].other < told[0].calls
    assert reproduce(an_empty_hall(), shadowing, plan_at).differences == []


def test_a_shadow_of_the_same_policy_would_change_nothing() -> None:
    shadows = replace(RULES, shadow_policies={"Z1": RULES.policy, "Z2": RULES.policy})
    told = shadows_of(a_recorded_day(shadows))
    assert [(z.zone, z.other) for z in told] == [("Z1", 0), ("Z2", 0)]


def test_a_visit_that_gave_up_on_record_gives_up_in_the_model() -> None:
    from tests.hall_server.simulation.days import a_day

    visits = [a_visit(540, 30.0), a_visit(541, gives_up_at=550.0), a_visit(542)]
    result = run(a_day(visits, [a_shift()]), RULES)
    assert (len(result.outcomes), result.finished) == (2, 2)
