"""The history: numbered without gaps, linked by digests; altering or removing an event is found."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, select, update

from hall_server.domain.events import Kind
from hall_server.operations.closing import tick
from hall_server.storage.event_log import GENESIS, breaks, last_of, last_seq, link, read_after
from hall_server.storage.tables import EventRow
from tests.conftest import RunningHall
from tests.small_hall import TUESDAY
from tests.visits import a_called, a_waiting

Deed = Callable[[Connection], object]


def wrong(hall: RunningHall) -> list[str]:
    return list(breaks(hall.engines.read, "small"))


def tampered(hall: RunningHall, deed: Deed) -> list[str]:
    """What is found after somebody has been at the tables by hand."""
    for _ in range(3):
        a_waiting(hall)
    assert wrong(hall) == []
    with hall.engines.write.begin() as connection:
        deed(connection)
    return wrong(hall)


def test_an_untouched_history_has_no_break(any_hall: RunningHall) -> None:
    for _ in range(3):
        a_waiting(any_hall)
    assert wrong(any_hall) == []


def test_an_altered_event_is_found(any_hall: RunningHall) -> None:
    other = update(EventRow).where(EventRow.seq == 3).values(body='{"kind":"ticket.rated"}')
    assert tampered(any_hall, lambda c: c.execute(other)) == ["event 3 does not fit its digest"]


def test_a_missing_event_is_found(any_hall: RunningHall) -> None:
    gone = delete(EventRow).where(EventRow.seq == 3)
    assert tampered(any_hall, lambda c: c.execute(gone)) == [
        "event 3 is missing, 4 follows",
        "event 4 does not fit its digest",
    ]


def test_a_missing_first_event_is_found(hall: RunningHall) -> None:
    gone = delete(EventRow).where(EventRow.seq == 1)
    assert tampered(hall, lambda c: c.execute(gone))[0] == "event 1 is missing, 2 follows"


def test_an_event_that_was_altered_with_its_own_digest_breaks_the_next(hall: RunningHall) -> None:
    body = '{"kind":"ticket.rated"}'

    def deed(connection: Connection) -> None:
        before = connection.scalar(select(EventRow.chain).where(EventRow.seq == 2))
        values = {"body": body, "chain": link(str(before), 3, body)}
        connection.execute(update(EventRow).where(EventRow.seq == 3).values(values))

    assert tampered(hall, deed) == ["event 4 does not fit its digest"]


def test_missing_last_events_are_found(any_hall: RunningHall) -> None:
    gone = delete(EventRow).where(EventRow.seq >= 6)
    assert tampered(any_hall, lambda c: c.execute(gone)) == ["event 6 is missing, and all after it to 7"]


def test_a_last_event_that_was_altered_with_its_own_digest_is_found(hall: RunningHall) -> None:
    def deed(connection: Connection) -> None:
        chain = select(EventRow.chain).where(EventRow.seq == 6)
        values = {"body": "{}", "chain": link(str(connection.scalar(chain)), 7, "{}")}
        connection.execute(update(EventRow).where(EventRow.seq == 7).values(values))

    assert tampered(hall, deed) == ["event 7 is not the one that the hall ended with"]


def test_a_digest_depends_on_all_before_it() -> None:
    assert link(GENESIS, 1, "a") != link(GENESIS, 2, "a")
    assert link(GENESIS, 1, "a") != link("1" * 64, 1, "a")
    assert link(GENESIS, 1, "a") != link(GENESIS, 1, "b")


def test_events_are_read_in_order_from_any_number(any_hall: RunningHall) -> None:
    for _ in range(4):
        a_waiting(any_hall)
    total = last_seq(any_hall.engines.read, "small")
    assert [r.seq for r in read_after(any_hall.engines.read, "small", 0)] == list(range(1, total + 1))
    assert [r.seq for r in read_after(any_hall.engines.read, "small", 5, most=2)] == [6, 7]
    assert read_after(any_hall.engines.read, "small", total) == []


def test_an_event_carries_the_moment_and_the_day_of_its_command(hall: RunningHall) -> None:
    hall.clock.pass_(seconds=7)
    a_waiting(hall)
    recorded = read_after(hall.engines.read, "small", 1)[0]
    assert (recorded.at, recorded.day) == (hall.clock.now, TUESDAY)


def test_the_last_calls_are_those_of_today_oldest_first(any_hall: RunningHall) -> None:
    clerks = [any_hall.open(n) for n in (1, 3)]
    numbers = [a_called(any_hall, c).number for c in clerks]
    assert [r.event.call.number for r in any_hall.store.last_calls() if r.event.call] == numbers
    assert [r.event.call.number for r in any_hall.store.last_calls(1) if r.event.call] == numbers[-1:]
    any_hall.clock.pass_(days=1)
    any_hall.do(tick)
    assert any_hall.store.last_calls() == []


def test_a_day_that_was_closed_twice_by_hand_still_hides_its_calls(hall: RunningHall) -> None:
    a_called(hall, hall.open(1))
    hall.clock.now += timedelta(days=1)
    hall.do(tick)
    a_called(hall, hall.open(1))
    found = last_of(hall.engines.read, "small", [Kind.TICKET_CALLED], TUESDAY + timedelta(days=1), 10)
    assert [r.event.call.number for r in found if r.event.call] == ["A001"]


def test_another_halls_events_are_not_read(hall: RunningHall) -> None:
    assert read_after(hall.engines.read, "another", 0) == []
    assert last_seq(hall.engines.read, "another") == 0


def test_calls_and_what_names_a_number_are_read_by_day(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    first, second = a_called(any_hall, actor), a_waiting(any_hall)
    store = any_hall.store
    assert [s.event.call.number for s in store.calls_of(TUESDAY) if s.event.call] == [first.number]
    (call,) = store.calls_of(TUESDAY)
    assert store.calls_of(TUESDAY, call.seq - 1) == [call]
    assert store.calls_of(TUESDAY, call.seq) == []
    assert store.calls_of(TUESDAY - timedelta(days=1)) == []
    assert store.until_walk_ins(TUESDAY) == []
    named = store.events_naming(TUESDAY, [second.number])
    assert {t.number for s in named for t in s.event.tickets} == {second.number}
    assert len(store.events_naming(TUESDAY, [first.number, second.number])) > len(named)
    assert store.events_naming(TUESDAY, ["A_01"]) == []
    assert store.day_before(TUESDAY) is None
    assert store.day_before(TUESDAY + timedelta(days=3)) == TUESDAY
