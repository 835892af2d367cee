"""When a number may be issued: each refusal, which comes first, ages, appointments."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from types import MappingProxyType
from typing import Any

import pytest

from hall_server.domain.issuing import (
    Appointment,
    Arrival,
    Asked,
    arrival_of,
    check_appointment,
    check_issue,
    check_line,
    priority_by_age,
)
from hall_server.domain.names import ItemId, PersonHash, QueueId
from hall_server.domain.refusals import (
    AlreadyWaiting,
    AppointmentNotNow,
    AppointmentOfSomeoneElse,
    AppointmentUsed,
    ClassNotAllowed,
    DailyLimitReached,
    HallClosed,
    IdCardRequired,
    LineFull,
    QuotaUsedUp,
    Refusal,
)
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import LIVE, Priority, State
from tests.small_hall import NINE, SHANGHAI
from tests.values import a_ticket

RULES = Rules(slot_quota=MappingProxyType({"A": 10}), daily_limit_per_person=3)
LI, WANG = PersonHash("li"), PersonHash("wang")
SLOT = (datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI), datetime(2026, 11, 24, 9, 30, tzinfo=SHANGHAI))
OPENS = datetime(2026, 11, 24, 14, 0, tzinfo=SHANGHAI)
ASKED = Asked(
    queue=QueueId("A"),
    id_card_required=False,
    priority=Priority.ORDINARY,
    by_citizen=True,
    person=LI,
    open_now=True,
    opens=None,
    waiting=0,
    taken_in_slot=0,
    slot=SLOT,
)
SERVED_THRICE = tuple(a_ticket(n, queue="B", state=State.FINISHED, person=LI) for n in (1, 2, 3))
IN_ORDER: list[tuple[type[Refusal], dict[str, Any]]] = [
    (HallClosed, {"open_now": False, "opens": OPENS}),
    (LineFull, {"waiting": 150}),
    (QuotaUsedUp, {"taken_in_slot": 10}),
    (ClassNotAllowed, {"priority": Priority.URGENT}),
    (IdCardRequired, {"id_card_required": True, "person": None}),
    (AlreadyWaiting, {"persons_tickets": (a_ticket(7, person=LI),)}),
    (DailyLimitReached, {"persons_tickets": SERVED_THRICE}),
]


def refused(**changes: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        check_issue(replace(ASKED, **changes), RULES)
    return no.value


def test_a_number_is_issued_when_nothing_stands_in_the_way() -> None:
    check_issue(ASKED, RULES)


@pytest.mark.parametrize(("kind", "changes"), IN_ORDER, ids=lambda x: getattr(x, "__name__", ""))
def test_each_rule_says_no_by_itself(kind: type[Refusal], changes: dict[str, Any]) -> None:
    assert type(refused(**changes)) is kind


@pytest.mark.parametrize(("first", "second"), list(combinations(IN_ORDER, 2)))
def test_the_first_rule_that_fails_says_why(
    first: tuple[type[Refusal], dict[str, Any]], second: tuple[type[Refusal], dict[str, Any]]
) -> None:
    both = second[1] | first[1]
    if both.get("person", LI) is None:
        both["persons_tickets"] = ()
    assert type(refused(**both)) is first[0]


def test_a_closed_hall_says_when_it_opens() -> None:
    assert refused(open_now=False, opens=OPENS).places == {"opens": "11-24 14:00"}


def test_a_closed_hall_that_does_not_know_when_it_opens_says_so() -> None:
    assert refused(open_now=False, opens=None).places == {"opens": "—"}


def test_the_line_stops_at_its_threshold_and_not_before() -> None:
    check_issue(replace(ASKED, waiting=149), RULES)
    assert refused(waiting=150).places == {"waiting": 150}


def test_a_used_up_quota_names_its_slot() -> None:
    check_issue(replace(ASKED, taken_in_slot=9), RULES)
    assert refused(taken_in_slot=10).places == {"slot": "09:00–09:30"}


def test_a_queue_without_a_quota_has_none() -> None:
    check_issue(replace(ASKED, queue=QueueId("B"), taken_in_slot=999), RULES)


def test_the_line_is_checked_without_a_person() -> None:
    check_line(replace(ASKED, person=None, id_card_required=True, priority=Priority.URGENT), RULES)


def test_a_guide_desk_grants_any_class() -> None:
    check_issue(replace(ASKED, priority=Priority.URGENT, by_citizen=False), RULES)


@pytest.mark.parametrize("priority", [*RULES.self_service_classes, Priority.APPOINTMENT])
def test_a_kiosk_gives_the_classes_of_self_service_and_appointments(priority: Priority) -> None:
    check_issue(replace(ASKED, priority=priority), RULES)


def test_a_guide_desk_issues_without_an_id_card() -> None:
    check_issue(replace(ASKED, id_card_required=True, person=None, by_citizen=False), RULES)


@pytest.mark.parametrize("state", [s for s in State if s in LIVE], ids=lambda s: s.value)
def test_a_live_number_in_the_same_queue_is_offered_again(state: State) -> None:
    held = a_ticket(7, state=state, person=LI)
    no = refused(persons_tickets=(held,))
    assert (type(no), no.ticket, no.places) == (AlreadyWaiting, held.id, {"number": "A007"})


def test_a_number_in_another_queue_does_not_stand_in_the_way() -> None:
    check_issue(replace(ASKED, persons_tickets=(a_ticket(7, queue="B", person=LI),)), RULES)


def test_a_hall_may_allow_several_numbers_in_one_queue() -> None:
    rules = replace(RULES, one_waiting_per_queue=False)
    check_issue(replace(ASKED, persons_tickets=(a_ticket(7, person=LI),)), rules)


def test_void_and_cancelled_numbers_do_not_count_towards_the_daily_limit() -> None:
    gone = (a_ticket(1, state=State.VOID), a_ticket(2, state=State.CANCELLED))
    check_issue(replace(ASKED, persons_tickets=(*SERVED_THRICE[:2], *gone)), RULES)


def test_without_an_id_card_there_is_no_daily_limit() -> None:
    check_issue(replace(ASKED, person=None), RULES)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(1966, 11, 24), Priority.ELDERLY),
        (date(1966, 11, 25), Priority.ORDINARY),
        (date(1966, 11, 23), Priority.ELDERLY),
        (date(1936, 2, 29), Priority.ELDERLY),
        (date(1990, 1, 1), Priority.ORDINARY),
    ],
)
def test_somebody_is_elderly_from_the_sixtieth_birthday(birth: date, expected: Priority) -> None:
    assert priority_by_age(birth, date(2026, 11, 24), RULES) is expected


def test_a_birthday_on_the_29th_of_february_comes_on_the_first_of_march() -> None:
    assert priority_by_age(date(1964, 2, 29), date(2026, 2, 28), replace(RULES, elderly_from_years=62)) is (
        Priority.ORDINARY
    )
    assert priority_by_age(date(1964, 2, 29), date(2026, 3, 1), replace(RULES, elderly_from_years=62)) is (
        Priority.ELDERLY
    )


def an_appointment(minutes_from_now: float = 0, **changes: Any) -> Appointment:
    slot = NINE + timedelta(minutes=minutes_from_now)
    facts: dict[str, Any] = {"code": "Y1", "item": ItemId("I1"), "queue": QueueId("A"), "slot_at": slot}
    return Appointment(**facts | changes)


@pytest.mark.parametrize("minutes", [15, 7, 0, -7, -15])
def test_an_appointment_within_its_grace_has_its_class(minutes: float) -> None:
    assert check_appointment(an_appointment(minutes), None, RULES, NINE) is Priority.APPOINTMENT


def test_an_appointment_after_its_grace_is_an_ordinary_visit() -> None:
    assert check_appointment(an_appointment(-15.1), None, RULES, NINE) is Priority.ORDINARY


def test_an_appointment_before_its_grace_must_wait() -> None:
    with pytest.raises(AppointmentNotNow) as no:
        check_appointment(an_appointment(15.1), None, RULES, NINE)
    slot = NINE + timedelta(minutes=15.1)
    grace = timedelta(minutes=15)
    assert no.value.places == {"opens": slot - grace, "closes": slot + grace}


def test_an_appointment_of_yesterday_is_over() -> None:
    with pytest.raises(AppointmentNotNow):
        check_appointment(an_appointment(-24 * 60), None, RULES, NINE)


@pytest.mark.parametrize("state", ["arrived", "cancelled"])
def test_an_appointment_is_used_once(state: str) -> None:
    with pytest.raises(AppointmentUsed) as no:
        check_appointment(an_appointment(state=state, ticket="20261124-A001"), None, RULES, NINE)
    assert no.value.ticket == "20261124-A001"


@pytest.mark.parametrize(
    ("slot", "now", "arrival"),
    [
        ("24 09:30", "24 09:00", Arrival.EARLY),
        ("25 00:10", "24 23:40", Arrival.LATER_DAY),
        ("25 00:10", "24 23:55", Arrival.ON_TIME),
        ("24 09:00", "24 23:59", Arrival.LATE),
        ("24 23:50", "25 00:05", Arrival.ON_TIME),
        ("24 23:50", "25 00:06", Arrival.OVER),
    ],
)
def test_what_an_arrival_means_goes_by_the_day_of_the_hall(slot: str, now: str, arrival: Arrival) -> None:
    def at(moment: str) -> datetime:
        return datetime.strptime(f"2026-11-{moment}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)

    assert arrival_of(an_appointment(slot_at=at(slot).astimezone(UTC)), RULES, at(now)) is arrival


def test_an_appointment_belongs_to_who_booked_it() -> None:
    with pytest.raises(AppointmentOfSomeoneElse):
        check_appointment(an_appointment(person=LI), WANG, RULES, NINE)


def test_an_appointment_opens_by_its_code_alone() -> None:
    assert check_appointment(an_appointment(person=LI), None, RULES, NINE) is Priority.APPOINTMENT
