"""The managers' day as figures."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.call_record import CallMade
from hall_server.domain.dispatch import Because, Credit, Why
from hall_server.domain.forecast.drift import Promise
from hall_server.domain.forecast.record import Score
from hall_server.domain.names import QueueId, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import State, Ticket
from hall_server.domain.walk_ins import WalkIn
from hall_server.reports.hall_day import OWN, hall_day, name_of, telling
from tests.small_hall import NINE, TUESDAY, a_plan
from tests.values import a_call_of, a_ticket


def test_the_terms_add_up_to_the_bound_of_every_policy() -> None:
    for policy in PROFILES.values():
        assert sum(policy.bound_terms.values()) == (policy.bound_minutes or 0)


def test_a_policy_with_terms_of_its_own_is_called_so() -> None:
    assert name_of(PROFILES["light"]) == "light"
    assert name_of(replace(PROFILES["light"], primary_minutes=5.0)) == OWN


@pytest.mark.parametrize(("ranged", "says"), [(20, False), (400, True)])
def test_a_share_of_few_people_says_little(ranged: int, says: bool) -> None:
    """However many others found a window free."""
    assert telling(Score(1000, ranged, 0.70, 0.0, 0.0, 0.0, {})) is says


def test_of_nobody_who_was_told_a_range_nothing_can_be_said() -> None:
    assert not telling(Score(20, 0, None, 0.0, 0.0, 0.0, {}))


def a_call(ticket: Ticket, minutes: float, reason: str | None = None, beyond: int = 0, shadow: str = ""):
    because = Because.BY_HAND if reason else Because.OLDEST
    why = Why(because, Credit(minutes), reason=reason, beyond_bound=beyond)
    called = replace(ticket, state=State.CALLED, window=WindowId("W001"))
    return CallMade(
        1, NINE + timedelta(minutes=minutes), called, a_call_of(ticket), why, "", shadow or None, None, None
    )


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


def test_an_alarm_needs_no_200_tickets_of_one_day() -> None:
    """190 yesterday, of whom 30 % waited as told, and one more day of that."""
    yesterday = [Promise(NINE - timedelta(days=1, minutes=-n), n < 57) for n in range(190)]
    calls = [a_call(told_to_wait(n), n + (10 if n % 10 < 3 else 30)) for n in range(190)]
    calls.sort(key=lambda made: made.at)
    tickets = [made.ticket for made in calls]
    alone = hall_day(TUESDAY, tickets, calls, a_plan(), Rules())
    (drift,) = hall_day(TUESDAY, tickets, calls, a_plan(), Rules(), yesterday).drifts
    assert alone.drifts == ()
    assert (drift.since, drift.until) == (calls[9].at, None)
    assert drift.share == pytest.approx(0.3, abs=0.02)


def told_to_wait(minute: int) -> Ticket:
    """Taken so many minutes after nine, told 8 to 12 minutes by the formula."""
    at = NINE + timedelta(minutes=minute)
    return a_ticket(
        minute + 1, taken_at=at, estimate_low=8, estimate_high=12, estimate_mid=10.0, estimate_basis="recent"
    )


def test_services_without_a_ticket_are_counted_beside_the_calls_and_are_none() -> None:
    without = WalkIn(7, NINE, WindowId("W001"), 1, ZoneId("Z1"), None, "green_channel", None, 3, "A001", 12.0)
    day = hall_day(TUESDAY, [a_ticket(1, 9)], [a_call(a_ticket(1, 9), 0)], a_plan(), Rules(), (), [without])
    assert day.walk_ins == (without,)
    assert {z.zone.id: z.walk_ins for z in day.zones if z.walk_ins} == {ZoneId("Z1"): 1}
    assert (day.calls, day.share_by_hand) == (1, 0.0)
