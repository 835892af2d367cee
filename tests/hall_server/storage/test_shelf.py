"""Rows in memory: whatever is put, undoing it gives the state before, indexes included."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.call_policy import Band, CallPolicy
from hall_server.domain.dispatch import LineKey, line_key
from hall_server.domain.names import PersonHash, QueueId, WindowId
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.storage.shelf import Journal, Shelf
from hall_server.storage.ticket_shelf import TicketShelf
from tests.small_hall import NINE
from tests.values import a_ticket

INDEXES = (
    "waiting",
    "reserved",
    "live",
    "live_in_queue",
    "bound",
    "of_person",
    "of_queue",
    "done_in_queue",
    "done_at_window",
    "by_token",
    "by_number",
)
POLICY = CallPolicy()


def a_shelf(journal: Journal) -> TicketShelf:
    def place(ticket: Ticket) -> tuple[LineKey, Band]:
        band = Band.QUICK if ticket.served_seconds > 50 else Band.USUAL
        return line_key(ticket.priority, ticket.reference_at, ticket.id, band, POLICY), band

    return TicketShelf(journal, place)


changes = st.fixed_dictionaries(
    {
        "state": st.sampled_from(State),
        "queue": st.sampled_from([QueueId("A"), QueueId("B")]),
        "window": st.sampled_from([None, WindowId("W001"), WindowId("W002")]),
        "priority": st.sampled_from([Priority.ORDINARY, Priority.ELDERLY]),
        "person": st.sampled_from([None, PersonHash("li"), PersonHash("wang")]),
        "served_seconds": st.floats(0, 100),
    }
)
steps = st.lists(st.tuples(st.integers(1, 5), changes), max_size=25)


def put(shelf: TicketShelf, step: tuple[int, dict[str, Any]]) -> None:
    counter, changed = step
    shelf.put(replace(a_ticket(counter), **changed))


def seen(shelf: TicketShelf) -> dict[str, Any]:
    """Every index without its empty parts."""
    found: dict[str, Any] = {"rows": dict(shelf.rows)}
    for name in INDEXES:
        index = getattr(shelf, name)
        found[name] = (
            {k: dict(v) for k, v in index.items() if v} if isinstance(index, defaultdict) else dict(index)
        )
    for queue in ("A", "B"):
        line = shelf.lines.all(QueueId(queue))
        found[f"line {queue}"] = sorted(line, key=lambda p: p.key)
    found["placed"] = {id: shelf.lines.placed(id) for id in shelf.rows}
    return found


def rebuilt(shelf: TicketShelf) -> TicketShelf:
    fresh = a_shelf(Journal())
    fresh.load(shelf.rows.values())
    return fresh


def test_no_index_is_forgotten_here() -> None:
    own = {n for n, v in vars(a_shelf(Journal())).items() if isinstance(v, dict)}
    assert own == {"rows", *INDEXES}


@given(steps)
def test_the_indexes_are_those_that_the_rows_would_give(all_steps: list[Any]) -> None:
    shelf = a_shelf(Journal())
    for step in all_steps:
        put(shelf, step)
    assert seen(shelf) == seen(rebuilt(shelf))


@given(steps, steps)
def test_undoing_gives_the_state_before_with_all_its_indexes(first: list[Any], more: list[Any]) -> None:
    journal = Journal()
    shelf = a_shelf(journal)
    for step in first:
        put(shelf, step)
    before, mark = seen(shelf), journal.mark()
    for step in more:
        put(shelf, step)
    journal.undo_to(mark)
    assert seen(shelf) == before
    assert journal.mark() == mark


@given(steps, steps)
def test_undoing_over_several_shelves_restores_them_all(one: list[Any], two: list[Any]) -> None:
    journal = Journal()
    shelves = (a_shelf(journal), a_shelf(journal))
    for a, b in zip(one, two, strict=False):
        put(shelves[0], a)
        put(shelves[1], b)
    journal.undo_to(0)
    assert [seen(s) for s in shelves] == [seen(a_shelf(Journal()))] * 2


@given(steps)
def test_what_changed_is_named_once_each(all_steps: list[Any]) -> None:
    journal = Journal()
    shelf = a_shelf(journal)
    for step in all_steps:
        put(shelf, step)
    named = journal.changed().get(shelf, [])
    assert len(named) == len(set(named))
    assert set(named) == set(shelf.rows)


def test_what_is_loaded_is_not_a_change() -> None:
    journal = Journal()
    a_shelf(journal).load([a_ticket(1), a_ticket(2)])
    assert journal.changed() == {}


def test_what_was_undone_is_not_a_change() -> None:
    journal = Journal()
    shelf = Shelf[str, str](journal, lambda v: v[0])
    shelf.put("a1")
    journal.undo_to(0)
    assert (journal.changed(), shelf.rows) == ({}, {})


def test_after_a_commit_nothing_can_be_undone() -> None:
    journal = Journal()
    shelf = Shelf[str, str](journal, lambda v: v[0])
    shelf.put("a1")
    journal.forget()
    journal.undo_to(0)
    assert shelf.rows == {"a": "a1"}


def test_recent_services_come_newest_first_and_only_so_many() -> None:
    shelf = a_shelf(Journal())
    for n in range(1, 6):
        shelf.put(a_ticket(n, state=State.FINISHED, served_seconds=n * 60.0))
    assert shelf.recent_minutes(QueueId("A"), 3) == [5.0, 4.0, 3.0]


def test_numbers_that_were_given_back_do_not_count_in_their_slot() -> None:
    shelf = a_shelf(Journal())
    for n, state in enumerate((State.WAITING, State.VOID, State.CANCELLED, State.FINISHED), 1):
        shelf.put(a_ticket(n, 1, state=state))
    shelf.put(a_ticket(9, 0))
    assert shelf.taken_between(QueueId("A"), NINE.replace(hour=0), NINE) == 2


def test_a_revised_ticket_is_found_by_its_token_and_number() -> None:
    shelf = a_shelf(Journal())
    shelf.put(a_ticket(1))
    revised: Ticket = a_ticket(1, state=State.CALLED)
    shelf.put(revised)
    assert (shelf.by_token["token-A001"], shelf.by_number["A001"]) == (revised, revised)


@given(steps)
def test_a_line_holds_who_waits_for_any_window_of_the_queue_in_the_order_of_the_calls(
    all_steps: list[Any],
) -> None:
    shelf = a_shelf(Journal())
    for step in all_steps:
        put(shelf, step)
    for queue in (QueueId("A"), QueueId("B")):
        free = [t for t in shelf.waiting[queue].values() if t.window is None]
        line = sorted(shelf.lines.all(queue), key=lambda p: p.key)
        assert {p.ticket for p in line} == set(free)
        assert [shelf.lines.before(queue, p.key) for p in line] == list(range(len(line)))
        heads = shelf.lines.heads(queue)
        assert line[:1] == sorted(heads, key=lambda p: p.key)[:1]
        assert line[:2] == sorted(heads, key=lambda p: p.key)[:2]
    bound = [t for t in shelf.live.values() if t.window and t.state is State.WAITING]
    assert all(shelf.lines.placed(t.id) for t in bound)
