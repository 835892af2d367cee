"""Kiosks that work alone for a while: nothing is lost, nothing is doubled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_server.domain.events import Actor, Kind
from hall_server.domain.leasing import Band, Lease
from hall_server.domain.names import DeviceId, TicketId
from hall_server.domain.refusals import NotLeased, UnknownThing
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.history.lane import Command, Lane, RefusedBefore
from hall_server.operations.leasing import OfflineWish, claim, lease
from hall_server.storage.live_hall import LastNumber
from tests.conftest import RunningHall, build_hall
from tests.hall_server.laws import memory_equals_the_database, the_live
from tests.small_hall import RULES, TUESDAY, TurnedClock
from tests.visits import KIOSK, a_called, a_reserved, a_waiting, as_it_is, last_event, the_next

OTHER = Actor("kiosk", device=DeviceId("kiosk-002"))
WISH = OfflineWish(item="I1")


def lent(hall: RunningHall, actor: Actor = KIOSK, *queues: str) -> tuple[Lease, ...]:
    found: tuple[Lease, ...] = hall.do(lease, actor, queues or ("A",))
    return found


def claimed(
    hall: RunningHall, number: Lease, at: datetime | None = None, wish: OfflineWish = WISH, **said: Any
) -> Ticket:
    actor = Actor("kiosk", device=number.device)
    ticket: Ticket = hall.do(claim, actor, number.ticket, wish, at or hall.clock.now, **said)
    return ticket


def test_a_kiosk_gets_six_numbers_of_each_queue(any_hall: RunningHall) -> None:
    numbers = [one.number for one in lent(any_hall, KIOSK, "A", "BG")]
    assert numbers == [f"{q}{n}" for q in ("A", "BG") for n in range(901, 907)]
    assert len({one.token for one in lent(any_hall, KIOSK, "A", "BG")}) == 12


def test_asking_again_lends_nothing_more(any_hall: RunningHall) -> None:
    first, seq = lent(any_hall), any_hall.store.last_seq()
    assert lent(any_hall) == first
    assert any_hall.store.last_seq() == seq


def test_a_used_number_is_replaced(hall: RunningHall) -> None:
    claimed(hall, lent(hall)[0])
    assert [one.number for one in lent(hall)] == [f"A{n}" for n in range(902, 908)]


def test_two_kiosks_never_hold_the_same_number(hall: RunningHall) -> None:
    assert not {one.number for one in lent(hall)} & {one.number for one in lent(hall, OTHER)}


def test_a_restart_keeps_what_is_lent(any_hall: RunningHall) -> None:
    before = lent(any_hall)
    any_hall.lane.stop()
    any_hall.lane = Lane(any_hall.store, any_hall.clock)
    any_hall.lane.start()
    assert lent(any_hall) == before
    memory_equals_the_database(any_hall, the_live(any_hall))


def test_a_second_server_knows_what_the_first_has_lent(any_hall: RunningHall) -> None:
    a_waiting(any_hall)
    first = any_hall.lane
    second = Lane(any_hall.store, any_hall.clock)
    second.start()
    held = lent(any_hall)
    any_hall.lane = second
    others = lent(any_hall, OTHER)
    assert claimed(any_hall, held[0]).number == "A901"
    second.stop()
    any_hall.lane = first
    assert not {one.ticket for one in held} & {one.ticket for one in others}
    assert lent(any_hall)[0].number == "A902"


def test_lending_is_on_record_without_the_secrets(hall: RunningHall) -> None:
    numbers = lent(hall)
    event = last_event(hall).event
    assert (event.kind, event.actor) == (Kind.NUMBERS_LEASED, KIOSK)
    assert [one.ticket for one in event.leases] == [one.ticket for one in numbers]
    assert {one.token for one in event.leases} == {""}


def test_ordinary_numbers_pass_over_the_band(hall: RunningHall) -> None:
    ready = LastNumber(a_waiting(hall).queue, TUESDAY, 899)
    hall.do(lambda uow, now: uow.counters.put(ready))
    assert [a_reserved(hall).number for _ in range(3)] == ["A900", "A1000", "A1001"]


def test_a_band_that_was_moved_to_where_numbers_were_given_lends_the_rest(hall: RunningHall) -> None:
    for _ in range(3):
        a_waiting(hall)
    the_live(hall).rules = replace(RULES, lending=Band(2, 6, 3))
    assert [one.number for one in lent(hall)] == ["A004", "A005", "A006"]
    assert a_reserved(hall).number == "A007"


def test_a_hall_may_lend_nothing(hall: RunningHall) -> None:
    the_live(hall).rules = replace(RULES, lending=Band(each=0))
    assert lent(hall) == ()


def test_a_queue_that_is_not_there_lends_nothing(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        lent(hall, KIOSK, "A", "ZZ")
    assert lent(hall, KIOSK, "A")[0].number == "A901"


def test_a_claimed_number_waits_with_its_true_seniority(hall: RunningHall) -> None:
    number = lent(hall)[0]
    hall.clock.pass_(minutes=10)
    printed = hall.clock.now
    hall.clock.pass_(minutes=20)
    came_later = a_waiting(hall)
    ticket = claimed(hall, number, printed)
    assert ticket.state is State.WAITING
    assert (ticket.number, ticket.item, ticket.unit, ticket.kiosk) == ("A901", "I1", "U1", KIOSK.device)
    assert (ticket.reference_at, ticket.taken_at, ticket.since) == (printed, printed, hall.clock.now)
    assert ticket.token == number.token
    assert last_event(hall).event.kind is Kind.TICKET_WAITING
    actor = hall.open(1)
    assert the_next(hall, actor).id == ticket.id
    assert as_it_is(hall, came_later).state is State.WAITING


def test_a_wrong_clock_gains_no_seniority(hall: RunningHall) -> None:
    number, granted = lent(hall)[0], hall.clock.now
    hall.clock.pass_(minutes=5)
    assert claimed(hall, number, granted - timedelta(hours=3)).reference_at == granted
    assert claimed(hall, lent(hall)[0], hall.clock.now + timedelta(hours=3)).reference_at == hall.clock.now


def test_a_number_of_somebody_else_or_of_nobody_is_refused(hall: RunningHall) -> None:
    number = lent(hall)[0]
    for actor, ticket in ((OTHER, number.ticket), (KIOSK, "20261124-A950"), (KIOSK, "20261124-A001")):
        with pytest.raises(NotLeased) as no:
            hall.do(claim, actor, ticket, WISH, hall.clock.now)
        assert no.value.places["number"] == ticket.rpartition("-")[2]


def test_a_number_is_claimed_once(hall: RunningHall) -> None:
    number = lent(hall)[0]
    claimed(hall, number)
    with pytest.raises(NotLeased):
        claimed(hall, number)


def test_the_same_claim_again_gets_the_first_answer(hall: RunningHall) -> None:
    number, at = lent(hall)[0], hall.clock.now
    claimed(hall, number, at, key="the-same-claim")
    seq = hall.store.last_seq()
    hall.clock.pass_(minutes=3)
    assert "A901" in str(hall.do(claim, KIOSK, number.ticket, WISH, at, key="the-same-claim"))
    assert hall.store.last_seq() == seq


def test_rules_of_issuing_do_not_touch_paper_that_is_in_a_hand(hall: RunningHall) -> None:
    numbers = lent(hall)
    hall.clock.pass_(hours=3, minutes=30)
    the_live(hall).rules = replace(RULES, stop_waiting=1)
    assert {claimed(hall, number).state for number in numbers} == {State.WAITING}


def test_an_item_that_is_no_longer_offered_does_not_lose_the_number(hall: RunningHall) -> None:
    ticket = claimed(hall, lent(hall)[0], wish=OfflineWish(item="I77"))
    assert (ticket.item, ticket.state) == (None, State.WAITING)


def test_a_class_that_only_the_desk_grants_counts_as_ordinary(hall: RunningHall) -> None:
    number, other = lent(hall)[:2]
    assert claimed(hall, number, wish=OfflineWish(priority=Priority.ELDERLY)).priority is Priority.ELDERLY
    assert claimed(hall, other, wish=OfflineWish(priority=Priority.URGENT)).priority is Priority.ORDINARY


def test_a_claim_of_an_earlier_day_is_void(any_hall: RunningHall) -> None:
    numbers, printed = lent(any_hall), any_hall.clock.now
    any_hall.clock.pass_(days=1)
    a_called(any_hall, any_hall.open(1))
    for number in numbers[:2]:
        ticket = claimed(any_hall, number, printed)
        assert (ticket.state, ticket.reason, ticket.day) == (State.VOID, "day_closed", TUESDAY)
        assert as_it_is(any_hall, ticket) == ticket
    assert last_event(any_hall).event.kind is Kind.TICKET_VOIDED
    with pytest.raises(NotLeased):
        claimed(any_hall, numbers[0], printed)
    memory_equals_the_database(any_hall, the_live(any_hall))


def test_an_old_number_claimed_twice_at_once_is_recorded_once(hall: RunningHall) -> None:
    number, at = lent(hall)[0], hall.clock.now
    hall.clock.pass_(days=1)

    def twice(uow: Any, now: datetime) -> None:
        claim(uow, KIOSK, number.ticket, WISH, at, now)
        with pytest.raises(NotLeased):
            claim(uow, KIOSK, number.ticket, WISH, at, now)

    hall.do(twice)


def test_a_new_day_lends_new_numbers(hall: RunningHall) -> None:
    lent(hall)
    hall.clock.pass_(days=1)
    assert [one.ticket for one in lent(hall)] == [f"20261125-A{n}" for n in range(901, 907)]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """One hall for all examples: each begins on a day of its own."""
    folder = tmp_path_factory.mktemp("leases")
    rules = replace(RULES, always_open=True, lending=Band(3, 30, 4))
    running = build_hall(f"sqlite:///{folder}/hall.db", TurnedClock(), rules)
    yield running
    running.lane.stop()
    running.engines.dispose()


steps = st.tuples(st.sampled_from(["lease", "print", "send", "again", "take", "night"]), st.integers(0, 30))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=40))
def test_whatever_kiosks_and_desk_do_no_number_is_given_twice(
    shared: RunningHall, plan: list[tuple[str, int]]
) -> None:
    """Kiosks lease, print alone, and send their claims late, in any order and repeatedly."""
    shared.clock.pass_(days=1)
    books: dict[Actor, list[Lease]] = {KIOSK: [], OTHER: []}
    used: set[TicketId] = set()
    owed: list[tuple[Actor, Lease, datetime, str]] = []
    sent: list[tuple[Actor, Lease, datetime, str]] = []
    given_out: list[str] = []
    for step, n in [("lease", 0), ("lease", 1), *plan, ("send", 0)]:
        kiosk = (KIOSK, OTHER)[n % 2]
        today = f"{shared.clock.now:%Y%m%d}-"
        left = [one for one in books[kiosk] if one.ticket not in used and one.ticket.startswith(today)]
        if step == "lease":
            books[kiosk] = list(shared.do(lease, kiosk, ("A", "B")))
        elif step == "print" and left:
            number = left[n % len(left)]
            used.add(number.ticket)
            given_out.append(number.ticket)
            owed.append((kiosk, number, shared.clock.now, f"claim-{number.ticket}-{number.token[:6]}"))
        elif step == "take":
            given_out.append(a_reserved(shared, "AB"[n % 2]).id)
        elif step == "night":
            shared.clock.pass_(days=1)
        elif step == "again" and sent:
            tell(shared, *sent[n % len(sent)])
        elif step == "send":
            owed = owed[n % (len(owed) or 1) :] + owed[: n % (len(owed) or 1)]
            for one in owed:
                tell(shared, *one)
            sent, owed = sent + owed, []
    assert len(given_out) == len(set(given_out))
    for kiosk, number, printed, _ in sent:
        ticket = shared.ask(lambda uow, name=number.ticket: uow.tickets.get(name))
        assert (ticket.kiosk, ticket.taken_at, ticket.token) == (kiosk.device, printed, number.token)


def tell(hall: RunningHall, kiosk: Actor, number: Lease, at: datetime, key: str) -> None:
    """A claim as an outbox sends it."""

    def run(uow: Any, now: datetime) -> str:
        return claim(uow, kiosk, number.ticket, OfflineWish(), at, now).number

    try:
        assert hall.lane.submit(Command(run, key, "claim")).result(10) == number.number
    except (NotLeased, RefusedBefore):
        pytest.fail("an honest claim was refused")
