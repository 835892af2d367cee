"""Who is next, and why: laws of the choice, and its examples."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.dispatch import (
    Because,
    Candidate,
    Decision,
    Why,
    by_hand,
    choose_next,
    eligible,
    ranked,
)
from hall_server.domain.names import QueueId, WindowId
from hall_server.domain.rules import CallPolicy
from hall_server.domain.ticket import Priority, Ticket
from tests.small_hall import NINE
from tests.values import a_ticket

POLICY = CallPolicy()
A, B, BG = QueueId("A"), QueueId("B"), QueueId("BG")
W1, W2 = WindowId("W001"), WindowId("W002")
LONGEST = max(POLICY.class_minutes.values())


def a_policy(**minutes: float) -> CallPolicy:
    changed = {Priority(name): m for name, m in minutes.items()}
    return CallPolicy(class_minutes=MappingProxyType({**POLICY.class_minutes, **changed}))


def waited(c: Candidate) -> float:
    return (NINE - c.ticket.reference_at) / timedelta(minutes=1)


def aged(c: Candidate) -> bool:
    return not c.primary and waited(c) > POLICY.ageing_after_minutes


@st.composite
def lines(draw: st.DrawFn) -> list[Candidate]:
    """Up to twelve tickets as one window sees them: queue A is its own, queue B a backup."""
    found = []
    for counter in range(1, draw(st.integers(0, 12)) + 1):
        queue = draw(st.sampled_from(["A", "B"]))
        minutes = draw(st.integers(0, 90 * 60)) / 60
        priority = draw(st.sampled_from(Priority))
        found.append(Candidate(a_ticket(counter, minutes, queue, priority=priority), queue == "A"))
    return found


@given(lines(), st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_the_rows(line: list[Candidate], random: object) -> None:
    shuffled = sorted(line, key=lambda c: random.random())  # type: ignore[attr-defined]
    assert choose_next(shuffled, POLICY, NINE) == choose_next(line, POLICY, NINE)
    assert ranked(shuffled, POLICY, NINE) == ranked(line, POLICY, NINE)


@given(lines())
def test_the_choice_is_the_first_of_the_order(line: list[Candidate]) -> None:
    decision = choose_next(line, POLICY, NINE)
    order = ranked(line, POLICY, NINE)
    assert (decision.ticket if decision else None) == (order[0].ticket if order else None)


@given(lines())
def test_within_one_queue_and_class_who_came_first_goes_first(line: list[Candidate]) -> None:
    order = [c.ticket for c in ranked(line, POLICY, NINE)]
    for at, ticket in enumerate(order):
        for later in order[at + 1 :]:
            if (ticket.queue, ticket.priority) == (later.queue, later.priority):
                assert ticket.reference_at <= later.reference_at


@given(lines())
def test_a_backup_queue_waits_for_the_own_queue_until_it_has_aged(line: list[Candidate]) -> None:
    order = ranked(line, POLICY, NINE)
    for at, c in enumerate(order):
        if not c.primary and not aged(c):
            assert not any(later.primary for later in order[at + 1 :])


@given(lines())
def test_nobody_is_passed_by_a_ticket_that_came_later_than_the_longest_head_start(
    line: list[Candidate],
) -> None:
    order = [c for c in ranked(line, POLICY, NINE) if c.primary or aged(c)]
    for at, c in enumerate(order):
        for later in order[at + 1 :]:
            assert waited(later) - waited(c) <= LONGEST + 1e-6


@given(lines(), st.floats(0, 60), st.floats(0, 60))
def test_a_larger_head_start_never_loses_what_a_smaller_one_won(
    line: list[Candidate], one: float, more: float
) -> None:
    elder = Candidate(a_ticket(50, 10, "A", priority=Priority.ELDERLY), True)
    others = [c for c in line if c.ticket.priority is not Priority.ELDERLY]
    before = ranked([elder, *others], a_policy(elderly=one), NINE).index(elder)
    after = ranked([elder, *others], a_policy(elderly=one + more), NINE).index(elder)
    assert after <= before


@given(lines())
def test_the_numbers_of_the_reason_are_those_of_the_ticket(line: list[Candidate]) -> None:
    decision = choose_next(line, POLICY, NINE)
    if decision is None:
        assert not line
        return
    chosen, why = decision.ticket, decision.why
    oldest = min((c.ticket for c in line), key=lambda t: (t.reference_at, t.id))
    assert why.waited_minutes == (NINE - chosen.reference_at) // timedelta(minutes=1)
    assert why.head_start_minutes == POLICY.class_minutes[chosen.priority]
    assert why.priority is chosen.priority
    assert why.passed == (oldest.number if oldest != chosen else None)
    if why.because in (Because.OLDEST, Because.PRIORITY):
        assert chosen.queue == A
    if why.because is Because.PRIORITY:
        assert why.head_start_minutes
        assert why.passed


def test_nobody_is_chosen_when_nobody_waits() -> None:
    assert choose_next([], POLICY, NINE) is None


def test_an_aged_ticket_of_a_backup_queue_goes_before_the_own_queue() -> None:
    own, other = a_ticket(1, 10, "A"), a_ticket(1, 46, "B")
    decision = choose_next([Candidate(own, True), Candidate(other, False)], POLICY, NINE)
    assert decision == Decision(other, Why(Because.AGED, 46))


def test_a_ticket_of_a_backup_queue_has_not_aged_at_the_very_limit() -> None:
    own, other = a_ticket(1, 10, "A"), a_ticket(1, 45, "B")
    decision = choose_next([Candidate(own, True), Candidate(other, False)], POLICY, NINE)
    assert decision
    assert decision.ticket == own


def test_an_aged_ticket_with_nobody_before_it_is_only_a_backup() -> None:
    other = a_ticket(1, 50, "B")
    decision = choose_next([Candidate(other, False)], POLICY, NINE)
    assert decision == Decision(other, Why(Because.BACKUP, 50))


def test_an_elder_who_came_first_is_called_as_the_oldest() -> None:
    elder, other = a_ticket(1, 5, priority=Priority.ELDERLY), a_ticket(2, 4)
    decision = choose_next([Candidate(other, True), Candidate(elder, True)], POLICY, NINE)
    assert decision == Decision(elder, Why(Because.OLDEST, 5, 25, Priority.ELDERLY))


def test_equal_credit_goes_to_who_came_first() -> None:
    ordinary, elder = a_ticket(1, 30), a_ticket(2, 5, priority=Priority.ELDERLY)
    decision = choose_next([Candidate(elder, True), Candidate(ordinary, True)], POLICY, NINE)
    assert decision
    assert decision.ticket == ordinary


def test_two_who_came_in_the_same_moment_go_by_number() -> None:
    one, two = a_ticket(1, 3), a_ticket(2, 3)
    assert [c.ticket for c in ranked([Candidate(two, True), Candidate(one, True)], POLICY, NINE)] == [
        one,
        two,
    ]


def test_a_window_may_call_from_its_queues_only() -> None:
    own, backup, foreign = a_ticket(1), a_ticket(1, queue="B"), a_ticket(1, queue="BG")
    found = eligible([own, backup, foreign], frozenset({A}), frozenset({B}), W1)
    assert found == [Candidate(own, True), Candidate(backup, False)]


def test_a_bound_ticket_is_seen_at_its_window_only() -> None:
    bound = a_ticket(1, window=W2)
    assert eligible([bound], frozenset({A}), frozenset(), W1) == []
    assert eligible([bound], frozenset({A}), frozenset(), W2) == [Candidate(bound, True)]


def test_a_ticket_sent_to_a_window_is_seen_there_whatever_its_queue() -> None:
    sent = a_ticket(1, queue="BG", window=W1)
    assert eligible([sent], frozenset({A}), frozenset({B}), W1) == [Candidate(sent, False)]


@given(st.lists(st.sampled_from([None, W1, W2]), max_size=8))
def test_no_ticket_is_seen_by_two_windows_when_it_is_bound(bindings: list[WindowId | None]) -> None:
    line = [a_ticket(n, window=w) for n, w in enumerate(bindings, 1)]

    def seen(window: WindowId) -> set[str]:
        return {c.ticket.id for c in eligible(line, frozenset({A}), frozenset(), window)}

    assert seen(W1) & seen(W2) == {t.id for t in line if t.window is None}


def test_a_call_by_hand_names_whom_it_passed_and_its_reason() -> None:
    oldest, chosen = a_ticket(1, 9), a_ticket(2, 4.5)
    decision = by_hand(chosen, oldest, "returning", NINE)
    assert decision == Decision(chosen, Why(Because.BY_HAND, 4, passed="A001", reason="returning"))


def test_a_call_by_hand_of_the_oldest_passes_nobody() -> None:
    oldest = a_ticket(1, 9)
    assert by_hand(oldest, oldest, "returning", NINE).why.passed is None


def test_seniority_is_counted_from_the_reference_and_not_from_the_number() -> None:
    first: Ticket = a_ticket(1, 30)
    revived = replace(first, reference_at=NINE - timedelta(minutes=1))
    other = a_ticket(2, 20)
    assert ranked([Candidate(revived, True), Candidate(other, True)], POLICY, NINE)[0].ticket == other
