"""Who is next, and why: the theorem of bounded overtaking, the other laws of the choice, examples."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hall_server.domain.call_policy import BY_CLASS, PROFILES, BadPolicy, Band, CallPolicy, Order
from hall_server.domain.dispatch import (
    MINUTE,
    Because,
    Candidate,
    breaks_bound,
    by_hand,
    choose_next,
    credit_of,
    line_key,
    ranked,
    written,
)
from hall_server.domain.ticket import Priority, Ticket
from tests.small_hall import NINE
from tests.values import a_ticket

POLICY = CallPolicy()
profiles = st.sampled_from(list(PROFILES.values()))
minutes = st.floats(0, 60, allow_nan=False)
bounded = st.builds(
    lambda classes, quick, primary, pressure: CallPolicy(
        class_minutes=MappingProxyType(dict(zip(Priority, classes, strict=True))),
        quick_minutes=quick,
        primary_minutes=primary,
        pressure_minutes=pressure,
    ),
    st.lists(minutes, min_size=len(Priority), max_size=len(Priority)),
    minutes,
    minutes,
    minutes,
)


@st.composite
def lines(draw: st.DrawFn, most: int = 12) -> list[Candidate]:
    """Tickets as one window sees them: queue A is its own, queue B a backup. A line has one pressure."""
    pressures = {q: draw(st.floats(0, 200, allow_nan=False)) for q in "AB"}
    found = []
    for counter in range(1, draw(st.integers(0, most)) + 1):
        queue = draw(st.sampled_from("AB"))
        ticket = a_ticket(
            counter,
            draw(st.integers(-15 * 60, 300 * 60)) / 60,
            queue,
            priority=draw(st.sampled_from(Priority)),
        )
        found.append(Candidate(ticket, queue == "A", draw(st.sampled_from(Band)), pressures[queue]))
    return found


def key(c: Candidate, policy: CallPolicy):
    return line_key(c.ticket.priority, c.ticket.reference_at, c.ticket.id, c.band, policy)


@given(lines(), profiles, st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_the_rows(line, policy, random) -> None:
    shuffled = sorted(line, key=lambda c: random.random())
    assert choose_next(shuffled, policy, NINE) == choose_next(line, policy, NINE)
    assert ranked(shuffled, policy, NINE) == ranked(line, policy, NINE)


@given(lines(), profiles)
def test_the_choice_is_the_first_of_the_order(line, policy) -> None:
    decision, order = choose_next(line, policy, NINE), ranked(line, policy, NINE)
    assert (decision.ticket if decision else None) == (order[0].ticket if order else None)


@given(lines(), st.one_of(profiles, bounded))
def test_the_first_two_of_each_lane_decide_as_all_of_them_would(line, policy) -> None:
    lanes: dict[tuple[str, Priority, Band], list[Candidate]] = {}
    for c in line:
        lanes.setdefault((c.ticket.queue, c.ticket.priority, c.band), []).append(c)
    heads = [c for lane in lanes.values() for c in sorted(lane, key=lambda c: key(c, policy))[:2]]
    assert choose_next(heads, policy, NINE) == choose_next(line, policy, NINE)


@given(lines(), st.one_of(profiles, bounded))
def test_nobody_who_came_more_than_the_bound_later_is_called_first(line, policy) -> None:
    """The theorem, for any weights: also against a flood of tickets with every right to priority."""
    assume(policy.bound_minutes is not None)
    order = ranked(line, policy, NINE)
    for at, called in enumerate(order):
        for left in order[at + 1 :]:
            later = (called.ticket.reference_at - left.ticket.reference_at) / MINUTE
            own = policy.bound_of(left.ticket.priority, left.band)
            assert own is not None
            assert later <= own + 1e-6 <= (policy.bound_minutes or 0.0) + 2e-6


@given(lines(), st.integers(0, 200), st.sampled_from(Priority), bounded)
def test_a_flood_after_the_bound_changes_nothing_for_who_waits(line, flood, priority, policy) -> None:
    assume(line)
    newest = max(c.ticket.reference_at for c in line)
    late = newest + ((policy.bound_minutes or 0.0) + 0.001) * MINUTE
    crowd = [
        Candidate(
            replace(a_ticket(500 + n, 0, "A", priority=priority), reference_at=late), True, Band.QUICK, 99
        )
        for n in range(flood)
    ]
    assert ranked([*line, *crowd], policy, NINE)[: len(line)] == ranked(line, policy, NINE)


@given(lines(), st.one_of(profiles, bounded))
def test_inside_a_lane_of_one_queue_class_and_band_who_came_first_goes_first(line, policy) -> None:
    order = ranked(line, policy, NINE)
    for at, c in enumerate(order):
        for later in order[at + 1 :]:
            lane, other = ((x.ticket.queue, x.ticket.priority, x.band) for x in (c, later))
            if lane == other:
                assert c.ticket.reference_at <= later.ticket.reference_at


@given(lines(), minutes, minutes)
def test_a_larger_head_start_never_loses_what_a_smaller_one_won(line, one, more) -> None:
    def policy(elderly: float) -> CallPolicy:
        return replace(POLICY, class_minutes=dict(POLICY.class_minutes) | {Priority.ELDERLY: elderly})

    elder = Candidate(a_ticket(50, 10, "A", priority=Priority.ELDERLY), True)
    others = [c for c in line if c.ticket.priority is not Priority.ELDERLY]
    before = ranked([elder, *others], policy(one), NINE).index(elder)
    after = ranked([elder, *others], policy(one + more), NINE).index(elder)
    assert after <= before


@given(lines(), st.integers(0, 600))
def test_the_order_of_who_waits_does_not_change_while_time_passes(line, later) -> None:
    assert ranked(line, POLICY, NINE) == ranked(line, POLICY, NINE + timedelta(minutes=later))


@given(lines(), profiles)
def test_the_numbers_of_the_reason_are_those_of_the_choice(line, policy) -> None:
    decision = choose_next(line, policy, NINE)
    if decision is None:
        assert not line
        return
    chosen, why = decision.ticket, decision.why
    order = ranked(line, policy, NINE)
    oldest = min((c.ticket for c in line), key=lambda t: (t.reference_at, t.id))
    assert why.credit == credit_of(order[0], policy, NINE)
    assert why.passed == (oldest.number if oldest != chosen else None)
    assert why.runner_up == (order[1].ticket.number if len(order) > 1 else None)
    assert (why.lead is None) == (len(order) < 2 or policy.order in BY_CLASS)
    assert why.lead is None or why.lead >= 0
    waited = {c.ticket.number: (NINE - c.ticket.reference_at) / MINUTE for c in line}
    assert why.next_waited == (waited[order[1].ticket.number] if len(order) > 1 else None)
    assert why.passed_waited == (waited[oldest.number] if oldest != chosen else None)
    assert (why.because is Because.OLDEST) == (len(line) > 1 and oldest == chosen)


def test_nobody_is_chosen_when_nobody_waits() -> None:
    assert choose_next([], POLICY, NINE) is None


@pytest.mark.parametrize(
    ("first", "other", "because"),
    [
        (Candidate(a_ticket(1, 5), True), None, Because.ONLY),
        (Candidate(a_ticket(1, 9), True), Candidate(a_ticket(2, 5), True), Because.OLDEST),
        (
            Candidate(a_ticket(2, 5, priority=Priority.ELDERLY), True),
            Candidate(a_ticket(1, 29), True),
            Because.PRIORITY,
        ),
        (Candidate(a_ticket(2, 5), True, Band.QUICK), Candidate(a_ticket(1, 14), True), Because.QUICK),
        (Candidate(a_ticket(2, 5), True), Candidate(a_ticket(1, 10, "B"), False), Because.PRIMARY),
        (
            Candidate(a_ticket(2, 9, "B"), False, pressure=15),
            Candidate(a_ticket(1, 10), True),
            Because.PRESSURE,
        ),
        (
            Candidate(a_ticket(2, 5), True, Band.QUICK, 3),
            Candidate(a_ticket(1, 12, "B"), False),
            Because.TOGETHER,
        ),
        (
            Candidate(a_ticket(2, 5), True),
            Candidate(a_ticket(1, 14), True, Band.LONG),
            Because.OTHER_LONG,
        ),
        (
            Candidate(a_ticket(2, 5), True, Band.QUICK),
            Candidate(a_ticket(1, 28), True, Band.LONG),
            Because.QUICK,
        ),
        (
            Candidate(a_ticket(2, 5, priority=Priority.ELDERLY), True),
            Candidate(a_ticket(1, 5), True),
            Because.PRIORITY,
        ),
    ],
)
def test_the_reason_names_the_term_without_which_the_oldest_would_have_been_called(first, other, because):
    decision = choose_next([c for c in (other, first) if c], POLICY, NINE)
    assert decision
    assert (decision.ticket, decision.why.because) == (first.ticket, because)


def test_a_long_line_of_a_backup_queue_is_helped_before_the_own_line() -> None:
    own, helped = Candidate(a_ticket(1, 10), True), Candidate(a_ticket(1, 10, "B"), False, pressure=50)
    decision = choose_next([own, helped], POLICY, NINE)
    assert decision
    assert decision.ticket == helped.ticket
    assert decision.why.credit.pressure == POLICY.pressure_minutes


def test_equal_credit_goes_to_who_came_first_and_then_by_number() -> None:
    ordinary, elder = a_ticket(1, 31), a_ticket(2, 5, priority=Priority.ELDERLY)
    assert ranked([Candidate(elder, True), Candidate(ordinary, True)], POLICY, NINE)[0].ticket == ordinary
    one, two = a_ticket(1, 3), a_ticket(2, 3)
    assert [c.ticket for c in ranked([Candidate(two, True), Candidate(one, True)], POLICY, NINE)] == [
        one,
        two,
    ]


@pytest.mark.parametrize(
    ("profile", "numbers"),
    [
        ("oldest", ["A001", "A002", "A003"]),
        ("strict", ["A003", "A001", "A002"]),
        ("strict_in_turn", ["A003", "A001", "A002"]),
        ("weighted", ["A001", "A003", "A002"]),
        ("balanced", ["A001", "A003", "A002"]),
        ("strong", ["A003", "A001", "A002"]),
        ("no_classes", ["A001", "A002", "A003"]),
    ],
)
def test_each_profile_has_its_order(profile, numbers) -> None:
    line = [
        Candidate(a_ticket(1, 50), True),
        Candidate(a_ticket(2, 30), True),
        Candidate(a_ticket(3, 20, priority=Priority.ELDERLY), True),
    ]
    assert [c.ticket.number for c in ranked(line, PROFILES[profile], NINE)] == numbers


def test_a_fixed_order_of_queues_leaves_the_oldest_of_a_backup_queue_standing() -> None:
    line = [Candidate(a_ticket(1, 50, "B"), False, turn=1), Candidate(a_ticket(2, 5), True)]
    decision = choose_next(line, PROFILES["strict_in_turn"], NINE)
    assert decision
    assert (decision.ticket.number, decision.why.because) == ("A002", Because.TURN)
    elder = Candidate(a_ticket(3, 1, "B", priority=Priority.ELDERLY), False, turn=1)
    decision = choose_next([*line, elder], PROFILES["strict_in_turn"], NINE)
    assert decision
    assert (decision.ticket.number, decision.why.because) == ("B003", Because.PRIORITY)


def test_of_two_backup_queues_and_of_two_classes_of_one_rank_the_order_of_queues_decides() -> None:
    in_turn = PROFILES["strict_in_turn"]
    backups = [
        Candidate(a_ticket(1, 50, "C"), False, turn=2),
        Candidate(a_ticket(2, 5, "B"), False, turn=1),
    ]
    classes = [
        Candidate(a_ticket(1, 50, "B", priority=Priority.DISABLED), False, turn=1),
        Candidate(a_ticket(2, 5, priority=Priority.ELDERLY), True),
    ]
    assert in_turn.class_minutes[Priority.DISABLED] == in_turn.class_minutes[Priority.ELDERLY]
    for line, number in ((backups, "B002"), (classes, "A002")):
        decision = choose_next(line, in_turn, NINE)
        assert decision
        assert (decision.ticket.number, decision.why.because) == (number, Because.TURN)


def test_a_weighted_call_tells_the_weight_and_by_how_many_weighted_minutes_it_was_ahead() -> None:
    line = [Candidate(a_ticket(1, 30), True), Candidate(a_ticket(2, 20, priority=Priority.ELDERLY), True)]
    decision = choose_next(line, PROFILES["weighted"], NINE)
    assert decision
    assert (decision.why.because, decision.why.weight, decision.why.lead) == (Because.PRIORITY, 1, 10)
    assert written(decision.why) == (
        "priority waited=20 weight=1 lead=10 next=A001 next_waited=30 passed=A001 passed_waited=30"
    )


def test_an_order_by_class_tells_how_long_those_had_waited_and_no_lead() -> None:
    line = [Candidate(a_ticket(1, 123), True), Candidate(a_ticket(2, 4, priority=Priority.ELDERLY), True)]
    decision = choose_next(line, PROFILES["strict"], NINE)
    assert decision
    assert written(decision.why) == (
        "priority waited=4 next=A001 next_waited=123 passed=A001 passed_waited=123"
    )


def test_a_lead_of_nothing_is_written() -> None:
    decision = choose_next([Candidate(a_ticket(n, 5), True) for n in (1, 2)], POLICY, NINE)
    assert decision
    assert written(decision.why) == "oldest waited=5 primary=12 lead=0 next=A002 next_waited=5"


@pytest.mark.parametrize(
    ("profile", "bound"),
    [("balanced", 91), ("light", 60), ("strong", 106), ("no_classes", 51), ("oldest", 0)]
    + [(name, None) for name in ("strict", "strict_in_turn", "weighted")],
)
def test_the_bound_of_a_profile_is_known_in_minutes(profile, bound) -> None:
    assert PROFILES[profile].bound_minutes == bound


def test_a_priority_ticket_has_a_tighter_bound_than_an_ordinary_one() -> None:
    assert POLICY.bound_of(Priority.ORDINARY, Band.USUAL) == 79
    assert POLICY.bound_of(Priority.ELDERLY, Band.QUICK) == 41
    assert POLICY.bound_of(Priority.ORDINARY, Band.LONG) == POLICY.bound_minutes == 91


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"quick_minutes": -1}, "quick_minutes is -1; allowed is 0 to 120"),
        ({"pressure_minutes": float("nan")}, "pressure_minutes is nan"),
        ({"class_minutes": {Priority.ELDERLY: 25.0}}, "ordinary, .* is missing"),
        ({"class_minutes": dict.fromkeys(Priority, 1e9)}, "class_minutes.ordinary is 1000000000"),
        ({"long_share": 0.5}, "long_share is 0.5; allowed is 1 to 100"),
    ],
)
def test_an_impossible_policy_is_refused_with_the_setting_and_what_is_allowed(wrong, words) -> None:
    with pytest.raises(BadPolicy, match=words):
        CallPolicy(**wrong)


def test_bands_are_measured_against_the_halls_mean() -> None:
    assert [POLICY.band(m, 10) for m in (8.5, 8.6, 11.4, 11.5)] == [
        Band.QUICK,
        Band.USUAL,
        Band.USUAL,
        Band.LONG,
    ]


def test_a_call_by_hand_names_whom_it_passed_and_its_reason() -> None:
    line = [Candidate(a_ticket(n, waited), True) for n, waited in ((1, 9), (2, 4.5), (3, 2))]
    why = by_hand(line[1], line, POLICY, "returning", NINE).why
    assert why.passed_waited == 9
    assert (why.because, why.waited_minutes, why.passed, why.reason, why.beyond_bound) == (
        Because.BY_HAND,
        4,
        "A001",
        "returning",
        0,
    )
    assert by_hand(line[0], line, POLICY, "returning", NINE).why.passed is None


def test_a_call_by_hand_that_no_rule_could_have_made_raises_the_alarm() -> None:
    old, older, chosen = a_ticket(1, 84), a_ticket(2, 120), a_ticket(3, 1)
    line = [Candidate(t, True) for t in (old, older, chosen)]
    assert [t.number for t in breaks_bound(line[2], line, POLICY)] == ["A002", "A001"]
    assert by_hand(line[2], line, POLICY, "returning", NINE).why.beyond_bound == 2
    assert breaks_bound(line[2], line, PROFILES["strict"]) == ()


def test_the_log_holds_every_number_of_the_reason() -> None:
    elder = Candidate(a_ticket(2, 23, priority=Priority.ELDERLY), True, Band.QUICK, 8)
    decision = choose_next([elder, Candidate(a_ticket(41, 60, "B"), False)], POLICY, NINE)
    assert decision
    assert written(decision.why) == (
        "priority waited=23 head=26 band=12 primary=12 pressure=8 "
        "lead=21 next=B041 next_waited=60 passed=B041 passed_waited=60"
    )


def test_seniority_is_counted_from_the_reference_and_not_from_the_number() -> None:
    first: Ticket = a_ticket(1, 30)
    revived = replace(first, reference_at=NINE - timedelta(minutes=1))
    line = [Candidate(revived, True), Candidate(a_ticket(2, 20), True)]
    assert ranked(line, POLICY, NINE)[0].ticket.number == "A002"


def test_an_order_without_head_starts_counts_the_waiting_alone() -> None:
    elder = Candidate(a_ticket(1, 5, priority=Priority.ELDERLY), True, Band.QUICK, 9)
    assert credit_of(elder, PROFILES["oldest"], NINE).total == 5
    assert PROFILES["oldest"].order is Order.OLDEST
