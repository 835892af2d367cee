"""The managers' day as figures."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.call_record import CallMade
from hall_server.domain.dispatch import Because, Credit, Why
from hall_server.domain.events import Call
from hall_server.domain.forecast.record import Outcome, Score
from hall_server.domain.names import QueueId, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import State, Ticket
from hall_server.reports.hall_day import OWN, drifts_of, hall_day, name_of, telling
from tests.small_hall import NINE, TUESDAY, a_plan
from tests.values import a_ticket


def an_outcome(minute: int, covered: bool) -> Outcome:
    called = NINE + timedelta(minutes=minute)
    told = a_ticket(1, estimate_low=0, estimate_high=5, estimate_mid=3.0, called_at=called)
    return Outcome(told, 4.0 if covered else 9.0, {})


def test_the_alarm_stands_while_too_few_waits_come_true_and_ends_inside_its_bounds() -> None:
    good = [an_outcome(m, m % 5 != 0) for m in range(300)]
    bad = [an_outcome(m, False) for m in range(300, 330)]
    again = [an_outcome(m, m % 5 != 0) for m in range(330, 700)]
    (drift,) = drifts_of([*good, *bad, *again])
    assert (drift.since - NINE, drift.worst) == (timedelta(minutes=321), 0.68)
    assert drift.until is not None
    assert timedelta(minutes=500) < drift.until - NINE < timedelta(minutes=540)
    (lasting,) = drifts_of([*good, *bad])
    assert lasting.until is None


def test_too_few_outcomes_raise_no_alarm() -> None:
    assert drifts_of([an_outcome(m, False) for m in range(199)]) == []
    assert len(drifts_of([an_outcome(m, False) for m in range(200)])) == 1


def test_the_terms_add_up_to_the_bound_of_every_policy() -> None:
    for policy in PROFILES.values():
        assert sum(policy.bound_terms.values()) == (policy.bound_minutes or 0)


def test_a_policy_with_terms_of_its_own_is_called_so() -> None:
    assert name_of(PROFILES["light"]) == "light"
    assert name_of(replace(PROFILES["light"], primary_minutes=5.0)) == OWN


@pytest.mark.parametrize(("count", "says"), [(20, False), (400, True)])
def test_a_share_of_few_people_says_little(count: int, says: bool) -> None:
    assert telling(Score(count, 0.70, 0.0, 0.0, 0.0, {})) is says


def a_call(ticket: Ticket, minutes: float, reason: str | None = None, beyond: int = 0, shadow: str = ""):
    window = WindowId("W001")
    call = Call(
        ticket=ticket.id,
        number=ticket.number,
        window=window,
        window_number=1,
        zone=ticket.zone,
        count=1,
        priority=ticket.priority,
    )
    because = Because.BY_HAND if reason else Because.OLDEST
    why = Why(because, Credit(minutes), reason=reason, beyond_bound=beyond)
    called = replace(ticket, state=State.CALLED, window=window)
    return CallMade(1, NINE + timedelta(minutes=minutes), called, call, why, "", shadow or None, None, None)


def test_the_day_counts_calls_by_hand_and_what_shadows_would_have_changed() -> None:
    first, second, third = a_ticket(1, 9), a_ticket(2, 6), a_ticket(3, 3)
    calls = [
        a_call(first, 0, shadow="A001"),
        a_call(third, 1, "special_care", beyond=1),
        a_call(second, 2, shadow="A003"),
    ]
    rules = Rules(shadow_policies=MappingProxyType({"Z1": PROFILES["strict"]}))
    day = hall_day(TUESDAY, [first, second, third], calls, a_plan(), rules)
    zone = next(z for z in day.zones if z.zone.id == ZoneId("Z1"))
    assert (zone.calls, zone.by_hand, zone.beyond, zone.shadow_name) == (3, 1, 1, "strict")
    assert zone.shadow is not None
    assert (zone.shadow.calls, zone.shadow.other, zone.shadow.later_minutes) == (2, 1, 3.0)
    assert [m.call.number for m in day.broken] == ["A003"]
    assert day.share_by_hand == pytest.approx(1 / 3)
    assert day.all is None


def test_a_ticket_that_was_sent_on_is_scored_by_its_first_call() -> None:
    told = a_ticket(1, 10, estimate_low=8, estimate_high=12, estimate_mid=10.0)
    sent_on = replace(told, queue=QueueId("B"), called_at=NINE + timedelta(minutes=40), state=State.SERVING)
    day = hall_day(TUESDAY, [sent_on], [a_call(told, 0), a_call(sent_on, 40)], a_plan(), Rules())
    assert day.all is not None
    assert (day.all.coverage, day.all.wait) == (1.0, 10.0)
    assert list(day.by_queue) == ["A"]
