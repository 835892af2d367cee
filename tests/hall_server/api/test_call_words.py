"""Why one number was called before another, of those who came back or were sent on: from a hall's log."""

from datetime import timedelta

import pytest

from hall_server.api import sentences
from hall_server.api.call_words import compared
from hall_server.domain.call_record import compare
from hall_server.domain.refusals import SentElsewhere
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import HoldKind, Priority
from hall_server.operations.calling import call_by_number, revive
from hall_server.operations.serving import Target, finish, hold, start, transfer
from hall_server.wire.words import Language
from tests.conftest import RunningHall
from tests.small_hall import SHANGHAI, TUESDAY
from tests.visits import DESK, a_serving, a_waiting, missed, the_next

ZH, EN = Language.ZH, Language.EN


def told(hall: RunningHall, one: str, other: str, language: Language) -> str:
    counters = hall.ask(lambda uow: uow.plan.counters)
    found = compare(one, other, hall.store.events_naming(TUESDAY, (one, other)), counters.get)
    return compared(found, Rules(), language, SHANGHAI)


def test_one_who_came_back_and_was_passed_is_told_so(hall: RunningHall) -> None:
    """A001 is missed at 9:01 and comes back; A003, elderly, is called before it."""
    first = hall.open(1)
    a_waiting(hall)
    gone = missed(hall, first, the_next(hall, first))
    hall.clock.pass_(minutes=1)
    a_waiting(hall)
    hall.do(revive, DESK, gone.id)
    hall.clock.pass_(minutes=3)
    a_waiting(hall, priority=Priority.ELDERLY)
    called = the_next(hall, first)
    assert called.number == "A003"
    said = told(hall, "A003", "A001", EN)
    assert said.startswith("At 09:05 A003 was called to window 1 (Elderly first: waited 0 min, Elderly +26")
    assert said.endswith(
        "A001 (Ordinary) had come earlier and had waited 2 min; by the zone's rules A003 was before it. "
        "A001 had been called before, at 09:00, and was waiting again. "
        "A001 was not called again on that day."
    )
    said = told(hall, "A003", "A001", ZH)
    assert said.endswith(
        "按本区叫号规则，A003的次序在前。A001此前已于09:00叫过号，当时重新在等候。A001此后没有再叫到。"
    )
    hall.do(start, first, called.id, "W001")
    hall.do(finish, first, called.id, "W001", ())
    hall.clock.pass_(minutes=2)
    for _ in range(2):
        last = the_next(hall, first)
        hall.do(start, first, last.id, "W001")
        hall.do(finish, first, last.id, "W001", ())
    assert "A001 was called at 09:07 to window 1." in told(hall, "A003", "A001", EN)
    assert told(hall, "A001", "A003", EN) == told(hall, "A003", "A001", EN)


def test_one_who_was_sent_to_a_window_is_told_with_the_number_of_that_window(hall: RunningHall) -> None:
    first = hall.open(1)
    hall.open(3)
    sent = a_serving(hall, first)
    hall.do(transfer, first, sent.id, "W001", Target(window="W003"), "other_skill", None)
    hall.clock.pass_(minutes=5)
    a_waiting(hall)
    assert the_next(hall, first).number == "A002"
    assert "。A001当时已转到3号窗口，只能由该窗口叫号。" in told(hall, "A002", "A001", ZH)
    said = told(hall, "A002", "A001", EN)
    assert "A001 had been sent to window 3; only that window could call it then." in said
    assert "A001 had been called before, at 09:00, and was waiting again." in said


def test_a_waiting_ticket_is_refused_as_one_that_was_sent_and_not_for_its_papers(hall: RunningHall) -> None:
    first = hall.open(1)
    hall.open(3)
    sent = a_serving(hall, first)
    hall.do(transfer, first, sent.id, "W001", Target(window="W003"), "other_skill", None)
    with pytest.raises(SentElsewhere) as no:
        hall.do(call_by_number, first, "W001", sent.number, "returning", None)
    said = [sentences.refusal(no.value.code, no.value.places, language, SHANGHAI) for language in (ZH, EN)]
    assert said[0] == ("A001号已转到3号窗口，只能由该窗口叫号", "请由该窗口叫号，或由该窗口再转移")
    assert said[1][0] == "Ticket A001 was sent to window 3; only that window may call it"


def test_one_whose_papers_stay_at_a_window_was_not_waiting(hall: RunningHall) -> None:
    first = hall.open(1)
    held = a_serving(hall, first)
    hall.do(hold, first, held.id, "W001", HoldKind.PAPERS_STAY, None)
    a_waiting(hall)
    the_next(hall, first)
    assert told(hall, "A002", "A001", EN).endswith(
        "A001 was not waiting then: on hold. A001 had been called before, at 09:00. "
        "A001 was not called again on that day."
    )


def test_of_a_number_with_several_calls_it_is_said_which_is_told(hall: RunningHall) -> None:
    first = hall.open(1)
    a_waiting(hall)
    a_waiting(hall)
    called = the_next(hall, first)
    hall.do(transfer, first, called.id, "W001", Target(queue="A"), "next_step", None)
    hall.clock.pass_(minutes=4)
    the_next(hall, first)
    assert hall.clock.now - called.reference_at == timedelta(minutes=4)
    said = told(hall, "A001", "A002", EN)
    assert said.startswith("At 09:04 A001 was called")
    assert said.endswith(
        "A001 was called 2 times on that day (09:00, 09:04); this tells of the call at 09:04."
    )
    assert told(hall, "A001", "A002", ZH).endswith("A001当日叫号2次（09:00、09:04），以上说的是09:04这一次。")
